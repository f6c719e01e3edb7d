"""What one transaction adds to timelines: the entries of what was heard, and the words to be forgotten."""

import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from bot.domain import capturing, rereading
from bot.domain.channel_ids import Pair
from bot.domain.message import Deleted, Edited, Heard, Moved, Posted, Said, Source, message_key
from bot.domain.timeline import Capture, Draft, Entry, Head, append
from storage import Homes, Repositories


class Page:
    """What one transaction adds to timelines."""

    def __init__(
        self,
        repositories: Repositories,
        homes: Homes,
        heads: dict[int, Head],
        at: datetime,
        *,
        keep_deleted_words: bool,
    ) -> None:
        self._repositories = repositories
        self._homes = homes.numbers
        self._ids = homes.ids
        self._heads = heads
        self._at = at
        self._keep = keep_deleted_words
        self._captures: defaultdict[Pair, dict[int, Capture]] = defaultdict(dict)
        self._entries: defaultdict[int, list[Entry]] = defaultdict(list)
        self._marked: Mapping[Pair, str] = {}
        self._over: set[Pair] = set()
        self._forgotten: list[tuple[int, int]] = []
        self._spoken: dict[int, datetime] = {}

    async def recall(
        self, captured: Collection[Pair], marked: Mapping[Pair, str], over: Collection[Pair] = ()
    ) -> None:
        """Look up how messages that are captured already stand in the timelines.

        Args:
            captured: those that are, by whichever of their channels' ids.
            marked: those that were marked before they arrived, each with who did so first.
            over: those that were deleted before they could be captured: nothing brings them back.
        """
        self._over, self._marked = set(over), marked
        for capture in await self._repositories.timeline.captures(captured):
            if capture.entry.incident in self._heads:
                self._captures[self._ids.pair(pair_of(capture))][capture.entry.incident] = capture

    async def write(self, heard: Heard) -> None:
        """Turn what was heard into entries."""
        home = self._homes.get(capturing.place_of(heard).channel_id)
        if isinstance(heard, Moved):
            if home is not None and not await self._is_told(home, heard):
                self._append(home, capturing.member(heard))
        elif isinstance(heard, Posted):
            self._capture(home, heard.said)
        elif isinstance(heard, Edited):
            self._capture(home, heard.before, only_if_unknown=True)
            await self._edit(heard)
        else:
            if heard.said is not None:
                self._capture(home, heard.said, only_if_unknown=True)
            await self._delete(heard)

    def _capture(self, home: int | None, said: Said, *, only_if_unknown: bool = False) -> None:
        pair = self._pair(said.source)
        known = self._captures[pair]
        if home is None or home in known or pair in self._over or (only_if_unknown and known):
            return
        known[home] = Capture(entry=self._append(home, capturing.message(said)))
        if pair in self._marked:
            self._append(home, capturing.mark(known[home], self._marked[pair], self._at, stands=True))
        if said.by_person:
            self._spoken[home] = max(said.at, self._spoken.get(home, said.at))

    async def _edit(self, edited: Edited) -> None:
        for number, capture in self._captures[self._pair(edited.said.source)].items():
            if await self._was_read(edited, capture) or await self._is_entered(edited, capture):
                continue
            if capturing.takes_edits(capture) and (self._keep or not capture.deleted):
                self._append(number, capturing.edit(edited, capture))

    async def _is_told(self, home: int, moved: Moved) -> bool:
        """Whether it was read from the channel's history before Slack delivered it."""
        channel_id, ts = moved.source.channel_id, moved.source.message_ts
        return bool(await self._repositories.timeline.within(home, channel_id, ts, ts))

    async def _was_read(self, edited: Edited, capture: Capture) -> bool:
        """Whether the edit was read from the channel's history before Slack delivered it."""
        entry = capture.entry
        reread = await self._repositories.timeline.reread_edits(entry.incident, entry.sequence)
        return rereading.is_known(edited, reread)

    async def _is_entered(self, edited: Edited, capture: Capture) -> bool:
        """Whether the edit was delivered by another id of the channel before."""
        if edited.said.source.channel_id not in self._ids.several:
            return False
        number, sequence = capture.entry.incident, capture.entry.sequence
        for entry in self._entries[number]:
            if entry.refers_to == sequence and entry.details.get("edited_ts") == edited.edit:
                return True
        return await self._repositories.timeline.has_edit(number, sequence, edited.edit)

    async def _delete(self, deleted: Deleted) -> None:
        known = self._captures[self._pair(deleted.source)]
        if not known:
            # Should the message itself arrive late, it is already over.
            key = message_key(deleted.source.channel_id, deleted.source.message_ts)
            await self._repositories.deliveries.claim([key], self._at)
        for number, capture in known.items():
            if capture.deleted:
                continue
            self._append(number, capturing.deletion(deleted, capture))
            known[number] = capture.model_copy(update={"deleted": True})
            if not self._keep:
                self._forgotten.append((number, capture.entry.sequence))

    def _pair(self, source: Source) -> Pair:
        return self._ids.pair((source.channel_id, source.message_ts))

    def _append(self, number: int, draft: Draft) -> Entry:
        salt = secrets.token_hex(16)
        entry = append(self._heads[number], draft, incident=number, at=self._at, salt=salt)
        self._heads[number] = Head(count=entry.sequence, hash=entry.hash)
        self._entries[number].append(entry)
        return entry

    async def store(self) -> None:
        """Write the entries, and forget the words of what was deleted."""
        entries = [entry for number in sorted(self._entries) for entry in self._entries[number]]
        await self._repositories.timeline.add(entries, self._spoken)
        for number, sequence in self._forgotten:
            await self._repositories.timeline.forget(number, sequence)


def pair_of(capture: Capture) -> Pair:
    """Return the channel and ts of the message that an entry captured."""
    source = capture.entry.source
    return (source.channel_id, source.message_ts) if source else ("", "")
