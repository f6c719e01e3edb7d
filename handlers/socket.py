"""Socket Mode: the same deliveries over a WebSocket that the bot dials."""

import time

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from handlers.intake import Intake

PING_SECONDS = 3.0
"""A dropped connection is noticed after about four of these."""


class SocketDoor(AsyncSocketModeHandler):
    """Takes envelopes in, and acks each when what it carries is committed."""

    def __init__(self, app: AsyncApp, app_token: str, web_client: AsyncWebClient, intake: Intake) -> None:
        super().__init__(app, app_token, web_client=web_client, ping_interval=PING_SECONDS)
        self._intake = intake

    @property
    def connected(self) -> bool:
        """Whether a connection to Slack stands."""
        session = self.client.current_session
        return session is not None and not session.closed

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Handle one envelope; one that could not be committed gets no ack, so that Slack repeats it."""
        began = time.time()
        delivery = AsyncBoltRequest(mode="socket_mode", body=req.payload, headers=build_headers(req))
        response = await self._intake(delivery, req.envelope_id)
        await send_async_response(client, req, response, began)
