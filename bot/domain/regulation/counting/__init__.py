"""Counts a stage's time by its rule; each rule has a module of its own."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.regulation.counting.after_year_end import after_year_end
from bot.domain.regulation.counting.business_days import business_days
from bot.domain.regulation.counting.calendar_days import calendar_days, calendar_months
from bot.domain.regulation.counting.dora_hours import dora_hours
from bot.domain.regulation.counting.elapsed_hours import elapsed_hours
from bot.domain.regulation.counting.eu_days import eu_days
from bot.domain.regulation.counting.eu_month import eu_month
from bot.domain.regulation.counting.next_month_day import next_month_day
from bot.domain.regulation.period import Period, Unit
from bot.domain.regulation.place import Place
from bot.domain.regulation.reading import Reading
from bot.domain.regulation.rule import CountingRule
from bot.domain.regulation.stage import Relief, Stage


def count(
    stage: Stage, start: datetime, *, zone: ZoneInfo, place: Place, cap_start: datetime | None = None
) -> Reading | None:
    """When a stage that started is due; None for a duty without a number."""
    period = stage.period
    if period is None:
        return None
    if stage.rule is CountingRule.DORA_HOURS:
        return dora_hours(start, period.count, stage, zone=zone, place=place, cap_start=cap_start)
    if stage.rule is CountingRule.EU_DAYS:
        return eu_days(start, period.count, zone=zone, days=place.authority_days)
    if stage.rule is CountingRule.EU_MONTH:
        noon = stage.relief is Relief.NOON
        return eu_month(start, period.count, zone=zone, days=place.authority_days, noon_relief=noon)
    return Reading(due_at=_plain(stage, period, start, zone, place))


def _plain(stage: Stage, period: Period, start: datetime, zone: ZoneInfo, place: Place) -> datetime:
    """Rules with a single reading."""
    match stage.rule:
        case CountingRule.ELAPSED_HOURS:
            return elapsed_hours(start, period.count)
        case CountingRule.BUSINESS_DAYS:
            days = place.calendars[stage.calendar or ""]
            return business_days(start, period.count, zone=zone, days=days, cutoff=stage.cutoff)
        case CountingRule.NEXT_MONTH_DAY:
            return next_month_day(start, period.count, zone=zone)
        case CountingRule.AFTER_YEAR_END_DAYS:
            return after_year_end(start, period.count, zone=zone)
    if period.unit is Unit.MONTHS:
        return calendar_months(start, period.count, zone=zone)
    return calendar_days(start, period.count, zone=zone)
