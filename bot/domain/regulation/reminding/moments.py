"""The moments at which legal is reminded of one clock, in order."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.local_time import instant
from bot.domain.regulation.reminding import offset
from bot.domain.regulation.reminding.moment import Escalation, Moment
from bot.domain.regulation.reminding.policy import ClockReminders
from bot.domain.regulation.reminding.row import row_of
from bot.domain.regulation.reminding.term import Term

NEVER_HELD_BACK = timedelta(hours=24)
"""With no more than this left, quiet hours hold nothing back."""
_DAY = timedelta(days=1)
_WEIGHT = list(Escalation)


def planned_moments(term: Term, policy: ClockReminders, *, lead_zone: ZoneInfo) -> tuple[Moment, ...]:
    """Every reminder from the start until it is due; without a number, only those that can be counted."""
    if term.due_at is None:
        return _ordered(term, policy, _of_unnumbered(term, policy), lead_zone)
    return _ordered(term, policy, _of_numbered(term, term.due_at, policy), lead_zone)


def next_moment(term: Term, policy: ClockReminders, *, after: datetime, lead_zone: ZoneInfo) -> Moment | None:
    """The first reminder after an instant, for as long as nobody has decided about the clock.

    Once it is due that is every hour; a duty without a number comes back every day.
    """
    ahead = (moment for moment in planned_moments(term, policy, lead_zone=lead_zone) if moment.at > after)
    planned = next(ahead, None)
    if term.due_at is not None:
        return planned or _overdue(term, term.due_at, policy, after)
    daily = _daily(term, policy, after, lead_zone)
    return min((moment for moment in (planned, daily) if moment), key=lambda m: m.at, default=None)


def held_back(at: datetime, term: Term, policy: ClockReminders, lead_zone: ZoneInfo) -> datetime:
    """The instant, or the end of quiet hours where so much time remains that it may wait for that."""
    if policy.rest is None:
        return at
    morning = policy.rest.over(at, lead_zone)
    if term.due_at is None:
        return morning
    return max(at, min(morning, term.due_at - NEVER_HELD_BACK))


def _of_numbered(term: Term, due_at: datetime, policy: ClockReminders) -> Iterator[Moment]:
    row, escalations = _words(term, policy)
    for word in row:
        for at in offset.instants(word, term, due_at, policy.day_begins):
            yield Moment(at=at, why=word)
    for word, escalation in escalations:
        for at in offset.instants(word, term, due_at, policy.day_begins):
            yield Moment(at=at, why=word, escalation=escalation)
    if term.lead:
        yield Moment(at=due_at - term.lead, why=offset.REMIND_BY)
    yield from _last_working_day(term, due_at, policy)


def _of_unnumbered(term: Term, policy: ClockReminders) -> Iterator[Moment]:
    row, escalations = _words(term, policy)
    if offset.START in row:
        yield Moment(at=term.starts_at, why=offset.START)
    for word, escalation in escalations:
        at = term.target_at if word == offset.TARGET else term.starts_at
        if at:
            yield Moment(at=at, why=word, escalation=escalation)


def _words(term: Term, policy: ClockReminders) -> tuple[tuple[str, ...], list[tuple[str, Escalation]]]:
    """What the policy says for a clock of this length; a rehearsal goes to nobody else."""
    row = row_of(policy.remind, term, otherwise=(offset.DUE,))
    if term.rehearsal:
        return row, []
    always = row_of(policy.escalate, term, otherwise=())
    undrafted = row_of(policy.escalate_without_draft, term, otherwise=())
    return row, [
        *((word, Escalation.ALWAYS) for word in always),
        *((word, Escalation.UNLESS_DRAFTED) for word in undrafted),
    ]


def _last_working_day(term: Term, due_at: datetime, policy: ClockReminders) -> Iterator[Moment]:
    """The morning of the last day worked before a limit that falls on a day off."""
    last = term.last_day(due_at)
    worked = term.working_days_until(due_at)
    if worked and not term.days.works(last):
        at = instant(worked[-1], policy.day_begins, term.place)
        yield Moment(at=at, why=offset.LAST_WORKING_DAY)


def _ordered(
    term: Term, policy: ClockReminders, found: Iterable[Moment], lead_zone: ZoneInfo
) -> tuple[Moment, ...]:
    """In order, none before the start or after the end, each instant once."""
    by_instant: dict[datetime, Moment] = {}
    for moment in found:
        if moment.at < term.starts_at or (term.due_at and moment.at > term.due_at):
            continue
        held = moment.model_copy(update={"at": held_back(moment.at, term, policy, lead_zone)})
        by_instant[held.at] = _stronger(by_instant.get(held.at), held)
    return tuple(by_instant[at] for at in sorted(by_instant))


def _stronger(one: Moment | None, other: Moment) -> Moment:
    """Of two at one instant: whichever goes to more people; the name of the first."""
    if one is None:
        return other
    return max(one, one.model_copy(update={"escalation": other.escalation}), key=_weight)


def _weight(moment: Moment) -> int:
    return _WEIGHT.index(moment.escalation)


def _overdue(term: Term, due_at: datetime, policy: ClockReminders, after: datetime) -> Moment | None:
    """Every hour after it was due; nobody is told that a rehearsal is over."""
    if term.rehearsal:
        return None
    every = timedelta(minutes=policy.overdue_every)
    passed = (after - due_at) // every
    return Moment(at=due_at + (passed + 1) * every, why=offset.OVERDUE)


def _daily(term: Term, policy: ClockReminders, after: datetime, lead_zone: ZoneInfo) -> Moment | None:
    row, _ = _words(term, policy)
    if offset.DAILY not in row:
        return None
    first = max(1, (after - term.starts_at) // _DAY)
    days = (held_back(term.starts_at + n * _DAY, term, policy, lead_zone) for n in range(first, first + 3))
    return next((Moment(at=at, why=offset.DAILY) for at in days if at > after), None)
