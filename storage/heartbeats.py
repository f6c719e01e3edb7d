"""Which processes of the bot are alive, by the database's own time."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from storage.dialects import db_epoch, upsert
from storage.tables import HeartbeatRow


class HeartbeatRepository:
    """One row a process, renewed while it lives."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def beat(self, process: str) -> None:
        """Note that a process is alive now."""
        values = {"process": process, "seen_epoch": db_epoch()}
        await upsert(self._connection, HeartbeatRow, values, keys=("process",))

    async def alive(self, within_seconds: float) -> list[str]:
        """Return the processes seen within so many seconds."""
        query = select(col(HeartbeatRow.process)).where(
            col(HeartbeatRow.seen_epoch) >= db_epoch() - within_seconds
        )
        return list((await self._connection.execute(query.order_by(col(HeartbeatRow.process)))).scalars())

    async def forget(self, process: str) -> None:
        """Drop the row of a process that stops."""
        await self._connection.execute(delete(HeartbeatRow).where(col(HeartbeatRow.process) == process))

    async def prune(self, older_than_seconds: float) -> int:
        """Forget processes that were not seen for so long; say how many."""
        silent = col(HeartbeatRow.seen_epoch) < db_epoch() - older_than_seconds
        return (await self._connection.execute(delete(HeartbeatRow).where(silent))).rowcount
