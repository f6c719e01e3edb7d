"""Instants worth counting from: random ones, and the edges where days, months, years and clocks change."""

import random
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2030, 6, 1, tzinfo=UTC)
ZONES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Chicago",
    "America/Havana",
    "America/Los_Angeles",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/Sao_Paulo",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/Dublin",
    "Europe/London",
    "Pacific/Apia",
    "Pacific/Chatham",
    "UTC",
)


def moments(seed: str, count: int, zone: str) -> list[datetime]:
    """As many instants, half of them close to an edge of the zone."""
    chance = random.Random(seed)
    edges = _edges(ZoneInfo(zone))
    span = int((LAST - FIRST).total_seconds())
    found = [FIRST + timedelta(seconds=chance.randrange(span)) for _ in range(count // 2)]
    near = (chance.choice(edges) + timedelta(minutes=chance.randrange(-180, 180)) for _ in range(count))
    days_before = (
        timedelta(days=chance.choice((0, 0, 1, 2, 4, 10, 15, 28, 30, 31, 60))) for _ in range(count)
    )
    found += [at - back for at, back in zip(near, days_before, strict=True)]
    return found[:count]


@cache
def _edges(zone: ZoneInfo) -> list[datetime]:
    """Local midnights of month ends, leap days and year ends, and the hours at which the clocks change."""
    edges = []
    at = FIRST + timedelta(days=60)
    while at < LAST:
        later = at + timedelta(hours=6)
        if at.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset():
            edges += [at + timedelta(hours=n) for n in range(6)]
        at = later
    for year in range(2024, 2030):
        for month in range(1, 13):
            edges.append(datetime(year, month, 1, tzinfo=zone).astimezone(UTC))
        edges.append(datetime(year, 2, 28, tzinfo=zone).astimezone(UTC) + timedelta(days=1))
    return edges
