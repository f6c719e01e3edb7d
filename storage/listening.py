"""Up to when any process of the bot was listening to Slack, by the database's own time."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.domain.value import Instant, Value
from storage.dialects import db_epoch, insert_into
from storage.tables import ListeningRow

_SLACK = "slack"


class Pause(Value):
    """How long nobody was seen listening, up to now.

    Attributes:
        since: when somebody was last.
        seconds: how long ago that was by the database's clock, whatever the clock that people see did.
        dropped: from when to when Slack delivered less than there was, where that is over.
        silent_since: when Slack last delivered anything before it did again now; None where it did not.
        silent_seconds: how long ago that was.
    """

    since: Instant
    seconds: float
    dropped: tuple[Instant, Instant] | None = None
    silent_since: Instant | None = None
    silent_seconds: float = 0.0


class ListeningRepository:
    """One row that every process which listens moves on; whoever moves it over a pause sees that pause."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def advance(self, at: Instant, *, settled: Instant, heard: bool = False) -> Pause | None:
        """Note that a process is listening now, and return the pause that ends with it.

        Args:
            at: now, by the clock that people see.
            settled: what Slack dropped before this instant is over, and told once.
            heard: Slack has delivered something to this process since its last sign.
        """
        values: dict[str, Any] = {"until": at, "seen_epoch": db_epoch()}
        if heard:
            values |= {"heard_at": at, "heard_epoch": db_epoch()}
        row = (await self._connection.execute(_state().with_for_update())).first()
        if row is None:
            first = insert_into(self._connection, ListeningRow).values(name=_SLACK, **values)
            await self._connection.execute(first.on_conflict_do_nothing())
            return None
        until, seconds, since, last, heard_at, silent = row
        over = since is not None and last is not None and last <= settled
        if over:
            values |= {"dropped_since": None, "dropped_until": None}
        await self._connection.execute(_ours().values(**values))
        return Pause(
            since=until,
            seconds=seconds,
            dropped=(since, last) if over else None,
            silent_since=heard_at if heard else None,
            silent_seconds=(silent or 0.0) if heard else 0.0,
        )

    async def dropped(self, since: Instant, until: Instant) -> None:
        """Note that Slack did not deliver everything of a time; it is one with what was noted before."""
        row = (await self._connection.execute(_state().with_for_update())).first()
        if row is None:
            return
        first, last = row[2], row[3]
        values = {
            "dropped_since": min(since, first or since),
            "dropped_until": max(until, last or until),
        }
        await self._connection.execute(_ours().values(**values))


def _state() -> Any:
    return select(
        col(ListeningRow.until),
        (db_epoch() - col(ListeningRow.seen_epoch)).label("seconds"),
        col(ListeningRow.dropped_since),
        col(ListeningRow.dropped_until),
        col(ListeningRow.heard_at),
        (db_epoch() - col(ListeningRow.heard_epoch)).label("silent"),
    ).where(col(ListeningRow.name) == _SLACK)


def _ours() -> Any:
    return update(ListeningRow).where(col(ListeningRow.name) == _SLACK)
