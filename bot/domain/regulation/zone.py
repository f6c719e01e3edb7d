"""Zones by name: only those that the zone database knows."""

from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator


@cache
def zone_names() -> frozenset[str]:
    """Every zone that can be named."""
    return frozenset(available_timezones())


def _known(name: str) -> str:
    if name not in zone_names():
        raise ValueError(f"there is no zone {name!r}")
    return name


def _rule(name: str) -> str:
    return name if name in (AUTHORITY, ORGANISATION) else _known(name)


AUTHORITY = "authority"
"""In place of a zone: that of the authority's Member State, or the organisation's while that is not known."""
ORGANISATION = "organisation"
"""In place of a zone: the organisation's own."""

ZoneName = Annotated[str, AfterValidator(_known)]
"""A name such as `Europe/Berlin`."""
ZoneRule = Annotated[str, AfterValidator(_rule)]
"""A zone's name, or whose zone it is."""


def zone(name: str) -> ZoneInfo:
    """The zone of that name."""
    return ZoneInfo(name)
