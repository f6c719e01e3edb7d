"""Months in acts of the Union: strictly to the same time of day, at the latest as Regulation 1182/71 says."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.domain.local_time import instant
from bot.domain.regulation.counting.regulation_1182_71 import last_day_of_months
from bot.domain.regulation.local_day import end_of_day
from bot.domain.regulation.reading import Reading, reading
from bot.domain.regulation.working_days import WorkingDays

NOON = time(12)


def eu_month(
    start: datetime, count: int, *, zone: ZoneInfo, days: WorkingDays, noon_relief: bool = False
) -> Reading:
    """The same date and time of day so many months on, clamped to the month's last day.

    A relief of its own (to noon of the next working day) is narrower than the Regulation and goes before it.
    """
    date = last_day_of_months(start, count, zone=zone)
    strict = min(instant(date, start.astimezone(zone).time(), zone), end_of_day(date, zone))
    worked = days.from_day(date)
    if noon_relief and worked != date:
        return reading(strict, instant(worked, NOON, zone))
    return reading(strict, end_of_day(worked, zone))
