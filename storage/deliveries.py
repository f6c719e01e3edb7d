"""What Slack delivered already: its keys, hashed, and the answer each delivery was given at once."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.domain.value import Instant
from storage.dialects import insert_into
from storage.tables import DeliveryRow


class DeliveryRepository:
    """Keys of deliveries; a delivery that shares any key with an earlier one is that one again."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def claim(self, keys: Sequence[str], at: Instant) -> bool:
        """Take a delivery by all its keys; False, and nothing stored, when any of them was taken before.

        On PostgreSQL a copy that holds one of the keys in an open transaction is waited for.
        """
        return await self.claim_hashed(hashed_keys(keys), at)

    async def claim_hashed(self, hashed: Sequence[str], at: Instant) -> bool:
        """Take a delivery as `claim` does, by keys that `hashed_keys` gave out before."""
        if not hashed:
            return True
        insertion = insert_into(self._connection, DeliveryRow).values(
            [{"key": key, "at": at} for key in hashed]
        )
        ours = insertion.on_conflict_do_nothing().returning(col(DeliveryRow.key))
        taken = list((await self._connection.execute(ours)).scalars())
        if len(taken) == len(hashed):
            return True
        await self._connection.execute(delete(DeliveryRow).where(col(DeliveryRow.key).in_(taken)))
        return False

    async def seen(self, keys: Sequence[str]) -> bool:
        """Return whether a delivery with any of these keys was taken before."""
        query = select(col(DeliveryRow.key)).where(col(DeliveryRow.key).in_(hashed_keys(keys)))
        return (await self._connection.execute(query.limit(1))).first() is not None

    async def answer(self, keys: Sequence[str]) -> dict[str, Any] | None:
        """Return what a delivery with any of these keys was answered, or None when nothing is remembered."""
        query = select(col(DeliveryRow.answer)).where(
            col(DeliveryRow.key).in_(hashed_keys(keys)), col(DeliveryRow.answer).is_not(None)
        )
        return (await self._connection.execute(query.limit(1))).scalar()

    async def remember(self, keys: Sequence[str], answer: Mapping[str, Any]) -> None:
        """Keep the answer of a delivery that was claimed, so that a redelivery gets the same."""
        kept = update(DeliveryRow).where(col(DeliveryRow.key).in_(hashed_keys(keys)))
        await self._connection.execute(kept.values(answer=dict(answer)))

    async def prune(self, before: Instant) -> int:
        """Forget deliveries taken before an instant; say how many keys."""
        return (
            await self._connection.execute(delete(DeliveryRow).where(col(DeliveryRow.at) < before))
        ).rowcount


class Claims:
    """Several deliveries that are taken together.

    Attributes:
        wanted: the keys of all of them, as they are stored.
    """

    def __init__(self, deliveries: Sequence[Sequence[str]]) -> None:
        self._hashed = [hashed_keys(keys) for keys in deliveries]
        self.wanted = sorted({key for keys in self._hashed for key in keys})

    async def settled(self, connection: AsyncConnection, free: set[str]) -> list[bool]:
        """Return which deliveries are taken, each by all its keys, and give back keys that none was taken by.

        Args:
            connection: where the keys were stored.
            free: those of them that were not there before.
        """
        taken: list[bool] = []
        for keys in self._hashed:
            taken.append(free.issuperset(keys))
            if taken[-1]:
                free.difference_update(keys)
        if free:
            await connection.execute(delete(DeliveryRow).where(col(DeliveryRow.key).in_(sorted(free))))
        return taken


def hashed_keys(keys: Sequence[str]) -> list[str]:
    """Return the keys as they are stored."""
    # Sorted, so that two copies take shared keys in one order and never wait for each other in a ring.
    return sorted({hashlib.blake2b(key.encode(), digest_size=20).hexdigest() for key in keys})
