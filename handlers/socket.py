"""Socket Mode: the same deliveries over WebSockets that the bot dials.

Slack closes each connection every few hours and says so before. A new one is dialled first and the old one
is read until Slack closes it, so that nothing is missed in between. An envelope is acked when what it
carries is committed, on whichever connection stands then, or on the next one; and once more, where the
connection ends before Slack can be known to have heard it. One that cannot be acked comes again.
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
from handlers.lines import Ack, Line

log = structlog.get_logger()

LONGEST_PAUSE = 30.0
WARNING = "warning"
"""Slack's word for an end that is still some seconds off: until then it listens."""

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
        self._current: Line | None = None
        self._lines: list[Line] = []
        self._unsaid: list[Ack] = []
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
        for line in list(self._lines):
            await line.socket.close()
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
        line = Line(await greeted(self._session, answer, heartbeat=self._heartbeat))
        loop = asyncio.get_running_loop()
        for leaving in self._lines:
            loop.call_later(self._linger, self._end, leaving)
        self._current, self._dialled_at = line, loop.time()
        self._lines.append(line)
        self._wanted.clear()
        self.closed_because = None
        log.info("socket_connected", connections=len(self._lines))
        self._readers.add(reader := asyncio.create_task(self._read(line), name="socket reader"))
        reader.add_done_callback(self._readers.discard)
        await self._catch_up(line)

    def _end(self, leaving: Line) -> None:
        if not leaving.socket.closed:
            self._background.spawn("old socket", leaving.socket.close())

    async def _read(self, line: Line) -> None:
        reason = "the connection broke"
        try:
            async for message in line.socket:
                frame = frame_of(message)
                if frame.get("type") == "disconnect":
                    reason = str(frame.get("reason"))
                    line.leaving = line.leaving or reason != WARNING
                    self._leaving(line, REASONS.get(reason, reason))
                elif "envelope_id" in frame:
                    task = self._background.spawn("envelope", self._take(line, frame))
                    self._handling.add(task)
                    task.add_done_callback(self._handling.discard)
        finally:
            self._lines.remove(line)
            if line is self._current:
                self._current = None
                self.closed_because = f"Socket Mode lost its connection ({REASONS.get(reason, reason)})"
                self._leaving(line, reason)
        for ack in line.unsure():
            await self._ack(line, ack)

    def _leaving(self, line: Line, reason: str) -> None:
        if self._current in (line, None) and not self._wanted.is_set():
            log.info("socket_leaving", reason=reason)
            self._wanted.set()

    async def _take(self, line: Line, envelope: Json) -> None:
        """Handle one envelope; one that could not be committed gets no ack, so that Slack repeats it."""
        delivery = delivery_in(envelope)
        if delivery is None:
            log.warning("envelope_unreadable")
            return
        response = await self._intake(delivery, str(envelope["envelope_id"]))
        if response.status == 200:
            await self._ack(line, Ack.of(ack_for(envelope, response)))

    async def _ack(self, line: Line, ack: Ack) -> None:
        """Send an ack on the connection the envelope came by, or on one that Slack did not ask to leave."""
        lines = [line, *(each for each in reversed(self._lines) if each is not line)]
        for each in sorted(lines, key=lambda each: each.leaving):
            if await each.says(ack):
                return
        self._unsaid.append(ack)

    async def _catch_up(self, line: Line) -> None:
        """Send the acks for which no connection stood on this new one; Slack does not wait long for them."""
        unsaid, self._unsaid = self._unsaid, []
        for ack in unsaid:
            if ack.is_late:
                log.warning("ack_lost", envelope=ack.frame["envelope_id"])
            else:
                await self._ack(line, ack)
