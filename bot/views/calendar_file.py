"""Deadlines as a calendar file (RFC 5545) that any calendar can open."""

from collections.abc import Iterable
from datetime import datetime
from unicodedata import category

from icalendar import Calendar, Event

from bot.domain.value import Instant, Value

_DISCLAIMER = "Counted by the incident bot; not legal advice."


class CalendarEntry(Value):
    """One deadline, with no more of its incident than whoever opens the file may see.

    Attributes:
        title: the incident's; None for one that is private.
        number: the deadline's, within its incident.
        sequence: grows with every change, so that calendars replace what they have.
        tentative: only proposed, or a rehearsal.
        over: nothing is to be done any more; calendars take it away.
    """

    reference: str
    title: str | None = None
    number: int
    stage: str
    authority: str
    due_at: Instant
    legal_latest: Instant | None = None
    entity: str = ""
    sequence: int = 0
    tentative: bool = False
    over: bool = False


def calendar_file(entries: Iterable[CalendarEntry], *, at: datetime, workspace: str) -> bytes:
    """Return the file; instants are in UTC, so that every calendar shows them in its reader's own zone.

    Args:
        entries: those that have a due instant.
        at: when it is made.
        workspace: its id, which tells entries of one Slack workspace from those of another.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//incident-bot//regulatory clocks//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Regulatory deadlines")
    for entry in entries:
        calendar.add_component(_event(entry, at, workspace))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: CalendarEntry, at: datetime, workspace: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.reference.lower()}-deadline-{entry.number}@{workspace}.incident-bot")
    event.add("dtstamp", at)
    event.add("dtstart", entry.due_at)
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.over else "TENTATIVE" if entry.tentative else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("summary", _plain(f"{entry.reference}, deadline {entry.number}: {entry.stage}"))
    event.add("description", "\n".join(_plain(line) for line in _lines(entry)))
    return event


def _lines(entry: CalendarEntry) -> Iterable[str]:
    if entry.title:
        yield entry.title
    yield f"To: {entry.authority}"
    if entry.entity:
        yield f"For: {entry.entity}"
    if entry.tentative:
        yield "Only proposed, or a rehearsal: legal says whether it applies."
    if entry.legal_latest:
        yield f"Legal latest, for counsel to confirm: {entry.legal_latest:%Y-%m-%d %H:%M} UTC"
    yield _DISCLAIMER


def _plain(text: str) -> str:
    """One line without control signs, which the format forbids."""
    return "".join(sign for sign in " ".join(text.splitlines()) if category(sign) != "Cc")
