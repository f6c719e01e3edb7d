"""Hours under DORA: a cap from awareness that falls away for late classification, and a narrow relief."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.local_time import instant
from bot.domain.regulation.counting.elapsed_hours import elapsed_hours
from bot.domain.regulation.counting.eu_month import NOON
from bot.domain.regulation.local_day import day_of
from bot.domain.regulation.place import Place
from bot.domain.regulation.reading import Reading, reading
from bot.domain.regulation.stage import Relief, Stage


def dora_hours(
    start: datetime, hours: int, stage: Stage, *, zone: ZoneInfo, place: Place, cap_start: datetime | None
) -> Reading:
    """The strict instant, and noon of the next working day where the relief applies and is allowed."""
    due = _capped(start, elapsed_hours(start, hours), stage, cap_start)
    allowed = place.relief_allowed and stage.relief is Relief.NOON_IF_ALLOWED
    last = day_of(due, zone)
    if not allowed or place.authority_days.works(last):
        return Reading(due_at=due)
    return reading(due, instant(place.authority_days.from_day(last), NOON, zone))


def _capped(start: datetime, due: datetime, stage: Stage, cap_start: datetime | None) -> datetime:
    """RTS 2025/301 Art. 5(2): classified only after the cap, the hours from classification stand alone."""
    if stage.cap is None or cap_start is None:
        return due
    cap = cap_start + timedelta(hours=stage.cap.period.count)
    return due if start > cap else min(due, cap)
