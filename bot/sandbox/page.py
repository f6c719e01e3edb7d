"""The web page of a simulated workspace: what it is made of, what it asks for, and what it is told."""

import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from bot.sandbox.entities import Channel, JsonObject, Message
from bot.sandbox.errors import SlackError
from bot.sandbox.page_acts import Acts, WrongAct
from bot.sandbox.page_guard import Guard
from bot.sandbox.page_hooks import PageHooks
from bot.sandbox.page_looks import app_look, channels, groups, may_act, message_look, people, views_look
from bot.sandbox.page_news import Newsroom
from bot.sandbox.page_person import PagePerson
from bot.sandbox.page_reading import read_around, read_back, read_pins, read_thread
from bot.sandbox.page_words import words_for
from bot.sandbox.server import SandboxServer

STATIC = Path(__file__).with_name("static")
_KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
_SAFE_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")


class Page:
    """Puts the page onto a server that has not started yet; `address` is what to open in the browser."""

    def __init__(
        self, server: SandboxServer, hooks: PageHooks | None = None, token: str | None = None
    ) -> None:
        self.hooks = hooks or PageHooks()
        self.guard = Guard(lambda: server.port, token)
        self._server = server
        self._workspace = server.workspace
        self._newsroom = Newsroom(server.workspace, self.hooks.speed)
        self._acts = Acts(server.workspace, self._newsroom)
        self.guard.watch(server.app)
        server.add_routes(self._routes())
        server.on_stop.append(self._newsroom.close_all)

    @property
    def address(self) -> str:
        """The page with its token, once the server is up."""
        return f"{self._server.base_url}/?token={self.guard.token}"

    def _routes(self) -> Iterable[web.RouteDef]:
        yield web.get("/", self._document)
        yield web.get("/static/{name}", self._part)
        yield web.get("/page/start", self._start)
        yield web.get("/page/news", self._news)
        yield web.get("/page/channels/{channel}/messages", self._messages)
        yield web.get("/page/channels/{channel}/threads/{ts}", self._thread)
        yield web.get("/page/channels/{channel}/pins", self._pins)
        yield web.get("/page/files/{file}", self._file)
        yield web.post("/page/do/{act}", self._do)
        yield web.post("/page/time", self._time)
        yield web.post("/page/examples/{name}", self._play)
        yield web.post("/page/reset", self._reset)

    # what the page is made of -----------------------------------------------------------------------------

    async def _document(self, request: web.Request) -> web.Response:
        if not self.guard.knows(request):
            return web.Response(
                status=403,
                text="Open the address that the program printed when it started: it has a token.",
            )
        response = web.Response(body=(STATIC / "index.html").read_bytes(), content_type="text/html")
        response.charset = "utf-8"
        self.guard.remember(response)
        return response

    async def _part(self, request: web.Request) -> web.Response:
        path = STATIC / request.match_info["name"]
        kind = _KINDS.get(path.suffix)
        if kind is None or path.parent != STATIC or not path.is_file():
            raise web.HTTPNotFound
        return web.Response(body=path.read_bytes(), content_type=kind, charset="utf-8")

    # what the page asks for -------------------------------------------------------------------------------

    def _person(self, request: web.Request) -> PagePerson:
        workspace = self._workspace
        user = workspace.users.get(request.query.get("as", ""))
        if user is None or not may_act(workspace, user):
            raise web.HTTPNotFound(text="There is nobody of this id to act as.")
        return PagePerson(workspace, user)

    def _channel(self, request: web.Request, person: PagePerson) -> Channel:
        try:
            return self._workspace.visible_channel(request.match_info["channel"], person.user)
        except SlackError:
            raise web.HTTPNotFound(text="There is no such channel.") from None

    async def _start(self, request: web.Request) -> web.Response:
        """Everything a window needs before it shows a channel; anybody's when it does not say whose."""
        workspace, hooks = self._workspace, self.hooks
        everybody = people(workspace)
        if "as" not in request.query:
            return web.json_response({"people": everybody})
        person = self._person(request)
        return web.json_response(
            {
                "me": person.id,
                "team": {"name": workspace.settings.team_name, "url": workspace.url},
                "people": everybody,
                "groups": groups(workspace),
                "channels": channels(workspace, person.user, self._newsroom.counts),
                "marks": self._newsroom.marks(),
                "apps": [app_look(app) for app in workspace.apps.values() if app.installed],
                "front": {"app": hooks.front_app, "title": hooks.front_title},
                "clock": self._newsroom.clock(),
                "offers": {
                    "move": hooks.move is not None,
                    "next": hooks.move_to_next is not None,
                    "hasten": hooks.hasten is not None,
                    "reset": hooks.reset is not None,
                    "examples": [vars(example) for example in hooks.examples] if hooks.play else [],
                },
                **views_look(workspace, person.user),
            }
        )

    async def _news(self, request: web.Request) -> web.StreamResponse:
        person = self._person(request)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        window = self._newsroom.open(person)
        try:
            await response.prepare(request)
            async for piece in window.news():
                await response.write(piece)
        except ConnectionResetError:
            # The window was closed: nobody is there to be told.
            pass
        finally:
            self._newsroom.close(window)
        return response

    async def _messages(self, request: web.Request) -> web.Response:
        person = self._person(request)
        channel = self._channel(request, person)
        around = request.query.get("around")
        try:
            piece = (
                read_around(person, channel, around)
                if around
                else read_back(person, channel, request.query.get("before", ""))
            )
        except ValueError:
            raise web.HTTPBadRequest(text="That is no message's stamp.") from None
        look = {"earlier": piece.earlier, "later": piece.later}
        return web.json_response(look | {"messages": self._look(piece.messages)})

    async def _thread(self, request: web.Request) -> web.Response:
        person = self._person(request)
        channel = self._channel(request, person)
        return web.json_response(
            {"messages": self._look(read_thread(person, channel, request.match_info["ts"]))}
        )

    async def _pins(self, request: web.Request) -> web.Response:
        channel = self._channel(request, self._person(request))
        return web.json_response({"messages": self._look(read_pins(channel))})

    def _look(self, messages: Iterable[Message]) -> list[JsonObject]:
        return [message_look(self._workspace, message) for message in messages]

    async def _file(self, request: web.Request) -> web.Response:
        """A file's bytes: pictures to be shown, all else to be kept, so that none of it runs here."""
        person = self._person(request)
        try:
            file = self._workspace.file(request.match_info["file"], person.user)
        except SlackError:
            raise web.HTTPNotFound(text="There is no such file.") from None
        shown = file.mimetype in _SAFE_IMAGES
        kind = file.mimetype if shown else "application/octet-stream"
        disposition = "inline" if shown else "attachment"
        headers = {"Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(file.name, safe='')}"}
        return web.Response(body=file.content, content_type=kind, headers=headers)

    # what the page does -----------------------------------------------------------------------------------

    async def _do(self, request: web.Request) -> web.Response:
        """One act of one person; what the app did wrong comes back as toasts beside the result."""
        person = self._person(request)
        act = self._acts.named(request.match_info["act"])
        if act is None:
            raise web.HTTPNotFound(text="Nobody can do that here.")
        seen = len(person.toasts)
        try:
            result = await act(person, await _sent(request)) or {}
        except SlackError as refusal:
            return _wrong(refusal.code, words_for(refusal.code))
        except (LookupError, WrongAct) as mistake:
            return _wrong("not_possible", str(mistake.args[0] if mistake.args else mistake))
        return web.json_response({"ok": True, "toasts": person.toasts[seen:], **result})

    async def _time(self, request: web.Request) -> web.Response:
        hooks, sent = self.hooks, await _sent(request)
        moved = True
        if "minutes" in sent and hooks.move:
            await hooks.move(timedelta(minutes=float(sent["minutes"])))
        elif sent.get("to") == "next" and hooks.move_to_next:
            moved = await hooks.move_to_next() is not None
        elif "speed" in sent and hooks.hasten:
            hooks.hasten(int(sent["speed"]))
        else:
            return _wrong("not_offered", "Time cannot be moved so.")
        self._newsroom.clock_moved()
        return web.json_response({"ok": True, "moved": moved, **self._newsroom.clock()})

    async def _play(self, request: web.Request) -> web.Response:
        name, sent = request.match_info["name"], await _sent(request)
        point = str(sent.get("point") or "")
        known = [each for each in self.hooks.examples if each.name == name and point in each.points]
        if self.hooks.play is None or not known:
            raise web.HTTPNotFound(text="There is no such example.")
        channel = await self.hooks.play(name, point)
        self._newsroom.clock_moved()
        return web.json_response({"ok": True, "channel": channel})

    async def _reset(self, _request: web.Request) -> web.Response:
        if self.hooks.reset is None:
            return _wrong("not_offered", "This workspace cannot begin anew.")
        self.hooks.reset()
        return web.json_response({"ok": True})


async def _sent(request: web.Request) -> JsonObject:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="The page speaks JSON.")
    try:
        content = await request.json()
    except json.JSONDecodeError:
        raise web.HTTPBadRequest(text="That is no JSON.") from None
    if not isinstance(content, dict):
        raise web.HTTPBadRequest(text="An act is a JSON object.")
    return content


def _wrong(code: str, words: str) -> web.Response:
    return web.json_response({"ok": False, "error": code, "words": words}, status=400)
