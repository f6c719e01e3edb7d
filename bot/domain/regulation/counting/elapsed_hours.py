"""Hours as they pass: weekends, holidays and changed clocks make no difference."""

from datetime import datetime, timedelta


def elapsed_hours(start: datetime, hours: int) -> datetime:
    """So many times 3,600 seconds after the start; both in UTC, where no hour is missing or doubled."""
    return start + timedelta(hours=hours)
