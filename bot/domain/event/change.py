"""What a rule returns: the incident as it is now, and what happened to it."""

from bot.domain.event.base import Event
from bot.domain.incident import Incident
from bot.domain.value import Value


class Change(Value):
    """An incident as it is now, and what happened to it on the way."""

    incident: Incident
    events: tuple[Event, ...] = ()
