"""Events of daily work: tasks, updates, reminders, the review."""

from typing import ClassVar

from bot.domain.event.base import Event
from bot.domain.instant_token import instant_token
from bot.domain.mrkdwn import escape_mrkdwn as esc
from bot.domain.value import Instant


class TaskAdded(Event):
    """A task was added."""

    kind = "task_added"
    number: int
    title: str
    owner: str | None
    due_at: Instant | None
    by: str

    def line(self) -> str:
        """Say it in one line."""
        owner = f" for <@{self.owner}>" if self.owner else ""
        due = f", due {instant_token(self.due_at)}" if self.due_at else ""
        return f"<@{self.by}> added task {self.number}{owner}: {esc(self.title)}{due}."


class TaskDone(Event):
    """A task was finished."""

    kind = "task_done"
    number: int
    title: str
    owner: str | None = None
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> finished task {self.number}: {esc(self.title)}."


class TaskChanged(Event):
    """A task got other words, another owner or due date, or was opened again.

    Attributes:
        what: what changed, in words; people in it appear as `<@U…>`, other words are escaped already.
        owner: who sees to it now.
        due_at: when it is due now.
    """

    kind = "task_changed"
    key: ClassVar[bool] = False
    number: int
    title: str
    what: str
    owner: str | None = None
    due_at: Instant | None = None
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> changed task {self.number} ({esc(self.title)}): {self.what}."


class UpdatePosted(Event):
    """A stakeholder update went out."""

    kind = "update_posted"
    number: int
    text: str
    next_due_at: Instant | None
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> posted update {self.number}: {esc(self.text)}"


class ReviewAnswered(Event):
    """One of the three process questions was answered."""

    kind = "review_answered"
    on_card: ClassVar[bool] = False
    asked: str
    text: str
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> answered “{self.asked}”: {esc(self.text)}"


class ReviewScheduled(Event):
    """Somebody took on the review, by a date."""

    kind = "review_scheduled"
    on_card: ClassVar[bool] = False
    owner: str | None
    due_at: Instant
    by: str

    def line(self) -> str:
        """Say it in one line."""
        who = f"<@{self.owner}>" if self.owner else "nobody yet"
        return f"Review to be scheduled by {who}, by {instant_token(self.due_at)}."


class ReminderSent(Event):
    """The bot asked for something that is missing."""

    kind = "reminder_sent"
    key: ClassVar[bool] = False
    on_card: ClassVar[bool] = False
    text: str

    def line(self) -> str:
        """Say it in one line."""
        return f"Reminder: {self.text}"


class ReminderHeld(Event):
    """Somebody snoozed or stopped a reminder."""

    kind = "reminder_held"
    key: ClassVar[bool] = False
    on_card: ClassVar[bool] = False
    text: str

    def line(self) -> str:
        """Say it in one line."""
        return self.text
