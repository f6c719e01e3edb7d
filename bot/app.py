"""The composition root: builds the bot from its settings; the one module that knows every package."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

import handlers.registration
from bot import scheduling
from bot.catalogue import Catalogue
from bot.clock import Clock
from bot.config import Settings
from bot.domain.policy import Policy
from bot.services.adopting import Adoption
from bot.services.background import Background
from bot.services.capture import Scribe
from bot.services.channels import current_id
from bot.services.comparing import Comparing
from bot.services.courier import Courier
from bot.services.homes import Homes
from bot.services.listening import Listening
from bot.services.meeting import Meeting
from bot.services.reminders import ReminderService
from bot.services.rendering import Rendering
from bot.services.reports import Reporting
from bot.services.roster import Roster
from bot.services.shared_pace import SharedPace
from bot.services.unrecorded import Unrecording
from bot.services.upkeep import Upkeep
from bot.slack.directory import Directory
from bot.slack.gateway import Slack
from bot.slack.identity import Identity
from bot.slack.pacing import Pacing
from bot.telemetry import Meter
from handlers.forms import Forms
from handlers.intake import PATIENCE, Intake
from handlers.openings import Openings
from handlers.refuge import Refuge
from handlers.telling import Telling
from storage import Database, StorageError

log = structlog.get_logger()

WATCHED = 0.8
"""The part of the time between two beats in which what falls due is done on its moment."""

ONLY_PROCESS = "the only process"
"""Owner of effects on SQLite, where one process serves: what it held before a crash is its own again."""

OUTGROWN = "A newer release has migrated the database; replace this copy of the bot by that release"


@dataclass
class Bot:
    """Everything that runs, joined; `tick` is called by whoever keeps time."""

    settings: Settings
    policy: Policy
    clock: Clock
    database: Database
    session: aiohttp.ClientSession
    slack: Slack
    directory: Directory
    courier: Courier
    intake: Intake
    bolt: AsyncApp
    meter: Meter
    background: Background
    roster: Roster
    reminders: ReminderService
    upkeep: Upkeep
    listening: Listening
    adoption: Adoption
    comparing: Comparing
    identity: Identity | None = None
    outgrown: bool = False

    def not_ready_because(self) -> str | None:
        """Say why the bot is not ready, whatever the database does; None when it is."""
        if self.outgrown:
            return OUTGROWN
        if self.identity is None:
            return "Slack has not accepted the bot's token yet"
        return self.courier.blocked_reason

    async def beat(self) -> None:
        """Do what is due by now, and what falls due in the next moments, each on its moment."""
        ends = asyncio.get_running_loop().time() + WATCHED * scheduling.BEAT_SECONDS
        await self.tick(self.clock())
        try:
            while (wait := await self._until_due()) is not None:
                if asyncio.get_running_loop().time() + wait > ends:
                    return
                await asyncio.sleep(wait)
                if await self.reminders.fire_due(self.clock()):
                    self.courier.wake()
        except StorageError as error:
            log.warning("watch_cut_short", reason=str(error))

    async def _until_due(self) -> float | None:
        """The seconds until something falls due; None when nothing will, or is left to newer copies."""
        at = self.clock()
        following = None if self.outgrown else await self.reminders.next_after(at)
        return None if following is None else max(0.0, (following - at).total_seconds())

    async def tick(self, at: datetime) -> None:
        """Do what is due at `at`; what the database does not allow now is done at a later tick.

        A copy that a newer release has outgrown still records and answers what it is sent, and leaves what
        is due, and what waits to be sent, to the newer copies: it might not understand what they want.
        """
        try:
            await self._look_whether_outgrown()
            if self.outgrown:
                return
            if await self.reminders.fire_due(at):
                self.courier.wake()
            if await self.listening.tick(at):
                self.courier.wake()
            await self.upkeep.tick(at)
            self.adoption.tick()
            self.comparing.tick()
        except StorageError as error:
            self.adoption.expect()
            log.warning("tick_cut_short", reason=str(error))

    async def _look_whether_outgrown(self) -> None:
        before, self.outgrown = self.outgrown, await self.database.is_outgrown()
        self.courier.stands_back = self.outgrown
        if self.outgrown and not before:
            log.error("outgrown", reason=OUTGROWN)

    async def take_up(self) -> None:
        """Take up what was under way when the last process died: where one process serves it was its own."""
        if not self.database.is_postgres:
            await self.courier.recover()

    async def settle(self) -> None:
        """Wait until nothing is under way that can be done now."""
        await self.background.settle()
        await self.courier.settle()
        await self.background.settle()


def build(  # noqa: PLR0917 - the parts, in the order they stand on each other
    settings: Settings,
    policy: Policy,
    catalogue: Catalogue,
    clock: Clock,
    database: Database,
    session: aiohttp.ClientSession,
    *,
    patience: float = PATIENCE,
) -> Bot:
    """Join the parts; nothing is called and nothing started yet.

    `patience` is how many seconds a delivery may take before Slack is answered all the same.
    """
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    meter = Meter()
    background = Background()
    together = SharedPace(database, background) if database.is_postgres else None
    pacing = Pacing(
        posts_per_second_per_channel=policy.slack.channel_posts_per_second,
        method_rate=policy.slack.method_rate,
        together=together,
    )
    slack = Slack(
        session,
        token,
        pacing=pacing,
        base_url=settings.slack_api_url,
        timeout=policy.slack.call_timeout,
        meter=meter,
    )
    directory = Directory(slack, announcements=policy.announcements, current=partial(current_id, database))
    roster = Roster(database, slack, policy, clock)
    openings = Openings()
    reports = Reporting(clock, policy, catalogue, directory)
    reports.on_opened = openings.opened
    reports.on_heard = partial(_get_to_know, roster, background)
    rendering = Rendering(database, catalogue, roster, Homes(database, catalogue), clock)
    courier = Courier(
        database,
        slack,
        directory,
        rendering,
        reports,
        clock=clock,
        prefix=policy.channel_prefix,
        owner=None if database.is_postgres else ONLY_PROCESS,
        meter=meter,
    )
    bolt = AsyncApp(
        name="incident-bot",  # Without one Bolt looks through the whole stack for a file to be named after.
        # Its own would take the root's level, and tell at DEBUG what every delivery says.
        logger=logging.getLogger("slack_bolt"),
        client=AsyncWebClient(base_url=settings.slack_api_url, session=session, retry_handlers=[]),
        authorize=_authorizer(directory, token),
        process_before_response=True,
        # The door and the intake see to these before; there are no functions and no assistant.
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    listening = Listening(database)
    adoption = Adoption(
        database, slack, directory, roster, background, clock, policy, catalogue, wake=courier.wake
    )
    unrecording = Unrecording(slack, directory, roster, clock, prefix=policy.channel_prefix, secret=token)
    telling = Telling(slack, background)
    intake = Intake(
        bolt,
        database,
        clock,
        policy,
        catalogue,
        telling,
        background,
        meter,
        wake=courier.wake,
        refuge=Refuge(unrecording, roster, telling, clock, catalogue),
        known=lambda: directory.is_known,
        heard=listening.heard,
        dropped=listening.dropped,
        patience=patience,
    )
    bot = Bot(
        settings,
        policy,
        clock,
        database,
        session,
        slack,
        directory,
        courier,
        intake,
        bolt,
        meter,
        background,
        roster,
        ReminderService(database, policy, catalogue, meter),
        Upkeep(database, policy, catalogue),
        listening,
        adoption,
        Comparing(database, slack, directory, background, clock, together=together, wake=courier.wake),
    )
    unrecording.on_opened = adoption.expect
    handlers.registration.register(bolt, bot_parts(bot, openings, catalogue))
    return bot


def bot_parts(bot: Bot, openings: Openings, catalogue: Catalogue) -> dict[str, object]:
    """Return what listeners may ask for by name, beside Bolt's own."""
    return {
        "openings": openings,
        "catalogue": catalogue,
        "policy": bot.policy,
        "slack": bot.slack,
        "background": bot.background,
        "clock": bot.clock,
        "forms": Forms(bot.slack, bot.background),
        "roster": bot.roster,
        "meeting": Meeting(bot.database, bot.slack, bot.roster, bot.clock),
        "directory": bot.directory,
        "courier": bot.courier,
        "database": bot.database,
        "scribe": Scribe(
            bot.database,
            bot.clock,
            bot.background,
            bot.roster,
            keep_deleted_words=bot.policy.keep_deleted_words,
        ),
    }


def _get_to_know(roster: Roster, background: Background, user_ids: set[str]) -> None:
    """Learn the names of those whose words were read from a channel's history."""
    for user_id in sorted(user_ids):
        if roster.is_stranger(user_id):
            background.spawn("acquaintance", roster.person(user_id))


def _authorizer(directory: Directory, token: str) -> Callable[..., Awaitable[AuthorizeResult]]:
    """Bolt asks this instead of calling auth.test in a request: who the bot is was learnt before."""

    async def authorize() -> AuthorizeResult:
        identity = await directory.identity()
        return AuthorizeResult(
            enterprise_id=None,
            team_id=identity.team_id,
            bot_token=token,
            bot_id=identity.bot_id,
            bot_user_id=identity.user_id,
        )

    return authorize
