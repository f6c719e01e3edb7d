"""Who responds and how far they are: roles and phases, contained and recovered."""

from bot.domain.actor import Actor
from bot.domain.changes.common import changed, require_not_over
from bot.domain.errors import NothingChanged, NotNow
from bot.domain.event import Change, Contained, PhaseEntered, Recovered, RoleAssigned, RoleReleased
from bot.domain.incident import Incident, Status
from bot.domain.phase import Phase
from bot.domain.responder import Holding
from bot.domain.role import Role
from bot.domain.value import Instant


def assign(
    incident: Incident, role: Role, user_id: str, *, by: Actor, at: Instant, note: str | None = None
) -> Change:
    """Give a role to a person; from one who holds it, it is handed over.

    The first role ever taken acknowledges the incident.
    """
    require_not_over(incident)
    previous = incident.holder(role)
    if previous == user_id:
        raise NothingChanged(f"<@{user_id}> is {role.label.lower()} already.")
    held = _released(incident, role, at)
    taken = Holding(role=role, user_id=user_id, assigned_by=by.user_id, assigned_at=at)
    event = RoleAssigned(role=role, user_id=user_id, previous=previous, by=by.user_id, note=note)
    return changed(
        incident,
        event,
        roles=(*held, taken),
        acknowledged_at=incident.acknowledged_at or at,
    )


def release(incident: Incident, role: Role, *, by: Actor, at: Instant) -> Change:
    """Make a role empty."""
    require_not_over(incident)
    holder = incident.holder(role)
    if holder is None:
        raise NothingChanged(f"Nobody is {role.label.lower()}.")
    event = RoleReleased(role=role, user_id=holder, by=by.user_id)
    return changed(incident, event, roles=_released(incident, role, at))


def _released(incident: Incident, role: Role, at: Instant) -> tuple[Holding, ...]:
    return tuple(
        h.model_copy(update={"released_at": at}) if h.role is role and h.is_current else h
        for h in incident.roles
    )


def enter_phase(incident: Incident, phase: Phase, *, by: Actor, at: Instant) -> Change:
    """Enter a phase, forwards or back. Entering recovery the first time says that it is remediated."""
    require_not_over(incident)
    if incident.phase is phase:
        raise NothingChanged(f"The incident is in phase {phase.value} already.")
    remediated = incident.remediated_at or (at if phase is Phase.RECOVERY else None)
    event = PhaseEntered(old=incident.phase, new=phase, by=by.user_id)
    return changed(incident, event, phase=phase, remediated_at=remediated)


def contain(incident: Incident, *, by: Actor, at: Instant) -> Change:
    """Record that a person says harm no longer spreads."""
    require_not_over(incident)
    if incident.contained_at is not None:
        raise NothingChanged(f"{incident.reference} was said to be contained already.")
    return changed(incident, Contained(by=by.user_id), contained_at=at)


def recover(incident: Incident, *, by: Actor, at: Instant) -> Change:
    """Record that a person says recovery is complete."""
    require_not_over(incident)
    if incident.recovered_at is not None:
        raise NothingChanged("Recovery was said to be complete already.")
    if incident.status is not Status.OPEN:
        raise NotNow(f"{incident.reference} is {incident.status.value}.")
    return changed(incident, Recovered(by=by.user_id), recovered_at=at)
