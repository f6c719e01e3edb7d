"""Which due work an event makes needless, and which it creates."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from bot.domain import due_moments as moments
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
    TaskChanged,
    TaskDone,
    TriageAnswered,
    TriageAsked,
    UpdatePosted,
)
from bot.domain.incident import Incident, Status
from bot.domain.policy import Policy
from bot.domain.reminder import Reminder, ReminderKind
from bot.domain.task import Task
from bot.domain.value import Value

_LASTING = (ReminderKind.REVIEW_DUE, ReminderKind.TASK_DUE)
"""What is still asked for once the incident is closed, of its owner alone."""


class Plan(Value):
    """What to stop and what to add; stopping comes first."""

    stop: tuple[Reminder, ...] = ()
    add: tuple[Reminder, ...] = ()


class Situation(Value):
    """What a rule looks at.

    Attributes:
        incident: as it is after the event, with all else that the same act changed.
        waiting: what waits before it.
        tasks: all tasks, where the event concerns them as a whole.
    """

    incident: Incident
    waiting: tuple[Reminder, ...]
    policy: Policy
    at: datetime
    tasks: tuple[Task, ...] = ()

    def of(self, *kinds: ReminderKind, subject: str | None = None) -> tuple[Reminder, ...]:
        """Return what waits of these kinds, and about one subject if it is given."""
        return tuple(r for r in self.waiting if r.kind in kinds and subject in (None, r.subject))

    @property
    def is_open(self) -> bool:
        """Whether anything is asked for in the channel beside closing."""
        return self.incident.status is Status.OPEN


def plan(
    incident: Incident,
    event: Event,
    waiting: Sequence[Reminder],
    policy: Policy,
    *,
    at: datetime,
    tasks: Sequence[Task] = (),
) -> Plan:
    """Return what `event`, which led to `incident` as it is now, means for due work."""
    rule = _RULES.get(type(event))
    if rule is None:
        return Plan()
    return rule(
        Situation(incident=incident, waiting=tuple(waiting), policy=policy, at=at, tasks=tuple(tasks)), event
    )


def waits_after(waiting: Iterable[Reminder], planned: Plan) -> list[Reminder]:
    """Return what waits once a plan is carried out: one reminder for each kind and subject."""
    stopped = {(r.kind, r.subject) for r in planned.stop}
    left = {(r.kind, r.subject): r for r in waiting if (r.kind, r.subject) not in stopped}
    return list((left | {(r.kind, r.subject): r for r in planned.add}).values())


def needs_tasks(events: Iterable[Event]) -> bool:
    """Whether planning for these events wants to know the incident's tasks."""
    return any(isinstance(event, Reopened) for event in events)


def _declared(now: Situation, _: Declared) -> Plan:
    return Plan(add=moments.while_open(now.incident, now.policy, now.at))


def _severity(now: Situation, event: SeverityChanged) -> Plan:
    if event.old is event.new or not now.is_open:
        return Plan()
    incident, policy, at = now.incident, now.policy, now.at
    kinds = (ReminderKind.ROLE_EMPTY, ReminderKind.TRIAGE_UNANSWERED, ReminderKind.QUIET_CHANNEL)
    update_at = at + policy.update_every(incident.severity)
    anew = (
        *moments.empty_roles(incident, policy, at),
        *moments.triage(incident, at + moments.triage_every(incident, policy)),
        moments.quiet(incident, policy, at),
        moments.update(incident, update_at),
    )
    if event.raised:
        return Plan(stop=now.of(*kinds), add=tuple(_sooner(now, each) for each in anew))
    # A time that stakeholders were told stands, also where updates need not come so often any more.
    promised = incident.last_update_at is not None and now.of(ReminderKind.UPDATE_DUE)
    return Plan(stop=now.of(*kinds), add=anew[:-1] if promised else anew)


def _sooner(now: Situation, wanted: Reminder) -> Reminder:
    """Let nothing be asked later than it would have been before the severity was raised."""
    before = now.of(wanted.kind, subject=wanted.subject)
    due_at = min([wanted.due_at, *(max(r.due_at, now.at) for r in before)])
    return wanted.model_copy(update={"due_at": due_at})


def _assigned(now: Situation, event: RoleAssigned) -> Plan:
    return Plan(stop=now.of(ReminderKind.ROLE_EMPTY, subject=event.role.value))


def _released(now: Situation, event: RoleReleased) -> Plan:
    return Plan(add=moments.empty_role(now.incident, event.role, now.policy, now.at))


