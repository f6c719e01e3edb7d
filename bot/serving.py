"""Runs a bot: migrates, learns who it is, takes deliveries over HTTP or Socket Mode, ticks, and drains."""

import asyncio
from contextlib import suppress

import structlog
from aiohttp import web

from bot.app import Bot
from bot.arrival import Arrival
from bot.pulse import Pulse
from bot.readiness import Readiness
from bot.scheduling import Heartbeat
from bot.slack.errors import SlackError
from bot.slack.gateway import Slack
from bot.slack.pacing import Pacing
from handlers.envelopes import Unwelcome
from handlers.http import routes, slack_route, web_app
from handlers.socket import SocketDoor
from storage import StorageError

log = structlog.get_logger()

GRACE_SECONDS = 10.0
"""How long what is under way may take to end when the process is told to stop, all in all."""

IDLE_SECONDS = 75.0
"""How long a connection may stand without a request; aiohttp's own is an hour."""

HEADERS_MAX = 64
"""Headers a request may have; Slack sends about twenty."""

SOON = 5.0
"""Seconds after which it listens, whatever the database does: whoever asks whether it lives is answered."""

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
"""Between attempts to reach a Slack that does not answer, or does not know the token."""


class Serving:
    """A bot that answers. Socket Mode where the settings have an app token, else HTTP.

    Attributes:
        port: where it listens; with 0 in the settings a free one, told once it is started.
    """

    def __init__(self, bot: Bot, *, beats: bool = True) -> None:
        self.bot = bot
        self.port = bot.settings.port
        self._door = self._socket_door()
        self._readiness = Readiness(bot.database, bot.meter, self.not_ready_because)
        bot.listening.deaf_because = self._deaf_because
        self._arrival = Arrival(bot.database, bot.take_up)
        self._arriving: asyncio.Task[None] | None = None
        self._refused: str | None = None
        self._works = False
        self._runner: web.AppRunner | None = None
        self._courier: asyncio.Task[None] | None = None
        self._knocking: asyncio.Task[None] | None = None
        self._heartbeat = Heartbeat(bot.beat) if beats else None
        self._pulse: asyncio.Task[None] | None = None

    def not_ready_because(self) -> str | None:
        """Say why it is not ready, as far as is known without asking the database; None when it is."""
        if not self._works and not self._arrival.put_off.is_set():
            return "the database is not migrated yet"
        if self.bot.identity is None and self._refused:
            return f"Slack has not let the bot in yet ({self._refused})"
        reason = self.bot.not_ready_because()
        return reason or (self._door.closed_because if self._door else None)

    def _deaf_because(self) -> str | None:
        """Say why Slack's deliveries are not heeded at present; None while they are."""
        if self.bot.identity is None:
            return "Slack has not let the bot in yet"
        return self._door.closed_because if self._door else None

    def _socket_door(self) -> SocketDoor | None:
        bot = self.bot
        if bot.settings.slack_app_token is None:
            return None
        token = bot.settings.slack_app_token.get_secret_value()
        slack = Slack(
            bot.session,
            token,
            pacing=Pacing(),
            base_url=bot.settings.slack_api_url,
            timeout=bot.policy.slack.call_timeout,
            meter=bot.meter,
        )
        return SocketDoor(slack, bot.session, bot.intake, bot.background)

    async def start(self) -> None:
        """Migrate, listen, and connect; while the database or Slack is away it goes on trying, not ready.

        Raises:
            StorageError: the database cannot be used, and waiting does not help.
            OSError: the port cannot be listened on.
        """
        arriving = self._arriving = asyncio.create_task(self._arrival.run(), name="arriving")
        await self._tried(arriving, SOON)
        await self._listen()
        # One that is being migrated is not away: other copies take what Slack delivers meanwhile.
        await self._tried(arriving)
        if arriving.done():
            self._begin_work()
        else:
            arriving.add_done_callback(self._arrived)
        if not await self._knock():
            self._knocking = asyncio.create_task(self._keep_knocking(), name="knocking")
        if self.bot.settings.heartbeat_url is not None:
            address = self.bot.settings.heartbeat_url.get_secret_value()
            pulse = Pulse(self.bot.session, address, self._readiness.not_ready_because)
            self._pulse = asyncio.create_task(pulse.run(), name="pulse")

    async def migrated(self) -> None:
        """Return when there is a database to work on; it was away as long as this takes.

        Raises:
            StorageError: waiting does not help.
        """
        if self._arriving is not None:
            await asyncio.shield(self._arriving)

    async def _tried(self, arriving: asyncio.Task[None], seconds: float | None = None) -> None:
        """Wait until it is known whether the database can be used, or so many seconds have passed."""
        put_off = asyncio.create_task(self._arrival.put_off.wait())
        try:
            await asyncio.wait({arriving, put_off}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            put_off.cancel()
        if arriving.done():
            arriving.result()

    def _arrived(self, arriving: asyncio.Task[None]) -> None:
        if not arriving.cancelled() and arriving.exception() is None:
            self._begin_work()

    def _begin_work(self) -> None:
        """Do what is due and what waits to be told to Slack, from now on."""
        self._works = True
        self._courier = asyncio.create_task(self.bot.courier.run(), name="courier")
        if self._heartbeat is not None:
            self._heartbeat.start()
        self._say_if_ready()

    def _say_if_ready(self) -> None:
        if self._works and self.bot.identity is not None:
            log.info("ready", port=self.port, transport="socket" if self._door else "http")

    async def _listen(self) -> None:
        settings = self.bot.settings
        lists = [routes(self._readiness.metrics_page, self._readiness.not_ready_because)]
        if self._door is None and settings.slack_signing_secret is not None:
            secret = settings.slack_signing_secret.get_secret_value()
            lists.append([slack_route(self.bot.intake, secret, self.bot.meter.refused)])
        self._runner = web.AppRunner(
            web_app(*lists),
            access_log=None,
            shutdown_timeout=GRACE_SECONDS,
            keepalive_timeout=IDLE_SECONDS,
            max_headers=HEADERS_MAX,
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, settings.host, settings.port).start()
        self.port = self._runner.addresses[0][1]

    async def _knock(self) -> bool:
        """Learn who the bot is and open the door; False when Slack does not let it yet."""
        try:
            identity = await self.bot.directory.identity()
            if self._door is not None:
                await self._door.open()
        except (SlackError, Unwelcome) as error:
            self._refused = str(error)
            log.warning("slack_not_reached", reason=str(error))
            return False
        self.bot.identity = identity
        self.bot.courier.wake()
        self._say_if_ready()
        return True

    async def _keep_knocking(self) -> None:
        pause = FIRST_PAUSE
        await asyncio.sleep(pause)
        while not await self._knock():
            pause = min(pause * 2, LONGEST_PAUSE)
            await asyncio.sleep(pause)

    async def stop(self) -> None:
        """Take nothing new, let what is under way end, give back what is left; all in the grace."""
        ends = asyncio.get_running_loop().time() + GRACE_SECONDS

        def left() -> float:
            return max(0.0, ends - asyncio.get_running_loop().time())

        if self._arriving is not None:
            self._arriving.remove_done_callback(self._arrived)
            self._arriving.cancel()
            await asyncio.wait({self._arriving})
        if self._heartbeat is not None:
            self._heartbeat.stop()
        for task in (self._knocking, self._pulse):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        if self._door is not None:
            await self._door.close(left())
        if self._runner is not None:
            await self._runner.cleanup()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.bot.background.settle(), left())
        with suppress(StorageError):
            await self.bot.courier.drain(left())
        with suppress(StorageError):
            await self._readiness.forget()
        if self._courier is not None:
            await self._courier
