"""Makes incidents of the channels that were opened while nothing could be recorded, each exactly once.

A process looks for them when it starts, after the database was away, and now and then: among the channels
the bot opened, by the mark of their first message, since people may have renamed them. The claim on a channel
is a row that is committed with its incident, so a crash or another copy cannot make two of one.
"""

import asyncio
from collections.abc import Callable

import structlog

from bot.catalogue import Catalogue
from bot.clock import Clock
from bot.domain.errors import IncidentError
from bot.domain.event import DeclaredFrom
from bot.domain.policy import Policy
from bot.domain.unrecorded import Unrecorded, stem
from bot.services import declaring, effects, origins
from bot.services.background import Background
from bot.services.roster import Roster
from bot.services.unit import Unit
from bot.slack import refuge
from bot.slack.channels import Channel
from bot.slack.directory import Directory
from bot.slack.errors import SlackError, SlackRefused
from bot.slack.gateway import Slack
from bot.views import unrecorded as words
from bot.views.blocks import sentence
from bot.views.origin import Origin
from storage import Database, StorageError

log = structlog.get_logger()

EVERY = 900.0
"""Real seconds between two looks for what another copy may have left."""
AGAIN = 10.0
"""Real seconds after a look that Slack or the database cut short."""


class Adoption:
    """One process's looks for such channels."""

    def __init__(  # noqa: PLR0917 - the composition root gives all of them
        self,
        database: Database,
        slack: Slack,
        directory: Directory,
        roster: Roster,
        background: Background,
        clock: Clock,
        policy: Policy,
        catalogue: Catalogue,
        *,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._slack = slack
        self._directory = directory
        self._roster = roster
        self._background = background
        self._clock = clock
        self._policy = policy
        self._catalogue = catalogue
        self._wake = wake
        self._look_at = 0.0
        self._looking = False

    def expect(self) -> None:
        """Look at the next chance: the database was away."""
        self._look_at = 0.0

    def tick(self) -> None:
        """Look, if it is time to; nobody waits for it."""
        now = asyncio.get_running_loop().time()
        if self._looking or now < self._look_at or not self._directory.is_known:
            return
        self._looking, self._look_at = True, now + EVERY
        self._background.spawn("adoption", self._look(now))

    async def _look(self, now: float) -> None:
        try:
            await self.adopt_all()
        except (SlackError, StorageError) as error:
            log.warning("adoption_put_off", reason=str(error))
            self._look_at = min(self._look_at, now + AGAIN)
        finally:
            self._looking = False

    async def adopt_all(self) -> None:
        """Adopt whatever waits for it.

        Raises:
            SlackError: Slack did not say what there is.
            StorageError: the database is still, or again, away.
        """
        identity = await self._directory.identity()
        waiting = await refuge.ours_named(self._slack, identity, "")
        async with self._database.reading() as repositories:
            held = await repositories.incidents.numbers_in_channels([channel.id for channel in waiting])
        refused: SlackRefused | None = None
        for channel in waiting:
            if channel.id in held:
                continue
            try:
                await self._adopt(channel, await refuge.mark_of(self._slack, identity, channel))
            except SlackRefused as fault:
                # What Slack does not show of one channel keeps no other from being adopted.
                refused = fault if self._is_named(channel) else refused
        if refused is not None:
            raise refused

    def _is_named(self, channel: Channel) -> bool:
        return channel.name.startswith(stem(self._policy.channel_prefix))

    async def _adopt(self, channel: Channel, mark: str | None) -> None:
        if mark is None:
            if not self._is_named(channel):
                return  # It was never one of those.
            log.warning("channel_unmarked", channel=channel.id)
            if self._clock().timestamp() - channel.created > refuge.MARKED_WITHIN.total_seconds():
                await self._slack.archive(channel.id)
            return
        unrecorded = Unrecorded.read(mark)
        if unrecorded is None:
            log.warning("channel_unmarked", channel=channel.id)
            return
        actor = await self._roster.actor(unrecorded.declared_by)
        source = await self._source(unrecorded)
        try:
            async with self._database.transaction() as repositories:
                unit = Unit(repositories, actor, self._clock(), self._policy, self._catalogue)
                await self._recorded(unit, channel, unrecorded, source)
        except IncidentError as error:
            async with self._database.transaction() as repositories:
                if await repositories.deliveries.claim([f"adopted:{channel.id}"], self._clock()):
                    told = effects.post_in(None, channel.id, sentence(error.message), self._clock())
                    await repositories.outbox.put(told)
        self._wake()

    async def _recorded(
        self, unit: Unit, channel: Channel, unrecorded: Unrecorded, source: DeclaredFrom | None
    ) -> None:
        deliveries = unit.repositories.deliveries
        if not await deliveries.claim([f"adopted:{channel.id}"], unit.at):
            return
        if not await deliveries.claim_hashed(unrecorded.keys, unit.at):
            await unit.put(effects.post_in(None, channel.id, words.declared_already(), unit.at))
            return
        declaration, at = unrecorded.declaration, unrecorded.at
        incident = await declaring.adopt(unit, declaration, channel, at=at, source=source)
        log.info("channel_adopted", channel=channel.id, incident=incident.number)

    async def _source(self, unrecorded: Unrecorded) -> DeclaredFrom | None:
        """Return the message it was declared from, read as it may be read now."""
        origin = Origin.unpack(unrecorded.origin)
        place = await origins.place_of(origin, self._slack, self._roster)
        return origins.source_of(origin, place, await self._directory.identity())
