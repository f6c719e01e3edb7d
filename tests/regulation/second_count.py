"""Counts every rule a second time: numpy for business days and months, a day-by-day counter for the rest.

Nothing of the program is imported here, so that a mistake in it cannot vouch for itself.
"""

from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import numpy as np

from tests.regulation.second_holidays import CLOSED, DAY, STATE_ZONES

Due = tuple[datetime, datetime | None]


def pinned(name: str) -> ZoneInfo:
    """A zone of the package's database; the machine's own may be older."""
    with files("tzdata").joinpath(f"zoneinfo/{name}").open("rb") as content:
        return ZoneInfo.from_file(content, key=name)


class Office:
    """Where the organisation and its authority are."""

    def __init__(self, zone: str, state: str | None = None, *, relief: bool = False) -> None:
        self.zone = zone
        self.state = state
        self.relief = relief

    @property
    def authority_zone(self) -> str:
        return STATE_ZONES[self.state] if self.state else self.zone

    def works(self, day: date) -> bool:
        return day.weekday() < 5 and day not in (CLOSED[self.state] if self.state else frozenset())

    def next_worked(self, day: date) -> date:
        while not self.works(day):
            day += DAY
        return day


def expected(figures: tuple[str, ...], start: datetime, office: Office, aware: datetime | None = None) -> Due:
    """Strict instant and legal latest, from the figures of one stage."""
    rule, length, zone_name, calendar, cutoff = figures
    zone = (
        pinned({"authority": office.authority_zone, "organisation": office.zone}.get(zone_name, zone_name))
        if zone_name != "-"
        else pinned("UTC")
    )
    local_day = start.astimezone(zone).date()
    number = int(length.rstrip("hdm"))
    if rule == "elapsed_hours":
        return hours_on(start, number), None
    if rule == "dora_hours":
        return dora(start, number, aware, zone, office)
    if rule == "eu_days":
        return eu_days(start, number, zone, office)
    if rule == "eu_month":
        return eu_month(start, zone, office)
    if rule == "calendar_days_eod":
        last = month_later(local_day) if length.endswith("m") else walked(local_day, number)
        return midnight_after(last, zone), None
    if rule == "next_month_day":
        return midnight_after(month_later(local_day.replace(day=1)) + (number - 1) * DAY, zone), None
    if rule == "after_year_end_days":
        return midnight_after(walked(date(local_day.year, 12, 31), number), zone), None
    assert rule == "business_days"
    days_on = np.busday_offset(local_day, number, roll="backward", holidays=sorted(CLOSED[calendar]))
    last = date.fromisoformat(str(days_on))
    if cutoff == "-":
        return midnight_after(last, zone), None
    return wall_clock(last, time.fromisoformat(cutoff), zone), None


def hours_on(start: datetime, hours: int) -> datetime:
    whole, micro = divmod(round(start.timestamp() * 1_000_000), 1_000_000)
    return datetime.fromtimestamp(whole + 3600 * hours, UTC).replace(microsecond=micro)


def walked(day: date, count: int) -> date:
    """Day by day, the first one not counted."""
    for _ in range(count):
        day += DAY
    return day


def month_later(day: date) -> date:
    """The same day of the following month; its last day where that is missing."""
    following = np.datetime64(day, "M") + 1
    length = int(
        (following + 1).astype("datetime64[D]").astype(int) - following.astype("datetime64[D]").astype(int)
    )
    first: date = following.astype("datetime64[D]").item()
    return first + (min(day.day, length) - 1) * DAY


def midnight_after(day: date, zone: ZoneInfo) -> datetime:
    """The first instant at which the calendar there shows a later day, found by halving."""
    low = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) - 86_400
    high = low + 4 * 86_400
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).date() > day:
            high = middle
        else:
            low = middle
    return datetime.fromtimestamp(high, UTC)


def wall_clock(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When a clock on the wall there shows that time first; as much after a jump when it never does."""
    wall = datetime.combine(day, clock)
    noon = datetime.combine(day, time(12), UTC)
    offsets = [(noon + n * DAY).astimezone(zone).utcoffset() or timedelta() for n in (-2, 2)]
    found = [(wall - offset).replace(tzinfo=UTC) for offset in offsets]
    shown = [at for at in found if at.astimezone(zone).replace(tzinfo=None) == wall]
    return min(shown) if shown else found[0]


def dora(start: datetime, hours: int, aware: datetime | None, zone: ZoneInfo, office: Office) -> Due:
    due = hours_on(start, hours)
    if aware is not None:
        cap = hours_on(aware, 24)
        if start <= cap < due:
            due = cap
    day = due.astimezone(zone).date()
    if not office.relief or office.works(day):
        return due, None
    return due, wall_clock(office.next_worked(day), time(12), zone)


def eu_days(start: datetime, count: int, zone: ZoneInfo, office: Office) -> Due:
    day = start.astimezone(zone).date()
    natural_end = walked(day, count)
    last, worked, today = natural_end, 0, day
    while today < natural_end or not office.works(today) or (count >= 2 and worked < 2):
        today += DAY
        worked += office.works(today)
        last = today
    return min(hours_on(start, 24 * count), midnight_after(natural_end, zone)), midnight_after(last, zone)


def eu_month(start: datetime, zone: ZoneInfo, office: Office, *, noon: bool = False) -> Due:
    there = start.astimezone(zone)
    day = month_later(there.date())
    strict = wall_clock(day, there.time(), zone)
    worked = office.next_worked(day)
    latest = wall_clock(worked, time(12), zone) if noon and worked != day else midnight_after(worked, zone)
    return strict, latest
