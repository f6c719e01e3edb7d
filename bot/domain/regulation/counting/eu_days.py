"""Days in acts of the Union: strictly 24 hours each, at the latest as Regulation 1182/71 has them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.regulation.counting.regulation_1182_71 import latest_of_days
from bot.domain.regulation.local_day import day_of, end_of_day
from bot.domain.regulation.reading import Reading, reading
from bot.domain.regulation.working_days import WorkingDays


def eu_days(start: datetime, count: int, *, zone: ZoneInfo, days: WorkingDays) -> Reading:
    """N times 24 hours, and never past the end of the n-th day where the clocks go forward on the way."""
    last_day = day_of(start, zone) + timedelta(days=count)
    strict = min(start + timedelta(days=count), end_of_day(last_day, zone))
    return reading(strict, latest_of_days(start, count, zone=zone, days=days))
