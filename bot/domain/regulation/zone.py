"""Zones by name: only those that the zone database knows."""

from functools import cache
from importlib.resources import files
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator

from bot.domain.regulation.naming import closest

_NO_PLACE = frozenset({"localtime", "Factory", "posixrules"})
"""What zone databases hold besides places: the first is the machine's own zone, which must not matter."""


@cache
def zone_names() -> frozenset[str]:
    """Every zone that can be named."""
    return frozenset(available_timezones()) - _NO_PLACE


def known_zone(name: str) -> str:
    """The name itself; a ValueError with the nearest one for what is none."""
    if name in zone_names():
        return name
    near = closest(name, sorted(zone_names()))
    meant = f"did you mean `{near}`?" if near else "write a name such as `Europe/Berlin`"
    raise ValueError(f"there is no zone `{name}`; {meant}")


def _rule(name: str) -> str:
    return name if name in (AUTHORITY, ORGANISATION) else known_zone(name)


AUTHORITY = "authority"
"""In place of a zone: that of the authority's Member State, or the organisation's while that is not known."""
ORGANISATION = "organisation"
"""In place of a zone: the organisation's own."""

ZoneName = Annotated[str, AfterValidator(known_zone)]
"""A name such as `Europe/Berlin`."""
ZoneRule = Annotated[str, AfterValidator(_rule)]
"""A zone's name, or whose zone it is."""


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of that name, as the pinned zone database has it.

    Python itself would rather read the machine's own, which may be years old.
    """
    file = files("tzdata").joinpath("zoneinfo", *name.split("/"))
    if not file.is_file():
        return ZoneInfo(name)
    with file.open("rb") as content:
        return ZoneInfo.from_file(content, key=name)
