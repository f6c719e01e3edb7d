"""Clocks to be reminded of, written as a test wants to."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.regulation.period import Period
from bot.domain.regulation.reminding import ClockReminders, Moment, Term, planned_moments
from bot.domain.regulation.rule import CountingRule
from bot.domain.regulation.working_days import WorkingDays

AWAKE = ClockReminders(quiet_hours=None)
"""Nobody rests, so that every moment stands where its offset puts it."""
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 2, 10, tzinfo=UTC)
WEEKENDS = WorkingDays(closed=frozenset(), first_year=2019, last_year=2040)


def hours(count: int, start: datetime = MONDAY, **more: object) -> Term:
    """A clock counted in hours."""
    due = start + timedelta(hours=count)
    return term(CountingRule.ELAPSED_HOURS, f"PT{count}H", start, due, **more)


def days(count: int, start: datetime = MONDAY, **more: object) -> Term:
    """A clock counted in days of 24 hours."""
    return term(CountingRule.EU_DAYS, f"P{count}D", start, start + timedelta(days=count), **more)


def unnumbered(start: datetime = MONDAY, target: timedelta | None = None) -> Term:
    """A duty without a limit in figures."""
    return term(CountingRule.NO_NUMBER, None, start, None, target_at=start + target if target else None)


def term(
    rule: CountingRule, period: str | None, start: datetime, due: datetime | None, **more: object
) -> Term:
    given = {"zone": "UTC", "days": WEEKENDS} | more
    return Term.model_validate(
        {
            "rule": rule,
            "period": Period.parse(period) if period else None,
            "starts_at": start,
            "due_at": due,
            **given,
        }
    )


def planned(found: Term, policy: ClockReminders = AWAKE, zone: ZoneInfo = BERLIN) -> tuple[Moment, ...]:
    return planned_moments(found, policy, lead_zone=zone)


def spoken(found: Term, policy: ClockReminders = AWAKE) -> list[str]:
    """Every moment by the time left; `!` where the backup hears of it, `?` while there is no draft."""
    marks = {"none": "", "always": "!", "unless_drafted": "?"}
    assert found.due_at is not None
    return [f"{_left(found.due_at - m.at)}{marks[m.escalation]}" for m in planned(found, policy)]


def _left(left: timedelta) -> str:
    minutes = int(left.total_seconds()) // 60
    if minutes % 1440 == 0:
        return f"{minutes // 1440}d"
    return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}min"
