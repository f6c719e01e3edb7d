"""Declaring: recorded at once, its channel follows through the outbox."""

from bot.domain.changes import lifecycle
from bot.domain.changes.lifecycle import Declaration
from bot.domain.errors import NotAllowed
from bot.domain.event import Change, DeclaredFrom
from bot.domain.incident import Incident
from bot.domain.permission import Act, Standing, may_see
from bot.domain.policy import Policy
from bot.services import effects
from bot.services.unit import Unit
from bot.views import declaring as words

SIMILAR_SHOWN = 3


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
    if unit.actor.is_guest:
        raise NotAllowed(
            "Guests cannot declare incidents. Tell a member of this workspace; they can, in one line."
        )
    number = await unit.repositories.incidents.next_number()
    change = lifecycle.declare(declaration, number=number, by=unit.actor, at=unit.at)
    change = Change(incident=change.incident, events=(*change.events, *([source] if source else [])))
    incident = await unit.record(change, quietly=True)
    await unit.put(effects.open_channel(incident, unit.at))
    await unit.repositories.members.joined(number, unit.actor.user_id, unit.at)
    await unit.put(effects.invite(incident, (unit.actor.user_id,), unit.at, lane="declarer"))
    others = tuple(u for u in invited(incident, unit.policy) if u != unit.actor.user_id)
    if others:
        await unit.put(effects.invite(incident, others, unit.at))
    await unit.put(effects.triage(incident, unit.at))
    if source is not None:
        names = await unit.names(source.line())
        await unit.put(effects.post(incident, words.came_from(source, names), unit.at))
    return incident


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
