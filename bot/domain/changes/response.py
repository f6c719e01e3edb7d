"""Who responds and how far they are: roles and phases, contained and recovered."""

from bot.domain.actor import Actor
from bot.domain.changes.common import changed, require_not_over
from bot.domain.errors import NothingChanged, NotNow, WrongUse
from bot.domain.event import (
    Change,
    ChecklistTicked,
    Contained,
    Event,
    PhaseEntered,
    Recovered,
    RoleAssigned,
    RoleReleased,
)
from bot.domain.incident import Incident, Status
from bot.domain.phase import Phase
from bot.domain.responder import Holding
from bot.domain.role import Role
from bot.domain.value import Instant

NOTE_MAX = 3000
"""Characters of a hand-over's note."""


def assign(
    incident: Incident, role: Role, user_id: str, *, by: Actor, at: Instant, note: str | None = None
) -> Change:
    """Give a role to a person; from one who holds it, it is handed over.

    The first role ever taken acknowledges the incident.
    """
    require_not_over(incident)
    if len(note or "") > NOTE_MAX:
        raise WrongUse(f"That note has {len(note or '')} characters; {NOTE_MAX} fit. Shorten it.")
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


def claim(incident: Incident, role: Role, *, by: Actor, at: Instant) -> Change:
    """Take an empty role; one that somebody took meanwhile is not taken away from them.

    Raises:
        NotNow: somebody else holds it; the sentence says how to take over all the same.
    """
    holder = incident.holder(role)
    if holder not in (None, by.user_id):
        raise NotNow(
            f"<@{holder}> is {role.label.lower()} already. Nothing was changed; talk to them, or take over"
            f" with `/incident role {role.value} me`."
        )
    return assign(incident, role, by.user_id, by=by, at=at)


def release(incident: Incident, role: Role, *, by: Actor, at: Instant) -> Change:
    """Make a role empty."""
    require_not_over(incident)
    holder = incident.holder(role)
    if holder is None:
        raise NothingChanged(f"Nobody holds the role of {role.label.lower()}; there is nothing to release.")
    event = RoleReleased(role=role, user_id=holder, by=by.user_id)
    return changed(incident, event, roles=_released(incident, role, at))


def _released(incident: Incident, role: Role, at: Instant) -> tuple[Holding, ...]:
    return tuple(
        h.model_copy(update={"released_at": at}) if h.role is role and h.is_current else h
        for h in incident.roles
    )


def tick(
    incident: Incident, role: Role, *, ticked: tuple[str, ...], unticked: tuple[str, ...], by: Actor
) -> Change:
    """Record what the holder of a role did on its checklist; the items come by their words.

    Raises:
        NotNow: somebody else holds the role by now.
    """
    require_not_over(incident)
    if incident.holder(role) != by.user_id:
        raise NotNow(
            f"You do not hold the role of {role.label.lower()} in {incident.reference} any more;"
            " its checklist is with whoever does. `/incident roles` shows them."
        )
    events: list[Event] = [
        ChecklistTicked(role=role, items=items, done=done, by=by.user_id)
        for items, done in ((ticked, True), (unticked, False))
        if items
    ]
    if not events:
        raise NothingChanged("The checklist is like that already; nothing was changed.")
    return changed(incident, *events)


def enter_phase(incident: Incident, phase: Phase, *, by: Actor, at: Instant) -> Change:
    """Enter a phase, forwards or back.

    Entering recovery the first time says that it is remediated; going back behind it takes back that
    recovery is complete.
    """
    _require_open(incident)
    if incident.phase is phase:
        raise NothingChanged(f"The incident is in phase {phase.value} already.")
    remediated = incident.remediated_at or (at if phase is Phase.RECOVERY else None)
    recovered = None if phase.is_before(Phase.RECOVERY) else incident.recovered_at
    event = PhaseEntered(old=incident.phase, new=phase, by=by.user_id)
    return changed(incident, event, phase=phase, remediated_at=remediated, recovered_at=recovered)


def contain(incident: Incident, *, by: Actor, at: Instant) -> Change:
    """Record that a person says harm no longer spreads."""
    require_not_over(incident)
    if incident.contained_at is not None:
        raise NothingChanged(f"{incident.reference} was said to be contained already.")
    return changed(incident, Contained(by=by.user_id), contained_at=at)


def recover(incident: Incident, *, by: Actor, at: Instant) -> Change:
    """Record that a person says recovery is complete."""
    _require_open(incident)
    if incident.phase.is_before(Phase.RECOVERY):
        raise NotNow(
            f"{incident.reference} is in phase {incident.phase.value}."
            " Enter recovery first: `/incident phase recovery`."
        )
    if incident.recovered_at is not None:
        raise NothingChanged("Recovery was said to be complete already.")
    return changed(incident, Recovered(by=by.user_id), recovered_at=at)


def _require_open(incident: Incident) -> None:
    require_not_over(incident)
    if incident.status is not Status.OPEN:
        raise NotNow(
            f"{incident.reference} is {incident.status.value}. `/incident reopen REASON` goes on with it,"
            " for example `/incident reopen it happens again`."
        )
