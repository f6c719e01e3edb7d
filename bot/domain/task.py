"""Things somebody has to do during the incident (`task`) or after its review (`action_item`)."""

from enum import StrEnum

from bot.domain.value import Instant, Value


class TaskKind(StrEnum):
    """During the response, or out of the review."""

    TASK = "task"
    ACTION_ITEM = "action_item"


class TaskStatus(StrEnum):
    """What became of it."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Task(Value):
    """One owned piece of work; `number` counts within its incident, from 1."""

    incident: int
    number: int
    kind: TaskKind = TaskKind.TASK
    title: str
    owner: str | None = None
    due_at: Instant | None = None
    status: TaskStatus = TaskStatus.OPEN
    created_by: str
    created_at: Instant
    done_by: str | None = None
    done_at: Instant | None = None
