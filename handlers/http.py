"""The HTTP routes of CONTRACT.md: Slack's deliveries, health, readiness and metrics."""

from collections.abc import Callable

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.telemetry import Meter
from handlers.intake import Intake

BODY_MAX = 1024 * 1024
"""Bytes a delivery may have; Slack's own stay far below."""

Readiness = Callable[[], str | None]
"""Says why the bot is not ready; None when it is."""


def routes(meter: Meter, ready: Readiness) -> list[web.RouteDef]:
    """Return the routes that exist in both transports."""

    async def health(_: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readiness(_: web.Request) -> web.Response:
        reason = ready()
        if reason is None:
            return web.Response(text="ready\n")
        return web.Response(status=503, text=f"{reason}\n")

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(
            body=meter.page(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        )

    return [web.get("/healthz", health), web.get("/readyz", readiness), web.get("/metrics", metrics)]


def slack_route(intake: Intake, signing_secret: str) -> web.RouteDef:
    """Return the route of all Slack deliveries; a wrong or old signature is refused before anything is parsed."""
    verifier = SignatureVerifier(signing_secret)

    async def receive(request: web.Request) -> web.Response:
        raw = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            body = raw.decode("utf-8")
            genuine = verifier.is_valid_request(body, headers)
        except ValueError:
            genuine = False
        if not genuine:
            return web.json_response({"error": "invalid request"}, status=401)
        try:
            delivery = AsyncBoltRequest(body=body, query=request.query_string, headers=dict(request.headers))
        except (ValueError, RecursionError, TypeError, AttributeError):
            return web.json_response({"error": "unreadable body"}, status=400)
        if not isinstance(delivery.body, dict):
            return web.json_response({"error": "unreadable body"}, status=400)
        return await to_aiohttp_response(await intake(delivery))

    return web.post("/slack/events", receive)


def web_app(*route_lists: list[web.RouteDef]) -> web.Application:
    """Return the web application of these routes."""
    app = web.Application(client_max_size=BODY_MAX)
    for route_list in route_lists:
        app.add_routes(route_list)
    return app
