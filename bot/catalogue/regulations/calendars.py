"""Gives the pure rules their days off as plain dates, for the years they need."""

import warnings
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

import holidays

from bot.catalogue.regulations.member_states import StateOrPart
from bot.domain.regulation.place import Place
from bot.domain.regulation.regulations import HolidayCalendar, Regulations
from bot.domain.regulation.working_days import WorkingDays

_AUTHORITY = "EU_MEMBER_STATE"


_YEAR = timedelta(days=365)


def years_around(instants: Iterable[datetime], regulations: Regulations) -> range:
    """The years that counting from these instants can reach, days off and year ends included."""
    years = [at.year for at in instants]
    if not years:
        return range(0)
    reach = 2 * max(stage.length for regime in regulations.regimes for stage in regime.stages) // _YEAR
    return range(min(years) - 1, max(years) + reach + 3)


def place(
    regulations: Regulations,
    *,
    years: range,
    zone: str | None = None,
    member_state: StateOrPart | None = None,
    relief_allowed: bool = False,
) -> Place:
    """Whose zones and days off count; without a zone the authority's serves, and without that one UTC."""
    calendars = {calendar.id: calendar for calendar in regulations.calendars}
    of_authority = calendars.pop(_AUTHORITY)
    authority_zone = member_state.zone if member_state else None
    days = {name: working_days(calendar, years) for name, calendar in calendars.items()}
    return Place(
        organisation_zone=zone or authority_zone or "UTC",
        authority_zone=authority_zone,
        authority_days=_authority_days(of_authority, years, member_state),
        calendars=days,
        local_days={zone: days[name] for name, calendar in calendars.items() for zone in calendar.zones},
        relief_allowed=relief_allowed,
    )


def _authority_days(calendar: HolidayCalendar, years: range, member_state: StateOrPart | None) -> WorkingDays:
    """The Member State's public holidays; weekends alone while nobody said which state it is."""
    if member_state:
        where = {"country": member_state.state.code, "subdivision": member_state.part}
        calendar = calendar.model_copy(update=where)
    return working_days(calendar, years)


@lru_cache(maxsize=64)
def working_days(calendar: HolidayCalendar, years: range) -> WorkingDays:
    """A calendar's days off in these years: the library's, with what was added and taken off by hand."""
    found = _public_holidays(calendar, years) if calendar.country and years else set()
    closed = (found | set(calendar.closed)) - set(calendar.open)
    first, last = (years[0], years[-1]) if years else (0, 0)
    return WorkingDays(closed=frozenset(closed), first_year=first, last_year=last)


def _public_holidays(calendar: HolidayCalendar, years: range) -> set[date]:
    """The library's days; where it knows a distant year only in part, that part."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        found = holidays.country_holidays(
            calendar.country or "",
            subdiv=calendar.subdivision,
            years=years,
            categories=calendar.categories,
        )
    return set(found)


def unknown_holidays(calendars: Iterable[HolidayCalendar]) -> list[str]:
    """Every calendar whose days off the library does not know, with its place."""
    return [f"calendars.{each.id}: {fault}" for each in calendars if each.country and (fault := _fault(each))]


def _fault(calendar: HolidayCalendar) -> str | None:
    known = holidays.list_supported_countries(include_aliases=True)
    if calendar.country not in known:
        return f"no holidays are known of `{calendar.country}`; write a country's code, such as `AU`"
    parts = known[calendar.country]
    if calendar.subdivision is not None and calendar.subdivision not in parts:
        return f"{calendar.country} has no part `{calendar.subdivision}`; it has {', '.join(parts) or 'none'}"
    kinds = holidays.country_holidays(calendar.country).supported_categories
    wrong = [kind for kind in calendar.categories if kind not in kinds]
    return f"there are no `{wrong[0]}` holidays; there are {', '.join(kinds)}" if wrong else None
