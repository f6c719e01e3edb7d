"""Declaring: recorded at once, its channel follows through the outbox."""

from bot.domain.catching_up import Gap, Why
from bot.domain.changes import lifecycle
from bot.domain.changes.lifecycle import Declaration
from bot.domain.errors import NotAllowed
from bot.domain.event import Change, DeclaredFrom
from bot.domain.incident import ChannelState, Incident
from bot.domain.permission import Act, Standing, may_see
from bot.domain.policy import Policy
from bot.domain.value import Instant
from bot.services import catching_up, effects
from bot.services.unit import Unit
from bot.slack.channels import Channel
from bot.views import declaring as words
from bot.views import unrecorded as recording

SIMILAR_SHOWN = 3


GUESTS = "Guests cannot declare incidents. Tell a member of this workspace; they can, in one line."


async def declare(unit: Unit, declaration: Declaration, *, source: DeclaredFrom | None = None) -> Incident:
    """Declare an incident: number, record, reminders, channel, people, card and announcement.

    Args:
        unit: who declares, and when.
        declaration: what is known.
        source: the message it is declared from.

    Raises:
        NotAllowed: a guest from outside may not declare.
        WrongUse: the title is missing or too long.
    """
    incident = await _recorded(unit, await _change(unit, declaration, source, at=unit.at), at=unit.at)
    await unit.put(effects.open_channel(incident, unit.at))
    await _gather(unit, incident, source)
    return incident


async def adopt(
    unit: Unit, declaration: Declaration, channel: Channel, *, at: Instant, source: DeclaredFrom | None = None
) -> Incident:
    """Declare an incident that was declared at `at`, while nothing could be recorded, and has its channel.

    Raises:
        NotAllowed: a guest from outside may not declare.
    """
    change = await _change(unit, declaration, source, at=at)
    placed = {"channel_id": channel.id, "channel_name": channel.name, "channel_state": ChannelState.OPEN}
    places = change.incident.places.model_copy(update=placed)
    change = change.model_copy(update={"incident": change.incident.model_copy(update={"places": places})})
    incident = await _recorded(unit, change, at=at)
    await unit.put(effects.convert(incident, unit.at))
    await unit.put(effects.post(incident, recording.adopted(incident, at), unit.at))
    await _gather(unit, incident, source)
    await catching_up.begin(unit, incident, Gap(since=at, until=unit.at, why=Why.UNRECORDED))
    return incident


async def _change(
    unit: Unit, declaration: Declaration, source: DeclaredFrom | None, *, at: Instant
) -> Change:
    if unit.actor.is_guest:
        raise NotAllowed(GUESTS)
    number = await unit.repositories.incidents.next_number()
    change = lifecycle.declare(declaration, number=number, by=unit.actor, at=at)
    return Change(incident=change.incident, events=(*change.events, *([source] if source else [])))


async def _recorded(unit: Unit, change: Change, *, at: Instant) -> Incident:
    incident = await unit.record(change, quietly=True, happened_at=at)
    await unit.repositories.members.joined(incident.number, unit.actor.user_id, unit.at)
    return incident


async def _gather(unit: Unit, incident: Incident, source: DeclaredFrom | None) -> None:
    """Bring in people, ask the questions, and tell where it came from."""
    await unit.put(effects.invite(incident, (unit.actor.user_id,), unit.at, lane="declarer"))
    others = tuple(u for u in invited(incident, unit.policy) if u != unit.actor.user_id)
    if others:
        await unit.put(effects.invite(incident, others, unit.at))
    await unit.put(effects.triage(incident, unit.at))
    if source is not None:
        names = await unit.names(source.line())
        await unit.put(effects.post(incident, words.came_from(source, names), unit.at))


def invited(incident: Incident, policy: Policy) -> tuple[str, ...]:
    """Return whom the policy brings into an incident of this severity and category, each once."""
    rules = policy.invitations
    wanted = list(rules.always) + list(rules.by_severity.get(incident.severity, ()))
    if incident.category is not None:
        wanted += rules.by_category.get(incident.category, ())
    return tuple(dict.fromkeys(wanted))


async def put_word_back(unit: Unit, incident: Incident, word: str) -> Incident:
    """Put the word that was taken as a severity back into the title."""
    await unit.allow(Act.RESPOND, incident)
    return await unit.record(lifecycle.take_word_as_title(incident, word, by=unit.actor))


async def similar(unit: Unit, incident: Incident) -> list[Incident]:
    """Return open incidents that the actor can see whose titles share words with this one; likest first."""
    mine = await unit.repositories.members.incidents_of(unit.actor.user_id)
    scored = []
    for other in await unit.repositories.incidents.open():
        standing = Standing(actor=unit.actor, is_member=other.number in mine)
        if other.number == incident.number or not may_see(other, standing):
            continue
        likeness = _likeness(incident.title, other.title)
        if likeness:
            scored.append((-likeness, other.number, other))
    return [other for *_, other in sorted(scored, key=lambda s: s[:2])[:SIMILAR_SHOWN]]


def _likeness(title: str, other: str) -> float:
    """How alike two titles are, from 0 to 1; 0 where they share too little to speak of."""
    words, others = _words(title), _words(other)
    shared = words & others
    if not shared:
        return 0.0
    likeness = len(shared) / len(words | others)
    return likeness if likeness >= 0.25 or len(shared) >= 3 else 0.0


_SMALL = "a an and are as at be by for from has in is it of on or our out the their to was with"
_COMMON = frozenset(_SMALL.split())


def _words(title: str) -> frozenset[str]:
    return frozenset(w for w in title.casefold().split() if w not in _COMMON and len(w) > 1)
