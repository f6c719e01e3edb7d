"""The web page of a simulated workspace, put onto the server in which the workspace lives."""

from collections.abc import Iterable
from pathlib import Path

from aiohttp import web

from bot.sandbox.page_asking import Asking
from bot.sandbox.page_doing import Doing
from bot.sandbox.page_guard import Guard
from bot.sandbox.page_hooks import PageHooks
from bot.sandbox.page_news import Newsroom
from bot.sandbox.server import SandboxServer

STATIC = Path(__file__).with_name("static")
_KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


class Page:
    """Puts the page onto a server that has not started yet; `address` is what to open in the browser."""

    def __init__(
        self, server: SandboxServer, hooks: PageHooks | None = None, token: str | None = None
    ) -> None:
        self.hooks = hooks or PageHooks()
        self.guard = Guard(lambda: server.port, token)
        self._server = server
        self._newsroom = Newsroom(server.workspace, self.hooks.speed)
        self._asking = Asking(self._newsroom, self.hooks)
        self._doing = Doing(self._newsroom, self._asking, self.hooks)
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
        yield web.get("/page/start", self._asking.start)
        yield web.get("/page/news", self._asking.news)
        yield web.get("/page/channels/{channel}/messages", self._asking.messages)
        yield web.get("/page/channels/{channel}/threads/{ts}", self._asking.thread)
        yield web.get("/page/channels/{channel}/pins", self._asking.pins)
        yield web.get("/page/search", self._asking.search)
        yield web.get("/page/files/{file}", self._asking.file)
        yield web.post("/page/do/{act}", self._doing.act)
        yield web.post("/page/time", self._doing.time)
        yield web.post("/page/examples/{name}", self._doing.play)
        yield web.post("/page/tour/{number:[0-9]}/{what:begin|do}", self._doing.tour)
        yield web.post("/page/reset", self._doing.reset)

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
