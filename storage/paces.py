"""How fast all copies of the bot together call Slack: one row for each limit, by the database's own time.

Only PostgreSQL is shared by several copies, so only there is anything taken from here.
"""

from collections.abc import Sequence

from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.domain.limit import Limit
from storage.dialects import db_epoch
from storage.tables import PaceRow

APART = 10.0
"""Seconds by which a call may be dated after whoever waited for its row; one that is dated later still was
made before the database's clock was set back, and counts no more."""

_TAKE = text(
    """
    INSERT INTO paces AS pace (name, made, used_epoch)
    SELECT :name, ARRAY[now], now
    FROM CAST(extract(epoch FROM clock_timestamp()) AS double precision) AS now
    ON CONFLICT (name) DO UPDATE SET used_epoch = excluded.used_epoch, made =
        ARRAY(
            SELECT at FROM unnest(pace.made) AS at
            WHERE at > excluded.used_epoch - :seconds AND at < excluded.used_epoch + :apart
        )
        || excluded.made
    WHERE :counted_only OR (
        coalesce(pace.held_epoch, 0) <= excluded.used_epoch AND
        (
            SELECT count(*) FROM unnest(pace.made) AS at
            WHERE at > excluded.used_epoch - :seconds AND at < excluded.used_epoch + :apart
        ) < :most
    )
    RETURNING 1
    """
)
"""Counts one call if it may be made now; whoever comes at the same moment waits for the row."""

_WAIT = text(
    """
    SELECT greatest(
        coalesce(held_epoch, 0),
        (SELECT at FROM unnest(made) AS at WHERE at < now + :apart ORDER BY at DESC OFFSET :most - 1 LIMIT 1)
        + :seconds
    ) - now
    FROM paces, CAST(extract(epoch FROM clock_timestamp()) AS double precision) AS now WHERE name = :name
    """
)

_HOLD = text(
    """
    INSERT INTO paces AS pace (name, made, used_epoch, held_epoch)
    SELECT :name, CAST(ARRAY[] AS double precision[]), now, now + :seconds
    FROM CAST(extract(epoch FROM clock_timestamp()) AS double precision) AS now
    ON CONFLICT (name) DO UPDATE SET used_epoch = excluded.used_epoch,
        held_epoch = greatest(coalesce(pace.held_epoch, 0), excluded.held_epoch)
    """
)


class UsedUp(Exception):
    """A limit allows no call for a while; whoever counted the call takes everything of it back.

    Attributes:
        name: the limit's.
        wait: the seconds until it may be asked again.
    """

    def __init__(self, name: str, wait: float) -> None:
        super().__init__(name, wait)
        self.name = name
        self.wait = wait


class PaceRepository:
    """What was called lately, and until when Slack wants to be left alone."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take(self, limits: Sequence[Limit]) -> None:
        """Count one call against all of these limits; let the error end the transaction, and none has it.

        Raises:
            UsedUp: one of them does not allow the call now.
        """
        for limit in limits:
            if not await self._counted(limit, counted_only=False):
                raise UsedUp(limit.name, await self._wait(limit))

    async def count(self, limit: Limit) -> None:
        """Count a call that is made whatever the limit says, since a person waits for it."""
        await self._counted(limit, counted_only=True)

    async def hold(self, name: str, seconds: float) -> None:
        """Let nobody take of this limit for so long: Slack said so to one of us."""
        await self._connection.execute(_HOLD, {"name": name, "seconds": seconds})

    async def prune(self, unused_for_seconds: float) -> int:
        """Forget limits that nobody has used for so long; say how many."""
        old = col(PaceRow.used_epoch) < db_epoch() - unused_for_seconds
        return (await self._connection.execute(delete(PaceRow).where(old))).rowcount

    async def _wait(self, limit: Limit) -> float:
        asked = {"name": limit.name, "most": limit.most, "seconds": limit.seconds, "apart": APART}
        return max(0.001, float((await self._connection.execute(_WAIT, asked)).scalar() or 0.0))

    async def _counted(self, limit: Limit, *, counted_only: bool) -> bool:
        values = {"name": limit.name, "most": limit.most, "seconds": limit.seconds, "apart": APART}
        return (
            await self._connection.execute(_TAKE, values | {"counted_only": counted_only})
        ).first() is not None
