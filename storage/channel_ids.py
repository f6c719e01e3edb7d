"""Which ids are one channel's: Slack can give a channel another, and tells of several in any order.

The record keeps the id that a channel had when something was said, since the hash chain covers it; so what
is looked for by one id is found by each.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.domain.channel_ids import ChannelIds
from bot.domain.value import Instant
from storage.dialects import next_value, upsert
from storage.rows import rows_of
from storage.tables import ChannelIdRow, CounterRow

_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
"""Since when a channel has had the id that it had first, as far as anybody knows."""


def in_channel(column: SQLColumnExpression[Any], channel_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a column names a channel, by whichever of its ids."""
    known, other = aliased(ChannelIdRow), aliased(ChannelIdRow)
    others = (
        select(col(other.id))
        .join(known, col(known.channel) == col(other.channel))
        .where(col(known.id) == channel_id)
    )
    return column.in_(select(channel_id).union_all(others))


def is_in(column: SQLColumnExpression[Any], channel_id: str) -> ColumnElement[bool]:
    """Whether a column names just this channel, by whichever of its ids."""
    return in_channel(column, literal(channel_id))


class ChannelIdRepository:
    """The ids of channels that have had several; the others are not kept."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def change(self, old: str, new: str, at: Instant) -> None:
        """Keep that Slack gave a channel another id at an instant; told again, it changes nothing."""
        # Counting makes copies take turns that are told of two changes of one channel.
        await next_value(self._connection, CounterRow, "channel_ids")
        before = {row["id"]: row for row in await self._rows([old, new])}
        channel = before[old]["channel"] if old in before else old
        if new in before:
            joined = update(ChannelIdRow).where(col(ChannelIdRow.channel) == before[new]["channel"])
            await self._connection.execute(joined.values(channel=channel))
        for channel_id, told in ((old, _FIRST), (new, at)):
            since = max(told, (before[channel_id]["since"] if channel_id in before else None) or _FIRST)
            values = {"id": channel_id, "channel": channel, "since": since}
            await upsert(self._connection, ChannelIdRow, values, keys=["id"])

    async def current(self, channel_id: str) -> str:
        """Return the id that a channel has now, by any that it has had."""
        rows = await self._rows([channel_id])
        return str(max(rows, key=lambda row: row["since"])["id"]) if rows else channel_id

    async def of(self, channel_ids: Collection[str]) -> ChannelIds:
        """Return which of these channels have had several ids, with all of them."""
        channels: defaultdict[str, set[str]] = defaultdict(set)
        for row in await self._rows(channel_ids):
            channels[row["channel"]].add(row["id"])
        return ChannelIds.made_of(channels.values())

    async def _rows(self, channel_ids: Collection[str]) -> list[Mapping[str, Any]]:
        """Return all ids of these channels, each with its channel and since when it has been that."""
        named = select(col(ChannelIdRow.channel)).where(col(ChannelIdRow.id).in_(sorted(channel_ids)))
        query = select(ChannelIdRow).where(col(ChannelIdRow.channel).in_(named))
        return await rows_of(self._connection, query)
