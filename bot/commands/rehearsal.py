"""One run of the bot on a simulated workspace, with its page: all that `incident-bot sandbox` joins."""

import asyncio
import contextlib
import secrets
import time
from contextlib import AsyncExitStack
from datetime import timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import aiohttp
from pydantic import SecretStr

from bot.app import Bot, build
from bot.catalogue import Catalogue
from bot.catalogue.regulations import read_profiles
from bot.clock import MovableClock, system_clock
from bot.commands.storytelling import EXAMPLES, TOUR, Storytelling
from bot.commands.time_travel import FastTime, TimeTravel
from bot.config import Settings, read_catalogue
from bot.domain.policy import Policy
from bot.examples.performance import Ground
from bot.manifest import read_manifest
from bot.sandbox.entities import App
from bot.sandbox.page import Page
from bot.sandbox.page_hooks import GuidedTour, PageHooks
from bot.sandbox.server import SandboxServer
from bot.sandbox.snapshot import Snapshot
from bot.sandbox.workspace import Workspace
from bot.serving import Serving
from storage import Database

DATABASE_FILES = ("incident-bot.db", "incident-bot.db-wal", "incident-bot.db-shm")
WORKSPACE_FILE = "workspace.json"
SAVE_SECONDS = 2.0
"""Between two savings of a workspace that changes; a killed process loses no more."""
SAVE_SHARE = 30
"""Saving takes at most one part in so many of the time."""
LAST_WORDS_SECONDS = 2.0
"""So long the end waits for the bot to hear what was said last."""
AT_ONCE = 1000.0
"""The simulated workspace does not ask the bot to wait between its messages."""


