"""What the incident's channel is told when something happened; most changes show on the card alone."""

from collections.abc import Callable

from bot.catalogue import Catalogue
from bot.domain.event import Event
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.views.blocks import sentence

Teller = Callable[[Event, Incident, Catalogue], Outgoing | None]
"""Words an event for the channel; None says nothing."""

_SILENT = frozenset({"declared", "triage_asked", "reminder_sent", "member", "checklist_ticked"})


def post_about(event: Event, incident: Incident, catalogue: Catalogue) -> Outgoing | None:
    """Return what the channel is told about an event, or None."""
    if event.kind in _SILENT:
        return None
    return sentence(event.line())
