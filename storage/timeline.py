"""Timelines: chained entries that are only ever appended, and the questions asked of them."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, Text, case, cast, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.domain.rereading import LAST, REREAD
from bot.domain.timeline import RECOVERED, Capture, Entry, EntryKind, Head
from bot.domain.value import Instant
from storage.appending import append
from storage.channel_ids import is_in
from storage.dialects import table_of
from storage.entries import (
    WORDS_OF_CORRECTIONS,
    corrects,
    entries_of,
    entry_of,
    key_sequences,
    revision_of_edit,
)
from storage.lists import among, lists_of, said_among
from storage.rows import rows_of
from storage.tables import EntryRow, IncidentRow

_BATCH = 500
_BESIDE = 1000
_HEADS = (
    select(col(IncidentRow.number), col(IncidentRow.timeline_count), col(IncidentRow.timeline_hash))
    .where(among(col(IncidentRow.number), "numbers"))
    # In the order of their numbers, so that two copies never wait for each other in a ring.
    .order_by(col(IncidentRow.number))
    .with_for_update()
)
_UNLOCKED = (
    select(col(IncidentRow.number))
    .where(among(col(IncidentRow.number), "numbers"))
    .with_for_update(skip_locked=True)
)
_CAPTURED = (
    select(EntryRow)
    .where(
        said_among(col(EntryRow.channel_id), col(EntryRow.message_ts)),
        col(EntryRow.kind).in_((EntryKind.MESSAGE.value, EntryKind.DELETED.value)),
    )
    .order_by(col(EntryRow.incident), col(EntryRow.sequence))
)
"""Statements of the path that bursts take, made once."""

_DETAILS = table_of(EntryRow).c.details
_UNSAID = case(
    (_DETAILS[RECOVERED].as_boolean(), literal({RECOVERED: True}, _DETAILS.type)),
    else_=literal({}, _DETAILS.type),
)
"""What is left of an entry's details once its words are erased."""


