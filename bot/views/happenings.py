"""What the incident's channel is told when something happened: one calm message for all that one act changed.

An event says itself in a line unless it has better words in `_WORDS`; people are named, not called, except
where the words of an event mean them to notice.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.catalogue import Catalogue
from bot.domain.event import Event
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.views import assessment, phases, roles, tasks
from bot.views.blocks import outgoing, sentence
from bot.views.people import calm
from bot.views.scene import Scene

Teller = Callable[[Any, Scene], Outgoing | None]
"""Words an event for the channel; None says nothing."""

_SILENT = frozenset(
    {"declared", "triage_asked", "triage_answered", "reminder_sent", "member", "checklist_ticked"}
)

_WORDS: dict[str, Teller] = {
    "severity_changed": assessment.severity_changed,
    "started_set": assessment.started_set,
    "detected_set": assessment.detected_set,
    "role_assigned": roles.assigned,
    "phase_entered": phases.entered,
    "task_added": tasks.added,
    "task_done": tasks.finished,
    "task_changed": tasks.changed,
}


def post_about(
    events: Sequence[Event], incident: Incident, catalogue: Catalogue, names: Mapping[str, str]
) -> Outgoing | None:
    """Return what the channel is told about what happened in one act, or None."""
    scene = Scene(incident, catalogue, names)
    told = [words for event in events if (words := _about(event, scene)) is not None]
    if len(told) < 2:
        return told[0] if told else None
    return outgoing("\n".join(t.text for t in told), [block for t in told for block in t.blocks])


def _about(event: Event, scene: Scene) -> Outgoing | None:
    if event.kind in _SILENT:
        return None
    teller = _WORDS.get(event.kind)
    return teller(event, scene) if teller else sentence(calm(event.line(), scene.names))
