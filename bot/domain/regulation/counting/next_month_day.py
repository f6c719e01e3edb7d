"""A fixed day of the month after."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.regulation.local_day import day_of, end_of_day, months_later


def next_month_day(start: datetime, day: int, *, zone: ZoneInfo) -> datetime:
    """The end of that day in the month following the start's."""
    first = day_of(start, zone).replace(day=1)
    return end_of_day(months_later(first, 1).replace(day=day), zone)
