"""Days after the end of the year."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.regulation.local_day import day_of, end_of_day


def after_year_end(start: datetime, days: int, *, zone: ZoneInfo) -> datetime:
    """The end of the n-th day after 31 December of the start's year."""
    year_end = date(day_of(start, zone).year, 12, 31)
    return end_of_day(year_end + timedelta(days=days), zone)
