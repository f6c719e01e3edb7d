"""The machine-readable form of facts and deadlines."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Self

from bot.domain.duties.deadline import Deadline, DeadlineStatus
from bot.domain.iso import Iso
from bot.domain.reminder import Reminder, ReminderKind
from bot.domain.value import Value


class FactPart(Value):
    """The latest answer to a fact that decides which duties apply."""

    fact: str
    answer: Literal["yes", "no", "unknown"]
    note: str | None
    answered_by: str
    answered_at: Iso


class ReminderPart(Value):
    """When somebody is reminded of a deadline."""

    due_at: Iso
    sent_at: Iso | None


class FilePart(Value):
    """The notice that was filed.

    Attributes:
        id: Slack's, where it is a file that was posted in the channel.
        link: where it can be read.
    """

    id: str | None
    name: str | None
    link: str | None


class DeadlinePart(Value):
    """One regulatory clock.

    Attributes:
        repeat: how often the stage was filed before; 0 unless it is due again after each filing.
        entity: the legal entity it concerns; null while there is one alone.
        reason: why it was waived, superseded or filed late; before that, why it will be late.
    """

    number: int
    regime: str
    stage: str
    repeat: int
    entity: str | None
    title: str
    citation: str
    authority: str | None
    starts_at: Iso | None
    anchor: str | None
    anchor_confirmed: bool
    due_at: Iso | None
    legal_latest: Iso | None
    internal_target_at: Iso | None
    status: DeadlineStatus
    filed_at: Iso | None
    filed_by: str | None
    reference: str | None
    file: FilePart | None
    reason: str | None
    reminders: tuple[ReminderPart, ...]

    @classmethod
    def of(cls, deadline: Deadline, reminders: Sequence[Reminder], at: datetime) -> Self:
        """Return a deadline as it stands at an instant, with the reminders that concern it."""
        subject = str(deadline.number)
        mine = (r for r in reminders if r.kind is ReminderKind.CLOCK_DUE and r.subject == subject)
        as_they_are = {name: getattr(deadline, name) for name in cls.model_fields if hasattr(deadline, name)}
        reason = deadline.reason or deadline.superseded_because or deadline.late_because
        asked = [ReminderPart(due_at=r.due_at, sent_at=r.fired_at) for r in mine if not _needless(r)]
        worked_out = {
            "entity": deadline.entity or None,
            "status": deadline.status(at),
            "filed_by": deadline.decided_by if deadline.filed_at else None,
            "file": _file(deadline),
            "reason": reason,
            "reminders": tuple(asked),
        }
        return cls(**(as_they_are | worked_out))


def _file(deadline: Deadline) -> FilePart | None:
    if not (deadline.file or deadline.file_id):
        return None
    return FilePart(id=deadline.file_id, name=deadline.file_name, link=deadline.file)


def _needless(reminder: Reminder) -> bool:
    return reminder.stopped_at is not None and reminder.fired_at is None
