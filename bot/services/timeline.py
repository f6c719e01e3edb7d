"""What people add to a timeline themselves, and the key events it is looked up for."""

from bot.domain.errors import WrongUse
from bot.domain.incident import Certainty, Incident
from bot.domain.permission import Act
from bot.domain.timeline import CORRECTIONS, Draft, Entry, EntryKind, Shown, fold
from bot.domain.when import Moment
from bot.services.unit import Unit
from bot.views.timeline import names_needed
from storage import Database


async def note(unit: Unit, incident: Incident, text: str, moment: Moment | None = None) -> Entry:
    """Add a note, at its own time if it has one; what somebody took the trouble to type is a key event.

    Raises:
        WrongUse: there are no words.
    """
    await unit.allow(Act.RESPOND, incident)
    if not text.strip():
        raise WrongUse("A note needs words: say what happened, or what you saw.")
    estimated = moment is not None and moment.certainty is Certainty.ESTIMATED
    draft = Draft(
        at=moment.at if moment else unit.at,
        kind=EntryKind.NOTE,
        actor=unit.actor.user_id,
        text=text,
        key_event=True,
        details={"certainty": Certainty.ESTIMATED.value} if estimated else {},
    )
    (entry,) = await unit.enter(incident, [draft])
    return entry


async def key_events(unit: Unit, incident: Incident, count: int) -> list[Shown]:
    """Return the last key events as they stand now, in the order in which they happened."""
    entries = await unit.repositories.timeline.key_events(incident.number, count)
    keys = [each for each in fold(entries) if each.key_event and each.entry.kind not in CORRECTIONS]
    return sorted(keys, key=lambda each: (each.entry.at, each.entry.sequence))


_LOOKED_AT = 60
_CLOCKS = frozenset({"anchors_proposed", "clock_moved", "clock_started", "clock_superseded", "clock_waits"})
"""What regulatory clocks do by themselves; how they stand is said in a line of its own."""


async def what_people_did(unit: Unit, incident: Incident, count: int) -> list[Shown]:
    """Return the last key events for somebody who comes anew, without those of the clocks."""
    found = await key_events(unit, incident, _LOOKED_AT)
    return [each for each in found if each.entry.kind not in _CLOCKS and not each.deleted][-count:]


async def names_in(unit: Unit, shown: list[Shown]) -> dict[str, str]:
    """Return the names of the people in these entries, as far as they are known."""
    known = await unit.repositories.people.many(names_needed(shown))
    return {person.user_id: person.name for person in known.values()}


async def open_incidents_of(database: Database, user_id: str) -> list[Incident]:
    """Return the open incidents that somebody is in, newest first."""
    async with database.reading() as repositories:
        mine = await repositories.members.incidents_of(user_id)
        theirs = await repositories.incidents.of_person(user_id)
        incidents = await repositories.incidents.open()
    mine |= {incident.number for incident in theirs}
    return [incident for incident in incidents if incident.number in mine]
