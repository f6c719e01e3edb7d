"""Whom what happened concerns so much that their own overview of work changes."""

from collections.abc import Iterable

from bot.domain.event import Event, RoleAssigned, RoleReleased, TaskAdded, TaskChanged, TaskDone
from bot.domain.incident import Incident


def concerned(incident: Incident, events: Iterable[Event]) -> set[str]:
    """Return the people whose incidents, roles or tasks these events change."""
    found: set[str | None] = set()
    for event in events:
        if event.on_card:
            found |= {incident.declared_by, *(h.user_id for h in incident.roles if h.is_current)}
        if isinstance(event, RoleAssigned):
            found.add(event.previous)
        if isinstance(event, RoleReleased):
            found.add(event.user_id)
        if isinstance(event, TaskAdded | TaskDone | TaskChanged):
            found.add(event.owner)
    return {user_id for user_id in found if user_id is not None}
