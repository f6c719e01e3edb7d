"""When each thing is asked for unless it happens first: the first due moment and since when it is missing."""

from collections.abc import Iterable
from datetime import timedelta

from bot.domain.incident import Incident, Status
from bot.domain.policy import Policy
from bot.domain.question import Question
from bot.domain.reminder import Reminder, ReminderKind
from bot.domain.role import Role
from bot.domain.task import Task, TaskStatus
from bot.domain.value import Instant

SEAL_EVERY = timedelta(days=1)
"""How often the timeline's head and count are put into the card's metadata while the incident is open."""
DAY = timedelta(days=1)
SOON = timedelta(minutes=2)
"""What is overdue for less than this is due now."""


def after(at: Instant, minutes: float) -> Instant:
    """Return the instant so many minutes on."""
    return at + timedelta(minutes=minutes)


def reminder(
    incident: Incident,
    kind: ReminderKind,
    due_at: Instant,
    *,
    since: Instant,
    subject: str = "",
    asked: int = 0,
) -> Reminder:
    """Return a reminder about something of the incident."""
    return Reminder(
        incident=incident.number, kind=kind, subject=subject, due_at=due_at, since=since, asked=asked
    )


def role_minutes(incident: Incident, role: Role, policy: Policy) -> int | None:
    """Return within how many minutes the severity wants a role filled; None where it does not."""
    return policy.reminders.roles.get(incident.severity, {}).get(role)


def is_vacant(incident: Incident, role: Role, policy: Policy) -> bool:
    """Whether an open incident lacks a role that its severity wants."""
    wanted = role_minutes(incident, role, policy) is not None
    return wanted and incident.status is Status.OPEN and incident.holder(role) is None


def vacant_since(incident: Incident, role: Role) -> Instant:
    """Return since when nobody holds a role."""
    released = [h.released_at for h in incident.roles if h.role is role and h.released_at is not None]
    return max(released, default=incident.declared_at)


def empty_role(incident: Incident, role: Role, policy: Policy, at: Instant) -> tuple[Reminder, ...]:
    """Return the reminder of a role that nobody holds, if the severity wants it."""
    minutes = role_minutes(incident, role, policy)
    if minutes is None or not is_vacant(incident, role, policy):
        return ()
    since = vacant_since(incident, role)
    return (reminder(incident, ReminderKind.ROLE_EMPTY, after(at, minutes), since=since, subject=role.value),)


def empty_roles(incident: Incident, policy: Policy, at: Instant) -> tuple[Reminder, ...]:
    """Return the reminders of all roles that nobody holds and the severity wants."""
    return tuple(r for role in Role for r in empty_role(incident, role, policy, at))


def missing_answers(incident: Incident) -> tuple[Question, ...]:
    """Return the triage questions that are unanswered, or answered with unknown."""
    given = {question: incident.answer(question) for question in Question}
    return tuple(question for question, answer in given.items() if answer is None or answer.is_unknown)


def missing_since(incident: Incident, question: Question) -> Instant:
    """Return since when a question has no answer that decides anything."""
    answer = incident.answer(question)
    return incident.declared_at if answer is None else answer.answered_at


def triage_every(incident: Incident, policy: Policy) -> timedelta:
    """How old an unknown may be before it is asked again."""
    return timedelta(minutes=policy.reminders.triage.get(incident.severity, 240))


def triage(incident: Incident, due_at: Instant, *, asked: int = 0) -> tuple[Reminder, ...]:
    """Return the reminder of unanswered triage questions, if there are any."""
    missing = missing_answers(incident)
    if not missing or incident.status is not Status.OPEN:
        return ()
    since = min(missing_since(incident, question) for question in missing)
    return (reminder(incident, ReminderKind.TRIAGE_UNANSWERED, due_at, since=since, asked=asked),)


def update(incident: Incident, due_at: Instant) -> Reminder:
    """Return the reminder of the next stakeholder update."""
    since = incident.last_update_at or incident.declared_at
    return reminder(incident, ReminderKind.UPDATE_DUE, due_at, since=since)


def quiet_after(incident: Incident, policy: Policy) -> timedelta:
    """How long the channel may be quiet."""
    return timedelta(minutes=policy.reminders.quiet_channel.get(incident.severity, 480))


def may_be_quiet_until(incident: Incident, policy: Policy, acted_at: Instant | None = None) -> Instant:
    """Until when nobody asks why it is quiet; once harm has stopped, until the update that was promised."""
    until = last_sign_of_life(incident, acted_at) + quiet_after(incident, policy)
    if incident.contained_at is None or incident.last_update_at is None or incident.next_update_at is None:
        return until
    return max(until, incident.next_update_at)


def quiet(incident: Incident, policy: Policy, at: Instant) -> Reminder:
    """Return the reminder of a channel in which nothing happens."""
    since = last_sign_of_life(incident)
    return reminder(incident, ReminderKind.QUIET_CHANNEL, at + quiet_after(incident, policy), since=since)


def last_sign_of_life(incident: Incident, acted_at: Instant | None = None) -> Instant:
    """Return when people last said or did something; `acted_at` as far as only the timeline tells."""
    signs = [
        acted_at,
        incident.last_message_at,
        incident.last_update_at,
        incident.contained_at,
        incident.recovered_at,
    ]
    signs += [h.released_at for h in incident.roles] + [h.assigned_at for h in incident.roles]
    signs += [answer.answered_at for answer in incident.triage]
    return max((sign for sign in signs if sign is not None), default=incident.declared_at)


def seal(incident: Incident, at: Instant) -> Reminder:
    """Return the reminder of the daily seal; nobody is asked for it."""
    return reminder(incident, ReminderKind.CARD_SEAL, at + SEAL_EVERY, since=at)


def review(incident: Incident, due_at: Instant, at: Instant) -> Reminder:
    """Return the reminder of the review."""
    return reminder(incident, ReminderKind.REVIEW_DUE, max(due_at, at), since=incident.resolved_at or at)


def task(incident: Incident, number: int, due_at: Instant | None, at: Instant) -> tuple[Reminder, ...]:
    """Return the reminder of a task with a due date; what is overdue is asked for in a day."""
    if due_at is None or incident.status in (Status.CANCELLED, Status.MERGED):
        return ()
    moment = due_at if due_at > at else at + DAY
    return (reminder(incident, ReminderKind.TASK_DUE, moment, since=due_at, subject=str(number)),)


def tasks(incident: Incident, of: Iterable[Task], at: Instant) -> tuple[Reminder, ...]:
    """Return the reminders of open tasks with a due date."""
    return tuple(r for t in of if t.status is TaskStatus.OPEN for r in task(incident, t.number, t.due_at, at))


def while_open(incident: Incident, policy: Policy, at: Instant) -> tuple[Reminder, ...]:
    """Return everything that is asked for while an incident is open."""
    return (
        *empty_roles(incident, policy, at),
        *triage(incident, at + triage_every(incident, policy)),
        update(incident, at + policy.update_every(incident.severity)),
        quiet(incident, policy, at),
        seal(incident, at),
    )
