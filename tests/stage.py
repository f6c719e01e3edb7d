"""The stage for stories: a simulated workspace, the real bot on it, and people who act.

One `Stage` runs in one lane: deliveries over HTTP or Socket Mode, storage in SQLite or PostgreSQL.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import aiohttp
import yaml
from pydantic import SecretStr

from bot.app import Bot, build
from bot.catalogue import load_catalogue
from bot.clock import MovableClock
from bot.config import Settings, read_catalogue
from bot.domain.policy import Policy
from bot.sandbox.delivery_rules import DeliveryRules
from bot.sandbox.entities import App, Channel
from bot.sandbox.people import Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace
from bot.serving import Serving
from handlers.intake import PATIENCE
from storage import Database
from tests.oracles.everything import check_everything

BEGIN = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[1]
Transport = Literal["http", "socket"]
FAST = {"slack": {"channel_posts_per_second": 1e6, "method_rate": 1e4}}
CATALOGUE = load_catalogue()
MANIFEST = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Patience:
    """How many real seconds Slack waits for the bot, and the bot for what it is doing.

    Attributes:
        slack: for an answer, and for the form that a click asks for.
        bot: for what a delivery wants, before it says that it was too slow.
        database: for a connection and for a lock; None is as long as it is in earnest.
    """

    slack: float
    bot: float
    database: float | None = None


AMPLE = Patience(slack=90.0, bot=60.0, database=30.0)
"""A slow machine is no part of a story: whoever answers at all answers in time."""

SOON_AWAY = replace(AMPLE, database=None)
"""The same, and a database that cannot be used is found out as soon as in earnest."""

REAL = Patience(slack=DeliveryRules.patience, bot=PATIENCE)
"""As it is in earnest, for whatever is about the time that passes."""


@dataclass
class Stage:
    """Everything a story needs; `bot` is replaced when it restarts."""

    workspace: Workspace
    server: SandboxServer
    app: App
    clock: MovableClock
    transport: Transport
    database_url: str
    policy: Policy
    patience: Patience = AMPLE
    bot: Bot = field(init=False)
    serving: Serving = field(init=False)
    _session: aiohttp.ClientSession = field(init=False)

    def person(self, name: str) -> Person:
        """One of the cast, by handle."""
        return Person(self.workspace, name)

    def channel(self, name: str) -> Channel:
        """The channel of this name, or the only one whose name begins so."""
        found = [c for c in self.workspace.channels.values() if c.name == name]
        found = found or [c for c in self.workspace.channels.values() if (c.name or "").startswith(name)]
        assert len(found) == 1, f"{name}: {[c.name for c in self.workspace.channels.values()]}"
        return found[0]

    async def start(self) -> None:
        """Start the bot, as a new process does."""
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            slack_bot_token=SecretStr(self.app.bot_token),
            slack_signing_secret=SecretStr(self.app.signing_secret),
            slack_app_token=SecretStr(self.app.app_token) if self.transport == "socket" else None,
            slack_api_url=self.server.api_url,
            port=0,
        )
        waits = self.patience.database
        url = self.database_url
        database = Database(url) if waits is None else Database(url, patience=waits)
        await database.open()
        self._session = aiohttp.ClientSession()
        own = self.policy.profiles or self.policy.regulations
        catalogue = read_catalogue(self.policy) if own else CATALOGUE
        self.bot = build(
            settings,
            self.policy,
            catalogue,
            self.clock,
            database,
            self._session,
            patience=self.patience.bot,
        )
        self.serving = Serving(self.bot, beats=False)
        self.app.socket_mode = self.transport == "socket"
        await self.serving.start()
        address = f"http://127.0.0.1:{self.serving.port}/slack/events"
        self.app.events_url = self.app.interactivity_url = address
        self.app.command_urls = dict.fromkeys(self.app.command_urls, address)

    async def stop(self) -> None:
        """Stop the bot in good order."""
        await self.serving.stop()
        await self._session.close()
        await self.bot.database.close()

    async def restart(self) -> None:
        """Stop the bot and start another on the same database."""
        await self.stop()
        await self.start()

    async def settle(self) -> None:
        """Wait until everything said was delivered, and everything the bot wants was done."""
        for _ in range(50):
            before = len(self.workspace.calls)
            await self.workspace.quiet()
            await self.bot.settle()
            await self.workspace.quiet()
            if len(self.workspace.calls) == before:
                return
        raise AssertionError("The bot and the workspace go on talking to each other.")

    async def run_for(self, **duration: Any) -> None:
        """Move the clock on by `timedelta(**duration)`, minute by minute, ticking on the way."""
        await self.settle()
        until = self.clock() + timedelta(**duration)
        while self.clock() < until:
            self.clock.move_to(min(self.clock() + timedelta(minutes=1), until))
            await self.bot.beat()
            await self.settle()

    async def run_until(self, until: datetime) -> None:
        """Move the clock on to an instant, from one thing that falls due to the next."""
        await self.settle()
        last = None
        # What is still due after a beat waits for something other than time.
        while (due := await self._next_due()) is not None and due < until and due != last:
            self.clock.move_to(due)
            await self.bot.beat()
            await self.settle()
            last = due
        self.clock.move_to(until)
        await self.bot.beat()
        await self.settle()

    async def _next_due(self) -> datetime | None:
        async with self.bot.database.reading() as repositories:
            return await repositories.reminders.next_due()


@asynccontextmanager
async def on_stage(
    database_url: str,
    transport: Transport = "http",
    *,
    policy: dict[str, Any] | None = None,
    at: datetime = BEGIN,
    judged: bool = True,
    patience: Patience = AMPLE,
) -> AsyncIterator[Stage]:
    """Set the stage: the workspace with its cast, the bot installed and invited to #incidents.

    At the end all that passed between the two is judged, unless the test failed before, or says otherwise.
    Nobody is told that the bot was too slow, unless `patience` is short.
    """
    clock = MovableClock(at)
    rules = DeliveryRules(
        patience=patience.slack, trigger_lifetime=patience.slack, retry_waits=(0.01, 0.02, 0.05)
    )
    workspace = Workspace(clock, rules=rules, rate_scale=None, file_share_delay=0.0)
    workspace.populate()
    app = workspace.install(deepcopy(MANIFEST))
    app.socket_mode = False  # Until the bot runs nobody takes deliveries, and none shall wait for a socket.
    server = SandboxServer(workspace)
    await server.start()
    merged = Policy.model_validate({**FAST, **(policy or {})})
    stage = Stage(workspace, server, app, clock, transport, database_url, merged, patience)
    incidents = stage.channel("incidents")
    await stage.person("alice").invites(incidents, app)
    await stage.start()
    try:
        await stage.settle()
        yield stage
        if judged:
            check_everything(workspace, app)
    finally:
        await stage.stop()
        await server.stop()
