"""Answers `/api/{method}` as Slack does: tokens, scopes, limits and faults before the method itself."""

import asyncio
from typing import Any

from aiohttp import web

from bot.sandbox.arguments import Arguments, read_arguments
from bot.sandbox.call import Call, Method
from bot.sandbox.call_log import CallRecord
from bot.sandbox.entities import App, JsonObject
from bot.sandbox.errors import SlackError, missing_argument
from bot.sandbox.faults import Fault
from bot.sandbox.methods import all_methods
from bot.sandbox.rate_limits import RateLimited, RateLimits
from bot.sandbox.workspace import Workspace

DEAD_TOKENS = {"revoked": "token_revoked", "inactive": "account_inactive", "expired": "token_expired"}


class WebApi:
    """The routes of the Web API and of the raw uploads."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.methods = all_methods()
        self.limits = RateLimits(workspace.settings)
        self._late: set[asyncio.Task[None]] = set()

    def routes(self) -> list[web.RouteDef]:
        """What to add to an aiohttp application."""
        return [
            web.get("/api/{method}", self.answer, allow_head=False),
            web.post("/api/{method}", self.answer),
            web.post("/upload/v1/{ticket}", self.receive_upload),
            web.put("/upload/v1/{ticket}", self.receive_upload),
            web.get("/files/{place}/{name}", self.send_file),
        ]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One call, from its bytes to the answer's."""
        name = request.match_info["method"]
        record = CallRecord(name, at=self.workspace.now())
        self.workspace.calls.append(record)
        try:
            arguments = await read_arguments(request)
        except SlackError as refusal:
            return self._refused(record, refusal)
        record.args = arguments.values
        faults = self.workspace.faults.strike(name, arguments.values)
        early = await self._suffer(request, record, faults)
        if early is not None:
            return early
        late = next((fault for fault in faults if fault.kind == "lost_late"), None)
        if late is not None:
            task = asyncio.create_task(self._execute_late(record, arguments, late))
            self._late.add(task)
            task.add_done_callback(self._late.discard)
            return _dropped(request)
        response = await self._execute(record, arguments)
        if any(fault.kind == "lost_after" for fault in faults):
            record.outcome = "lost_after"
            return _dropped(request)
        return response

    async def _execute_late(self, record: CallRecord, arguments: Arguments, late: Fault) -> None:
        record.outcome = "lost_late"
        await self.workspace.faults.comes_about(late)
        await self._execute(record, arguments)
        record.outcome = "lost_late"

    async def _suffer(
        self, request: web.Request, record: CallRecord, faults: list[Fault]
    ) -> web.StreamResponse | None:
        """The ordered trouble that comes before the method; an answer when it replaces the method."""
        for fault in faults:
            if fault.kind == "latency":
                await asyncio.sleep(fault.seconds)
                continue
            if fault.kind in ("lost_after", "lost_late"):
                continue
            record.outcome = fault.kind
            if fault.kind == "http_500":
                return web.Response(status=500, text="Internal Server Error")
            if fault.kind == "http_429":
                return _too_many(fault.retry_after)
            if fault.kind == "refuse":
                return self._refused(record, SlackError(fault.code))
            if fault.kind == "hang":
                await self.workspace.faults.released.wait()
            return _dropped(request)
        return None

    async def _execute(self, record: CallRecord, arguments: Arguments) -> web.Response:
        method = self.methods.get(record.method)
        if method is None:
            return self._refused(record, SlackError("unknown_method", req_method=record.method))
        call = Call(self.workspace, method, arguments.values, arguments.token or "", self.limits)
        call.in_header, call.warnings = arguments.in_header, arguments.warnings
        try:
            self._admit(call)
            record.app = call.caller.name if call.caller else ""
            self.workspace.post_due()
            body = {"ok": True, **await method.handler(call)}
        except RateLimited as limited:
            record.outcome = "http_429"
            return _too_many(limited.retry_after)
        except SlackError as refusal:
            return self._refused(record, refusal, call)
        record.outcome = "ok"
        record.answer = _with_warnings(body, call.warnings)
        return web.json_response(record.answer, headers=_headers(call))

    def _admit(self, call: Call) -> None:
        """Token, its kind, rate, scope and required arguments, in Slack's order."""
        method = call.method
        call.caller = self._caller(method, call.token)
        if call.caller:
            self.limits.count_call(call.caller.app_id, method.name, method.tier)
            if "bot" in method.tokens:
                call.need_any(method.scopes)
        for name in method.required:
            if call.args.get(name) in (None, ""):
                raise missing_argument(name)

    def _caller(self, method: Method, token: str) -> App | None:
        if not method.tokens:
            return None
        if not token:
            raise SlackError("not_authed")
        for app in self.workspace.apps.values():
            if token == app.app_token:
                if "app" not in method.tokens:
                    raise SlackError("not_allowed_token_type")
                if not app.installed:
                    raise SlackError("account_inactive")
                return app
            if token == app.bot_token:
                if app.token_state != "valid":  # noqa: S105 - the state of a token, not one
                    raise SlackError(DEAD_TOKENS[app.token_state])
                if "bot" not in method.tokens:
                    raise SlackError("not_allowed_token_type")
                return app
        raise SlackError("invalid_auth")

    def _refused(self, record: CallRecord, refusal: SlackError, call: Call | None = None) -> web.Response:
        record.outcome = refusal.code
        record.answer = _with_warnings(refusal.answer(), call.warnings if call else [])
        return web.json_response(record.answer, headers=_headers(call) if call and call.caller else None)

    async def receive_upload(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file, raw or as a form's `file` field; Slack answers in plain text."""
        file = self.workspace.upload_tickets.get(request.match_info["ticket"])
        record = CallRecord("upload", at=self.workspace.now(), args={"file": file.id if file else None})
        self.workspace.calls.append(record)
        faults = self.workspace.faults.strike("upload", record.args)
        early = await self._suffer(request, record, faults)
        if early is not None:
            return early
        if file is None:
            record.outcome = "not_found"
            return web.Response(status=404, text="Not Found")
        content = await _uploaded(request)
        try:
            self.workspace.fill_file(file, content)
        except SlackError as refusal:
            record.outcome = refusal.code
            return web.Response(status=400, text="Bad Request")
        if any(fault.kind == "lost_after" for fault in faults):
            record.outcome = "lost_after"
            return _dropped(request)
        record.outcome = "ok"
        return web.Response(text=f"OK - {len(content)}")

    async def send_file(self, request: web.Request) -> web.Response:
        """A file's bytes, for a page or for an app that brings its token."""
        file = self.workspace.files.get(request.match_info["place"].rpartition("-")[2])
        if file is None or not file.completed:
            raise web.HTTPNotFound
        return web.Response(body=file.content, content_type=file.mimetype)


async def _uploaded(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    for part in (await request.post()).values():
        if isinstance(part, web.FileField):
            return part.file.read()
    return b""


def _with_warnings(body: JsonObject, warnings: list[str]) -> JsonObject:
    if not warnings:
        return body
    unique = list(dict.fromkeys(warnings))
    metadata: dict[str, Any] = {**body.get("response_metadata", {}), "warnings": unique}
    return {**body, "warning": ",".join(unique), "response_metadata": metadata}


def _headers(call: Call) -> dict[str, str]:
    headers = {"x-slack-req-id": call.workspace.ids.hexadecimal(32)}
    if call.caller:
        headers["x-oauth-scopes"] = ",".join(sorted(call.caller.scopes))
        headers["x-accepted-oauth-scopes"] = ",".join(call.method.scopes)
    return headers


def _too_many(retry_after: int) -> web.Response:
    return web.json_response(
        {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(retry_after)}
    )


def _dropped(request: web.Request) -> web.StreamResponse:
    """Cut the connection: the caller never learns what came of the call."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
