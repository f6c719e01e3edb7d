"""What the channel is told when regulatory clocks start, move or fall away: one message for all of them."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.event import (
    AnchorsProposed,
    CatalogueChanged,
    ClockMoved,
    ClockStarted,
    ClockSuperseded,
    ClockWaits,
)
from bot.domain.event.base import Event
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import inert
from bot.domain.permission import counsel_of
from bot.domain.words import count_in_words, join_words
from bot.views import ids
from bot.views.blocks import Block, actions, button, context, date, outgoing, section
from bot.views.people import calm

SHOWN = 8
"""Clocks named of each kind; the list has all."""
PROPOSED_SHOWN = 3
"""What may fall away with the next answer is named sparingly."""


def news_of_clocks(incident: Incident, events: Sequence[Event]) -> Outgoing:
    """Return what the channel is told: what moved, or what a changed catalogue would move."""
    asked = next((event for event in events if isinstance(event, CatalogueChanged)), None)
    if asked is not None:
        return edition_changed(incident, asked, counsel_of(incident))
    return clocks_moved(incident, events)


def clocks_moved(incident: Incident, events: Sequence[Event]) -> Outgoing:
    """Return what moved, from when to when, the soonest first."""
    started = [e for e in events if isinstance(e, ClockStarted)]
    running = [e for e in started if not e.is_proposed]
    proposed = [e for e in started if e.is_proposed]
    moved = [e for e in events if isinstance(e, ClockMoved)]
    gone = [e for e in events if isinstance(e, ClockSuperseded)]
    groups = (
        ("running", "Clocks that run now", _by_due(running)),
        ("proposed", "Proposed, because something is unknown", _by_due(proposed)),
        ("moved", "Moved", [_move(e) for e in moved]),
        ("superseded", *_gone(gone)),
    )
    blocks = [
        block
        for word, heading, lines in groups
        for block in _group(heading, lines, PROPOSED_SHOWN if word == "proposed" else SHOWN)
    ]
    waiting = [e for e in events if isinstance(e, ClockWaits)]
    blocks += [_counted(event) for event in events if isinstance(event, AnchorsProposed)]
    if waiting:
        blocks.append(context(f"{count_in_words(len(waiting), 'clock')} noted that do not run yet."))
    show = button("Show all deadlines", ids.SHOW_DEADLINES, ids.ref(incident.number))
    counts = [f"{len(lines)} {word}" for word, _, lines in groups if lines]
    counts += [f"{len(waiting)} waiting"] if waiting else []
    text = f"{incident.reference}: regulatory clocks, {join_words(counts) or 'noted'}"
    return outgoing(text, [section("*Regulatory clocks*"), *blocks, actions(show)])


def _counted(event: AnchorsProposed) -> Block:
    return context(f"Counted from {date(event.at)}: {inert(event.basis)}. Not confirmed yet.")


def edition_changed(incident: Incident, event: CatalogueChanged, counsel: str | None) -> Outgoing:
    """Return what a changed catalogue would move, and the button that lets it."""
    whose = f"<@{counsel}>: " if counsel else ""
    heading = (
        f"{whose}*The regulations or profiles in use changed* (as of {event.compiled_on}),"
        f" which means {count_in_words(event.count, 'change')} here. Nothing moves until you accept it."
    )
    more = [f"and {event.count - SHOWN} more"] if event.count > SHOWN else []
    listed = "\n".join(f"• {line}" for line in [*(calm(line, {}) for line in event.moves[:SHOWN]), *more])
    accept = button("Accept the change", ids.ACCEPT_EDITION, ids.ref(incident.number, event.edition))
    show = button("Show all deadlines", ids.SHOW_DEADLINES, ids.ref(incident.number))
    text = f"{incident.reference}: the regulations in use changed; {count_in_words(event.count, 'change')}"
    return outgoing(text, [section(heading), section(listed), actions(accept, show)])


def _group(heading: str, lines: Sequence[str], shown: int) -> list[Block]:
    if not lines:
        return []
    more = [f"and {len(lines) - shown} more"] if len(lines) > shown else []
    listed = "\n".join(f"• {line}" for line in [*lines[:shown], *more])
    return [section(f"*{heading}:*\n{listed}")]


def _gone(events: Sequence[ClockSuperseded]) -> tuple[str, list[str]]:
    """What is not owed any more; what all have in common as a reason is said once."""
    reasons = {event.because for event in events}
    if len(reasons) == 1 and len(events) > 1:
        return f"Not owed any more ({inert(reasons.pop())})", [_named(event) for event in events]
    return "Not owed any more", [f"{_named(event)}: {inert(event.because)}" for event in events]


def _by_due(events: Sequence[ClockStarted]) -> list[str]:
    ordered = sorted(events, key=lambda e: (e.due_at is None, e.due_at.timestamp() if e.due_at else 0.0))
    return [_start(event) for event in ordered]


def _named(event: ClockStarted | ClockMoved | ClockSuperseded) -> str:
    entity = f" ({inert(event.entity)})" if event.entity else ""
    return f"*{event.number}*{entity} {inert(event.title)}"


def _start(event: ClockStarted) -> str:
    was = f" (before: {date(event.was_due)})" if event.was_due and event.was_due != event.due_at else ""
    return f"{_named(event)}: {due(event.due_at)}{was}"


def _move(event: ClockMoved) -> str:
    return f"{_named(event)}: {due(event.new)}, before {due(event.old)}"


def due(at: datetime | None) -> str:
    """Return when something is due; without a number there is no date."""
    return f"due {date(at)}" if at else "without undue delay"
