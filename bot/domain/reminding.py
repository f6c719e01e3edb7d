"""Which due work an event makes needless, and which it creates."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from bot.domain.event import (
    Cancelled,
    Closed,
    Declared,
    Event,
    Merged,
    Reopened,
    Resolved,
    ReviewScheduled,
    RoleAssigned,
    RoleReleased,
    SeverityChanged,
    TaskAdded,
    TaskDone,
    TriageAnswered,
    UpdatePosted,
)
from bot.domain.incident import Incident
from bot.domain.policy import Policy
from bot.domain.reminder import Reminder, ReminderKind
from bot.domain.role import Role
from bot.domain.triage import Question
from bot.domain.value import Value

SEAL_EVERY = timedelta(days=1)
"""How often the timeline's head and count are put into the card's metadata while the incident is open."""


class Plan(Value):
    """What to stop and what to add; stopping comes first."""

    stop: tuple[Reminder, ...] = ()
    add: tuple[Reminder, ...] = ()


def plan(
    incident: Incident, event: Event, waiting: Sequence[Reminder], policy: Policy, *, at: datetime
) -> Plan:
    """Return what `event`, which led to `incident` as it is now, means for due work."""
    rule = _RULES.get(type(event))
    return rule(incident, event, waiting, policy, at) if rule else Plan()


def _of(
    waiting: Iterable[Reminder], *kinds: ReminderKind, subject: str | None = None
) -> tuple[Reminder, ...]:
    return tuple(r for r in waiting if r.kind in kinds and subject in (None, r.subject))


def _due(incident: Incident, kind: ReminderKind, at: datetime, minutes: float, subject: str = "") -> Reminder:
    due_at = at + timedelta(minutes=minutes)
    return Reminder(incident=incident.number, kind=kind, subject=subject, due_at=due_at, since=at)


def _empty_role(incident: Incident, role: Role, policy: Policy, at: datetime) -> tuple[Reminder, ...]:
    minutes = policy.reminders.roles.get(incident.severity, {}).get(role)
    if minutes is None or incident.holder(role) is not None:
        return ()
    return (_due(incident, ReminderKind.ROLE_EMPTY, at, minutes, role.value),)


def _empty_roles(incident: Incident, policy: Policy, at: datetime) -> tuple[Reminder, ...]:
    return tuple(r for role in Role for r in _empty_role(incident, role, policy, at))


def _update(incident: Incident, policy: Policy, at: datetime) -> Reminder:
    return _due(
        incident, ReminderKind.UPDATE_DUE, at, policy.update_every(incident.severity).total_seconds() / 60
    )


def _triage(incident: Incident, policy: Policy, at: datetime) -> tuple[Reminder, ...]:
    answers = [incident.answer(question) for question in Question]
    if all(answer is not None and not answer.is_unknown for answer in answers):
        return ()
    minutes = policy.reminders.triage.get(incident.severity, 240)
    return (_due(incident, ReminderKind.TRIAGE_UNANSWERED, at, minutes),)


def _while_open(incident: Incident, policy: Policy, at: datetime) -> tuple[Reminder, ...]:
    quiet = policy.reminders.quiet_channel.get(incident.severity, 480)
    return (
        *_empty_roles(incident, policy, at),
        *_triage(incident, policy, at),
        _update(incident, policy, at),
        _due(incident, ReminderKind.QUIET_CHANNEL, at, quiet),
        _due(incident, ReminderKind.CARD_SEAL, at, SEAL_EVERY.total_seconds() / 60),
    )


def _declared(
    incident: Incident, event: Event, waiting: Sequence[Reminder], policy: Policy, at: datetime
) -> Plan:
    return Plan(add=_while_open(incident, policy, at))


def _severity(
    incident: Incident, event: Event, waiting: Sequence[Reminder], policy: Policy, at: datetime
) -> Plan:
    assert isinstance(event, SeverityChanged)  # noqa: S101 - the table of rules says so
    if event.old is event.new:
        return Plan()
    kinds = (ReminderKind.ROLE_EMPTY, ReminderKind.TRIAGE_UNANSWERED, ReminderKind.QUIET_CHANNEL)
    quiet = policy.reminders.quiet_channel.get(incident.severity, 480)
    add = [
        *_empty_roles(incident, policy, at),
        *_triage(incident, policy, at),
        _due(incident, ReminderKind.QUIET_CHANNEL, at, quiet),
    ]
    stop = list(_of(waiting, *kinds))
    update = _update(incident, policy, at)
    agreed = _of(waiting, ReminderKind.UPDATE_DUE)
    if not event.raised or all(update.due_at < r.due_at for r in agreed):
        stop.extend(agreed)
        add.append(update)
    return Plan(stop=tuple(stop), add=tuple(add))


def _assigned(
    incident: Incident, event: Event, waiting: Sequence[Reminder], policy: Policy, at: datetime
) -> Plan:
    assert isinstance(event, RoleAssigned)  # noqa: S101
    return Plan(stop=_of(waiting, ReminderKind.ROLE_EMPTY, subject=event.role.value))


def _released(
    incident: Incident, event: Event, waiting: Sequence[Reminder], policy: Policy, at: datetime
) -> Plan:
    assert isinstance(event, RoleReleased)  # noqa: S101
    return Plan(add=_empty_role(incident, event.role, policy, at))


def _answered(
    incident: Incident, event: Event, waiting: Sequence[Reminder], policy: Policy, at: datetime
) -> Plan:
    stop = _of(waiting, ReminderKind.TRIAGE_UNANSWERED)
    return Plan(stop=stop, add=_triage(incident, policy, at))


def _updated(
    incident: Incident, event: Event, waiting: Sequence[Reminder], policy: Policy, at: datetime
) -> Plan:
    assert isinstance(event, UpdatePosted)  # noqa: S101
    due = _update(incident, policy, at)
    if event.next_due_at is not None:
        due = due.model_copy(update={"due_at": event.next_due_at})
    return Plan(stop=_of(waiting, ReminderKind.UPDATE_DUE), add=(due,))


def _resolved(
    incident: Incident, event: Event, waiting: Sequence[Reminder], policy: Policy, at: datetime
) -> Plan:
    stop = tuple(r for r in waiting if r.kind not in (ReminderKind.TASK_DUE, ReminderKind.CARD_SEAL))
    add = [_due(incident, ReminderKind.RESOLVED_NOT_CLOSED, at, policy.reminders.close_after)]
    days = policy.review.due_days.get(incident.severity)
    if days is not None:
        add.append(_due(incident, ReminderKind.REVIEW_DUE, at, days * 1440))
    return Plan(stop=stop, add=tuple(add))


def _closed(
    incident: Incident, event: Event, waiting: Sequence[Reminder], policy: Policy, at: datetime
) -> Plan:
    lasting = (ReminderKind.REVIEW_DUE, ReminderKind.TASK_DUE)
    stop = tuple(r for r in waiting if r.kind not in lasting)
    days = policy.review.due_days.get(incident.severity)
    if days is None or _of(waiting, ReminderKind.REVIEW_DUE):
        return Plan(stop=stop)
    return Plan(stop=stop, add=(_due(incident, ReminderKind.REVIEW_DUE, at, days * 1440),))


def _ended(
    incident: Incident, event: Event, waiting: Sequence[Reminder], policy: Policy, at: datetime
) -> Plan:
    return Plan(stop=tuple(waiting))


def _reopened(
    incident: Incident, event: Event, waiting: Sequence[Reminder], policy: Policy, at: datetime
) -> Plan:
    stop = tuple(r for r in waiting if r.kind is not ReminderKind.TASK_DUE)
    return Plan(stop=stop, add=_while_open(incident, policy, at))


def _task_added(
    incident: Incident, event: Event, waiting: Sequence[Reminder], policy: Policy, at: datetime
) -> Plan:
    assert isinstance(event, TaskAdded)  # noqa: S101
    if event.due_at is None:
        return Plan()
    due = _due(incident, ReminderKind.TASK_DUE, at, 0, str(event.number))
    return Plan(add=(due.model_copy(update={"due_at": event.due_at}),))


def _task_done(
    incident: Incident, event: Event, waiting: Sequence[Reminder], policy: Policy, at: datetime
) -> Plan:
    assert isinstance(event, TaskDone)  # noqa: S101
    return Plan(stop=_of(waiting, ReminderKind.TASK_DUE, subject=str(event.number)))


def _review_scheduled(
    incident: Incident, event: Event, waiting: Sequence[Reminder], policy: Policy, at: datetime
) -> Plan:
    assert isinstance(event, ReviewScheduled)  # noqa: S101
    due = _due(incident, ReminderKind.REVIEW_DUE, at, 0).model_copy(update={"due_at": event.due_at})
    return Plan(stop=_of(waiting, ReminderKind.REVIEW_DUE), add=(due,))


_Rule = Callable[[Incident, Event, Sequence[Reminder], Policy, datetime], Plan]

_RULES: dict[type[Event], _Rule] = {
    Declared: _declared,
    SeverityChanged: _severity,
    RoleAssigned: _assigned,
    RoleReleased: _released,
    TriageAnswered: _answered,
    UpdatePosted: _updated,
    Resolved: _resolved,
    Closed: _closed,
    Cancelled: _ended,
    Merged: _ended,
    Reopened: _reopened,
    TaskAdded: _task_added,
    TaskDone: _task_done,
    ReviewScheduled: _review_scheduled,
}
