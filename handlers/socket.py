"""Socket Mode: the same deliveries over WebSockets that the bot dials.

Slack closes each connection every few hours and says so before. A new one is dialled first and the old one
is read until Slack closes it, so that nothing is missed in between. An envelope is acked when what it
carries is committed, on whichever connection stands then; one that cannot be acked comes again.
"""

import asyncio
from contextlib import suppress
from typing import Any

import aiohttp
import structlog

from bot.services.background import Background
from bot.slack.errors import SlackError
from bot.slack.gateway import Slack
from handlers.envelopes import HEARTBEAT_SECONDS, REASONS, Unwelcome, ack_for, delivery_in, frame_of, greeted
from handlers.intake import Intake

log = structlog.get_logger()

LONGEST_PAUSE = 30.0
LINGER_SECONDS = 60.0
"""How long a connection that Slack wants to end is read once another stands."""

Json = dict[str, Any]


class SocketDoor:
    """Keeps a connection to Slack, and hands what comes over it to the intake.

    Attributes:
        closed_because: why there is no connection; None while one stands.
    """

    def __init__(
        self,
        slack: Slack,
        session: aiohttp.ClientSession,
        intake: Intake,
        background: Background,
        *,
        first_pause: float = 1.0,
        heartbeat: float = HEARTBEAT_SECONDS,
        linger: float = LINGER_SECONDS,
    ) -> None:
        self.closed_because: str | None = "Socket Mode is not connected to Slack yet"
        self._slack = slack
        self._session = session
        self._intake = intake
        self._background = background
        self._first_pause = first_pause
        self._heartbeat = heartbeat
        self._linger = linger
        self._current: aiohttp.ClientWebSocketResponse | None = None
        self._sockets: list[aiohttp.ClientWebSocketResponse] = []
        self._readers: set[asyncio.Task[None]] = set()
        self._handling: set[asyncio.Task[Any]] = set()
        self._wanted = asyncio.Event()
        self._dialled_at = 0.0
        self._keeper: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Dial, and go on keeping a connection until `close`.

        Raises:
            SlackError: Slack does not give an address to dial.
            Unwelcome: it does not let the bot in there.
        """
        await self._dial()
        self._keeper = asyncio.create_task(self._keep(), name="socket")

    async def close(self, grace_seconds: float) -> None:
        """Let what came in be handled and acked, then leave."""
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
        if self._handling:
            await asyncio.wait(self._handling, timeout=grace_seconds)
        for socket in list(self._sockets):
            await socket.close()
        await asyncio.gather(*self._readers, return_exceptions=True)

    async def _keep(self) -> None:
        """Dial as soon as the connection is gone or going; ever more slowly while Slack refuses."""
        while True:
            await self._wanted.wait()
            lasted = asyncio.get_running_loop().time() - self._dialled_at
            pause = 0.0 if lasted > self._first_pause else self._first_pause
            while self._wanted.is_set():
                await asyncio.sleep(pause)
                pause = min(max(pause * 2, self._first_pause), LONGEST_PAUSE)
                try:
                    await self._dial()
                except (SlackError, Unwelcome) as error:
                    self.closed_because = self.closed_because and f"Socket Mode: {error}"
                    log.warning("socket_not_connected", reason=str(error))

    async def _dial(self) -> None:
        answer = await self._slack.call("apps.connections.open", urgent=True)
        socket = await greeted(self._session, answer, heartbeat=self._heartbeat)
        loop = asyncio.get_running_loop()
        for leaving in self._sockets:
            loop.call_later(self._linger, self._end, leaving)
        self._current, self._dialled_at = socket, loop.time()
        self._sockets.append(socket)
        self._wanted.clear()
        self.closed_because = None
        log.info("socket_connected", connections=len(self._sockets))
        self._readers.add(reader := asyncio.create_task(self._read(socket), name="socket reader"))
        reader.add_done_callback(self._readers.discard)

    def _end(self, leaving: aiohttp.ClientWebSocketResponse) -> None:
        if not leaving.closed:
            self._background.spawn("old socket", leaving.close())

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        reason = "the connection broke"
        try:
            async for message in socket:
                frame = frame_of(message)
                if frame.get("type") == "disconnect":
                    reason = str(frame.get("reason"))
                    self._leaving(socket, REASONS.get(reason, reason))
                elif "envelope_id" in frame:
                    task = self._background.spawn("envelope", self._take(socket, frame))
                    self._handling.add(task)
                    task.add_done_callback(self._handling.discard)
        finally:
            self._sockets.remove(socket)
            if socket is self._current:
                self._current = None
                self.closed_because = f"Socket Mode lost its connection ({REASONS.get(reason, reason)})"
                self._leaving(socket, reason)

    def _leaving(self, socket: aiohttp.ClientWebSocketResponse, reason: str) -> None:
        if self._current in (socket, None) and not self._wanted.is_set():
            log.info("socket_leaving", reason=reason)
            self._wanted.set()

    async def _take(self, socket: aiohttp.ClientWebSocketResponse, envelope: Json) -> None:
        """Handle one envelope; one that could not be committed gets no ack, so that Slack repeats it."""
        delivery = delivery_in(envelope)
        if delivery is None:
            log.warning("envelope_unreadable")
            return
        response = await self._intake(delivery, str(envelope["envelope_id"]))
        if response.status == 200:
            await self._ack(socket, ack_for(envelope, response))

    async def _ack(self, socket: aiohttp.ClientWebSocketResponse, answer: Json) -> None:
        """Send an ack on the connection the envelope came by, else on any other that stands."""
        others = [each for each in reversed(self._sockets) if each is not socket]
        for each in (socket, *others):
            if each.closed:
                continue
            try:
                await each.send_json(answer)
            except (aiohttp.ClientError, OSError):
                continue
            return
        log.warning("ack_lost", envelope=answer["envelope_id"])
