"""What a due reminder leads to: ask, ask later, or nothing, because it is needless by now."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain import due_moments as moments
from bot.domain.incident import Incident, Status
from bot.domain.policy import Policy
from bot.domain.reminder import Reminder, ReminderKind
from bot.domain.review import REVIEW_QUESTIONS, Review
from bot.domain.role import Role
from bot.domain.task import Task, TaskStatus
from bot.domain.value import Instant, Value

LAST_STEP = 3
"""Asking becomes more specific up to the third time; later ones say the same again."""

MOST_DOUBLED = 5

_PRIVATELY = (ReminderKind.TASK_DUE, ReminderKind.REVIEW_DUE)


class Needless(Value):
    """It happened, or nobody has to be asked any more."""


class Later(Value):
    """It is not missing long enough yet; `reminder` is how it waits on."""

    reminder: Reminder


class Ask(Value):
    """Ask for it now.

    Attributes:
        step: 1 says what and who could do it, 2 since when and whom it waits for, 3 what follows from it.
        again_at: when to ask again; None when this was the last time.
    """

    reminder: Reminder
    step: int
    again_at: Instant | None


Verdict = Needless | Later | Ask


def judge(
    reminder: Reminder,
    incident: Incident,
    policy: Policy,
    at: Instant,
    *,
    task: Task | None = None,
    review: Review | None = None,
    acted_at: Instant | None = None,
) -> Verdict:
    """Return what a due reminder leads to, with the incident as it is now.

    Args:
        reminder: due at `at` or before.
        incident: as it is now.
        policy: how often and how many times to ask.
        at: now.
        task: the task that a reminder of a task is about.
        review: the incident's review, as far as there is one.
        acted_at: when people last did something that is on the timeline.
    """
    if not is_missing(reminder, incident, policy, task=task, review=review):
        return Needless()
    if reminder.kind is ReminderKind.QUIET_CHANNEL:
        quiet_at = moments.may_be_quiet_until(incident, policy, acted_at)
        if quiet_at > at:
            return Later(reminder=reminder.model_copy(update={"due_at": quiet_at, "asked": 0}))
    lasting = reminder.kind is ReminderKind.CARD_SEAL
    is_last = not lasting and reminder.asked + 1 >= policy.reminders.max_asked
    step = min(reminder.asked + 1, LAST_STEP)
    return Ask(
        reminder=reminder, step=step, again_at=None if is_last else at + ask_every(reminder, incident, policy)
    )


def is_missing(
    reminder: Reminder,
    incident: Incident,
    policy: Policy,
    *,
    task: Task | None = None,
    review: Review | None = None,
) -> bool:
    """Whether what a reminder asks for is still to be done."""
    match reminder.kind:
        case ReminderKind.ROLE_EMPTY:
            role = Role.parse_or_none(reminder.subject)
            return role is not None and moments.is_vacant(incident, role, policy)
        case ReminderKind.TRIAGE_UNANSWERED:
            return incident.status is Status.OPEN and bool(moments.missing_answers(incident))
        case ReminderKind.UPDATE_DUE | ReminderKind.QUIET_CHANNEL:
            return incident.status is Status.OPEN
        case ReminderKind.RESOLVED_NOT_CLOSED:
            return incident.status is Status.RESOLVED
        case ReminderKind.CARD_SEAL:
            return incident.status in (Status.OPEN, Status.RESOLVED)
        case ReminderKind.TASK_DUE:
            ended = incident.status in (Status.CANCELLED, Status.MERGED)
            return not ended and task is not None and task.status is TaskStatus.OPEN
        case ReminderKind.REVIEW_DUE:
            return incident.status in (Status.RESOLVED, Status.CLOSED) and not is_reviewed(review)
        case _:
            # What is decided about a regulatory clock ends its reminders, and nothing else (duties.watching).
            return True


def is_reviewed(review: Review | None) -> bool:
    """Whether the review was held, or all its questions are answered."""
    if review is None:
        return False
    answered = {answer.question for answer in review.answers}
    return review.held_at is not None or answered.issuperset(REVIEW_QUESTIONS)


def ask_every(reminder: Reminder, incident: Incident, policy: Policy) -> timedelta:
    """How long after this asking the next one comes; counted from the asking, so that none pile up.

    Once everything is said, each further wait is twice as long as the one before.
    """
    every = _usually_every(reminder, incident, policy)
    if reminder.kind is ReminderKind.CARD_SEAL:
        return every
    doubled = min(max(0, reminder.asked - LAST_STEP + 2), MOST_DOUBLED)
    return every * (1 << doubled)


def _usually_every(reminder: Reminder, incident: Incident, policy: Policy) -> timedelta:
    match reminder.kind:
        case ReminderKind.ROLE_EMPTY:
            return timedelta(minutes=policy.reminders.roles_again.get(incident.severity, 60))
        case ReminderKind.TRIAGE_UNANSWERED:
            return moments.triage_every(incident, policy)
        case ReminderKind.UPDATE_DUE:
            return policy.update_every(incident.severity)
        case ReminderKind.QUIET_CHANNEL:
            return moments.quiet_after(incident, policy)
        case ReminderKind.RESOLVED_NOT_CLOSED:
            return timedelta(minutes=policy.reminders.close_after)
        case ReminderKind.TASK_DUE if incident.status is Status.OPEN:
            return max(timedelta(hours=1), policy.update_every(incident.severity))
        case ReminderKind.CARD_SEAL:
            return moments.SEAL_EVERY
        case _ if reminder.kind.is_of_clocks:
            return timedelta(minutes=policy.clocks.overdue_every)
        case _:
            return moments.DAY


def together(verdicts: Sequence[Verdict], at: Instant, quiet: timedelta) -> list[Verdict]:
    """Return the verdicts as they are said in one message: whoever is asked for something else in the
    channel need not be told as well that it is quiet there.
    """
    aside = {ReminderKind.QUIET_CHANNEL, ReminderKind.CARD_SEAL, *_PRIVATELY}
    if all(v.reminder.kind in aside for v in verdicts if isinstance(v, Ask)):
        return list(verdicts)
    return [_quietly(v, at + quiet) for v in verdicts]


def _quietly(verdict: Verdict, until: Instant) -> Verdict:
    if not isinstance(verdict, Ask) or verdict.reminder.kind is not ReminderKind.QUIET_CHANNEL:
        return verdict
    return Later(reminder=verdict.reminder.model_copy(update={"due_at": until}))


def next_of(ask: Ask) -> Reminder | None:
    """Return the reminder that waits after an asking, or None after the last."""
    if ask.again_at is None:
        return None
    again = {"id": None, "due_at": ask.again_at, "asked": ask.reminder.asked + 1, "fired_at": None}
    return ask.reminder.model_copy(update=again)


def in_channel(reminder: Reminder, incident: Incident) -> bool:
    """Whether it may be asked in the incident's channel, which is quiet once the incident is closed."""
    if reminder.kind is ReminderKind.REVIEW_DUE or incident.status.is_over:
        return False
    return reminder.kind is not ReminderKind.TASK_DUE or incident.status is Status.OPEN
