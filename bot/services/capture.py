"""Writes down what is said in incidents' channels: what arrives together is committed together.

This is the path that a burst of messages takes, so it costs as little as can be: while one transaction is
being committed, the messages that arrive wait in a queue, and the next transaction takes them all. Nobody is
told that a message is kept before the commit that keeps it.
"""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.clock import Clock
from bot.domain import capturing
from bot.domain.message import Deleted, Edited, Heard, Moved, Posted, Said, message_key
from bot.domain.timeline import Capture, Draft, Entry, Head, append
from bot.services.background import Background
from bot.services.roster import Roster
from storage import Database, Repositories, StorageError

log = structlog.get_logger()

BATCH = 200
"""The most that one transaction takes, so that nobody's ack waits for a long queue."""


@dataclass
class _Waiting:
    heard: Heard
    keys: tuple[str, ...]
    kept: "asyncio.Future[None]"

    @property
    def pair(self) -> tuple[str, str]:
        source = capturing.place_of(self.heard)
        return source.channel_id, source.message_ts


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
        self._queue: list[_Waiting] = []
        self._writing = False

    async def take_down(self, heard: Heard, keys: tuple[str, ...]) -> None:
        """Return once it is committed, or once it is clear that it concerns no incident.

        Raises:
            DatabaseAway: nothing was kept; Slack has to deliver it again.
        """
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(heard, keys, kept))
        if not self._writing:
            self._writing = True
            self._background.spawn("capture", self._write())
        await kept

    async def _write(self) -> None:
        """Write as long as somebody waits; each round takes what came during the last."""
        try:
            while self._queue:
                batch, self._queue = self._queue[:BATCH], self._queue[BATCH:]
                await self._settle(batch)
        finally:
            self._writing = False

    async def _settle(self, batch: Sequence[_Waiting]) -> None:
        """Commit a batch; one that cannot be written does not keep the others from being kept."""
        try:
            await self._commit(batch)
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
        homes, captured = await self._concerned(batch)
        concerned = [each for each in batch if each.pair[0] in homes or each.pair in captured]
        if not concerned:
            return
        numbers = {homes[each.pair[0]] for each in concerned if each.pair[0] in homes}
        numbers |= {number for each in concerned for number in captured.get(each.pair, ())}
        async with self._database.transaction() as repositories:
            at = self._clock()
            claimed = await repositories.deliveries.claim_each([each.keys for each in concerned], at)
            news = [each for each, is_new in zip(concerned, claimed, strict=True) if is_new]
            if not news:
                return
            heads = await repositories.timeline.lock_heads(numbers)
            page = _Page(repositories, homes, heads, at, keep_deleted_words=self._keep_deleted_words)
            await page.recall({each.pair for each in news})
            for each in news:
                await page.write(each.heard)
            await page.store()
        self._meet(each.heard for each in concerned)

    def _meet(self, heard: Iterable[Heard]) -> None:
        """Learn the names of those who speak, beside the path: what shows the timeline can then name them."""
        for each in heard:
            if (
                isinstance(each, Posted)
                and each.said.by_person
                and self._roster.is_stranger(each.said.author)
            ):
                self._background.spawn("acquaintance", self._roster.person(each.said.author))

    async def _concerned(
        self, batch: Sequence[_Waiting]
    ) -> tuple[dict[str, int], dict[tuple[str, str], set[int]]]:
        """Return the incidents of the channels, and of messages that are edited or deleted."""
        changed = [each.pair for each in batch if isinstance(each.heard, Edited | Deleted)]
        captured: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        async with self._database.reading() as repositories:
            homes = await repositories.incidents.numbers_in_channels({each.pair[0] for each in batch})
            for capture in await repositories.timeline.captures(changed):
                captured[_pair_of(capture)].add(capture.entry.incident)
        return homes, captured


