"""Incidents to begin with, and what must be true of any incident whatever happened to it."""

from datetime import UTC, datetime

from bot.domain.actor import Actor
from bot.domain.changes import lifecycle
from bot.domain.changes.lifecycle import Declaration
from bot.domain.incident import Certainty, Incident, Status
from bot.domain.phase import Phase
from bot.domain.role import Role

AT = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
ALICE = Actor(user_id="U0ALICE")
BOB = Actor(user_id="U0BOB")


def declared(number: int = 7, title: str = "model drifts", **known: object) -> Incident:
    """An incident that Alice has just declared."""
    declaration = Declaration.model_validate({"title": title, **known})
    return lifecycle.declare(declaration, number=number, by=ALICE, at=AT).incident


def assert_valid(incident: Incident) -> None:
    """Nothing about an incident contradicts anything else about it."""
    status = incident.status
    assert (incident.closed_at is not None) == status.is_over
    assert (incident.merged_into is not None) == (status is Status.MERGED)
    assert incident.merged_into != incident.number
    if status is Status.OPEN:
        assert incident.resolved_at is None
        assert incident.phase_before is None
    if status is Status.RESOLVED:
        assert incident.resolved_at is not None
    if status in (Status.RESOLVED, Status.CLOSED):
        assert incident.phase is Phase.REVIEW
        assert incident.phase_before is not None
    if incident.resolved_at is not None:
        assert incident.recovered_at is not None
        assert incident.recovered_at <= incident.resolved_at
    if status is not Status.OPEN:
        assert incident.next_update_at is None
    for role in Role:
        assert sum(h.role is role and h.is_current for h in incident.roles) <= 1
    assert all(h.released_at is None or h.released_at >= h.assigned_at for h in incident.roles)
    assert (incident.acknowledged_at is not None) == bool(incident.roles)
    assert (incident.started_at is None) == (incident.started_certainty is Certainty.UNKNOWN)
    if incident.severity_confirmed_at is not None:
        assert incident.severity_assessed
    if incident.triaged_at is not None:
        assert incident.severity_confirmed_at is not None
    for moment in (incident.acknowledged_at, incident.triaged_at, incident.contained_at, incident.closed_at):
        assert moment is None or moment >= incident.declared_at
