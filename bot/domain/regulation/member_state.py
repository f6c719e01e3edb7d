"""States whose authorities and public holidays Regulation 1182/71 looks to."""

from collections.abc import Mapping

from bot.domain.regulation.zone import ZoneName
from bot.domain.value import Value


class MemberState(Value):
    """A state of the Union or the EEA."""

    code: str
    name: str
    also: tuple[str, ...] = ()
    """Other codes in use for it."""
    zone: ZoneName
    zones: Mapping[str, ZoneName] = {}
    """Parts of it that keep another time."""
