"""Runs a bot: migrates, learns who it is, takes deliveries over HTTP or Socket Mode, ticks, and drains."""

import asyncio
from contextlib import suppress

import structlog
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import Bot
from bot.scheduling import Heartbeat
from bot.slack.errors import SlackError
from handlers.http import routes, slack_route, web_app
from handlers.socket import SocketDoor
from storage import StorageError

log = structlog.get_logger()

GRACE_SECONDS = 10.0
"""How long what is under way may take to end when the process is told to stop."""


class Serving:
    """A bot that answers. Socket Mode where the settings have an app token, else HTTP.

    Attributes:
        port: where it listens; with 0 in the settings a free one, told once it is started.
    """

    def __init__(self, bot: Bot, *, beats: bool = True) -> None:
        self.bot = bot
        self.port = bot.settings.port
        self._runner: web.AppRunner | None = None
        self._door: SocketDoor | None = None
        self._courier: asyncio.Task[None] | None = None
        self._knocking: asyncio.Task[None] | None = None
        self._heartbeat = Heartbeat(bot.beat) if beats else None

    def not_ready_because(self) -> str | None:
        """Say why it is not ready; None when it is."""
        reason = self.bot.not_ready_because()
        if reason is None and self._socket_wanted and (self._door is None or not self._door.connected):
            return "Socket Mode is not connected to Slack"
        return reason

    @property
    def _socket_wanted(self) -> bool:
        return self.bot.settings.slack_app_token is not None

    async def start(self) -> None:
        """Migrate, listen, and connect; while Slack cannot be reached it goes on trying and is not ready."""
        await self.bot.database.migrate()
        self.bot.migrated = True
        await self._listen()
        self._courier = asyncio.create_task(self.bot.courier.run(), name="courier")
        if self._heartbeat is not None:
            self._heartbeat.start()
        if not await self._knock():
            self._knocking = asyncio.create_task(self._keep_knocking(), name="knocking")

    async def _listen(self) -> None:
        settings = self.bot.settings
        lists = [routes(self.bot.meter, self.not_ready_because)]
        if not self._socket_wanted and settings.slack_signing_secret is not None:
            lists.append([slack_route(self.bot.intake, settings.slack_signing_secret.get_secret_value())])
        self._runner = web.AppRunner(web_app(*lists), access_log=None, shutdown_timeout=GRACE_SECONDS)
        await self._runner.setup()
        await web.TCPSite(self._runner, settings.host, settings.port).start()
        self.port = self._runner.addresses[0][1]

    async def _knock(self) -> bool:
        """Learn who the bot is and open the door; False when Slack does not let it yet."""
        try:
            self.bot.identity = await self.bot.directory.identity()
            if self._socket_wanted:
                await self._connect()
        except (SlackError, OSError, StorageError, TimeoutError) as error:
            log.warning("slack_not_reached", reason=str(error))
            return False
        await self.bot.on_ready()
        log.info("ready", port=self.port, transport="socket" if self._socket_wanted else "http")
        return True

    async def _keep_knocking(self) -> None:
        pause = 1.0
        while not await self._knock():
            await asyncio.sleep(pause)
            pause = min(pause * 2, 60.0)

    async def _connect(self) -> None:
        settings = self.bot.settings
        token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else ""
        client = AsyncWebClient(base_url=settings.slack_api_url, session=self.bot.session, retry_handlers=[])
        self._door = SocketDoor(self.bot.bolt, token, client, self.bot.intake)
        await self._door.connect_async()  # type: ignore[no-untyped-call]

    async def stop(self) -> None:
        """Take nothing new, let what is under way end, give back what is left, and close."""
        if self._heartbeat is not None:
            self._heartbeat.stop()
        if self._knocking is not None:
            self._knocking.cancel()
            with suppress(asyncio.CancelledError):
                await self._knocking
        if self._door is not None:
            await self._door.close_async()  # type: ignore[no-untyped-call]
        if self._runner is not None:
            await self._runner.cleanup()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.bot.background.settle(), GRACE_SECONDS)
        with suppress(StorageError):
            await self.bot.courier.drain(GRACE_SECONDS)
        if self._courier is not None:
            await self._courier