class TimelineRepository:
    """The entries of incidents, by their number and place in the chain."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def head(self, number: int) -> Head:
        """Return the end of an incident's chain; lock the incident before building on it."""
        query = select(col(IncidentRow.timeline_count), col(IncidentRow.timeline_hash))
        row = (await self._connection.execute(query.where(col(IncidentRow.number) == number))).first()
        return Head(count=row[0], hash=row[1]) if row else Head()

    async def lock_heads(self, numbers: Collection[int]) -> dict[int, Head]:
        """Return the ends of several chains, and keep others from changing those incidents meanwhile."""
        if not numbers:
            return {}
        rows = await self._connection.execute(_HEADS, {"numbers": sorted(numbers)})
        return {number: Head(count=count, hash=digest) for number, count, digest in rows}

    async def unlocked(self, numbers: Collection[int]) -> set[int]:
        """Return of which incidents nobody else holds the lock now; nobody is waited for."""
        found = await self._connection.execute(_UNLOCKED, {"numbers": sorted(numbers)})
        return set(found.scalars())

    async def add(self, entries: Sequence[Entry], spoken: Mapping[int, Instant] | None = None) -> None:
        """Append entries of one or several incidents, made by `bot.domain.timeline.append` upon their heads.

        Args:
            entries: those of each incident in their order.
            spoken: when people last spoke in the channels of which incidents.

        Raises:
            StaleHead: the first of an incident does not follow on its stored head.
        """
        if entries:
            await append(self._connection, entries, spoken or {})

    async def all(self, number: int) -> list[Entry]:
        """Return every entry in its order, ready to be folded or verified."""
        return await self._entries(entries_of(number).order_by(col(EntryRow.sequence)))

    async def of_kind(self, number: int, kind: str) -> list[Entry]:
        """Return the entries of one kind, oldest first."""
        query = entries_of(number).where(col(EntryRow.kind) == kind)
        return await self._entries(query.order_by(col(EntryRow.sequence)))

    async def stream(self, number: int) -> AsyncIterator[Entry]:
        """Yield every entry in its order, reading them in batches."""
        last = 0
        while True:
            query = entries_of(number).where(col(EntryRow.sequence) > last)
            batch = await self._entries(query.order_by(col(EntryRow.sequence)).limit(_BATCH))
            for entry in batch:
                yield entry
            if len(batch) < _BATCH:
                return
            last = batch[-1].sequence

    async def latest(self, number: int, n: int) -> list[Entry]:
        """Return the last `n` entries of any kind, oldest first."""
        query = entries_of(number).order_by(col(EntryRow.sequence).desc()).limit(n)
        return (await self._entries(query))[::-1]

    async def key_events(self, number: int, limit: int) -> list[Entry]:
        """Return what `fold` needs to show the last `limit` key events, oldest first.

        That is the entries which are key after all marks, the latest by the time they happened, and the
        corrections made to them.
        """
        keys = await self._connection.execute(key_sequences(number).limit(limit))
        sequences = sorted(keys.scalars())
        wanted = or_(col(EntryRow.sequence).in_(sequences), corrects(sequences))
        return await self._entries(entries_of(number).where(wanted).order_by(col(EntryRow.sequence)))

    async def with_files(self, number: int, limit: int) -> list[Entry]:
        """Return the last `limit` messages that came with files and their corrections, oldest first."""
        named = cast(col(EntryRow.details), Text).contains('"file_ids"')
        query = select(col(EntryRow.sequence)).where(
            col(EntryRow.incident) == number, col(EntryRow.kind) == EntryKind.MESSAGE.value, named
        )
        found = await self._connection.execute(query.order_by(col(EntryRow.sequence).desc()).limit(limit))
        sequences = sorted(found.scalars())
        wanted = or_(col(EntryRow.sequence).in_(sequences), corrects(sequences))
        return await self._entries(entries_of(number).where(wanted).order_by(col(EntryRow.sequence)))

    async def corrections_of_all(self, number: int) -> list[Entry]:
        """Return every edit, deletion and mark of an incident's timeline, oldest first."""
        query = entries_of(number).where(col(EntryRow.kind).in_(WORDS_OF_CORRECTIONS))
        return await self._entries(query.order_by(col(EntryRow.sequence)))

    async def last_act_of_people(self, number: int) -> Instant | None:
        """Return when somebody last said or did something that was recorded; coming and going is neither."""
        actor = col(EntryRow.actor)
        query = select(func.max(EntryRow.recorded_at)).where(
            col(EntryRow.incident) == number,
            or_(actor.startswith("U"), actor.startswith("W")),
            col(EntryRow.kind) != "member",
        )
        last: Instant | None = (await self._connection.execute(query)).scalar()
        return last

    async def entry(self, number: int, sequence: int) -> Entry | None:
        """Return one entry by its sequence."""
        return await self._first(entries_of(number).where(col(EntryRow.sequence) == sequence))

    async def message(self, number: int, channel_id: str, ts: str) -> Entry | None:
        """Return the entry that captured a Slack message of this incident."""
        query = entries_of(number).where(
            is_in(col(EntryRow.channel_id), channel_id),
            col(EntryRow.message_ts) == ts,
            col(EntryRow.kind) == EntryKind.MESSAGE.value,
        )
        return await self._first(query)

    async def corrections(self, number: int, sequence: int) -> list[Entry]:
        """Return the edits, deletion and marks of an entry, oldest first."""
        query = entries_of(number).where(corrects([sequence]))
        return await self._entries(query.order_by(col(EntryRow.sequence)))

    async def erase(self, number: int, sequences: Collection[int]) -> int:
        """Forget the words of entries and what went with them; the chain still verifies.

        That an entry was recovered stays: it tells how the record came about, and nothing that anybody said.

        Returns:
            How many had words.
        """
        erased = await self._connection.execute(
            update(EntryRow)
            .where(
                col(EntryRow.incident) == number,
                col(EntryRow.sequence).in_(sorted(sequences)),
                col(EntryRow.salt).is_not(None),
            )
            .values(text=None, salt=None, details=_UNSAID)
        )
        return erased.rowcount

    async def forget(self, number: int, sequence: int) -> int:
        """Forget the words of a message and of all its edits."""
        query = select(col(EntryRow.sequence)).where(
            col(EntryRow.incident) == number,
            col(EntryRow.refers_to) == sequence,
            col(EntryRow.kind) == EntryKind.EDITED.value,
        )
        edits = (await self._connection.execute(query)).scalars()
        return await self.erase(number, [sequence, *edits])

    async def captures(self, pairs: Collection[tuple[str, str]]) -> list[Capture]:
        """Return where these (channel, ts) messages were captured, in whichever incidents."""
        if not pairs:
            return []
        wanted = set(pairs)
        rows = await rows_of(self._connection, _CAPTURED, lists_of(wanted))
        entries = [entry_of(row) for row in rows if (row["channel_id"], row["message_ts"]) in wanted]
        gone = {(entry.incident, entry.refers_to) for entry in entries if entry.kind == EntryKind.DELETED}
        return [
            Capture(entry=entry, deleted=(entry.incident, entry.sequence) in gone)
            for entry in entries
            if entry.kind == EntryKind.MESSAGE
        ]

    async def within(self, number: int, channel_id: str, first_ts: str, last_ts: str) -> list[Entry]:
        """Return what is recorded of the messages of a stretch of a channel, with their edits and deletions.

        Both ends belong to it. Slack writes every ts with as many digits, so they compare as texts.
        """
        query = entries_of(number).where(
            is_in(col(EntryRow.channel_id), channel_id), col(EntryRow.message_ts).between(first_ts, last_ts)
        )
        return await self._entries(query.order_by(col(EntryRow.sequence)))

    async def beside(self, number: int, channel_id: str, read: Collection[str]) -> list[Entry]:
        """Return what is recorded of messages of a channel, and of those since that stood in no thread.

        However many of these there are, the last ones are enough.
        """
        place = (col(EntryRow.incident) == number, is_in(col(EntryRow.channel_id), channel_id))
        ts = col(EntryRow.message_ts)
        since = select(col(EntryRow.sequence)).where(
            *place, ts >= min(read, default=LAST), col(EntryRow.thread_ts).is_(None)
        )
        newest = since.order_by(ts.desc()).limit(_BESIDE)
        query = entries_of(number).where(
            is_in(col(EntryRow.channel_id), channel_id),
            or_(ts.in_(sorted(set(read))), col(EntryRow.sequence).in_(newest)),
        )
        return await self._entries(query.order_by(col(EntryRow.sequence)))

    async def reread_edits(self, number: int, sequence: int) -> list[Entry]:
        """Return the edits of a message that were read from the channel's history."""
        query = entries_of(number).where(
            col(EntryRow.refers_to) == sequence, col(EntryRow.revision).startswith(f"edited {REREAD}")
        )
        return await self._entries(query)

    async def has_edit(self, number: int, sequence: int, edited_ts: str) -> bool:
        """Return whether an edit of a message is recorded, by when Slack says that it was made."""
        query = select(col(EntryRow.sequence)).where(
            col(EntryRow.incident) == number,
            col(EntryRow.refers_to) == sequence,
            col(EntryRow.revision) == revision_of_edit(edited_ts),
        )
        return (await self._connection.execute(query.limit(1))).first() is not None

    async def answered_since(self, number: int, channel_id: str, since: str, before: str) -> list[str]:
        """Return the parents older than `before` of the threads in which something was said since.

        Args:
            number: of the incident.
            channel_id: its channel.
            since: the ts from which on replies count.
            before: the ts before which their parents were said.
        """
        query = select(col(EntryRow.thread_ts)).where(
            col(EntryRow.incident) == number,
            is_in(col(EntryRow.channel_id), channel_id),
            col(EntryRow.message_ts) >= since,
            col(EntryRow.thread_ts) < before,
            col(EntryRow.kind) == EntryKind.MESSAGE.value,
        )
        parents = await self._connection.execute(query.distinct().order_by(col(EntryRow.thread_ts)))
        return [str(parent) for parent in parents.scalars()]

    async def replies(self, number: int, channel_id: str, parents: Collection[str]) -> dict[str, int]:
        """Return how many replies, not deleted, are recorded of the threads under these messages."""
        kinds = (EntryKind.MESSAGE.value, EntryKind.DELETED.value)
        signed = func.sum(case((col(EntryRow.kind) == EntryKind.MESSAGE.value, 1), else_=-1))
        query = select(col(EntryRow.thread_ts), signed).where(
            col(EntryRow.incident) == number,
            is_in(col(EntryRow.channel_id), channel_id),
            col(EntryRow.thread_ts).in_(sorted(set(parents))),
            col(EntryRow.kind).in_(kinds),
        )
        rows = await self._connection.execute(query.group_by(col(EntryRow.thread_ts)))
        return {str(parent): int(count) for parent, count in rows}

    async def _entries(self, query: Select[Any]) -> list[Entry]:
        return [entry_of(row) for row in await rows_of(self._connection, query)]

    async def _first(self, query: Select[Any]) -> Entry | None:
        found = await self._entries(query)
        return found[0] if found else None
