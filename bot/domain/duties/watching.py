"""Which reminders wait for an incident's regulatory clocks, as facts, dates and decisions stand now."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.domain.due_moments import DAY, reminder
from bot.domain.duties.computing import Entity
from bot.domain.duties.deadline import Deadline
from bot.domain.incident import Incident
from bot.domain.regulation.anchor import AnchorKind
from bot.domain.regulation.clock import Clock, ClockState
from bot.domain.regulation.regulations import Regulations
from bot.domain.regulation.reminding import ClockReminders, Term, next_asking, next_moment, sought, term_of
from bot.domain.reminder import Reminder, ReminderKind
from bot.domain.reminding import Plan
from bot.domain.value import Instant, Value


class Watch(Value):
    """What planning reminders of clocks looks at.

    Attributes:
        terms: the terms of what runs, by deadline.
        zone: the legal role's, in which mornings and quiet hours are read.
    """

    incident: Incident
    deadlines: tuple[Deadline, ...]
    terms: Mapping[int, Term]
    kinds: Mapping[str, AnchorKind]
    waiting: tuple[Reminder, ...]
    policy: ClockReminders
    zone: ZoneInfo
    at: Instant

    def rows(self, kind: ReminderKind) -> dict[str, Reminder]:
        """What waits of a kind, by subject."""
        return {each.subject: each for each in self.waiting if each.kind is kind}


def terms_of(
    deadlines: Iterable[Deadline], regulations: Regulations, entities: Sequence[Entity]
) -> dict[int, Term]:
    """What reminding has to know of every deadline that is owed and runs."""
    places = {entity.name: entity.place for entity in entities}
    found: dict[int, Term] = {}
    for deadline in deadlines:
        clock = clock_of(deadline, regulations) if deadline.is_owed and deadline.entity in places else None
        term = term_of(clock, regulations, places[deadline.entity]) if clock else None
        if term:
            found[deadline.number] = term
    return found


def clock_of(deadline: Deadline, regulations: Regulations) -> Clock | None:
    """A recorded deadline's clock; None where the catalogue does not know its stage any more."""
    regime = regulations.regimes_by_id.get(deadline.regime)
    stage = regime.stage(deadline.stage) if regime else None
    if stage is None:
        return None
    return Clock(
        regime=deadline.regime,
        stage=deadline.stage,
        name=stage.name,
        state=deadline.state,
        rule=stage.rule,
        period=stage.period,
        anchor=deadline.anchor,
        starts_at=deadline.starts_at,
        due_at=deadline.due_at,
        internal_target_at=deadline.internal_target_at,
        authority=deadline.authority,
        citation=deadline.citation,
        content=stage.content,
    )


def plan_clocks(watch: Watch, started: Collection[int]) -> Plan:
    """Bring what waits to what is owed; `started` are those that began to run just now."""
    rows = watch.rows(ReminderKind.CLOCK_DUE)
    due_at: dict[str, Instant] = {}
    for number, term in watch.terms.items():
        row = rows.get(str(number))
        if number in started:
            due_at[str(number)] = watch.at
        elif row is not None and (row.due_at <= watch.at or not row.asked):
            due_at[str(number)] = row.due_at
        else:
            after = next_due(_of(watch, number), term, watch.policy, watch.at, watch.zone)
            due_at |= {str(number): after} if after else {}
    add = [
        _moved(watch, rows.get(subject), subject, at)
        for subject, at in due_at.items()
        if subject not in rows or rows[subject].due_at != at
    ]
    gone = [row for subject, row in rows.items() if subject not in due_at]
    owed = {str(each.number) for each in watch.deadlines if each.is_owed}
    unanswered = watch.rows(ReminderKind.CLOCK_UNANSWERED)
    gone += [row for subject, row in unanswered.items() if subject not in owed]
    asking = _asking(watch)
    return Plan(stop=(*gone, *asking.stop), add=(*add, *asking.add, *_anew(watch)))


def next_due(
    deadline: Deadline, term: Term, policy: ClockReminders, at: Instant, zone: ZoneInfo
) -> Instant | None:
    """When legal hears of a clock next; said to be late, it comes back once a day after it was due."""
    if deadline.late_because and deadline.is_overdue(at):
        return at + DAY
    if deadline.is_overdue(at) and not term.rehearsal:
        return at + timedelta(minutes=policy.overdue_every)
    moment = next_moment(term, policy, after=at, lead_zone=zone)
    return moment.at if moment else None


def _of(watch: Watch, number: int) -> Deadline:
    return next(each for each in watch.deadlines if each.number == number)


def _moved(watch: Watch, row: Reminder | None, subject: str, at: Instant) -> Reminder:
    # What began just now stands in the channel already; only later ones are said there as well.
    asked = 0 if at <= watch.at else max(1, row.asked if row else 1)
    return reminder(watch.incident, ReminderKind.CLOCK_DUE, at, since=watch.at, subject=subject, asked=asked)


def awaited(deadlines: Iterable[Deadline], kinds: Mapping[str, AnchorKind]) -> tuple[str, ...]:
    """The instants that clocks wait for and that people are asked for."""
    waiting = (each.anchor for each in deadlines if each.is_owed and each.state is ClockState.NOT_STARTED)
    return sought(waiting, kinds)


def _asking(watch: Watch) -> Plan:
    """All instants that are waited for are one question, soon after and then once a day."""
    kind = ReminderKind.CLOCK_START_UNKNOWN
    row = watch.rows(kind).get("")
    missing = set(awaited(watch.deadlines, watch.kinds))
    if not missing:
        return Plan(stop=(row,) if row else ())
    if row is not None:
        return Plan()
    since = min(each.noted_at for each in watch.deadlines if each.is_owed and each.anchor in missing)
    at = next_asking(since, watch.policy, after=watch.at, lead_zone=watch.zone)
    return Plan(add=(reminder(watch.incident, kind, at, since=since),))


def _anew(watch: Watch) -> tuple[Reminder, ...]:
    """Once a day everything is worked out anew: laws take effect by date."""
    kind = ReminderKind.CLOCKS_ANEW
    if watch.rows(kind) or not any(each.is_owed for each in watch.deadlines):
        return ()
    return (reminder(watch.incident, kind, watch.at + DAY, since=watch.at),)
