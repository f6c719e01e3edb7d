"""Business days of a named calendar; the day of the start is not counted."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.domain.local_time import instant
from bot.domain.regulation.local_day import day_of, end_of_day
from bot.domain.regulation.working_days import WorkingDays


def business_days(
    start: datetime, count: int, *, zone: ZoneInfo, days: WorkingDays, cutoff: time | None = None
) -> datetime:
    """The end of the n-th business day, or its cut-off.

    A start on a day off counts on from the next business day, which is then the first: Form 8-K says so, and
    the other rules do not differ.
    """
    last = days.after(day_of(start, zone), count)
    return instant(last, cutoff, zone) if cutoff else end_of_day(last, zone)
