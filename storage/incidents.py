"""Incidents with their roles and triage answers, read and written as whole values."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.domain.channel_ids import ChannelIds
from bot.domain.incident import Incident, Places, Status
from bot.domain.responder import Holding
from bot.domain.timeline import GENESIS
from bot.domain.triage import TriageAnswer
from bot.domain.value import Instant
from storage.channel_ids import in_channel
from storage.dialects import next_value, table_of
from storage.lists import among, members
from storage.rows import columns_of, rows_of, values_of
from storage.tables import ChannelIdRow, CounterRow, HoldingRow, IncidentRow, TriageAnswerRow

_ASIDE = frozenset({"places", "roles", "triage"})
_ONGOING = (Status.OPEN.value, Status.RESOLVED.value)


def liveliest_first(columns: Any) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Return by what the incidents of a channel are ordered, its home first."""
    rank = case({Status.OPEN.value: 0, Status.RESOLVED.value: 1}, value=columns.status, else_=2)
    return rank, columns.number.desc()


_LIVELIEST_FIRST = liveliest_first(table_of(IncidentRow).c)
_NUMBERED = select(IncidentRow).where(col(IncidentRow.number) == bindparam("number"))
_LOCKED = _NUMBERED.with_for_update()
_IN_CHANNEL = (
    select(IncidentRow)
    .where(in_channel(col(IncidentRow.channel_id), bindparam("channel", type_=String())))
    .order_by(*_LIVELIEST_FIRST)
    .limit(1)
)
_CHILDREN: dict[type[HoldingRow] | type[TriageAnswerRow], Select[Any]] = {
    row: select(row).where(among(col(row.incident), "incidents")).order_by(col(row.position))
    for row in (HoldingRow, TriageAnswerRow)
}
_SAVED = update(IncidentRow).where(col(IncidentRow.number) == bindparam("saved"))
_FORGOTTEN = [
    delete(row).where(col(row.incident) == bindparam("number")) for row in (HoldingRow, TriageAnswerRow)
]
_PLACES = ("channel_id", "origin_channel_id", "announcement_channel_id")
_LAST = table_of(IncidentRow).c.last_message_at
_SAID_AT = bindparam("said_at", type_=_LAST.type)
_SPOKE = (
    update(IncidentRow)
    .where(col(IncidentRow.number) == bindparam("incident"), or_(_LAST.is_(None), _LAST < _SAID_AT))
    .values(last_message_at=_SAID_AT)
)


class Homes(NamedTuple):
    """Where channels belong.

    Attributes:
        numbers: the incident's number of each channel that has one, by the id that was asked for.
        ids: which of the channels have had several ids.
    """

    numbers: dict[str, int]
    ids: ChannelIds


@cache
def _homes(dialect: str) -> Select[Any]:
    """Select of each channel asked for all its ids, where it has had several, and its incidents."""
    asked = members("channels", dialect=dialect)
    known, also = aliased(ChannelIdRow), aliased(ChannelIdRow)
    named = func.coalesce(col(also.id), asked.c.value)
    joined = (
        asked.outerjoin(known, col(known.id) == asked.c.value)
        .outerjoin(also, col(also.channel) == col(known.channel))
        .outerjoin(table_of(IncidentRow), col(IncidentRow.channel_id) == named)
    )
    query = select(asked.c.value, col(also.id), col(IncidentRow.number)).select_from(joined)
    return query.order_by(*_LIVELIEST_FIRST)


