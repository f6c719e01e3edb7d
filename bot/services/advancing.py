"""How far the response is: phases entered, contained, recovered."""

from bot.domain.changes import response
from bot.domain.incident import Incident
from bot.domain.permission import Act
from bot.domain.phase import Phase
from bot.services.unit import Unit


async def enter_phase(unit: Unit, incident: Incident, phase: Phase) -> Incident:
    """Enter a phase, forwards or back; the channel is told what it is for."""
    await unit.allow(Act.RESPOND, incident)
    return await unit.record(response.enter_phase(incident, phase, by=unit.actor, at=unit.at))


async def contain(unit: Unit, incident: Incident) -> Incident:
    """Record that a person says harm no longer spreads."""
    await unit.allow(Act.RESPOND, incident)
    return await unit.record(response.contain(incident, by=unit.actor, at=unit.at))


async def recover(unit: Unit, incident: Incident) -> Incident:
    """Record that a person says recovery is complete."""
    await unit.allow(Act.RESPOND, incident)
    return await unit.record(response.recover(incident, by=unit.actor, at=unit.at))
