"""The HTTP routes of CONTRACT.md: Slack's deliveries, health, readiness and metrics."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.request.internals import parse_body
from slack_sdk.signature import SignatureVerifier

from handlers.cleaning import cleaned
from handlers.intake import Intake

BODY_MAX = 1024 * 1024
"""Bytes a delivery may have; Slack's own stay far below."""

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


def slack_route(intake: Intake, signing_secret: str) -> web.RouteDef:
    """Return the route of all deliveries; a wrong or old signature is refused before anything is parsed."""
    verifier = SignatureVerifier(signing_secret)

    async def receive(request: web.Request) -> web.Response:
        raw = await request.read()
        if not _genuine(verifier, raw, request):
            return web.json_response({"error": "invalid request"}, status=401)
        delivery = _read(raw.decode("utf-8"), request)
        if delivery is None:
            return web.json_response({"error": "unreadable body"}, status=400)
        return await to_aiohttp_response(await intake(delivery))

    return web.post("/slack/events", receive)


def _genuine(verifier: SignatureVerifier, raw: bytes, request: web.Request) -> bool:
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        return verifier.is_valid_request(raw.decode("utf-8"), headers)
    except (ValueError, OverflowError):
        return False


def _read(raw: str, request: web.Request) -> AsyncBoltRequest | None:
    """Parse a delivery; None when it is not the JSON object or the form that Slack sends."""
    try:
        body = cleaned(parse_body(raw, request.content_type))
        if not isinstance(body, dict):
            return None
        # Parsed and checked already, so Bolt is given the object, as in Socket Mode.
        return AsyncBoltRequest(body=body, headers=dict(request.headers), mode="socket_mode")
    except (ValueError, RecursionError, TypeError, AttributeError, KeyError):
        return None


def web_app(*route_lists: list[web.RouteDef]) -> web.Application:
    """Return the web application of these routes."""
    app = web.Application(client_max_size=BODY_MAX)
    for route_list in route_lists:
        app.add_routes(route_list)
    return app
