"""Due work: something the bot will ask for unless it happens first. A row, never a timer."""

from enum import StrEnum

from bot.domain.value import Instant, Value


class ReminderKind(StrEnum):
    """What is asked for."""

    ROLE_EMPTY = "role_empty"
    TRIAGE_UNANSWERED = "triage_unanswered"
    UPDATE_DUE = "update_due"
    QUIET_CHANNEL = "quiet_channel"
    RESOLVED_NOT_CLOSED = "resolved_not_closed"
    REVIEW_DUE = "review_due"
    TASK_DUE = "task_due"
    CARD_SEAL = "card_seal"
    CLOCK_DUE = "clock_due"
    CLOCK_UNANSWERED = "clock_unanswered"
    CLOCK_START_UNKNOWN = "clock_start_unknown"
    CLOCKS_ANEW = "clocks_anew"

    @property
    def is_of_clocks(self) -> bool:
        """Whether it is about regulatory clocks, which nothing but a decision about them ends."""
        return self in _OF_CLOCKS


_OF_CLOCKS = (
    ReminderKind.CLOCK_DUE,
    ReminderKind.CLOCK_UNANSWERED,
    ReminderKind.CLOCK_START_UNKNOWN,
    ReminderKind.CLOCKS_ANEW,
)


class Reminder(Value):
    """One due moment.

    Attributes:
        id: the row's number; None before it is stored.
        subject: what within the incident it is about: a role, a question, a task's number; "" for the whole.
        due_at: when to ask; moves on with each asking and each snooze.
        since: since when the thing has been missing, said in the asking.
        asked: how often it was asked already; asking again is more specific, never louder.
        fired_at: when it was claimed and asked; None while it waits.
        stopped_at: when it became needless or somebody stopped it.
    """

    id: int | None = None
    incident: int
    kind: ReminderKind
    subject: str = ""
    due_at: Instant
    since: Instant
    asked: int = 0
    fired_at: Instant | None = None
    stopped_at: Instant | None = None
    stopped_by: str | None = None
