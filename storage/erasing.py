"""Takes words out of every table but the timeline, where they stand a second time or on their way."""

from typing import Any

from sqlalchemy import and_, case, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.domain.erasing import ERASED, SPOKEN, Copy, Place
from bot.domain.value import Instant
from storage.duty_tables import AnchorRow, DeadlineRow, FactAnswerRow
from storage.lanes import WAITING
from storage.tables import (
    DeliveryRow,
    EntryRow,
    HomeRow,
    IncidentRow,
    OutboxRow,
    PersonRow,
    ReviewAnswerRow,
    TaskRow,
    TriageAnswerRow,
    UpdateRow,
)


class ErasureRepository:
    """What is erased beside the timeline's own entries."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def overwrite(self) -> None:
        """Let SQLite write zeros over what is erased from now on; PostgreSQL does so when it vacuums."""
        if self._connection.dialect.name == "sqlite":
            await self._connection.execute(text("PRAGMA secure_delete = ON"))

    async def copy(self, incident: int, copy: Copy) -> bool:
        """Erase words of an incident that stand a second time; False when there are none such any more."""
        row, found, erased = _places(copy)
        statement = update(row).where(row.incident == incident, *found).values(erased)
        return (await self._connection.execute(statement)).rowcount > 0

    async def sent(self, incident: int) -> int:
        """Forget what was told to Slack of an incident, or of none; say how many effects."""
        concerned = (col(OutboxRow.incident) == incident) | col(OutboxRow.incident).is_(None)
        told = and_(col(OutboxRow.state) != WAITING, concerned)
        forgotten = update(OutboxRow).where(told).values(payload={}, result=None)
        return (await self._connection.execute(forgotten)).rowcount

    async def unsent(self, incident: int) -> int:
        """Return how many of an incident's effects wait to go to Slack, with whatever words they have."""
        query = select(func.count()).select_from(OutboxRow)
        waiting = query.where(col(OutboxRow.incident) == incident, col(OutboxRow.state) == WAITING)
        return int((await self._connection.execute(waiting)).scalar_one())

    async def answers(self, before: Instant) -> int:
        """Forget what commands were answered before an instant: Slack does not repeat them any more."""
        old = update(DeliveryRow).where(col(DeliveryRow.at) < before, col(DeliveryRow.answer).is_not(None))
        return (await self._connection.execute(old.values(answer=None))).rowcount

    async def overdue(self, before: Instant, limit: int) -> list[int]:
        """Return incidents that were over before an instant, and still have words that people said."""
        spoken = (
            select(col(EntryRow.sequence))
            .where(
                col(EntryRow.incident) == col(IncidentRow.number),
                col(EntryRow.kind).in_(sorted(SPOKEN)),
                col(EntryRow.salt).is_not(None),
            )
            .exists()
        )
        query = select(col(IncidentRow.number)).where(col(IncidentRow.closed_at) < before, spoken)
        return list(
            (await self._connection.execute(query.order_by(col(IncidentRow.number)).limit(limit))).scalars()
        )

    async def person(self, user_id: str) -> bool:
        """Forget what Slack said about a person, and that they looked at their Home."""
        await self._connection.execute(delete(HomeRow).where(col(HomeRow.user_id) == user_id))
        known = delete(PersonRow).where(col(PersonRow.user_id) == user_id)
        return (await self._connection.execute(known)).rowcount > 0


def _places(copy: Copy) -> tuple[Any, list[Any], dict[str, Any]]:
    """Return the table a copy stands in, which of its rows it is, and what stands there afterwards."""
    numbered: dict[Place, tuple[Any, dict[str, Any]]] = {
        Place.UPDATE: (UpdateRow, {"conditions": ERASED, "actions": "", "needs": ""}),
        Place.TASK: (TaskRow, {"title": ERASED}),
        Place.DEADLINE: (
            DeadlineRow,
            {
                name: _erased_if_any(getattr(DeadlineRow, name))
                for name in ("reason", "late_because", "file_name")
            },
        ),
    }
    if copy.place in numbered:
        row, erased = numbered[copy.place]
        return row, [row.number == copy.number], erased
    worded: dict[Place, tuple[Any, str, str, str | None]] = {
        Place.TRIAGE_NOTE: (TriageAnswerRow, "note", "answered_by", None),
        Place.FACT_NOTE: (FactAnswerRow, "note", "answered_by", None),
        Place.REVIEW_ANSWER: (ReviewAnswerRow, "text", "answered_by", ERASED),
        Place.ANCHOR: (AnchorRow, "basis", "told_by", ERASED),
    }
    row, words, author, instead = worded[copy.place]
    return row, [getattr(row, words) == copy.text, getattr(row, author) == copy.by], {words: instead}


def _erased_if_any(column: Any) -> Any:
    return case((column.is_not(None), ERASED), else_=None)
