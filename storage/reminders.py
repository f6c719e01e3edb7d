"""Reminders: due work as rows, claimed by a conditional update whose count says who won."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.domain.reminder import Reminder, ReminderKind
from bot.domain.value import Instant
from storage.dialects import insert_into
from storage.rows import columns_of, rows_of, values_of
from storage.tables import WAITING_REMINDER, ReminderRow


class ReminderRepository:
    """Reminders that wait, fell due, were asked or were stopped."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, reminder: Reminder) -> Reminder:
        """Let a reminder wait and return it with its id.

        At most one waits for each incident, kind and subject: adding another moves the one that waits to
        the new one's `due_at`, `since` and `asked`.
        """
        insertion = insert_into(self._connection, ReminderRow).values(columns_of(reminder, without=("id",)))
        moved = insertion.on_conflict_do_update(
            index_elements=["incident", "kind", "subject"],
            index_where=WAITING_REMINDER,
            set_={name: insertion.excluded[name] for name in ("due_at", "since", "asked")}
            | {"not_before": None},
        ).returning(col(ReminderRow.id))
        number = (await self._connection.execute(moved)).scalar_one()
        return reminder.model_copy(update={"id": number})

    async def get(self, reminder_id: int) -> Reminder | None:
        """Return one reminder by id, whatever became of it."""
        found = await self._reminders(select(ReminderRow).where(col(ReminderRow.id) == reminder_id))
        return found[0] if found else None

    async def waiting(self, incident: int) -> list[Reminder]:
        """Return an incident's waiting reminders, the next due first."""
        query = select(ReminderRow).where(col(ReminderRow.incident) == incident, _is_waiting())
        return await self._reminders(query.order_by(col(ReminderRow.due_at), col(ReminderRow.id)))

    async def find(self, incident: int, kind: ReminderKind, subject: str = "") -> Reminder | None:
        """Return the waiting reminder about one thing, or None."""
        return next(
            (r for r in await self.waiting(incident) if r.kind is kind and r.subject == subject), None
        )

    async def history(self, incident: int) -> list[Reminder]:
        """Return every reminder an incident ever had, oldest first."""
        query = select(ReminderRow).where(col(ReminderRow.incident) == incident)
        return await self._reminders(query.order_by(col(ReminderRow.id)))

    async def due(self, at: Instant, limit: int = 50) -> list[Reminder]:
        """Return waiting reminders that are due at `at`, the longest overdue first."""
        query = select(ReminderRow).where(_is_waiting(), _is_due(at))
        query = query.order_by(col(ReminderRow.due_at), col(ReminderRow.id))
        return await self._reminders(query.limit(limit))

    async def begin(self, incident: int, at: Instant, *, held_until: Instant) -> list[Reminder]:
        """Note that an incident's due reminders are about to be worked on, and return them.

        One that was begun before, and that nothing came of, is put off until `held_until` at the same time:
        should it have ended the process, it cannot do so again and again. Commit this before the work.
        """
        mine = and_(col(ReminderRow.incident) == incident, _is_waiting(), _is_due(at))
        query = select(ReminderRow).where(mine).order_by(col(ReminderRow.due_at), col(ReminderRow.id))
        begun = await self._reminders(query)
        these = update(ReminderRow).where(col(ReminderRow.id).in_([reminder.id for reminder in begun]))
        fresh = col(ReminderRow.not_before).is_(None)
        await self._connection.execute(these.where(~fresh).values(not_before=held_until))
        await self._connection.execute(these.where(fresh).values(not_before=at))
        return begun

    async def incidents_due(self, at: Instant) -> list[int]:
        """Return the numbers of incidents of which something is due, the longest overdue first."""
        # Not grouped by the database: for that it would rather read all that wait than what is due.
        query = select(col(ReminderRow.incident)).where(_is_waiting(), _is_due(at))
        found = await self._connection.execute(query.order_by(col(ReminderRow.due_at)))
        return list(dict.fromkeys(found.scalars()))

    async def claim(self, reminder_id: int, at: Instant) -> bool:
        """Mark a waiting reminder as asked at `at`; False when somebody else did, or it was stopped."""
        return await self._change(reminder_id, fired_at=at)

    async def snooze(self, reminder_id: int, until: Instant) -> bool:
        """Move a waiting reminder's due moment; False when it does not wait any more."""
        return await self._change(reminder_id, due_at=until, not_before=None)

    async def postpone(self, reminder_id: int, until: Instant) -> bool:
        """Put off one that could not be worked on; it stays due since when it was."""
        return await self._change(reminder_id, not_before=until)

    async def stop(
        self, incident: int, kind: ReminderKind | None, subject: str | None = None, *, by: str, at: Instant
    ) -> int:
        """Stop what waits of a kind and subject (None: of all); say how many."""
        about = [col(ReminderRow.incident) == incident, _is_waiting()]
        if kind is not None:
            about.append(col(ReminderRow.kind) == kind.value)
        if subject is not None:
            about.append(col(ReminderRow.subject) == subject)
        stopped = await self._connection.execute(
            update(ReminderRow).where(*about).values(stopped_at=at, stopped_by=by)
        )
        return stopped.rowcount

    async def next_due(self) -> Instant | None:
        """Return when the next waiting reminder is to be worked on, or None when none waits."""
        query = select(func.min(_effective())).where(_is_waiting())
        next_due: Instant | None = (await self._connection.execute(query)).scalar()
        return next_due

    async def next_after(self, at: Instant) -> Instant | None:
        """Return when, after an instant, the next waiting reminder falls due; one put off is no news."""
        query = select(func.min(ReminderRow.due_at)).where(_is_waiting(), col(ReminderRow.due_at) > at)
        following: Instant | None = (await self._connection.execute(query)).scalar()
        return following

    async def _change(self, reminder_id: int, **values: Instant | None) -> bool:
        changed = await self._connection.execute(
            update(ReminderRow).where(col(ReminderRow.id) == reminder_id, _is_waiting()).values(**values)
        )
        return changed.rowcount == 1

    async def _reminders(self, query: Select[Any]) -> list[Reminder]:
        rows = await rows_of(self._connection, query)
        return [Reminder(**values_of(row, Reminder)) for row in rows]


def _is_waiting() -> ColumnElement[bool]:
    return and_(col(ReminderRow.fired_at).is_(None), col(ReminderRow.stopped_at).is_(None))


def _is_due(at: Instant) -> ColumnElement[bool]:
    """Whether it is to be worked on by now; said so that an index finds those, however many wait."""
    not_before = col(ReminderRow.not_before)
    return and_(col(ReminderRow.due_at) <= at, or_(not_before.is_(None), not_before <= at))


def _effective() -> ColumnElement[Any]:
    put_off = col(ReminderRow.not_before) > col(ReminderRow.due_at)
    return case((put_off, col(ReminderRow.not_before)), else_=col(ReminderRow.due_at))
