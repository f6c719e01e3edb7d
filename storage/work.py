"""What is to be done and said: tasks, stakeholder updates, reviews and checklists."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.domain.checklist import ChecklistItem
from bot.domain.review import Review, ReviewAnswer
from bot.domain.role import Role
from bot.domain.task import Task, TaskKind, TaskStatus
from bot.domain.update import Update
from bot.domain.value import Instant
from storage.dialects import insert_into, next_value, upsert
from storage.rows import columns_of, rows_of, values_of
from storage.tables import ChecklistItemRow, CounterRow, ReviewAnswerRow, ReviewRow, TaskRow, UpdateRow


class TaskRepository:
    """Tasks and action items, numbered within their incident."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def next_number(self, incident: int) -> int:
        """Give out the incident's next task number, from 1; taken back with the transaction."""
        return await next_value(self._connection, CounterRow, f"task {incident}")

    async def add(self, task: Task) -> None:
        """Store a new task."""
        await self._connection.execute(insert(TaskRow).values(columns_of(task)))

    async def save(self, task: Task) -> None:
        """Write what became of a task."""
        await upsert(self._connection, TaskRow, columns_of(task), keys=("incident", "number"))

    async def get(self, incident: int, number: int) -> Task | None:
        """Return one task of an incident, or None."""
        found = await self._tasks(_tasks_of(incident).where(col(TaskRow.number) == number))
        return found[0] if found else None

    async def of(self, incident: int, *, kind: TaskKind | None = None) -> list[Task]:
        """Return an incident's tasks and action items (or one of the two) by number."""
        query = _tasks_of(incident).order_by(col(TaskRow.number))
        return await self._tasks(query if kind is None else query.where(col(TaskRow.kind) == kind.value))

    async def open_of_person(self, user_id: str) -> list[Task]:
        """Return the open tasks somebody owns in any incident: by due date, those without one last."""
        query = select(TaskRow).where(
            col(TaskRow.owner) == user_id, col(TaskRow.status) == TaskStatus.OPEN.value
        )
        order = (
            col(TaskRow.due_at).is_(None),
            col(TaskRow.due_at),
            col(TaskRow.incident),
            col(TaskRow.number),
        )
        return await self._tasks(query.order_by(*order))

    async def _tasks(self, query: Select[Any]) -> list[Task]:
        rows = await rows_of(self._connection, query)
        return [Task(**values_of(row, Task)) for row in rows]


class UpdateRepository:
    """Stakeholder updates, numbered within their incident."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def next_number(self, incident: int) -> int:
        """Give out the incident's next update number, from 1; taken back with the transaction."""
        return await next_value(self._connection, CounterRow, f"update {incident}")

    async def add(self, posted: Update) -> None:
        """Store an update that was posted."""
        await self._connection.execute(insert(UpdateRow).values(columns_of(posted)))

    async def latest(self, incident: int) -> Update | None:
        """Return the last update posted, or None."""
        query = select(UpdateRow).where(col(UpdateRow.incident) == incident)
        query = query.order_by(col(UpdateRow.number).desc()).limit(1)
        rows = await rows_of(self._connection, query)
        return Update(**values_of(rows[0], Update)) if rows else None

    async def of(self, incident: int) -> list[Update]:
        """Return every update of an incident by number."""
        query = select(UpdateRow).where(col(UpdateRow.incident) == incident)
        rows = await rows_of(self._connection, query.order_by(col(UpdateRow.number)))
        return [Update(**values_of(row, Update)) for row in rows]


class ReviewRepository:
    """Reviews and the answers to their questions."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, incident: int) -> Review | None:
        """Return an incident's review with its answers, oldest first; None while there is nothing of it."""
        query = select(ReviewRow).where(col(ReviewRow.incident) == incident)
        rows = await rows_of(self._connection, query)
        answers = await self._answers(incident)
        if not rows:
            return Review(incident=incident, answers=answers) if answers else None
        return Review(answers=answers, **values_of(rows[0], Review, without=("answers",)))

    async def save(self, review: Review) -> None:
        """Write who holds the review, by when and whether it was held; answers are added one by one."""
        await upsert(
            self._connection, ReviewRow, columns_of(review, without=("answers",)), keys=("incident",)
        )

    async def add_answer(self, incident: int, answer: ReviewAnswer) -> None:
        """Add somebody's answer beside those already there."""
        row = columns_of(answer) | {"incident": incident}
        await self._connection.execute(insert(ReviewAnswerRow).values(row))

    async def _answers(self, incident: int) -> tuple[ReviewAnswer, ...]:
        query = select(ReviewAnswerRow).where(col(ReviewAnswerRow.incident) == incident)
        rows = await rows_of(self._connection, query.order_by(col(ReviewAnswerRow.id)))
        return tuple(ReviewAnswer(**values_of(row, ReviewAnswer)) for row in rows)


class ChecklistRepository:
    """The checklists of roles, item by item."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, items: Sequence[ChecklistItem]) -> None:
        """Store items in their order; one that is there already stays as it is, ticks and all."""
        if not items:
            return
        rows = [columns_of(item) | {"position": position} for position, item in enumerate(items)]
        insertion = insert_into(self._connection, ChecklistItemRow).values(rows)
        await self._connection.execute(insertion.on_conflict_do_nothing())

    async def of(self, incident: int, role: Role | None = None) -> list[ChecklistItem]:
        """Return an incident's items (or one role's) by role, in their order."""
        query = select(ChecklistItemRow).where(col(ChecklistItemRow.incident) == incident)
        if role is not None:
            query = query.where(col(ChecklistItemRow.role) == role.value)
        order = (col(ChecklistItemRow.role), col(ChecklistItemRow.position), col(ChecklistItemRow.key))
        rows = await rows_of(self._connection, query.order_by(*order))
        return [_item(row) for row in rows]

    async def tick(self, incident: int, role: Role, key: str, *, by: str, at: Instant) -> bool:
        """Mark an item as done; False when it was already, or there is none such."""
        return await self._mark(incident, role, key, done=False, values={"done_by": by, "done_at": at})

    async def untick(self, incident: int, role: Role, key: str) -> bool:
        """Take the mark off again; False when it was not done, or there is none such."""
        return await self._mark(incident, role, key, done=True, values={"done_by": None, "done_at": None})

    async def _mark(
        self, incident: int, role: Role, key: str, *, done: bool, values: Mapping[str, Any]
    ) -> bool:
        marked = await self._connection.execute(
            update(ChecklistItemRow)
            .where(
                col(ChecklistItemRow.incident) == incident,
                col(ChecklistItemRow.role) == role.value,
                col(ChecklistItemRow.key) == key,
                col(ChecklistItemRow.done_at).is_not(None)
                if done
                else col(ChecklistItemRow.done_at).is_(None),
            )
            .values(**values)
        )
        return marked.rowcount == 1


def _tasks_of(incident: int) -> Select[Any]:
    return select(TaskRow).where(col(TaskRow.incident) == incident)


def _item(row: Mapping[str, Any]) -> ChecklistItem:
    return ChecklistItem(**values_of(row, ChecklistItem))
