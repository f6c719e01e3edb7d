"""Regulatory clocks as data: regimes, facts and how to count, read from the files beside this module."""

from bot.catalogue.regulations.calendars import place, working_days, years_around
from bot.catalogue.regulations.loader import load_regulations
from bot.catalogue.regulations.member_states import (
    StateOrPart,
    UnknownMemberState,
    find_member_state,
)
from bot.catalogue.regulations.profiles import read_profiles

__all__ = [
    "StateOrPart",
    "UnknownMemberState",
    "find_member_state",
    "load_regulations",
    "place",
    "read_profiles",
    "working_days",
    "years_around",
]
