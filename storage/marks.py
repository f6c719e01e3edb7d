"""Who holds which message to be a key event: one latest word a person, in whatever order reactions arrive."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.domain.value import Instant
from storage.dialects import insert_into
from storage.lists import lists_of, said_among
from storage.tables import MarkRow

_STANDING = (
    select(col(MarkRow.channel_id), col(MarkRow.message_ts), col(MarkRow.user_id))
    .where(said_among(col(MarkRow.channel_id), col(MarkRow.message_ts)), col(MarkRow.stands))
    .order_by(col(MarkRow.reacted_at), col(MarkRow.user_id))
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
        query = select(col(MarkRow.user_id)).where(
            col(MarkRow.channel_id) == channel_id, col(MarkRow.message_ts) == ts, col(MarkRow.stands)
        )
        ordered = query.order_by(col(MarkRow.reacted_at), col(MarkRow.user_id))
        return list((await self._connection.execute(ordered)).scalars())

    async def pushpins(self, channel_id: str, ts: Collection[str]) -> dict[str, set[str]]:
        """Return whose pushpins stand on which of these messages of a channel."""
        query = select(col(MarkRow.message_ts), col(MarkRow.user_id)).where(
            col(MarkRow.channel_id) == channel_id,
            col(MarkRow.message_ts).in_(sorted(set(ts))),
            col(MarkRow.stands),
            col(MarkRow.picked).is_not(True),
        )
        found: defaultdict[str, set[str]] = defaultdict(set)
        for message_ts, user_id in await self._connection.execute(query):
            found[message_ts].add(user_id)
        return found

    async def standing(self, pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """Return which of these (channel, ts) messages are held to be key, each with who did so first."""
        if not pairs:
            return {}
        first: dict[tuple[str, str], str] = {}
        for channel_id, ts, user_id in await self._connection.execute(_STANDING, lists_of(pairs)):
            if (channel_id, ts) in pairs:
                first.setdefault((channel_id, ts), user_id)
        return first
