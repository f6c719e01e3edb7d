"""A fixed day of the month after."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.regulation.local_day import day_of, end_of_day, months_later


def next_month_day(start: datetime, day: int, *, zone: ZoneInfo) -> datetime:
    """The end of that day in the month following the start's."""
    return end_of_day(months_later(day_of(start, zone), 1).replace(day=day), zone)