class _Page:
    """What one transaction adds to timelines."""

    def __init__(
        self,
        repositories: Repositories,
        homes: dict[str, int],
        heads: dict[int, Head],
        at: datetime,
        *,
        keep_deleted_words: bool,
    ) -> None:
        self._repositories = repositories
        self._homes = homes
        self._heads = heads
        self._at = at
        self._keep = keep_deleted_words
        self._captures: defaultdict[tuple[str, str], dict[int, Capture]] = defaultdict(dict)
        self._entries: defaultdict[int, list[Entry]] = defaultdict(list)
        self._marked: dict[tuple[str, str], str] = {}
        self._forgotten: list[tuple[int, int]] = []
        self._spoken: dict[int, datetime] = {}

    async def recall(self, pairs: Collection[tuple[str, str]]) -> None:
        """Look up what of these messages is captured already, and which were marked before they arrived."""
        for capture in await self._repositories.timeline.captures(pairs):
            if capture.entry.incident in self._heads:
                self._captures[_pair_of(capture)][capture.entry.incident] = capture
        self._marked = await self._repositories.marks.standing(pairs)

    async def write(self, heard: Heard) -> None:
        """Turn what was heard into entries."""
        home = self._homes.get(capturing.place_of(heard).channel_id)
        if isinstance(heard, Moved):
            if home is not None:
                self._append(home, capturing.member(heard))
        elif isinstance(heard, Posted):
            self._capture(home, heard.said)
        elif isinstance(heard, Edited):
            self._capture(home, heard.before, only_if_unknown=True)
            self._edit(heard)
        else:
            if heard.said is not None:
                self._capture(home, heard.said, only_if_unknown=True)
            await self._delete(heard)

    def _capture(self, home: int | None, said: Said, *, only_if_unknown: bool = False) -> None:
        pair = said.source.channel_id, said.source.message_ts
        known = self._captures[pair]
        if home is None or home in known or (known and only_if_unknown):
            return
        known[home] = Capture(entry=self._append(home, capturing.message(said)))
        if pair in self._marked:
            self._append(home, capturing.mark(known[home], self._marked[pair], self._at, stands=True))
        if said.by_person:
            self._spoken[home] = max(said.at, self._spoken.get(home, said.at))

    def _edit(self, edited: Edited) -> None:
        source = edited.said.source
        for number, capture in self._captures[source.channel_id, source.message_ts].items():
            if capturing.takes_edits(capture) and (self._keep or not capture.deleted):
                self._append(number, capturing.edit(edited, capture))

    async def _delete(self, deleted: Deleted) -> None:
        source = deleted.source
        known = self._captures[source.channel_id, source.message_ts]
        if not known:
            # Should the message itself arrive late, it is already over.
            key = message_key(source.channel_id, source.message_ts)
            await self._repositories.deliveries.claim([key], self._at)
        for number, capture in known.items():
            if capture.deleted:
                continue
            self._append(number, capturing.deletion(deleted, capture))
            known[number] = capture.model_copy(update={"deleted": True})
            if not self._keep:
                self._forgotten.append((number, capture.entry.sequence))

    def _append(self, number: int, draft: Draft) -> Entry:
        salt = secrets.token_hex(16)
        entry = append(self._heads[number], draft, incident=number, at=self._at, salt=salt)
        self._heads[number] = Head(count=entry.sequence, hash=entry.hash)
        self._entries[number].append(entry)
        return entry

    async def store(self) -> None:
        """Write the entries, and forget the words of what was deleted."""
        for number in sorted(self._entries):
            await self._repositories.timeline.add(self._entries[number])
        for number, spoken_at in sorted(self._spoken.items()):
            await self._repositories.incidents.spoke(number, spoken_at)
        for number, sequence in self._forgotten:
            await self._repositories.timeline.forget(number, sequence)


def _pair_of(capture: Capture) -> tuple[str, str]:
    source = capture.entry.source
    return (source.channel_id, source.message_ts) if source else ("", "")


def _fail(batch: Sequence[_Waiting], error: Exception) -> None:
    for each in batch:
        if not each.kept.done():
            each.kept.set_exception(error)
