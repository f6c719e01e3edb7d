"""Timelines of any length, read page by page, with later edits, deletions and marks worked in."""

from array import array
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.domain.timeline import Corrections, Order, Shown
from storage.entries import WORDS_OF_CORRECTIONS, entry_of, key_sequences
from storage.lists import among
from storage.rows import rows_of
from storage.tables import EntryRow

PAGE = 200
"""Entries held at once."""

_ROWS = 2000
_ENTRIES = select(EntryRow).where(
    col(EntryRow.incident) == bindparam("incident"), among(col(EntryRow.sequence), "sequences")
)
_CORRECTIONS = (
    select(EntryRow)
    .where(
        col(EntryRow.incident) == bindparam("incident"),
        among(col(EntryRow.refers_to), "sequences"),
        col(EntryRow.kind).in_(WORDS_OF_CORRECTIONS),
    )
    .order_by(col(EntryRow.sequence))
)


class PageRepository:
    """Entries of one incident after the other, however many there are."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def shown(self, number: int, order: Order) -> AsyncIterator[Shown]:
        """Yield entries as they stand; of all of them only the numbers are held, of a page everything."""
        sequences = array("L")
        async for (sequence,) in self._rows(_sequences(number, order)):
            sequences.append(sequence)
        for start in range(0, len(sequences), PAGE):
            page = sequences[start : start + PAGE].tolist()
            asked = {"incident": number, "sequences": page}
            entries = {row["sequence"]: entry_of(row) for row in await self._many(_ENTRIES, asked)}
            corrections = Corrections(entry_of(row) for row in await self._many(_CORRECTIONS, asked))
            for sequence in page:
                yield corrections.applied_to(entries[sequence])

    async def words(self, number: int) -> AsyncIterator[tuple[str, str, dict[str, Any]]]:
        """Yield of each entry its actor, its text and what goes with it: where people are named."""
        query = select(col(EntryRow.actor), col(EntryRow.text), col(EntryRow.details))
        async for actor, text, details in self._rows(query.where(col(EntryRow.incident) == number)):
            yield actor, text or "", details

    async def _rows(self, query: Select[Any]) -> AsyncIterator[Any]:
        async with self._connection.stream(query, execution_options={"yield_per": _ROWS}) as result:
            async for rows in result.partitions():
                for row in rows:
                    yield row

    async def _many(self, query: Select[Any], asked: dict[str, Any]) -> list[Any]:
        return list(await rows_of(self._connection, query, asked))


def _sequences(number: int, order: Order) -> Select[Any]:
    if order is Order.KEY_EVENTS:
        return key_sequences(number).order_by(None).order_by(col(EntryRow.at), col(EntryRow.sequence))
    query = select(col(EntryRow.sequence)).where(col(EntryRow.incident) == number)
    if order is Order.BY_NUMBER:
        return query.order_by(col(EntryRow.sequence))
    said = query.where(col(EntryRow.kind).not_in(WORDS_OF_CORRECTIONS))
    return said.order_by(col(EntryRow.at), col(EntryRow.sequence))
