"""Days as a zone has them: where an instant lies, when a day ends, which date is months away."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.local_time import instant

_DAY = timedelta(days=1)


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The date on which an instant falls there."""
    return at.astimezone(zone).date()


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """24:00 of a day there, which is the first instant of the next one."""
    return instant(day + _DAY, time(), zone)


def months_later(day: date, months: int) -> date:
    """The same date so many months on, or the last day of a month that lacks it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