def _answered(now: Situation, event: TriageAnswered) -> Plan:
    """Ask when the oldest that is missing is old enough, but not sooner than planned after an asking."""
    waiting = now.of(ReminderKind.TRIAGE_UNANSWERED)
    missing = moments.missing_answers(now.incident)
    if not waiting and event.question not in missing:
        return Plan()
    every = moments.triage_every(now.incident, now.policy)
    asked = max((r.asked for r in waiting), default=0)
    oldest = min((moments.missing_since(now.incident, question) for question in missing), default=now.at)
    due_at = max([oldest + every, *(r.due_at for r in waiting if asked)])
    if not waiting or due_at <= now.at:
        due_at = now.at + every
    return Plan(stop=waiting, add=moments.triage(now.incident, due_at, asked=asked))


def _asked(now: Situation, event: TriageAsked) -> Plan:
    if not event.again:
        return Plan()
    asked = max((r.asked for r in now.of(ReminderKind.TRIAGE_UNANSWERED)), default=0)
    due_at = now.at + moments.triage_every(now.incident, now.policy)
    return Plan(add=moments.triage(now.incident, due_at, asked=asked))


def _updated(now: Situation, event: UpdatePosted) -> Plan:
    stop = now.of(ReminderKind.UPDATE_DUE)
    if not now.is_open:
        return Plan(stop=stop)
    due_at = event.next_due_at or now.at + now.policy.update_every(now.incident.severity)
    due = moments.update(now.incident, max(due_at, now.at))
    return Plan(stop=stop, add=(due.model_copy(update={"since": now.at}),))


def _review(now: Situation) -> tuple[Reminder, ...]:
    days = now.policy.review.due_days.get(now.incident.severity)
    return () if days is None else (moments.review(now.incident, now.at + days * moments.DAY, now.at),)


def _resolved(now: Situation, _: Resolved) -> Plan:
    going_on = (ReminderKind.TASK_DUE, ReminderKind.CARD_SEAL)
    stop = tuple(r for r in now.waiting if r.kind not in going_on and not r.kind.is_of_clocks)
    due_at = moments.after(now.at, now.policy.reminders.close_after)
    close = moments.reminder(now.incident, ReminderKind.RESOLVED_NOT_CLOSED, due_at, since=now.at)
    return Plan(stop=stop, add=(close, *_review(now)))


def _closed(now: Situation, _: Closed) -> Plan:
    stop = tuple(r for r in now.waiting if r.kind not in _LASTING and not r.kind.is_of_clocks)
    return Plan(stop=stop, add=() if now.of(ReminderKind.REVIEW_DUE) else _review(now))


def _cancelled(now: Situation, _: Cancelled) -> Plan:
    return Plan(stop=tuple(r for r in now.waiting if not r.kind.is_of_clocks))


def _merged(now: Situation, _: Merged) -> Plan:
    return Plan(stop=now.waiting)


def _reopened(now: Situation, _: Reopened) -> Plan:
    kept = (r for r in now.waiting if r.kind is not ReminderKind.TASK_DUE)
    stop = tuple(r for r in kept if not r.kind.is_of_clocks)
    return Plan(
        stop=stop,
        add=(*moments.while_open(now.incident, now.policy, now.at), *_tasks_not_waiting(now)),
    )


def _tasks_not_waiting(now: Situation) -> tuple[Reminder, ...]:
    known = {r.subject for r in now.of(ReminderKind.TASK_DUE)}
    return tuple(r for r in moments.tasks(now.incident, now.tasks, now.at) if r.subject not in known)


def _task_added(now: Situation, event: TaskAdded) -> Plan:
    return Plan(add=moments.task(now.incident, event.number, event.due_at, now.at))


def _task_changed(now: Situation, event: TaskChanged) -> Plan:
    stop = now.of(ReminderKind.TASK_DUE, subject=str(event.number))
    return Plan(stop=stop, add=moments.task(now.incident, event.number, event.due_at, now.at))


def _task_done(now: Situation, event: TaskDone) -> Plan:
    return Plan(stop=now.of(ReminderKind.TASK_DUE, subject=str(event.number)))


def _review_scheduled(now: Situation, event: ReviewScheduled) -> Plan:
    if now.incident.status in (Status.CANCELLED, Status.MERGED):
        return Plan()
    due = moments.review(now.incident, event.due_at, now.at)
    return Plan(stop=now.of(ReminderKind.REVIEW_DUE), add=(due,))


_RULES: dict[type[Event], Callable[..., Plan]] = {
    Declared: _declared,
    SeverityChanged: _severity,
    RoleAssigned: _assigned,
    RoleReleased: _released,
    TriageAnswered: _answered,
    TriageAsked: _asked,
    UpdatePosted: _updated,
    Resolved: _resolved,
    Closed: _closed,
    Cancelled: _cancelled,
    Merged: _merged,
    Reopened: _reopened,
    TaskAdded: _task_added,
    TaskChanged: _task_changed,
    TaskDone: _task_done,
    ReviewScheduled: _review_scheduled,
}
