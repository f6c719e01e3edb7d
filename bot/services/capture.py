"""Writes down what is said in incidents' channels: what arrives together is committed together.

This is the path that a burst of messages takes, so it costs as little as can be: while one transaction is
being committed, the messages that arrive wait in a queue, and the next transaction takes them all. Nobody is
told that a message is kept before the commit that keeps it. Where somebody keeps an incident locked for long,
what is said in its channel is written beside the rest, which goes on.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress

import structlog

from bot.clock import Clock
from bot.domain import capturing
from bot.domain.channel_ids import ChannelIds, Pair
from bot.domain.message import Deleted, Edited, Heard, Posted, message_key
from bot.domain.timeline import Head
from bot.services.background import Background
from bot.services.page import Page, pair_of
from bot.services.roster import Roster
from storage import Database, Homes, Repositories, RowsLocked, StorageError

log = structlog.get_logger()

BATCH = 200
"""The most that one transaction takes, so that nobody's ack waits for a long queue."""

TURNS = 8
"""Turns of the event loop that a transaction waits, so that what has reached the process is in it too."""


@dataclass
class _Waiting:
    heard: Heard
    keys: tuple[str, ...]
    kept: "asyncio.Future[None]"
    pair: Pair


@dataclass
class _Queue:
    waiting: list[_Waiting] = field(default_factory=list)
    is_written: bool = False


@dataclass
class _Found:
    """What of a batch concerns incidents, with those of the channels, and all that have to be locked.

    Attributes:
        over: messages that are deleted while a channel is being opened, which theirs may turn out to be.
    """

    homes: Homes
    concerned: list[_Waiting]
    numbers: set[int]
    over: list[Pair]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing of the batch has to be kept."""
        return not self.concerned and not self.over


class Scribe:
    """Takes down messages, edits, deletions, comings and goings; the same delivery twice has no effect."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        background: Background,
        roster: Roster,
        *,
        keep_deleted_words: bool = False,
    ) -> None:
        self._database = database
        self._clock = clock
        self._background = background
        self._roster = roster
        self._keep_deleted_words = keep_deleted_words
        self._homes: set[str] = set()
        self._plain: set[str] = set()  # Those of them that have had one id only.
        self._queue = _Queue()
        self._aside = _Queue()
        self._held: set[str] = set()

    async def take_down(self, heard: Heard, keys: tuple[str, ...]) -> None:
        """Return once it is committed, or once it is clear that it concerns no incident.

        Raises:
            DatabaseAway: nothing was kept; Slack has to deliver it again.
        """
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        source = capturing.place_of(heard)
        queue = self._aside if source.channel_id in self._held else self._queue
        queue.waiting.append(_Waiting(heard, keys, kept, (source.channel_id, source.message_ts)))
        self._see_to(queue)
        await kept

    def _see_to(self, queue: _Queue) -> None:
        if not queue.is_written:
            queue.is_written = True
            self._background.spawn("capture", self._write(queue))

    async def _write(self, queue: _Queue) -> None:
        """Write as long as somebody waits; each round takes what came during the last."""
        try:
            while queue.waiting:
                for _ in range(TURNS):
                    await asyncio.sleep(0)
                batch, queue.waiting = queue.waiting[:BATCH], queue.waiting[BATCH:]
                try:
                    await self._settle(batch)
                except RowsLocked as error:
                    if queue is self._aside:
                        _fail(batch, error)
                    else:
                        await self._set_aside(batch)
                else:
                    if queue is self._aside and not queue.waiting:
                        self._held.clear()
        finally:
            queue.is_written = False

    async def _set_aside(self, batch: Sequence[_Waiting]) -> None:
        """Set aside what is said in the channels of locked incidents, in its order, and write the rest."""
        try:
            self._held |= await self._locked(batch)
            apart, rest = self._parted(batch)
            later, self._queue.waiting = self._parted(self._queue.waiting)
            self._aside.waiting += [*apart, *later]
            self._see_to(self._aside)
            if rest:
                await self._settle(rest)
        except Exception as error:
            _fail(self._parted(batch)[1], error)

    async def _locked(self, batch: Sequence[_Waiting]) -> set[str]:
        """Return in which channels something is said that concerns an incident somebody holds locked."""
        said: defaultdict[str, list[_Waiting]] = defaultdict(list)
        for each in batch:
            said[each.pair[0]].append(each)
        async with self._database.transaction(brief=True) as repositories:
            numbers = {name: (await _look(repositories, those)).numbers for name, those in said.items()}
            free = await repositories.timeline.unlocked(set[int]().union(*numbers.values()))
        return {name for name, concerned in numbers.items() if not concerned <= free}

    def _parted(self, waiting: Sequence[_Waiting]) -> tuple[list[_Waiting], list[_Waiting]]:
        """Return what is said in channels that are set aside, and the rest."""
        apart = [each for each in waiting if each.pair[0] in self._held]
        return apart, [each for each in waiting if each.pair[0] not in self._held]

    async def _settle(self, batch: Sequence[_Waiting]) -> None:
        """Commit a batch; one that cannot be written does not keep the others from being kept.

        Raises:
            RowsLocked: somebody keeps an incident locked that the batch concerns; nobody is told anything.
        """
        try:
            await self._commit(batch)
        except RowsLocked:
            raise
        except StorageError as error:
            _fail(batch, error)
        except Exception as error:
            if len(batch) == 1:
                log.error("message_not_captured", channel=batch[0].pair[0], error=type(error).__name__)
                _fail(batch, error)
                return
            for each in batch:
                await self._settle([each])
        else:
            for each in batch:
                if not each.kept.done():
                    each.kept.set_result(None)

    async def _commit(self, batch: Sequence[_Waiting]) -> None:
        channels = {each.pair[0] for each in batch}
        if not self._homes.issuperset(channels):
            # Most of what is said elsewhere concerns nobody: then no transaction is opened for it.
            async with self._database.reading() as repositories:
                if (await _look(repositories, batch)).is_nothing:
                    return
        if self._plain.issuperset(channels) and not any(map(_is_change, batch)):
            if await self._committed(batch, _held_at_home):
                return
            self._plain -= channels
        await self._committed(batch, _held)

    async def _committed(self, batch: Sequence[_Waiting], hold: "_Hold") -> bool:
        """Commit a batch; return False, with nothing done, where `hold` leaves open what it concerns."""
        async with self._database.transaction(brief=True) as repositories:
            held = await hold(repositories, batch)
            if held is None:
                return False
            found, heads = held
            at, (numbers, ids) = self._clock(), found.homes
            over = await _over(repositories, found)
            keys = [*(each.keys for each in found.concerned), *((message_key(*pair),) for pair in found.over)]
            pairs = {each.pair for each in found.concerned}
            taken = await repositories.bursts.take(keys, ids.spread(pairs), at)
            news = list(compress(found.concerned, taken.are_new))
            if news:
                page = Page(repositories, found.homes, heads, at, keep_deleted_words=self._keep_deleted_words)
                # Of a channel with several ids the words of all of them count.
                marked = await repositories.marks.standing(pairs, ids) if ids.several else taken.marked
                await page.recall(taken.captured, marked, over)
                for each in news:
                    await page.write(each.heard)
                await page.store()
        self._homes.update(numbers)
        self._plain.update(numbers.keys() - ids.several.keys())
        self._meet(each.heard for each in found.concerned)
        return True

    def _meet(self, heard: Iterable[Heard]) -> None:
        """Learn the names of those who speak, beside the path: what shows the timeline can then name them."""
        for each in heard:
            if (
                isinstance(each, Posted)
                and each.said.by_person
                and self._roster.is_stranger(each.said.author)
            ):
                self._background.spawn("acquaintance", self._roster.person(each.said.author))


