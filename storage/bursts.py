"""What a burst of messages asks: in one statement the locks, and in another what is known of it already.

On PostgreSQL every statement is a way to the server and back, for which all that arrived together waits.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Insert, Integer, Select, String, bindparam, null, or_, select, text, union_all
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.domain.channel_ids import Pair
from bot.domain.timeline import EntryKind, Head
from bot.domain.value import Instant
from storage.deliveries import Claims
from storage.dialects import insert_of, table_of
from storage.incidents import liveliest_first
from storage.lists import among, members, pairs_in, pairs_of
from storage.tables import ChannelIdRow, DeliveryRow, EntryRow, IncidentRow, MarkRow

_BESIDE = table_of(IncidentRow).alias()
_LIVELIEST = (
    select(_BESIDE.c.number)
    .where(_BESIDE.c.channel_id == col(IncidentRow.channel_id))
    .order_by(*liveliest_first(_BESIDE.c))
    .limit(1)
)
_LOCKED = (
    select(
        col(IncidentRow.channel_id),
        col(IncidentRow.number),
        col(IncidentRow.timeline_count),
        col(IncidentRow.timeline_hash),
    )
    .where(
        among(col(IncidentRow.channel_id), "channels"),
        col(IncidentRow.number) == _LIVELIEST.scalar_subquery(),
        ~select(col(ChannelIdRow.id)).where(col(ChannelIdRow.id) == col(IncidentRow.channel_id)).exists(),
    )
    # In the order of their numbers, so that two copies never wait for each other in a ring.
    .order_by(col(IncidentRow.number))
    .with_for_update()
)


class Locked(NamedTuple):
    """Incidents that nobody else changes meanwhile.

    Attributes:
        numbers: the incident's number of each channel that has one.
        heads: the ends of their chains.
    """

    numbers: dict[str, int]
    heads: dict[int, Head]


@dataclass(frozen=True)
class Taken:
    """What was found when deliveries were taken.

    Attributes:
        are_new: of each delivery, whether it was not taken before.
        captured: which messages stand in some timeline.
        marked: which messages are held to be key, each with who did so first.
    """

    are_new: list[bool]
    captured: set[Pair]
    marked: dict[Pair, str]


class BurstRepository:
    """Questions of several repositories, asked together."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, channels: Collection[str]) -> Locked:
        """Keep others from changing the incidents of channels, chosen as `IncidentRepository.homes` does.

        Channels that have had several ids are left out.
        """
        rows = (await self._connection.execute(_LOCKED, {"channels": sorted(channels)})).all()
        return Locked(
            numbers={str(channel): number for channel, number, _, _ in rows},
            heads={number: Head(count=count, hash=digest) for _, number, count, digest in rows},
        )

    async def take(
        self, deliveries: Sequence[Sequence[str]], messages: Collection[Pair], at: Instant
    ) -> Taken:
        """Take deliveries, each as `DeliveryRepository.claim` does, and look up what is known of messages.

        Of two deliveries that are the same the first is taken.
        """
        dialect, claims = self._connection.dialect.name, Claims(deliveries)
        asked = {"wanted": claims.wanted, "at": at, **pairs_of("messages", messages, dialect=dialect)}
        free: set[str] = set()
        captured: set[Pair] = set()
        marked: dict[Pair, str] = {}
        for statement in _taking(dialect):
            for key, channel, ts, sequence, marker in await self._connection.execute(statement, asked):
                if key is not None:
                    free.add(key)
                if sequence is not None:
                    captured.add((channel, ts))
                if marker is not None:
                    marked[channel, ts] = marker
        return Taken(await claims.settled(self._connection, free), captured, marked)


@cache
def _taking(dialect: str) -> Sequence[Any]:
    """Take the keys that are free, and look messages up; SQLite cannot do both in one statement."""
    nothing: list[Any] = [null().cast(each) for each in (String, String, Integer, String)]
    claiming, known = _claiming(dialect).returning(col(DeliveryRow.key)), _known(dialect)
    if dialect != "postgresql":
        return claiming.returning(*nothing), known
    claimed = claiming.cte("claimed")
    return (union_all(select(claimed.c.key, *nothing), known),)


def _claiming(dialect: str) -> Insert:
    """Insert the keys that are not there yet."""
    wanted = members("wanted", dialect=dialect)
    rows = select(wanted.c.value, bindparam("at", type_=table_of(DeliveryRow).c.at.type)).where(text("1 = 1"))
    insertion = insert_of(dialect)(table_of(DeliveryRow)).from_select(["key", "at"], rows)
    return insertion.on_conflict_do_nothing()


def _known(dialect: str) -> Select[Any]:
    """Find out of messages which are captured, and who was the first to mark them.

    Each is looked up by itself. Of a list of them PostgreSQL asks the index for the channel alone while that
    holds little, and keeps to this plan while it fills.
    """
    said = pairs_in("messages", dialect=dialect)
    captured = (
        select(col(EntryRow.sequence))
        .where(
            col(EntryRow.channel_id) == said.c.first,
            col(EntryRow.message_ts) == said.c.second,
            col(EntryRow.kind) == EntryKind.MESSAGE.value,
        )
        .limit(1)
        .scalar_subquery()
    )
    marker = (
        select(col(MarkRow.user_id))
        .where(
            col(MarkRow.channel_id) == said.c.first,
            col(MarkRow.message_ts) == said.c.second,
            col(MarkRow.stands),
        )
        .order_by(col(MarkRow.reacted_at), col(MarkRow.user_id))
        .limit(1)
        .scalar_subquery()
    )
    each = select(said, captured.label("captured"), marker.label("marker")).subquery()
    is_known = or_(each.c.captured.is_not(None), each.c.marker.is_not(None))
    return select(null().cast(String), each).where(is_known)
