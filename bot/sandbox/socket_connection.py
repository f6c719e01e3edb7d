"""One WebSocket of an app, and what is said on it besides payloads."""

import contextlib
import json
from dataclasses import dataclass, field

from aiohttp import web

from bot.sandbox.entities import App, JsonObject


@dataclass(eq=False)
class Connection:
    """One WebSocket of an app."""

    app: App
    socket: web.WebSocketResponse
    request: web.Request
    number: int
    lifetime: int = 3600
    envelopes: list[str] = field(default_factory=list)

    async def say(self, frame: JsonObject) -> None:
        """Send one JSON frame; a connection that is closing swallows it, as a network does."""
        with contextlib.suppress(ConnectionError):
            await self.socket.send_str(json.dumps(frame))

    async def disconnect(self, reason: str) -> None:
        """Announce the end of the connection with Slack's word for it."""
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
