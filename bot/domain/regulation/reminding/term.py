"""What reminding has to know of one clock: from when to when it runs, and whose days and holidays count."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.regulation.clock import Clock, ClockState
from bot.domain.regulation.local_day import day_of
from bot.domain.regulation.period import Period, Unit
from bot.domain.regulation.place import Place
from bot.domain.regulation.regulations import Regulations
from bot.domain.regulation.rule import CountingRule
from bot.domain.regulation.working_days import WorkingDays
from bot.domain.regulation.zone import ZoneName, zone
from bot.domain.value import Instant, Value

_INSTANT = timedelta(microseconds=1)
_DAY = timedelta(days=1)


class Term(Value):
    """One clock that has started."""

    rule: CountingRule
    period: Period | None = None
    starts_at: Instant
    due_at: Instant | None = None
    target_at: Instant | None = None
    """The internal target of a duty without a number."""
    lead: timedelta = timedelta(0)
    """Counted down to so much before it is due, because how its first day counts is not certain."""
    zone: ZoneName
    """Where its days begin and end."""
    days: WorkingDays
    rehearsal: bool = False
    """Run to practise: it goes to nobody else, and nobody is reminded once it is over."""

    @property
    def place(self) -> ZoneInfo:
        """The zone itself."""
        return zone(self.zone)

    @property
    def length(self) -> timedelta:
        """How long it is, in the unit its rule counts: fifteen days stay fifteen though the last is whole."""
        if self.period is None or self.due_at is None:
            return timedelta(0)
        if self.period.unit in (Unit.HOURS, Unit.DAY_OF_NEXT_MONTH):
            return self.due_at - self.starts_at
        return self.period.at_least

    def last_day(self, due_at: datetime) -> date:
        """The day on which it falls due; 24:00 belongs to the day that ends."""
        return day_of(due_at - _INSTANT, self.place)

    def working_days_until(self, due_at: datetime) -> list[date]:
        """The days worked from its start to the day it is due, both included."""
        first = day_of(self.starts_at, self.place)
        length = (self.last_day(due_at) - first).days + 1
        days = (first + n * _DAY for n in range(length))
        return [day for day in days if self.days.works(day)]


def term_of(clock: Clock, regulations: Regulations, place: Place) -> Term | None:
    """What reminding has to know of a clock; None for one that has not started or does not bind yet."""
    if clock.starts_at is None or clock.state in (ClockState.NOT_STARTED, ClockState.NOT_IN_FORCE):
        return None
    regime = regulations.regimes_by_id[clock.regime]
    stage = regime.stage(clock.stage)
    rule = (stage.zone if stage else None) or regime.zone
    where = place.zone(rule).key
    return Term(
        rule=clock.rule,
        period=clock.period,
        starts_at=clock.starts_at,
        due_at=clock.due_at,
        target_at=clock.internal_target_at,
        lead=stage.reminder_lead.at_least if stage and stage.reminder_lead else timedelta(0),
        zone=where,
        days=place.days_of(where, calendar=stage.calendar if stage else None),
        rehearsal=clock.state is ClockState.REHEARSAL,
    )
