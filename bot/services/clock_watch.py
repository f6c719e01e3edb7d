"""Plans the reminders of regulatory clocks from what is recorded."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from bot.catalogue import Catalogue
from bot.domain.duties.watching import Watch, plan_clocks, terms_of
from bot.domain.event import ClockStarted, ClockWaits
from bot.domain.event.base import Event
from bot.domain.incident import Incident
from bot.domain.policy import Policy
from bot.domain.reminding import Plan
from bot.domain.role import Role
from bot.domain.value import Instant
from bot.services.following import entities
from storage import Repositories


async def watch_of(
    repositories: Repositories, incident: Incident, catalogue: Catalogue, policy: Policy, at: Instant
) -> Watch:
    """Look up what reminding of an incident's clocks depends on."""
    dossier = await repositories.duties.dossier(incident.number)
    whose = entities(dossier, incident, catalogue, at)
    return Watch(
        incident=incident,
        deadlines=dossier.deadlines,
        terms=terms_of(dossier.deadlines, catalogue.regulations, whose),
        kinds=catalogue.regulations.anchor_kinds,
        waiting=tuple(await repositories.reminders.waiting(incident.number)),
        policy=policy.clocks,
        zone=await _zone(repositories, incident, policy),
        at=at,
    )


async def _zone(repositories: Repositories, incident: Incident, policy: Policy) -> ZoneInfo:
    """The zone of whoever is reminded."""
    person = incident.holder(Role.LEGAL) or policy.clocks.backup or incident.commander
    known = await repositories.people.get(person) if person else None
    return ZoneInfo(known.zone if known else policy.zone)


def plan_reminders(watch: Watch, events: Iterable[Event]) -> Plan:
    """What the reminders of clocks have to become after what happened."""
    started = {
        event.number
        for event in events
        if isinstance(event, ClockStarted) or (isinstance(event, ClockWaits) and event.state == "rehearsal")
    }
    return plan_clocks(watch, started & watch.terms.keys())
