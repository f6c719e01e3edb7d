"""One WebSocket of an app, and what is said on it."""

import contextlib
import json
import uuid
from dataclasses import dataclass, field

from aiohttp import web

from bot.sandbox.delivery_log import Kind
from bot.sandbox.entities import App, JsonObject

# Only these may be answered with content inside the ack.
ANSWERABLE = frozenset({"view_submission", "block_suggestion"})


@dataclass(eq=False)
class Connection:
    """One WebSocket of an app.

    Attributes:
        envelopes: what was sent over it, by id.
        leaving: it was told that it ends, and is sent nothing new.
        deaf: what the app says on it gets lost, as on a network that takes bytes and brings them nowhere.
        unheard: what got lost so.
    """

    app: App
    socket: web.WebSocketResponse
    request: web.Request
    number: int
    lifetime: int = 3600
    envelopes: list[str] = field(default_factory=list)
    leaving: bool = False
    deaf: bool = False
    unheard: list[str] = field(default_factory=list)

    async def say(self, frame: JsonObject) -> None:
        """Send one JSON frame; a connection that is closing swallows it, as a network does."""
        with contextlib.suppress(ConnectionError):
            await self.socket.send_str(json.dumps(frame))

    async def disconnect(self, reason: str) -> None:
        """Announce the end of the connection with Slack's word for it; after a warning it still serves."""
        self.leaving = self.leaving or reason != "warning"
        await self.say({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})

    def cut(self) -> None:
        """End it without a word, as a broken network does."""
        if self.request.transport:
            self.request.transport.abort()

    def hello(self, num_connections: int) -> JsonObject:
        """The greeting."""
        return {
            "type": "hello",
            "num_connections": num_connections,
            "debug_info": {
                "host": "applink-sandbox",
                "started": "2026-01-01 00:00:00.000",
                "build_number": 1,
                "approximate_connection_time": self.lifetime,
            },
            "connection_info": {"app_id": self.app.app_id},
        }


def envelope_of(kind: Kind, payload: JsonObject, retry: tuple[int, str] | None) -> JsonObject:
    """What carries a payload over a socket; only events say how often they were tried."""
    answerable = kind is Kind.COMMAND or payload.get("type") in ANSWERABLE
    envelope: JsonObject = {
        "envelope_id": str(uuid.uuid4()),
        "type": kind.value,
        "accepts_response_payload": answerable,
        "payload": payload,
    }
    if kind is Kind.EVENT:
        number, reason = retry or (0, "")
        envelope |= {"retry_attempt": number, "retry_reason": reason}
    return envelope
