"""Delivers over WebSockets: tickets, greetings, envelopes to any one connection, acks on any of them."""

import asyncio
import contextlib
import json
import random
import secrets
from collections.abc import Callable

from aiohttp import WSMsgType, web

from bot.sandbox.delivery_log import Kind, Response
from bot.sandbox.delivery_rules import DeliveryRules
from bot.sandbox.entities import App, JsonObject
from bot.sandbox.socket_connection import Connection, envelope_of


class Sockets:
    """The Socket Mode side of a workspace: who is connected, and envelopes waiting for their ack."""

    def __init__(self, rules: DeliveryRules, *, chance: random.Random | None = None) -> None:
        self._rules = rules
        self._chance = chance or random.Random()  # noqa: S311 - which socket gets a payload is no secret
        self._tickets: dict[str, App] = {}
        self._connections: list[Connection] = []
        self._acks: dict[tuple[str, str], asyncio.Future[Response]] = {}
        self._changed = asyncio.Event()
        self._numbers = 0

    def open_ticket(self, app: App, address: str) -> str:
        """A WebSocket address that lets the app in once."""
        ticket = secrets.token_hex(16)
        self._tickets[ticket] = app
        return f"{address.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={app.app_id}"

    def routes(self) -> list[web.RouteDef]:
        """Where the tickets lead."""
        return [web.get("/link/", self.accept)]

    def connections(self, app: App) -> list[Connection]:
        """The app's open connections, oldest first."""
        return [each for each in self._connections if each.app is app]

    def _serving(self, app: App) -> list[Connection]:
        return [each for each in self.connections(app) if not each.leaving]

    async def connected(self, app: App, count: int = 1) -> None:
        """Wait until the app has at least so many connections."""
        await self._until(lambda: len(self.connections(app)) >= count)

    async def disconnected(self, app: App) -> None:
        """Wait until the app has no connection."""
        await self._until(lambda: not self.connections(app))

    async def accept(self, request: web.Request) -> web.WebSocketResponse:
        """Let a ticket's holder in, greet it, and listen to its acks until it goes."""
        app = self._tickets.pop(request.query.get("ticket", ""), None)
        if app is None or not app.installed:
            raise web.HTTPUnauthorized(text="invalid ticket")
        socket = web.WebSocketResponse(heartbeat=self._rules.ping_interval)
        await socket.prepare(request)
        self._numbers += 1
        lifetime = 360 if request.query.get("debug_reconnects") == "true" else 3600
        connection = Connection(app, socket, request, self._numbers, lifetime)
        refusal = self._refusal(app)
        if refusal:
            await connection.disconnect(refusal)
            await socket.close()
            return socket
        await self._serve(connection)
        return socket

    def _refusal(self, app: App) -> str | None:
        if not app.socket_mode:
            return "link_disabled"
        return "too_many_websockets" if len(self.connections(app)) >= self._rules.max_connections else None

    async def _serve(self, connection: Connection) -> None:
        self._connections.append(connection)
        await connection.say(connection.hello(len(self.connections(connection.app))))
        self._changed.set()
        try:
            async for message in connection.socket:
                if message.type is WSMsgType.TEXT and connection.deaf:
                    connection.unheard.append(message.data)
                elif message.type is WSMsgType.TEXT:
                    self._hear(connection.app, message.data)
        finally:
            self._connections.remove(connection)
            self._changed.set()

    def _hear(self, app: App, text: str) -> None:
        try:
            frame = json.loads(text)
        except ValueError:
            return
        if not isinstance(frame, dict):
            return
        waiting = self._acks.get((app.app_id, str(frame.get("envelope_id"))))
        if waiting is None or waiting.done():
            return
        answer = frame.get("payload")
        if isinstance(answer, str) or not answer:
            waiting.set_result(Response(200, body=answer or ""))
        else:
            waiting.set_result(Response(200, body=json.dumps(answer), content_type="application/json"))

    async def send(
        self, app: App, kind: Kind, payload: JsonObject, retry: tuple[int, str] | None = None
    ) -> tuple[Response, dict[str, str]]:
        """Send an envelope to any one connection and wait for the ack; (answer, the envelope's facts).

        One that was asked to leave is none of them: the app was told to have another by then.
        """
        if not self._serving(app) and kind is Kind.EVENT:
            # An event waits out the gap between an app's old socket and its new one.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._until(lambda: bool(self._serving(app))), self._rules.patience)
        connections = self._serving(app)
        if not connections:
            return Response(None, "no_connection"), {}
        envelope = envelope_of(kind, payload, retry)
        identity = envelope["envelope_id"]
        waiting: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        self._acks[app.app_id, identity] = waiting
        connection = self._chance.choice(connections)
        connection.envelopes.append(identity)
        try:
            await connection.say(envelope)
            response = await asyncio.wait_for(waiting, self._rules.patience)
        except TimeoutError:
            response = Response(None, "timeout")
        finally:
            del self._acks[app.app_id, identity]
        if not envelope["accepts_response_payload"]:
            response = Response(response.status, response.failure)
        return response, {"envelope_id": identity, "connection": str(connection.number)}

    async def warn(self, app: App) -> list[Connection]:
        """Tell every connection that it will be refreshed soon, let it live, and return those told."""
        told = self.connections(app)
        for connection in told:
            await connection.disconnect("warning")
        return told

    async def refresh(self, app: App) -> None:
        """Warn, wait the notice, retire those warned: what Slack does every few hours."""
        warned = await self.warn(app)
        await asyncio.sleep(self._rules.refresh_notice)
        await self.retire(warned)

    async def retire(self, connections: list[Connection]) -> None:
        """Ask each to reconnect, send it nothing more, hear the acks that are out, and close it."""
        await asyncio.gather(*map(self._retire, connections))

    async def _retire(self, connection: Connection) -> None:
        await connection.disconnect("refresh_requested")
        known = ((connection.app.app_id, identity) for identity in connection.envelopes)
        out = [self._acks[each] for each in known if each in self._acks]
        if out:
            # What is read while it closes is lost.
            await asyncio.wait(out, timeout=self._rules.patience)
        await connection.socket.close()

    async def disable(self, app: App) -> None:
        """Switch the app's Socket Mode off: every connection is told and closed, new ones too."""
        app.socket_mode = False
        for connection in self.connections(app):
            await connection.disconnect("link_disabled")
            await connection.socket.close()

    def cut(self, app: App) -> None:
        """Break every connection of the app without a word."""
        for connection in self.connections(app):
            connection.cut()

    async def close(self) -> None:
        """End all connections: the workspace goes down."""
        for connection in list(self._connections):
            await connection.socket.close()

    async def _until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            self._changed.clear()
            await self._changed.wait()
