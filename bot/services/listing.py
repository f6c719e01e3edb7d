"""Which incidents somebody may see, in which order."""

from collections.abc import Iterable

from bot.domain.errors import WrongUse
from bot.domain.incident import Incident, Status
from bot.domain.permission import Standing, may_see
from bot.domain.severity import Severity
from bot.services.unit import Unit

NEWEST = 1000
"""How far back the list of all goes."""


async def visible(unit: Unit, incidents: Iterable[Incident]) -> list[Incident]:
    """Return those of some incidents that the actor may see: private ones only to those in them."""
    mine = await unit.repositories.members.incidents_of(unit.actor.user_id)
    return [
        incident
        for incident in incidents
        if may_see(incident, Standing(actor=unit.actor, is_member=incident.number in mine))
    ]


async def listed(unit: Unit, which: str) -> list[Incident]:
    """Return the incidents of a list: worst first, then newest.

    Raises:
        WrongUse: there is no such list.
    """
    incidents = unit.repositories.incidents
    if which == "all":
        return await visible(unit, await incidents.all(NEWEST))
    if which == "mine":
        found = {incident.number: incident for incident in await incidents.of_person(unit.actor.user_id)}
        inside = await unit.repositories.members.incidents_of(unit.actor.user_id)
        found |= {
            incident.number: incident for incident in await incidents.open() if incident.number in inside
        }
        return _worst_first(await visible(unit, found.values()))
    if which == "open":
        return _worst_first(await visible(unit, await incidents.open()))
    severity = Severity.parse_or_none(which)
    if severity is None:
        raise WrongUse
    there = await visible(unit, await incidents.open())
    return _worst_first(incident for incident in there if incident.severity is severity)


async def resolved_count(unit: Unit) -> int:
    """Return how many incidents that the actor may see are resolved and wait to be closed."""
    waiting = await unit.repositories.incidents.all(NEWEST, Status.RESOLVED)
    return len(await visible(unit, waiting))


async def commanders(unit: Unit, incidents: Iterable[Incident]) -> dict[str, str]:
    """Return the names of those who command some incidents."""
    return await unit.names("".join(f"<@{i.commander}>" for i in incidents if i.commander))


def _worst_first(incidents: Iterable[Incident]) -> list[Incident]:
    return sorted(incidents, key=lambda incident: (-incident.severity.rank, -incident.number))
