"""The page of a workspace with the little bot behind it, asked over raw HTTP as a browser asks it."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web

from bot.sandbox.delivery_rules import DeliveryRules
from bot.sandbox.entities import App, Channel, Message
from bot.sandbox.page import Page
from bot.sandbox.page_hooks import PageHooks
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace
from tests.sandbox.delivery_fixtures import MANIFEST, QUICK, Json, LittleBot

PATIENCE = 10.0
"""For what is certain to come; only a failing test waits so long."""


@dataclass
class Browser:
    """Asks the page as one person's window does."""

    workspace: Workspace
    server: SandboxServer
    page: Page
    bot: LittleBot
    app: App
    session: aiohttp.ClientSession

    def id(self, name: str) -> str:
        return self.workspace.user(name).id

    def channel(self, name: str) -> Channel:
        return self.workspace.channel(name)

    def bot_posts(self, channel: str, text: str = "", blocks: list[Json] | None = None) -> Message:
        """A message of the app, put there without its asking."""
        place = self.workspace.channel(channel)
        return self.workspace.post(place, self.workspace.bot_user(self.app), text, blocks=blocks or [])

    @property
    def token(self) -> dict[str, str]:
        return {"X-Sandbox-Token": self.page.guard.token}

    async def ask(
        self, method: str, path: str, headers: Json | None = None, **more: Any
    ) -> tuple[int, str, Json]:
        """One request with these headers and no others: (status, body, headers)."""
        address = self.server.base_url + path
        async with self.session.request(method, address, headers=headers, **more) as answer:
            return answer.status, await answer.text(), dict(answer.headers)

    async def looks(self, person: str, path: str, **query: str) -> Json:
        """What the page is told."""
        found = f"{path}?{'&'.join(f'{k}={v}' for k, v in {'as': self.id(person), **query}.items())}"
        status, body, _ = await self.ask("GET", found, self.token)
        assert status == 200, body
        return dict(json.loads(body))

    async def start(self, person: str) -> Json:
        return await self.looks(person, "/page/start")

    async def does(self, person: str, act: str, **sent: Any) -> Json:
        """An act; the answer with its status."""
        path = f"/page/do/{act}?as={self.id(person)}"
        status, body, _ = await self.ask("POST", path, self.token, json=sent)
        return {"status": status, **json.loads(body)}

    @contextlib.asynccontextmanager
    async def window(self, person: str) -> AsyncIterator["News"]:
        """An open window's stream of news."""
        address = f"{self.server.base_url}/page/news?as={self.id(person)}"
        async with self.session.get(address, headers=self.token) as answer:
            news = News(answer)
            await news.begin()
            yield news


class News:
    """What a window was told, piece by piece."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer
        self.pieces: list[Json] = []

    async def begin(self) -> None:
        """Wait until the stream stands."""
        async with asyncio.timeout(PATIENCE):
            await self._answer.content.readline()

    async def until(self, kind: str, **wanted: Any) -> Json:
        """The first piece of this kind with these values at its top or in what it is about."""
        seen = 0
        async with asyncio.timeout(PATIENCE):
            while True:
                for piece in self.pieces[seen:]:
                    about = piece.get(kind)
                    inner: Json = about if isinstance(about, dict) else {}
                    if piece["kind"] == kind and all(
                        {**piece, **inner}.get(key) == value for key, value in wanted.items()
                    ):
                        return piece
                seen = len(self.pieces)
                line = await self._answer.content.readline()
                assert line, f"the stream ended after {self.pieces}"
                if line.startswith(b"data: "):
                    self.pieces += json.loads(line.removeprefix(b"data: "))


@contextlib.asynccontextmanager
async def open_page(hooks: PageHooks | None = None, rules: DeliveryRules = QUICK) -> AsyncIterator[Browser]:
    """Workspace, little bot in #general, and the page."""
    workspace = Workspace(lambda: datetime.now(UTC), rules=rules, rate_scale=None)
    workspace.populate()
    app = workspace.install(MANIFEST)
    bot = LittleBot()
    site = web.Application()
    site.router.add_post("/{tail:.*}", bot.receive)
    runner = web.AppRunner(site, shutdown_timeout=0.05)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    workspace.send_to(app, bot.url)
    workspace.channel("general").members[app.bot_user_id] = None
    server = SandboxServer(workspace)
    page = Page(server, hooks)
    try:
        async with server, aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            yield Browser(workspace, server, page, bot, app, session)
    finally:
        await runner.cleanup()
