"""Lets in only who holds the start-up token, from this machine, and from the page itself."""

import hmac
import secrets
from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

TOKEN_HEADER = "X-Sandbox-Token"  # noqa: S105 - the name of a header
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
OWN_PATHS = ("/page/", "/static/")
PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        # No text can become markup or script, not even by a mistake in the page's own modules.
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
NOTHING_RUNS = "default-src 'none'; frame-ancestors 'none'; sandbox"


class Guard:
    """Checks every request to the server on which the page lives, its Web API included.

    The Web API's tokens follow from the app's name, so other sites' scripts must not get as far as that.
    """

    def __init__(self, port: Callable[[], int], token: str | None = None) -> None:
        self.token = token or secrets.token_urlsafe(24)
        self._port = port

    def watch(self, app: web.Application) -> None:
        """Stand at the server's door; before it starts."""

        @web.middleware
        async def door(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._admit(request, handler)

        app.middlewares.append(door)
        app.on_response_prepare.append(self._dress)

    async def _admit(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not self._is_loopback(request.headers.get("Host", "")):
            return _refused("This address is not served here.")
        if not self._is_own_site(request):
            return _refused("Other sites may not speak to this workspace.")
        if request.path.startswith(OWN_PATHS) and not self.knows(request):
            return _refused("The start-up token is missing or of another run.")
        return await handler(request)

    def _is_loopback(self, host: str) -> bool:
        return host in {f"{name}:{self._port()}" for name in LOOPBACK}

    def _is_own_site(self, request: web.Request) -> bool:
        origin = request.headers.get("Origin")
        if origin is not None and not any(origin == f"http://{n}:{self._port()}" for n in LOOPBACK):
            return False
        site = request.headers.get("Sec-Fetch-Site", "none")
        # A link from elsewhere may lead to the page, which does nothing by being opened.
        is_visit = request.path == "/" and request.headers.get("Sec-Fetch-Mode") == "navigate"
        return site in ("none", "same-origin") or is_visit

    def knows(self, request: web.Request) -> bool:
        """Whether the request carries the token: as a header, as the cookie, or in the page's address."""
        shown = [request.headers.get(TOKEN_HEADER, ""), request.cookies.get(self._cookie, "")]
        if request.path == "/":
            shown.append(request.query.get("token", ""))
        return any(hmac.compare_digest(each.encode(), self.token.encode()) for each in shown)

    def remember(self, response: web.Response) -> None:
        """Give the browser the token, so that it need not stay in the address."""
        response.set_cookie(self._cookie, self.token, httponly=True, samesite="Strict", path="/")

    @property
    def _cookie(self) -> str:
        """Cookies do not know ports: two sandboxes on one machine need two names."""
        return f"sandbox-{self._port()}"

    async def _dress(self, request: web.Request, response: web.StreamResponse) -> None:
        policy = PAGE_POLICY if request.path == "/" else NOTHING_RUNS
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"


def _refused(why: str) -> web.Response:
    return web.json_response({"error": "refused", "words": why}, status=403)
