"""The HTTP server in which the simulated workspace lives, on this machine only."""

from collections.abc import Callable, Iterable

from aiohttp import web

from bot.sandbox.web_api import WebApi
from bot.sandbox.workspace import Workspace


class SandboxServer:
    """Serves a workspace over HTTP: `/api/…`, uploads, and what others add before `start()`.

    `add_routes` takes aiohttp route definitions; `on_start` and `on_stop` take coroutine functions called
    (with no argument) when the server is up, and before it goes down.
    """

    def __init__(self, workspace: Workspace, host: str = "127.0.0.1", port: int = 0) -> None:
        self.workspace = workspace
        self.host = host
        self.port = port
        self.app = web.Application(client_max_size=1024**3)
        self.web_api = WebApi(workspace)
        self.app.add_routes(self.web_api.routes())
        self.runner: web.AppRunner | None = None

    def add_routes(self, routes: Iterable[web.AbstractRouteDef]) -> None:
        """Serve more: sockets, response_url, a page."""
        self.app.add_routes(routes)
