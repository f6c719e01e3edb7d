"""A workspace with a served Web API, a tiny app of plain aiohttp that plays the bot, and raw calls."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web

from bot.sandbox.delivery_rules import DeliveryRules
from bot.sandbox.entities import App, Message
from bot.sandbox.people import Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]

# Retries follow at once, patience stays Slack's: a slow machine is no reason for a retry.
QUICK = DeliveryRules(retry_waits=(0.0, 0.0, 0.0), refresh_notice=0.0)
# For what must run into a timeout; nothing but the timeout is asked under these.
HASTY = DeliveryRules(patience=0.05, retry_waits=(0.0, 0.0, 0.0), refresh_notice=0.0)

MANIFEST: Json = {
    "display_information": {"name": "Little Bot"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "littlebot"},
        "slash_commands": [
            {"command": "/little", "description": "escaped", "should_escape": True},
            {"command": "/raw", "description": "as typed", "should_escape": False},
        ],
        "shortcuts": [
            {"name": "On a message", "type": "message", "callback_id": "on_message", "description": "x"},
            {"name": "Anywhere", "type": "global", "callback_id": "anywhere", "description": "x"},
        ],
    },
    "oauth_config": {
        "scopes": {"bot": ["chat:write", "commands", "channels:history", "groups:history", "im:history"]}
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": ["message.channels", "message.groups", "message.im", "app_home_opened"]
        }
    },
}


@dataclass(frozen=True)
class Heard:
    """One request as the little bot got it."""

    path: str
    headers: Json
    raw: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.raw.decode(), keep_blank_values=True))

    @property
    def payload(self) -> Json:
        """The JSON of an event or of an interaction."""
        return dict(json.loads(self.form["payload"] if self.raw.startswith(b"payload=") else self.raw))

    @property
    def is_event(self) -> bool:
        return self.raw.startswith(b"{")


Handler = Callable[[Heard], Awaitable[web.StreamResponse]]


class LittleBot:
    """Answers 200 with nothing unless told otherwise, and remembers all it hears."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.url = ""
        self.handler: Handler | None = None
        self._scripted: list[Callable[[], web.Response]] = []
        self._more = asyncio.Event()

    def answers(self, *bodies: str | Json | int) -> None:
        """What the next requests get: a text, a JSON object, or a bare status."""
        self._scripted += [lambda body=body: _response(body) for body in bodies]  # type: ignore[misc]

    async def hears(self, count: int) -> list[Heard]:
        """Wait until so many requests came in."""
        while len(self.heard) < count:
            self._more.clear()
            await self._more.wait()
        return self.heard

    @property
    def events(self) -> list[Json]:
        return [each.payload for each in self.heard if each.is_event]

    @property
    def last(self) -> Json:
        """The payload of the last interaction."""
        return [each for each in self.heard if not each.is_event][-1].payload

    async def receive(self, request: web.Request) -> web.StreamResponse:
        heard = Heard(request.path, dict(request.headers), await request.read())
        self.heard.append(heard)
        self._more.set()
        if self.handler:
            return await self.handler(heard)
        return self._scripted.pop(0)() if self._scripted else web.Response()


def _response(body: str | Json | int) -> web.Response:
    if isinstance(body, int):
        return web.Response(status=body)
    return web.Response(text=body) if isinstance(body, str) else web.json_response(body)


@dataclass
class Office:
    """Everything a test needs at hand."""

    workspace: Workspace
    server: SandboxServer
    bot: LittleBot
    app: App
    session: aiohttp.ClientSession

    def person(self, name: str) -> Person:
        return Person(self.workspace, name)

    async def call(self, method: str, *, token: str | None = None, **args: Any) -> Json:
        """A raw call of the Web API with a JSON body."""
        headers = {"Authorization": f"Bearer {token or self.app.bot_token}"}
        async with self.session.post(self.server.api_url + method, json=args, headers=headers) as answer:
            return dict(await answer.json())

    async def post(self, url: str, body: Json) -> tuple[int, str]:
        """A raw POST, as to a response_url; (status, body)."""
        async with self.session.post(url, json=body) as answer:
            return answer.status, await answer.text()

    def bot_posts(self, channel: str, text: str = "", blocks: list[Json] | None = None) -> Message:
        """A message of the app, put there without its asking."""
        place = self.workspace.channel(channel)
        return self.workspace.post(place, self.workspace.bot_user(self.app), text, blocks=blocks or [])


@contextlib.asynccontextmanager
async def open_office(
    rules: DeliveryRules = QUICK, *, sockets: bool = False, join: str = "general"
) -> AsyncIterator[Office]:
    """Start it all on free ports, the bot a member of one channel."""
    workspace = Workspace(lambda: datetime.now(UTC), rules=rules, rate_scale=None)
    workspace.populate()
    app = workspace.install(MANIFEST)
    bot = LittleBot()
    site = web.Application()
    site.router.add_post("/{tail:.*}", bot.receive)
    runner = web.AppRunner(site, shutdown_timeout=0.05)
    await runner.setup()
    try:
        async with _opened(workspace, app, bot, runner, sockets=sockets, join=join) as office:
            yield office
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def _opened(
    workspace: Workspace, app: App, bot: LittleBot, runner: web.AppRunner, *, sockets: bool, join: str
) -> AsyncIterator[Office]:
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    app.socket_mode = sockets
    app.events_url = f"{bot.url}/events"
    app.interactivity_url, app.options_url = f"{bot.url}/interactivity", f"{bot.url}/options"
    app.command_urls = {"/little": f"{bot.url}/commands", "/raw": f"{bot.url}/commands"}
    workspace.channel(join).members[app.bot_user_id] = None
    async with SandboxServer(workspace) as server, aiohttp.ClientSession() as session:
        yield Office(workspace, server, bot, app, session)