_Held = tuple[_Found, dict[int, Head]]
_Hold = Callable[[Repositories, Sequence[_Waiting]], Awaitable[_Held | None]]
"""Finds the incidents that a batch concerns, with the ends of their chains, and keeps others from them."""


def _is_change(each: _Waiting) -> bool:
    """Whether it concerns whichever incidents have the message, and not only the channel's own."""
    return isinstance(each.heard, Edited | Deleted)


async def _held(repositories: Repositories, batch: Sequence[_Waiting]) -> _Held:
    found = await _look(repositories, batch)
    return found, await repositories.timeline.lock_heads(found.numbers)


async def _held_at_home(repositories: Repositories, batch: Sequence[_Waiting]) -> _Held | None:
    """Hold the incidents of the channels alone; None where one has none any more, or is given another id."""
    channels = {each.pair[0] for each in batch}
    numbers, heads = await repositories.bursts.lock(channels)
    if numbers.keys() != channels:
        return None
    return _Found(Homes(numbers, ChannelIds()), list(batch), set(heads), []), heads


async def _look(repositories: Repositories, batch: Sequence[_Waiting]) -> _Found:
    """Find the incidents of the channels, and of messages that are edited or deleted."""
    homes = await repositories.incidents.homes({each.pair[0] for each in batch})
    numbers, ids = homes
    changed = ids.spread([each.pair for each in batch if _is_change(each)])
    captured: defaultdict[Pair, set[int]] = defaultdict(set)
    for capture in await repositories.timeline.captures(changed):
        captured[ids.pair(pair_of(capture))].add(capture.entry.incident)
    concerned = [each for each in batch if each.pair[0] in numbers or ids.pair(each.pair) in captured]
    at_home = {numbers[each.pair[0]] for each in concerned if each.pair[0] in numbers}
    strange = [each for each in batch if each.pair[0] not in numbers and ids.pair(each.pair) not in captured]
    over = [each.pair for each in strange if isinstance(each.heard, Deleted)]
    if over and not await repositories.outbox.opens_channels():
        over = []
    return _Found(homes, concerned, at_home.union(*captured.values()), over)


async def _over(repositories: Repositories, found: _Found) -> set[Pair]:
    """Return which messages had been deleted before their channel, or this id of it, was known."""
    ids = found.homes.ids
    pairs = {
        ids.pair(each.pair)
        for each in found.concerned
        # A new message has the key by which its deletion is remembered, where the channel has one id.
        if isinstance(each.heard, Edited) or (isinstance(each.heard, Posted) and each.pair[0] in ids.several)
    }
    if not pairs:
        return set()
    pairs -= {ids.pair(pair_of(each)) for each in await repositories.timeline.captures(ids.spread(pairs))}
    seen = repositories.deliveries.seen
    return {pair for pair in pairs if await seen([message_key(*each) for each in ids.spread([pair])])}


def _fail(batch: Sequence[_Waiting], error: Exception) -> None:
    for each in batch:
        if not each.kept.done():
            each.kept.set_exception(error)
