"""Regulation (EEC, Euratom) 1182/71, Article 3: how long a period of days or months lasts at the latest."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.regulation.local_day import day_of, end_of_day, months_later
from bot.domain.regulation.working_days import WorkingDays

_AT_LEAST_WORKING = 2


def latest_of_days(start: datetime, count: int, *, zone: ZoneInfo, days: WorkingDays) -> datetime:
    """The last instant of a period in days: Article 3(1), (2)(b), (4) and (5)."""
    event = day_of(start, zone)
    last = days.from_day(event + timedelta(days=count))
    if count >= _AT_LEAST_WORKING:
        last = _with_two_working_days(event + timedelta(days=1), last, days)
    return end_of_day(last, zone)


def last_day_of_months(start: datetime, count: int, *, zone: ZoneInfo) -> date:
    """The date a period in months ends with, before it is moved off days off: Article 3(2)(c)."""
    return months_later(day_of(start, zone), count)


def _with_two_working_days(first: date, last: date, days: WorkingDays) -> date:
    """Article 3(5): whatever its length, two of the days must be worked."""
    missing = _AT_LEAST_WORKING - days.between(first, last)
    return days.after(last, missing) if missing > 0 else last
