"""Whose zones and whose days off decide."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.domain.regulation.working_days import WorkingDays
from bot.domain.regulation.zone import AUTHORITY, ORGANISATION, ZoneName, zone
from bot.domain.value import Value


class Place(Value):
    """Where the organisation and its authority are, as far as counting needs to know."""

    organisation_zone: ZoneName
    authority_zone: ZoneName | None = None
    authority_days: WorkingDays
    """Working days of the authority's Member State; weekends alone while nobody said which it is."""
    calendars: Mapping[str, WorkingDays] = {}
    local_days: Mapping[str, WorkingDays] = {}
    """Working days by zone, for reminders of limits whose rule names no calendar."""
    relief_allowed: bool = False
    """Whether the organisation may move what falls on days off to the next noon (RTS 2025/301 Art. 5(4))."""

    def zone(self, rule: str) -> ZoneInfo:
        """The zone a rule means: a zone's name, the authority's or the organisation's."""
        if rule == AUTHORITY:
            return zone(self.authority_zone or self.organisation_zone)
        return zone(self.organisation_zone if rule == ORGANISATION else rule)

    def days_of(self, zone_name: str, *, calendar: str | None = None) -> WorkingDays:
        """The days worked where a limit's days end; weekends alone are off where no holidays are known."""
        if calendar:
            return self.calendars[calendar]
        if zone_name == self.authority_zone:
            return self.authority_days
        return self.local_days.get(zone_name, self.authority_days.with_weekends_alone())
