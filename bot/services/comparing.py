"""Compares now and then what the channels of open incidents show with what is recorded of them.

Slack repeats a delivery for some minutes, gives it up and tells nobody. What a channel shows and the record
does not have at two looks that lie farther apart than that is lost: the channel is read again as after an
outage. Of threads under messages older than the channel's last page one lively one is looked at each time.
The looks are few and wait for nobody, so that they take nothing from what people wait for.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.domain.catching_up import LIVELY, SKEW, Gap, Why, catch_up, ts_of
from bot.domain.comparing import Comparison, Recorded, compared, next_thread
from bot.domain.incident import ChannelState, Incident, Status
from bot.domain.limit import Limit
from bot.domain.rereading import LAST, Known, Reread, Seen
from bot.domain.value import Instant
from bot.services import effects
from bot.services.background import Background
from bot.services.shared_pace import SharedPace
from bot.slack.directory import Directory
from bot.slack.errors import SlackError, SlackRefused
from bot.slack.gateway import Slack
from bot.slack.rereading import seen
from storage import Database, StorageError

log = structlog.get_logger()

APART = 420.0
"""Real seconds between two looks at one channel: Slack repeats a delivery for six minutes."""
PAUSE = 6.0
"""Real seconds between two looks at any channels: a small part of what Slack lets be read in a minute."""
AGAIN = 900.0
"""Real seconds until the next look after one that Slack or the database did not allow."""
JUST_BEFORE = timedelta(microseconds=1)
"""What is lost lies within the gap, not on its edge."""
EARLY = 0.8
"""The part of these times that the copies keep to together."""


class Comparing:
    """One process's looks, one channel after another; copies on one database share them."""

    def __init__(
        self,
        database: Database,
        slack: Slack,
        directory: Directory,
        background: Background,
        clock: Clock,
        *,
        together: SharedPace | None,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._slack = slack
        self._directory = directory
        self._background = background
        self._clock = clock
        self._together = together
        self._wake = wake
        self._began = clock()
        self._look_at: float | None = None
        self._looking = False
        self._round: deque[int] = deque()
        self._next_round = 0.0
        self._compared: dict[int, Comparison] = {}

    def tick(self) -> None:
        """Look at one channel, if it is time to; nobody waits for it."""
        now = asyncio.get_running_loop().time()
        if self._look_at is None:
            self._look_at = now + APART
        if self._looking or now < self._look_at or not self._directory.is_known:
            return
        self._looking, self._look_at = True, now + PAUSE
        self._background.spawn("comparison", self._look(now))

    async def _look(self, now: float) -> None:
        try:
            if (wait := await self._taken_elsewhere("looks", PAUSE)) > 0:
                self._look_at = now + wait
                return
            if not self._round:
                self._round, self._next_round = deque(await self._under_way()), now + APART
            if self._round:
                await self.look_at(self._round.popleft())
            if not self._round:
                self._look_at = max(self._next_round, now + PAUSE)
        except (SlackError, StorageError) as error:
            log.info("comparison_put_off", reason=str(error))
            self._look_at = now + AGAIN
        finally:
            self._looking = False

    async def _under_way(self) -> list[int]:
        """Return whose channels are to be looked at, and forget the others."""
        async with self._database.reading() as repositories:
            incidents = await repositories.incidents.all(None, Status.OPEN, Status.RESOLVED)
        numbers = [each.number for each in incidents if _is_looked_at(each)]
        self._compared = {n: known for n, known in self._compared.items() if n in numbers}
        return numbers

    async def look_at(self, number: int) -> None:
        """Compare one incident's channel with its record, and have it read again where something is lost.

        Raises:
            SlackError: Slack wants no more calls now, or cannot be reached.
            StorageError: the database is away.
        """
        async with self._database.reading() as repositories:
            incident = await repositories.incidents.get(number)
            if incident is None or incident.places.channel_id is None or not _is_looked_at(incident):
                return
            homes = await repositories.incidents.numbers_in_channels([incident.places.channel_id])
        if number not in homes.values():
            return
        if await self._taken_elsewhere(f"looks at {incident.reference}", APART) > 0:
            return
        try:
            page = await self._page(incident)
        except SlackRefused:
            return  # Whoever wants to say something there is told.
        before = self._compared.get(number) or Comparison(since=self._at_first(incident, page))
        thread = await self._elder(incident, page, before)
        now = self._compared[number] = await self._compare(incident, page, before, thread)
        if now.has_lost:
            await self._reread(incident, now)

    def _at_first(self, incident: Incident, page: Reread) -> Instant:
        """Return since when something may be lost; what was said before in a borrowed channel is others'."""
        return page.read_at + SKEW if _is_borrowed(incident) else max(self._began, incident.declared_at)

    async def _taken_elsewhere(self, what: str, seconds: float) -> float:
        """Take the copies' one turn in so many seconds, and return 0; else how long it is until the next."""
        if self._together is None:
            return 0.0
        # A beat may come a little early, and is not to miss its own turn.
        refused = await self._together.take([Limit(what, 1, EARLY * seconds)])
        return 0.0 if refused is None else refused[1]

    async def _page(self, incident: Incident) -> Reread:
        """Read a channel's latest page."""
        channel_id, read_at = str(incident.places.channel_id), self._clock()
        excerpt = await self._slack.excerpt(channel_id, oldest=_begin(incident))
        identity = await self._directory.identity()
        messages = tuple(seen(message, channel_id, identity) for message in excerpt.messages)
        whole = excerpt.cursor is None
        first = _begin(incident) if whole else min(message.ts for message in messages)
        return Reread(seen=messages, read_at=read_at, thread=None, first=first, last=LAST)

    async def _elder(self, incident: Incident, page: Reread, before: Comparison) -> Seen | None:
        """Read how many replies one of the threads has that hang under messages older than the page."""
        if page.first <= _begin(incident):
            return None
        channel_id, since = str(incident.places.channel_id), ts_of(page.read_at - LIVELY)
        async with self._database.reading() as repositories:
            lively = await repositories.timeline.answered_since(
                incident.number, channel_id, since, page.first
            )
        parent = next_thread(before, lively)
        if parent is None:
            return None
        try:
            excerpt = await self._slack.excerpt(channel_id, thread_ts=parent)
        except SlackRefused:
            return None  # It was deleted.
        identity = await self._directory.identity()
        messages = [seen(message, channel_id, identity) for message in excerpt.messages]
        return next((each for each in messages if each.ts == parent), None)

    async def _compare(
        self, incident: Incident, page: Reread, before: Comparison, thread: Seen | None
    ) -> Comparison:
        channel_id, read = str(incident.places.channel_id), [message.ts for message in page.seen]
        shown = (*page.seen, *([thread] if thread else []))
        parents = [message.ts for message in shown if message.replies]
        async with self._database.reading() as repositories:
            timeline = repositories.timeline
            entries = await timeline.beside(incident.number, channel_id, read)
            replies = await timeline.replies(incident.number, channel_id, parents) if parents else {}
            marks = await repositories.marks.pushpins(channel_id, read)
            pinned = await repositories.people.many({user for message in page.seen for user in message.pins})
        beside = Recorded(
            replies=replies,
            marks={ts: frozenset(people) for ts, people in marks.items()},
            bots=frozenset(person.user_id for person in pinned.values() if person.is_bot),
        )
        since = ts_of(before.since - SKEW) if _is_borrowed(incident) else _begin(incident)
        return compared(before, page, Known(entries), beside, since=since, thread=thread)

    async def _reread(self, incident: Incident, found: Comparison) -> None:
        at = self._clock()
        since = min(found.since, at) - JUST_BEFORE
        gap = Gap(since=since, until=at, why=Why.DROPPED, quiet=True)
        async with self._database.transaction() as repositories:
            reading = effects.catch_up(incident, catch_up(incident, gap, at), at, coalesce="catch_up")
            await repositories.outbox.put(reading)
        log.warning(
            "missed_for_a_while",
            why=gap.why.value,
            since=gap.since.isoformat(),
            until=gap.until.isoformat(),
        )
        self._wake()


def _is_looked_at(incident: Incident) -> bool:
    """Whether the channel is within reach, and there is something going on in it."""
    in_reach = incident.places.channel_state in (ChannelState.OPEN, ChannelState.BORROWED)
    return in_reach and not incident.status.is_over


def _is_borrowed(incident: Incident) -> bool:
    return incident.places.channel_state is ChannelState.BORROWED


def _begin(incident: Incident) -> str:
    """Return from which ts on an incident's channel is looked at, as when it is read again."""
    return ts_of(incident.declared_at - SKEW)
