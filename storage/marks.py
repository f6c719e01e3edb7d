"""Who holds which message to be a key event: one latest word a person, in whatever order reactions arrive."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.domain.channel_ids import ChannelIds, Pair
from bot.domain.value import Instant
from storage.channel_ids import is_in
from storage.dialects import insert_into
from storage.lists import lists_of, said_among
from storage.rows import rows_of
from storage.tables import MarkRow

_Words = dict[str, Mapping[str, Any]]
_LATEST_LAST = (col(MarkRow.reacted_at), col(MarkRow.user_id))
_SAID = (
    select(MarkRow)
    .where(said_among(col(MarkRow.channel_id), col(MarkRow.message_ts)))
    .order_by(*_LATEST_LAST)
)


class MarkRepository:
    """Marks on messages, by channel, ts and person."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(
        self, channel_id: str, ts: str, user_id: str, *, stands: bool, at: Instant, picked: bool = False
    ) -> None:
        """Keep that a person marked a message, or took the mark off; what they did later than `at` stays.

        With `picked` it was done by a shortcut, so that Slack shows no pushpin.
        """
        values = {
            "channel_id": channel_id,
            "message_ts": ts,
            "user_id": user_id,
            "stands": stands,
            "reacted_at": at,
            "picked": picked,
        }
        insertion = insert_into(self._connection, MarkRow).values(values)
        await self._connection.execute(
            insertion.on_conflict_do_update(
                index_elements=["channel_id", "message_ts", "user_id"],
                set_={"stands": stands, "reacted_at": at, "picked": picked},
                where=col(MarkRow.reacted_at) <= at,
            )
        )

    async def on(self, channel_id: str, ts: str) -> list[str]:
        """Return who holds a message to be a key event, whoever came first first."""
        words = await self._words(channel_id, [ts])
        return [user_id for user_id, word in words[ts].items() if word["stands"]]

    async def pushpins(self, channel_id: str, ts: Collection[str]) -> dict[str, set[str]]:
        """Return whose pushpins stand on which of these messages of a channel."""
        words = await self._words(channel_id, ts)
        standing = {
            message_ts: {user for user, word in said.items() if word["stands"] and word["picked"] is not True}
            for message_ts, said in words.items()
        }
        return {message_ts: people for message_ts, people in standing.items() if people}

    async def standing(self, pairs: Collection[Pair], ids: ChannelIds) -> dict[Pair, str]:
        """Return which of these messages are held to be key, each with who did so first.

        Args:
            pairs: the channel and ts of each.
            ids: which of the channels have had several ids.

        Returns:
            By what stands for a message whatever its channel's id is, see `ChannelIds.pair`.
        """
        wanted = ids.spread(pairs)
        if not wanted:
            return {}
        words: defaultdict[Pair, _Words] = defaultdict(dict)
        for row in await rows_of(self._connection, _SAID, lists_of(wanted)):
            if (pair := (row["channel_id"], row["message_ts"])) in wanted:
                _heard(words[ids.pair(pair)], row)
        standing = {pair: [u for u, word in said.items() if word["stands"]] for pair, said in words.items()}
        return {pair: people[0] for pair, people in standing.items() if people}

    async def _words(self, channel_id: str, ts: Collection[str]) -> "defaultdict[str, _Words]":
        """Return each person's latest word on each message, whoever spoke last last."""
        query = select(MarkRow).where(
            is_in(col(MarkRow.channel_id), channel_id), col(MarkRow.message_ts).in_(sorted(set(ts)))
        )
        words: defaultdict[str, _Words] = defaultdict(dict)
        for row in await rows_of(self._connection, query.order_by(*_LATEST_LAST)):
            _heard(words[row["message_ts"]], row)
        return words


def _heard(words: "_Words", row: Mapping[str, Any]) -> None:
    """Take a word instead of what the same person said before, under whichever id of the channel."""
    words.pop(row["user_id"], None)
    words[row["user_id"]] = row
