"""Reads a call's arguments from wherever Slack accepts them: query, form, multipart and JSON."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.sandbox.errors import SlackError

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


@dataclass
class Arguments:
    """Decoded arguments with the token, where it stood, and warnings about the encoding."""

    values: dict[str, Any]
    token: str | None = None
    in_header: bool = False
    warnings: list[str] = field(default_factory=list)


async def read_arguments(request: web.Request) -> Arguments:
    """Everything that was sent; a body overrides the query string."""
    values: dict[str, Any] = dict(request.query)
    arguments = Arguments(values)
    if request.method == "POST":
        await _read_body(request, arguments)
    kind, _, bearer = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer" and bearer.strip():
        arguments.token, arguments.in_header = bearer.strip(), True
        values.pop("token", None)
    elif request.content_type != "application/json":
        arguments.token = values.pop("token", None) or None
    return arguments


async def _read_body(request: web.Request, arguments: Arguments) -> None:
    if request.content_type == MULTIPART:
        arguments.values.update(await _multipart(request))
        return
    body = await request.read()
    if not body:
        return
    if "Content-Type" not in request.headers:
        raise SlackError("missing_post_type")
    if request.content_type == "application/json":
        if request.charset is None:
            arguments.warnings.append("missing_charset")
        arguments.values.update(_json_object(body))
    elif request.content_type == FORM:
        if request.charset is not None:
            arguments.warnings.append("superfluous_charset")
        try:
            arguments.values.update(parse_qsl(body.decode(), keep_blank_values=True))
        except UnicodeDecodeError as error:
            raise SlackError("invalid_form_data") from error
    else:
        raise SlackError("invalid_post_type")


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError as error:
        raise SlackError("invalid_json") from error
    if not isinstance(value, dict):
        raise SlackError("json_not_object")
    return value


async def _multipart(request: web.Request) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, part in (await request.post()).items():
        values[name] = part.file.read() if isinstance(part, web.FileField) else part
    return values
