"""Calendar days and months that end with the last day, wherever that falls."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.regulation.local_day import day_of, end_of_day, months_later


def calendar_days(start: datetime, days: int, *, zone: ZoneInfo) -> datetime:
    """The end of the n-th day after the day of the start, which is not counted."""
    return end_of_day(day_of(start, zone) + timedelta(days=days), zone)


def calendar_months(start: datetime, months: int, *, zone: ZoneInfo) -> datetime:
    """The end of the same date so many months later."""
    return end_of_day(months_later(day_of(start, zone), months), zone)
