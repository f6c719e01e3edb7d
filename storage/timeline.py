"""Timelines: chained entries that are only ever appended, and the questions asked of them."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.domain.message import Source
from bot.domain.timeline import CORRECTIONS, Capture, Entry, EntryKind, Head
from storage.dialects import table_of
from storage.errors import StaleHead
from storage.rows import columns_of, rows_of, values_of
from storage.tables import EntryRow, IncidentRow

EDIT_KEY = "edited_ts"
"""An edit whose draft has this in its details is captured once, whatever is delivered again."""

_BATCH = 500
_MARKS = (EntryKind.MARKED.value, EntryKind.UNMARKED.value)
_WORDS_OF_CORRECTIONS = sorted(kind.value for kind in CORRECTIONS)


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
        columns = (col(IncidentRow.number), col(IncidentRow.timeline_count), col(IncidentRow.timeline_hash))
        query = select(*columns).where(col(IncidentRow.number).in_(sorted(set(numbers))))
        # In the order of their numbers, so that two copies never wait for each other in a ring.
        locked = query.order_by(col(IncidentRow.number)).with_for_update()
        rows = await self._connection.execute(locked)
        return {number: Head(count=count, hash=digest) for number, count, digest in rows}

    async def add(self, entries: Sequence[Entry]) -> None:
        """Append entries of one incident, made by `bot.domain.timeline.append` upon its head.

        Raises:
            StaleHead: the first does not follow on the stored head.
        """
        if not entries:
            return
        first, last = entries[0], entries[-1]
        moved = await self._connection.execute(
            update(IncidentRow)
            .where(
                col(IncidentRow.number) == first.incident,
                col(IncidentRow.timeline_count) == first.sequence - 1,
                col(IncidentRow.timeline_hash) == first.previous,
            )
            .values(timeline_count=last.sequence, timeline_hash=last.hash)
        )
        if moved.rowcount != 1:
            raise StaleHead
        await self._connection.execute(insert(EntryRow), [_row(entry) for entry in entries])

    async def all(self, number: int) -> list[Entry]:
        """Return every entry in its order, ready to be folded or verified."""
        return await self._entries(_entries_of(number).order_by(col(EntryRow.sequence)))

    async def stream(self, number: int) -> AsyncIterator[Entry]:
        """Yield every entry in its order, reading them in batches."""
        last = 0
        while True:
            query = _entries_of(number).where(col(EntryRow.sequence) > last)
            batch = await self._entries(query.order_by(col(EntryRow.sequence)).limit(_BATCH))
            for entry in batch:
                yield entry
            if len(batch) < _BATCH:
                return
            last = batch[-1].sequence

    async def latest(self, number: int, n: int) -> list[Entry]:
        """Return the last `n` entries of any kind, oldest first."""
        query = _entries_of(number).order_by(col(EntryRow.sequence).desc()).limit(n)
        return (await self._entries(query))[::-1]

    async def key_events(self, number: int, limit: int) -> list[Entry]:
        """Return what `fold` needs to show the last `limit` key events, oldest first.

        That is the entries which are key after all marks, the latest by the time they happened, and the
        corrections made to them.
        """
        keys = await self._connection.execute(_key_sequences(number).limit(limit))
        sequences = sorted(keys.scalars())
        wanted = or_(col(EntryRow.sequence).in_(sequences), _corrects(sequences))
        return await self._entries(_entries_of(number).where(wanted).order_by(col(EntryRow.sequence)))

    async def corrections_of_all(self, number: int) -> list[Entry]:
        """Return every edit, deletion and mark of an incident's timeline, oldest first."""
        query = _entries_of(number).where(col(EntryRow.kind).in_(_WORDS_OF_CORRECTIONS))
        return await self._entries(query.order_by(col(EntryRow.sequence)))

    async def entry(self, number: int, sequence: int) -> Entry | None:
        """Return one entry by its sequence."""
        return await self._first(_entries_of(number).where(col(EntryRow.sequence) == sequence))

    async def message(self, number: int, channel_id: str, ts: str) -> Entry | None:
        """Return the entry that captured a Slack message of this incident."""
        query = _entries_of(number).where(
            col(EntryRow.channel_id) == channel_id,
            col(EntryRow.message_ts) == ts,
            col(EntryRow.kind) == EntryKind.MESSAGE.value,
        )
        return await self._first(query)

    async def corrections(self, number: int, sequence: int) -> list[Entry]:
        """Return the edits, deletion and marks of an entry, oldest first."""
        query = _entries_of(number).where(_corrects([sequence]))
        return await self._entries(query.order_by(col(EntryRow.sequence)))

    async def latest_text_entry(self, number: int, sequence: int) -> Entry | None:
        """Return the entry that holds an entry's present words: its last edit, or itself."""
        edit = and_(col(EntryRow.refers_to) == sequence, col(EntryRow.kind) == EntryKind.EDITED.value)
        query = _entries_of(number).where(or_(edit, col(EntryRow.sequence) == sequence))
        return await self._first(query.order_by(col(EntryRow.sequence).desc()).limit(1))

    async def erase(self, number: int, sequences: Collection[int]) -> int:
        """Forget the words of entries and what went with them; the chain still verifies.

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
            .values(text=None, salt=None, details={})
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
        kinds = (EntryKind.MESSAGE.value, EntryKind.DELETED.value)
        query = select(EntryRow).where(
            tuple_(col(EntryRow.channel_id), col(EntryRow.message_ts)).in_(sorted(set(pairs))),
            col(EntryRow.kind).in_(kinds),
        )
        entries = await self._entries(query.order_by(col(EntryRow.incident), col(EntryRow.sequence)))
        gone = {(entry.incident, entry.refers_to) for entry in entries if entry.kind == EntryKind.DELETED}
        return [
            Capture(entry=entry, deleted=(entry.incident, entry.sequence) in gone)
            for entry in entries
            if entry.kind == EntryKind.MESSAGE
        ]

    async def known_messages(self, pairs: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        """Return which of these (channel, ts) pairs have been captured already."""
        if not pairs:
            return set()
        place = (col(EntryRow.channel_id), col(EntryRow.message_ts))
        query = select(*place).where(
            tuple_(*place).in_(sorted(set(pairs))), col(EntryRow.kind) == EntryKind.MESSAGE.value
        )
        return {(row["channel_id"], row["message_ts"]) for row in await rows_of(self._connection, query)}

    async def _entries(self, query: Select[Any]) -> list[Entry]:
        return [_entry(row) for row in await rows_of(self._connection, query)]

    async def _first(self, query: Select[Any]) -> Entry | None:
        found = await self._entries(query)
        return found[0] if found else None


def _entries_of(number: int) -> Select[Any]:
    return select(EntryRow).where(col(EntryRow.incident) == number)


def _corrects(sequences: Sequence[int]) -> Any:
    return and_(col(EntryRow.refers_to).in_(sequences), col(EntryRow.kind).in_(_WORDS_OF_CORRECTIONS))


def _key_sequences(number: int) -> Select[Any]:
    marks: Any = select(
        col(EntryRow.refers_to).label("target"), func.max(EntryRow.sequence).label("sequence")
    ).where(col(EntryRow.incident) == number, col(EntryRow.kind).in_(_MARKS))
    latest = marks.group_by(col(EntryRow.refers_to)).subquery()
    mark = table_of(EntryRow).alias("mark")
    joined = latest.join(mark, and_(mark.c.incident == number, mark.c.sequence == latest.c.sequence))
    last = select(latest.c.target, mark.c.kind).select_from(joined).subquery()
    is_key = or_(last.c.kind == EntryKind.MARKED.value, and_(last.c.kind.is_(None), col(EntryRow.key_event)))
    return (
        select(col(EntryRow.sequence))
        .outerjoin(last, last.c.target == col(EntryRow.sequence))
        .where(col(EntryRow.incident) == number, is_key, col(EntryRow.kind).not_in(_WORDS_OF_CORRECTIONS))
        .order_by(col(EntryRow.at).desc(), col(EntryRow.sequence).desc())
    )


def _row(entry: Entry) -> dict[str, Any]:
    source = columns_of(entry.source) if entry.source else dict.fromkeys(Source.model_fields)
    return columns_of(entry, without=("source",)) | source | {"revision": _revision(entry)}


def _revision(entry: Entry) -> str | None:
    if entry.source is None:
        return None
    if entry.kind in (EntryKind.MESSAGE, EntryKind.DELETED):
        return str(entry.kind)
    edited = entry.details.get(EDIT_KEY) if entry.kind == EntryKind.EDITED else None
    return f"edited {edited}" if edited else None


def _entry(row: Mapping[str, Any]) -> Entry:
    source = Source(**values_of(row, Source)) if row["channel_id"] is not None else None
    return Entry(source=source, **values_of(row, Entry, without=("source",)))