class IncidentRepository:
    """Incidents by number, channel and person.

    `save` writes what `add`, `lock` or `get` gave out in the same transaction without asking again what of
    roles and triage has changed; so change an incident only after `lock`.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._known: dict[int, Incident] = {}

    async def next_number(self) -> int:
        """Give out the next incident number, from 1; taken back with the transaction."""
        return await next_value(self._connection, CounterRow, "incident")

    async def add(self, incident: Incident) -> None:
        """Store a new incident, with an empty timeline."""
        row = _row(incident) | {"timeline_count": 0, "timeline_hash": GENESIS}
        await self._connection.execute(insert(IncidentRow).values(row))
        await self._write_children(incident)
        self._known[incident.number] = incident

    async def save(self, incident: Incident) -> None:
        """Write the whole incident, with roles and triage answers."""
        known = self._known.get(incident.number)
        await self._connection.execute(_SAVED, _row(incident) | {"saved": incident.number})
        if known is None or (known.roles, known.triage) != (incident.roles, incident.triage):
            for forgotten in _FORGOTTEN:
                await self._connection.execute(forgotten, {"number": incident.number})
            await self._write_children(incident)
        self._known[incident.number] = incident

    async def lock(self, number: int) -> Incident | None:
        """Return the incident as it is now and keep others from changing it until the transaction ends."""
        return await self._one(_LOCKED, number=number)

    async def get(self, number: int) -> Incident | None:
        """Return the incident, or None when there is none of that number."""
        return await self._one(_NUMBERED, number=number)

    async def in_channel(self, channel_id: str) -> Incident | None:
        """Return the incident of a channel: the newest open one, else resolved, else any."""
        return await self._one(_IN_CHANNEL, channel=channel_id)

    async def numbers_in_channels(self, channel_ids: Collection[str]) -> dict[str, int]:
        """Return the incident's number of each channel that has one, chosen as `in_channel` does."""
        return (await self.homes(channel_ids)).numbers

    async def homes(self, channel_ids: Collection[str]) -> Homes:
        """Return the same, and which of the channels have had several ids."""
        rows = await self._connection.execute(
            _homes(self._connection.dialect.name), {"channels": sorted(set(channel_ids))}
        )
        numbers: dict[str, int] = {}
        several: defaultdict[str, set[str]] = defaultdict(set)
        for asked, also, number in rows:
            if number is not None:
                numbers.setdefault(str(asked), number)
            if also is not None:
                several[str(asked)].add(str(also))
        return Homes(numbers, ChannelIds.made_of(several.values()))

    async def spoke(self, number: int, at: Instant) -> None:
        """Note when people last spoke in an incident's channel; an earlier instant changes nothing."""
        await self._connection.execute(_SPOKE, {"incident": number, "said_at": at})

    async def open(self) -> list[Incident]:
        """Return the incidents that are open (not those resolved), newest first."""
        return await self.all(None, Status.OPEN)

    async def all(self, limit: int | None = None, *statuses: Status) -> list[Incident]:
        """Return incidents, newest first: those of the given statuses, or of any when none is given."""
        query = _incidents().order_by(col(IncidentRow.number).desc())
        if statuses:
            query = query.where(col(IncidentRow.status).in_([status.value for status in statuses]))
        return await self._many(query if limit is None else query.limit(limit))

    async def of_person(self, user_id: str) -> list[Incident]:
        """Return the open and resolved incidents that a person declared or holds a role in, newest first."""
        holding = select(col(HoldingRow.incident)).where(
            col(HoldingRow.user_id) == user_id, col(HoldingRow.released_at).is_(None)
        )
        theirs = or_(col(IncidentRow.declared_by) == user_id, col(IncidentRow.number).in_(holding))
        query = _incidents().where(theirs, col(IncidentRow.status).in_(_ONGOING))
        return await self._many(query.order_by(col(IncidentRow.number).desc()))

    async def move_channel(self, ids: Collection[str], current: str) -> list[int]:
        """Know a channel by its current id wherever incidents name it by another of its ids.

        Returns:
            The numbers of the incidents that did, kept from changing until the transaction ends.
        """
        former = sorted(set(ids) - {current})
        named = or_(*(getattr(IncidentRow, place).in_(former) for place in _PLACES))
        # In the order of their numbers, as whoever locks several incidents does.
        found = select(col(IncidentRow.number)).where(named).order_by(col(IncidentRow.number))
        numbers = list((await self._connection.execute(found.with_for_update())).scalars())
        for place in _PLACES:
            moved = update(IncidentRow).where(getattr(IncidentRow, place).in_(former))
            await self._connection.execute(moved.values({place: current}))
        return numbers

    async def _one(self, query: Select[Any], **parameters: object) -> Incident | None:
        found = await self._many(query, **parameters)
        return found[0] if found else None

    async def _many(self, query: Select[Any], **parameters: object) -> list[Incident]:
        rows = await rows_of(self._connection, query, parameters)
        numbers = [row["number"] for row in rows]
        roles = await self._children(HoldingRow, numbers)
        triage = await self._children(TriageAnswerRow, numbers)
        found = [_incident(row, roles[row["number"]], triage[row["number"]]) for row in rows]
        self._known |= {incident.number: incident for incident in found}
        return found

    async def _children(
        self, row: type[HoldingRow] | type[TriageAnswerRow], numbers: Sequence[int]
    ) -> dict[int, list[Mapping[str, Any]]]:
        children: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
        if numbers:
            for child in await rows_of(self._connection, _CHILDREN[row], {"incidents": numbers}):
                children[child["incident"]].append(child)
        return children

    async def _write_children(self, incident: Incident) -> None:
        parts: tuple[tuple[Any, Iterable[Holding | TriageAnswer]], ...] = (
            (HoldingRow, incident.roles),
            (TriageAnswerRow, incident.triage),
        )
        for row, values in parts:
            rows = [
                columns_of(value) | {"incident": incident.number, "position": position}
                for position, value in enumerate(values)
            ]
            if rows:
                await self._connection.execute(insert(row), rows)


def _incidents() -> Select[Any]:
    return select(IncidentRow)


def _row(incident: Incident) -> dict[str, Any]:
    return columns_of(incident, without=_ASIDE) | columns_of(incident.places)


def _incident(
    row: Mapping[str, Any], roles: Sequence[Mapping[str, Any]], triage: Sequence[Mapping[str, Any]]
) -> Incident:
    return Incident(
        places=Places(**values_of(row, Places)),
        roles=tuple(Holding(**values_of(child, Holding)) for child in roles),
        triage=tuple(TriageAnswer(**values_of(child, TriageAnswer)) for child in triage),
        **values_of(row, Incident, without=_ASIDE),
    )