class Rehearsal:
    """A workspace on `port` and a bot on a free one, both kept in `folder`.

    Time runs on from the machine's, unless a clock is given.

    Attributes:
        over: set when somebody at the page wants to begin anew.
    """

    def __init__(
        self,
        port: int,
        folder: Path,
        policy: Policy,
        token: str | None = None,
        clock: MovableClock | None = None,
    ) -> None:
        self.over = asyncio.Event()
        self._policy = _unhurried(policy)
        self._database = Database(f"sqlite+aiosqlite:///{folder / DATABASE_FILES[0]}")
        self._kept = folder / WORKSPACE_FILE
        snapshot = Snapshot.read(self._kept) if self._kept.exists() else None
        begin = max(system_clock(), snapshot.at) if snapshot else system_clock()
        self._clock = clock or MovableClock(begin, running=True)
        self.workspace = Workspace(self._clock, rate_scale=None)
        self.app = _furnish(self.workspace, self._policy)
        self.server = SandboxServer(self.workspace, port=port)
        self.page = Page(self.server, self._hooks(), token)
        self._snapshot = snapshot
        self._changed = True
        self._time: TimeTravel | None = None
        self._stories: Storytelling | None = None
        self._fast = FastTime()
        self._running = AsyncExitStack()

    def _hooks(self) -> PageHooks:
        return PageHooks(
            move=self._move,
            move_to_next=self._move_to_next,
            hasten=self._hasten,
            speed=lambda: self._fast.speed,
            examples=EXAMPLES,
            play=lambda name, point: self._told().play(name, point),
            tour=GuidedTour(TOUR, lambda step: self._told().begin(step), lambda step: self._told().do(step)),
            reset=self.over.set,
            front_app=self.app.app_id,
            front_title="Incidents",
        )

    def _told(self) -> Storytelling:
        if self._stories is None:
            raise LookupError("Nothing is played before everything is up.")
        return self._stories

    async def start(self) -> None:
        """Bring everything up.

        Raises:
            OSError: the port is taken.
            DatabaseInUse: another process keeps its state in the same folder.
        """
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._database.close)
            self._database.lock_for_serving()
            await self._database.open()
            await self.server.start()
            stack.push_async_callback(self.server.stop)
            if self._snapshot:
                self._snapshot.restore(self.workspace)
            session = await stack.enter_async_context(aiohttp.ClientSession())
            bot = self._bot(session)
            serving = Serving(bot)
            await serving.start()
            stack.push_async_callback(serving.stop)
            await serving.migrated()
            self.workspace.send_to(self.app, f"http://127.0.0.1:{serving.port}/slack/events")
            self._time = TimeTravel(self._clock, self.workspace, bot)
            self._stories = Storytelling(Ground(self.workspace, self._time.move_to, self._time.settle))
            self._keep_doing(stack, self._fast.run(self._time))
            self._keep_doing(stack, self._save_now_and_then())
            self._running = stack.pop_all()

    def _bot(self, session: aiohttp.ClientSession) -> Bot:
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]  # pydantic-settings takes it, its types do not say so
            slack_bot_token=SecretStr(self.app.bot_token),
            slack_signing_secret=SecretStr(self.app.signing_secret),
            slack_app_token=None,
            slack_api_url=self.server.api_url,
            host="127.0.0.1",
            port=0,
        )
        return build(settings, self._policy, _catalogue(self._policy), self._clock, self._database, session)

    async def stop(self) -> None:
        """Let what is under way end, take everything down, and keep how it stood."""
        with contextlib.suppress(TimeoutError):
            # What was said last is to reach the bot, unless the bot hangs.
            await asyncio.wait_for(self.workspace.quiet(), LAST_WORDS_SECONDS)
        await self._running.aclose()
        self._save()

    @staticmethod
    def _keep_doing(stack: AsyncExitStack, work: Any) -> None:
        task = asyncio.create_task(work)

        async def end() -> None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

        stack.push_async_callback(end)

    # keeping ----------------------------------------------------------------------------------------------

    async def _save_now_and_then(self) -> None:
        self.workspace.watchers.append(self._notice)
        while True:
            began = time.perf_counter()
            if self._changed:
                self._save()
            # A large workspace takes a while to write down, and nobody is answered meanwhile.
            took = time.perf_counter() - began
            await asyncio.sleep(max(SAVE_SECONDS, took * SAVE_SHARE))

    def _notice(self, _event: object, _channel: object) -> None:
        self._changed = True

    def _save(self) -> None:
        self._changed = False
        Snapshot.of(self.workspace).write(self._kept)

    # time -------------------------------------------------------------------------------------------------

    async def _move(self, by: timedelta) -> None:
        if self._time is not None:
            await self._time.move(by)

    async def _move_to_next(self) -> timedelta | None:
        return await self._time.move_to_next() if self._time is not None else None

    def _hasten(self, speed: int) -> None:
        self._fast.hasten(speed)


def forget(folder: Path) -> None:
    """Throw away what a run kept in its folder."""
    for name in (*DATABASE_FILES, WORKSPACE_FILE):
        (folder / name).unlink(missing_ok=True)


def _furnish(workspace: Workspace, policy: Policy) -> App:
    """The cast and their channels, the bot installed and invited to where it announces."""
    workspace.populate()
    app = workspace.install(read_manifest())
    app.socket_mode = False
    app.bot_token, app.signing_secret = f"xoxb-{secrets.token_hex(24)}", secrets.token_hex(16)
    alice, name = workspace.user("alice"), policy.announcements.removeprefix("#")
    known = {channel.name: channel for channel in workspace.channels.values()}
    channel = known.get(name) or workspace.create_channel(name, alice)
    workspace.invite(channel, alice, [app.bot_user_id])
    return app


def _catalogue(policy: Policy) -> Catalogue:
    """What the bot knows beforehand; without a profile of somebody's own, that of the made-up company."""
    found = read_catalogue(policy)
    if policy.profiles is not None:
        return found
    with as_file(files("bot.examples") / "organisation" / "acme_ai.yaml") as file:
        return found.with_profiles(read_profiles(file, found.regulations))


def _unhurried(policy: Policy) -> Policy:
    pace = {"channel_posts_per_second": AT_ONCE, "method_rate": AT_ONCE}
    return policy.model_copy(update={"slack": policy.slack.model_copy(update=pace)})
