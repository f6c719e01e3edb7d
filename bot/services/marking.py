"""Key events by hand: whose pushpin stands on which message, and what that makes of its entry."""

from collections.abc import Sequence

from bot.domain import capturing
from bot.domain.incident import Incident
from bot.domain.message import Said
from bot.domain.permission import Act
from bot.domain.rereading import Seen, marks_apart
from bot.domain.timeline import Capture, Corrections, Draft
from bot.domain.value import Instant, Value
from bot.services import effects
from bot.services.unit import Unit
from storage import Database


class Reaction(Value):
    """Somebody put the pushpin on a message, or took it off."""

    channel_id: str
    ts: str
    user_id: str
    stands: bool
    at: Instant


async def concerns_an_incident(database: Database, channel_id: str, ts: str) -> bool:
    """Whether a message is captured anywhere, or stands in the channel of an incident."""
    async with database.reading() as repositories:
        homes = await repositories.incidents.homes([channel_id])
        if homes.numbers:
            return True
        return bool(await repositories.timeline.captures(homes.ids.spread([(channel_id, ts)])))


async def heed(unit: Unit, reaction: Reaction) -> None:
    """Note a reaction, and mark or unmark the message accordingly; one not captured is fetched first."""
    channel_id, ts, user_id = reaction.channel_id, reaction.ts, reaction.user_id
    await unit.repositories.marks.put(channel_id, ts, user_id, stands=reaction.stands, at=reaction.at)
    captures = await _locked(unit, channel_id, ts)
    for capture in captures:
        await _agree(unit, capture, by=user_id, at=reaction.at)
    if reaction.stands and not captures:
        home = await unit.repositories.incidents.in_channel(channel_id)
        if home is not None:
            await unit.put(effects.fetch_marked(home, channel_id, ts, user_id, unit.at))


async def reconcile(
    unit: Unit, incident: Incident, channel_id: str, seen: Sequence[Seen], at: Instant
) -> int:
    """Let the marks on messages be those that Slack shows; return how many entries that changed.

    Args:
        unit: what is under way.
        incident: whose channel it is, locked.
        channel_id: that channel.
        seen: the messages as Slack showed them.
        at: when they were surely so; what somebody did later stays.
    """
    marks = unit.repositories.marks
    standing = await marks.pushpins(channel_id, [each.ts for each in seen])
    known = await unit.repositories.people.many({user for each in seen for user in each.pins})
    changed = 0
    bots = {user_id for user_id, person in known.items() if person.is_bot}
    for each in seen:
        come, gone = marks_apart(each, standing.get(each.ts, set()), bots)
        if each.said is None or not (come or gone):
            continue
        for user_id in sorted(come | gone):
            await marks.put(channel_id, each.ts, user_id, stands=user_id in come, at=at)
        entry = await unit.repositories.timeline.message(incident.number, channel_id, each.ts)
        by = min(come or gone)
        changed += entry is not None and await _agree(unit, Capture(entry=entry), by=by, at=at)
    return changed


async def fetched(unit: Unit, incident: Incident, said: Said) -> None:
    """Enter a message that was marked before it was captured, and mark it if the mark still stands."""
    capture = await _captured(unit, incident, capturing.message(said))
    people = await unit.repositories.marks.on(said.source.channel_id, said.source.message_ts)
    if people:
        await _agree(unit, capture, by=people[0], at=unit.at)


async def pick(unit: Unit, incident: Incident, said: Said, *, is_public: bool = True) -> bool:
    """Enter a message that somebody picked, as a key event; return False when it was one already."""
    await unit.allow(Act.RESPOND, incident)
    channel_id, ts = said.source.channel_id, said.source.message_ts
    user_id = unit.actor.user_id
    draft = capturing.message(said) if is_public else capturing.only_linked(said)
    capture = await _captured(unit, incident, draft)
    await unit.repositories.marks.put(channel_id, ts, user_id, stands=True, at=unit.at, picked=True)
    return await _agree(unit, capture, by=user_id, at=unit.at)


async def _captured(unit: Unit, incident: Incident, draft: Draft) -> Capture:
    """Return the entry of a message in this incident, entering it where there is none."""
    source = draft.source
    found = None
    if source is not None:
        timeline = unit.repositories.timeline
        found = await timeline.message(incident.number, source.channel_id, source.message_ts)
    if found is None:
        (found,) = await unit.enter(incident, [draft])
    return Capture(entry=found)


async def _locked(unit: Unit, channel_id: str, ts: str) -> Sequence[Capture]:
    """Return the message's entries, with their incidents kept from changing."""
    ids = await unit.repositories.channel_ids.of([channel_id])
    captures = await unit.repositories.timeline.captures(ids.spread([(channel_id, ts)]))
    await unit.repositories.timeline.lock_heads({capture.entry.incident for capture in captures})
    return captures


async def _agree(unit: Unit, capture: Capture, *, by: str, at: Instant) -> bool:
    """Append what is missing for the entry to be a key event exactly while anybody's mark stands."""
    entry = capture.entry
    corrections = await unit.repositories.timeline.corrections(entry.incident, entry.sequence)
    is_key = Corrections(corrections).applied_to(entry).key_event
    source = entry.source
    people = await unit.repositories.marks.on(source.channel_id, source.message_ts) if source else []
    if is_key == bool(people):
        return False
    incident = await unit.repositories.incidents.get(entry.incident)
    if incident is not None:
        await unit.enter(incident, [capturing.mark(capture, by, at, stands=bool(people))])
    return True
