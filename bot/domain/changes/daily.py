"""The daily work of a response: tasks with owner and due date, and updates to stakeholders."""

from bot.domain.actor import Actor
from bot.domain.changes.common import changed, require_not_over
from bot.domain.errors import NothingChanged, NotNow, WrongUse
from bot.domain.event import Change, TaskAdded, TaskChanged, TaskDone, UpdatePosted
from bot.domain.incident import Incident, Status
from bot.domain.instant_token import instant_token
from bot.domain.mrkdwn import escape_mrkdwn
from bot.domain.task import Task, TaskStatus
from bot.domain.update import Update
from bot.domain.value import Instant, Value

TITLE_MAX = 500
OPENED_AGAIN = "opened again"
PART_MAX = 3000
"""Characters of one part of an update: what fits into one input of a form."""


class TaskWish(Value):
    """A task as somebody wants it."""

    title: str
    owner: str | None = None
    due_at: Instant | None = None


def clean_task(title: str) -> str:
    """Return a task's words in one line.

    Raises:
        WrongUse: there are none, or too many.
    """
    words = " ".join(title.split())
    if not words:
        raise WrongUse(
            "Say what is to be done: `/incident task TEXT [@user] [due DATE]`, for example"
            " `/incident task copy the index @alice due tomorrow`."
        )
    if len(words) > TITLE_MAX:
        raise WrongUse(
            f"That task has {len(words)} characters; {TITLE_MAX} fit. Shorten it; a note holds the rest."
        )
    return words


def add_task(
    incident: Incident, wish: TaskWish, *, number: int, by: Actor, at: Instant
) -> tuple[Change, Task]:
    """Add a task."""
    require_not_over(incident)
    task = Task(
        incident=incident.number,
        number=number,
        title=clean_task(wish.title),
        owner=wish.owner,
        due_at=wish.due_at,
        created_by=by.user_id,
        created_at=at,
    )
    event = TaskAdded(number=number, title=task.title, owner=task.owner, due_at=task.due_at, by=by.user_id)
    return changed(incident, event), task


def finish_task(incident: Incident, task: Task, *, by: Actor, at: Instant) -> tuple[Change, Task]:
    """Say that a task is done; also when the incident is closed: work goes on after it.

    Raises:
        NothingChanged: it is done already.
        NotNow: it was dropped, or moved with a merge.
    """
    _require_kept(incident, task)
    if task.status is TaskStatus.DONE:
        raise NothingChanged(f"Task {task.number} is done already, by <@{task.done_by}>.")
    done = task.model_copy(update={"status": TaskStatus.DONE, "done_by": by.user_id, "done_at": at})
    event = TaskDone(number=task.number, title=task.title, owner=task.owner, by=by.user_id)
    return changed(incident, event), done


def reopen_task(incident: Incident, task: Task, *, by: Actor) -> tuple[Change, Task]:
    """Open a finished task again.

    Raises:
        NothingChanged: it is open.
        NotNow: it was dropped, or moved with a merge.
    """
    _require_kept(incident, task)
    if task.status is TaskStatus.OPEN:
        raise NothingChanged(f"Task {task.number} is open already.")
    again = task.model_copy(update={"status": TaskStatus.OPEN, "done_by": None, "done_at": None})
    return changed(incident, _changed(again, OPENED_AGAIN, by)), again


def change_task(incident: Incident, task: Task, wish: TaskWish, *, by: Actor) -> tuple[Change, Task]:
    """Give an open task other words, another owner or another due date.

    Raises:
        NothingChanged: it is so already.
        NotNow: it is done, was dropped, or moved with a merge.
    """
    _require_kept(incident, task)
    if task.status is TaskStatus.DONE:
        raise NotNow(
            f"Task {task.number} is done. If there is more to do, reopen it first: `/incident tasks` has the"
            " button."
        )
    after = task.model_copy(
        update={"title": clean_task(wish.title), "owner": wish.owner, "due_at": wish.due_at}
    )
    if after == task:
        raise NothingChanged(f"Task {task.number} is like that already; nothing was changed.")
    return changed(incident, _changed(after, _what(task, after), by)), after


def post_update(incident: Incident, update: Update, *, by: Actor) -> Change:
    """Record that stakeholders were told how it stands.

    Raises:
        WrongUse: it says nothing, or more than fits.
    """
    require_not_over(incident)
    if not update.conditions:
        raise WrongUse(
            "Say how it stands: `/incident update TEXT`, for example"
            " `/incident update Service is off, no further exposure`."
        )
    for part in (update.conditions, update.actions, update.needs):
        if len(part) > PART_MAX:
            raise WrongUse(f"That update has {len(part)} characters; {PART_MAX} fit. Shorten it.")
    event = UpdatePosted(
        number=update.number, text=_text(update), next_due_at=update.next_due_at, by=by.user_id
    )
    return changed(incident, event, last_update_at=update.posted_at, next_update_at=update.next_due_at)


def _text(update: Update) -> str:
    parts = (update.conditions, _part("Actions", update.actions), _part("Needs", update.needs))
    return "\n".join(part for part in parts if part)


def _part(label: str, text: str) -> str:
    return f"{label}: {text}" if text else ""


def _changed(task: Task, what: str, by: Actor) -> TaskChanged:
    return TaskChanged(
        number=task.number,
        title=task.title,
        what=what,
        owner=task.owner,
        due_at=task.due_at,
        by=by.user_id,
    )


def _what(before: Task, after: Task) -> str:
    said = []
    if before.title != after.title:
        said.append(f"it said “{escape_mrkdwn(before.title)}”")
    if before.owner != after.owner:
        said.append(f"given to <@{after.owner}>" if after.owner else "without an owner")
    if before.due_at != after.due_at:
        said.append(f"due {instant_token(after.due_at)}" if after.due_at else "without a due date")
    return ", ".join(said)


def _require_kept(incident: Incident, task: Task) -> None:
    if incident.status is Status.MERGED:
        raise NotNow(
            f"{incident.reference} was merged into INC-{incident.merged_into}, and its tasks moved there:"
            f" `/incident tasks INC-{incident.merged_into}` shows them."
        )
    if task.status is TaskStatus.DROPPED:
        raise NotNow(
            f"Task {task.number} of {incident.reference} was dropped. If it is still to be done, add it"
            " again: `/incident task TEXT`."
        )
