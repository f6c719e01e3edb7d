"""The HTTP routes of CONTRACT.md: Slack's deliveries, health, readiness and metrics."""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from handlers.cleaning import cleaned, is_clean
from handlers.door import BODY_MAX, SIGNED, Refused, Told, body_of, turned_away
from handlers.intake import Intake
from handlers.reading import JSON, read_body
from handlers.shapes import is_readable

_RETRY = ("X-Slack-Retry-Num", "X-Slack-Retry-Reason")
"""The headers that tell something beyond the signature."""

Readiness = Callable[[], Awaitable[str | None]]
"""Says why the bot is not ready; None when it is."""

MetricsPage = Callable[[], Awaitable[bytes]]
"""Gives everything that is counted in Prometheus' text format."""


def routes(metrics_page: MetricsPage, not_ready_because: Readiness) -> list[web.RouteDef]:
    """Return the routes that exist in both transports."""

    async def health(_: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readiness(_: web.Request) -> web.Response:
        reason = await not_ready_because()
        if reason is None:
            return web.Response(text="ready\n")
        return web.Response(status=503, text=f"{reason}\n")

    async def metrics(_: web.Request) -> web.Response:
        kind = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        return web.Response(body=await metrics_page(), headers=kind)

    return [web.get("/healthz", health), web.get("/readyz", readiness), web.get("/metrics", metrics)]


def slack_route(intake: Intake, signing_secret: str, refused: Told) -> web.RouteDef:
    """Return the route of all deliveries; what is not Slack's is refused before anything is parsed."""
    verifier = SignatureVerifier(signing_secret)

    async def receive(request: web.Request) -> web.Response:
        delivery = await _delivery(request, verifier)
        if isinstance(delivery, Refused):
            refused(delivery.value)
            return delivery.answer()
        return _answered(await intake(delivery))

    return web.post("/slack/events", receive)


async def _delivery(request: web.Request, verifier: SignatureVerifier) -> AsyncBoltRequest | Refused:
    """Read a request step by step, the cheapest first, and stop at the first that shows it is not Slack's."""
    refusal = turned_away(request.headers, request.content_type, request.content_length)
    if refusal is not None:
        return refusal
    raw = await body_of(request)
    if isinstance(raw, Refused):
        return raw
    text = _genuine(verifier, raw, request)
    if text is None:
        return Refused.SIGNATURE
    return _read(text, request) or Refused.UNREADABLE


def _genuine(verifier: SignatureVerifier, raw: bytes, request: web.Request) -> str | None:
    """Return a body's text; None when it is not signed by Slack, and lately."""
    at, signature = (request.headers.get(name) for name in SIGNED)
    try:
        text = raw.decode("utf-8")
        return text if verifier.is_valid(text, at, signature) else None
    except (ValueError, OverflowError):
        return None


def _read(raw: str, request: web.Request) -> AsyncBoltRequest | None:
    """Parse a delivery; None when it is not the JSON object or the form that Slack sends."""
    kind = request.content_type
    try:
        body = read_body(raw, kind)
        if kind != JSON or not is_clean(raw):
            body = cleaned(body)
        if not isinstance(body, dict) or not body or not is_readable(body):
            return None
        # Parsed and checked already, so Bolt is given the object, as in Socket Mode.
        retry: dict[str, str | Sequence[str]] = {
            name: value for name in _RETRY if (value := request.headers.get(name))
        }
        return AsyncBoltRequest(body=body, headers=retry, mode="socket_mode")
    except (ValueError, RecursionError, TypeError, AttributeError, KeyError):
        return None


def _answered(response: BoltResponse) -> web.Response:
    """Return an answer as it goes over the wire; it never sets a cookie."""
    kind = response.headers["content-type"][0].partition(";")[0]
    return web.Response(status=response.status, text=response.body, content_type=kind)


def web_app(*route_lists: list[web.RouteDef]) -> web.Application:
    """Return the web application of these routes."""
    app = web.Application(client_max_size=BODY_MAX)
    for route_list in route_lists:
        app.add_routes(route_list)
    return app
