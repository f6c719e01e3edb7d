"""Appends entries to timelines: their heads moved on and the rows added, on PostgreSQL in one statement.

There every statement is a way to the server and back; SQLite has no statement that changes two tables.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, case, column, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.timeline import Entry
from bot.domain.value import Instant
from storage.dialects import table_of
from storage.entries import row_of
from storage.errors import StaleHead
from storage.tables import EntryRow, IncidentRow

_INCIDENTS = table_of(IncidentRow).c
_ENTRY_TYPES = {each.name: each.type for each in table_of(EntryRow).c}
_MOVE_TYPES = {
    "incident": _INCIDENTS.number.type,
    "after": _INCIDENTS.timeline_count.type,
    "upon": _INCIDENTS.timeline_hash.type,
    "count": _INCIDENTS.timeline_count.type,
    "head": _INCIDENTS.timeline_hash.type,
    "said_at": _INCIDENTS.last_message_at.type,
}
"""What is told of a head that moves on: from where, to where, and when people last spoke, if they did."""


async def append(
    connection: AsyncConnection, entries: Sequence[Entry], spoken: Mapping[int, Instant]
) -> None:
    """Append entries, those of each incident in their order, and note when people spoke in its channel.

    Raises:
        StaleHead: the first of an incident does not follow on its stored head.
    """
    moves, rows = _moves(entries, spoken), [row_of(entry) for entry in entries]
    if connection.dialect.name == "postgresql":
        lists = _lists(_MOVE_TYPES, "moved", moves) | _lists(_ENTRY_TYPES, "added", rows)
        if len((await connection.execute(_TOGETHER, lists)).all()) != len(moves):
            raise StaleHead
        return
    for move in moves:
        if (await connection.execute(_MOVED, move)).rowcount != 1:
            raise StaleHead
    await connection.execute(_ADDED, rows)


def _moves(entries: Sequence[Entry], spoken: Mapping[int, Instant]) -> list[dict[str, Any]]:
    chains: defaultdict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        chains[entry.incident].append(entry)
    return [
        {
            "incident": number,
            "after": chain[0].sequence - 1,
            "upon": chain[0].previous,
            "count": chain[-1].sequence,
            "head": chain[-1].hash,
            "said_at": spoken.get(number),
        }
        for number, chain in sorted(chains.items())
    ]


def _lists(types: Mapping[str, Any], prefix: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return rows as one list for each column."""
    return {f"{prefix}_{name}": [row[name] for row in rows] for name in types}


def _rows(types: Mapping[str, Any], prefix: str) -> Any:
    """The rows that `_lists` gave, to select from."""
    given = [bindparam(f"{prefix}_{name}", type_=ARRAY(kind)) for name, kind in types.items()]
    columns = [column(name, kind) for name, kind in types.items()]
    return func.unnest(*given).table_valued(*columns).render_derived()


def _moved(move: Any) -> Any:
    last = _INCIDENTS.last_message_at
    spoke = or_(last.is_(None), last < move["said_at"])
    return (
        update(IncidentRow)
        .where(
            _INCIDENTS.number == move["incident"],
            _INCIDENTS.timeline_count == move["after"],
            _INCIDENTS.timeline_hash == move["upon"],
        )
        .values(
            timeline_count=move["count"],
            timeline_hash=move["head"],
            last_message_at=case((spoke, move["said_at"]), else_=last),
        )
    )


def _together() -> Any:
    moved = _moved(_rows(_MOVE_TYPES, "moved").c).returning(_INCIDENTS.number).cte("moved")
    rows = _rows(_ENTRY_TYPES, "added")
    upheld = select(rows).where(rows.c.incident.in_(select(moved.c.number)))
    return select(moved.c.number).add_cte(_ADDED.from_select(list(_ENTRY_TYPES), upheld).cte("added"))


_ADDED = insert(EntryRow)
_MOVED = _moved({name: bindparam(name, type_=kind) for name, kind in _MOVE_TYPES.items()})
_TOGETHER = _together()
