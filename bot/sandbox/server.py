"""The HTTP server in which the simulated workspace lives, on this machine only."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable

from aiohttp import web

from bot.sandbox.web_api import WebApi
from bot.sandbox.workspace import Workspace

Hook = Callable[[], Awaitable[None]]


class SandboxServer:
    """Serves a workspace: `/api/…`, uploads, files, sockets, response_urls, and what `add_routes` adds.

    `add_routes` takes aiohttp route definitions, before `start()`. Coroutine functions put into `on_start`
    are awaited once the server is up, those in `on_stop` before it goes down.
    """

    def __init__(self, workspace: Workspace, host: str = "127.0.0.1", port: int = 0) -> None:
        self.workspace = workspace
        self.host = host
        self.port = port
        self.on_start: list[Hook] = []
        self.on_stop: list[Hook] = []
        self.app = web.Application(client_max_size=1024**3)
        self.web_api = WebApi(workspace)
        self.app.add_routes(self.web_api.routes())
        self.app.add_routes(workspace.delivery_routes())
        self._runner: web.AppRunner | None = None
        self._ticking: asyncio.Task[None] | None = None

    def add_routes(self, routes: Iterable[web.AbstractRouteDef]) -> None:
        """Serve more, such as a page."""
        self.app.add_routes(routes)

    @property
    def base_url(self) -> str:
        """Where the server is, without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    @property
    def api_url(self) -> str:
        """What a Slack client takes as its base URL."""
        return f"{self.base_url}/api/"

    async def start(self) -> None:
        """Listen; with port 0 on a free one, which `port` then tells."""
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.workspace.address = self.base_url
        self.workspace.files_url = f"{self.base_url}/files/"
        self.workspace.upload_url = f"{self.base_url}/upload/v1/"
        self._ticking = asyncio.create_task(self._tick())
        for hook in self.on_start:
            await hook()

    async def stop(self) -> None:
        """Drop what hangs, forget what was to come, close."""
        for hook in self.on_stop:
            await hook()
        await self.workspace.hang_up()
        self.workspace.faults.release()
        self.workspace.cancel_later()
        if self._ticking:
            self._ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._ticking
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def _tick(self) -> None:
        """Scheduled messages come due by the workspace's clock, which may be moved at any moment."""
        while True:
            self.workspace.post_due()
            await asyncio.sleep(0.1)

    async def __aenter__(self) -> "SandboxServer":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
