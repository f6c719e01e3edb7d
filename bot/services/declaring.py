"""Declaring: recorded at once, its channel follows through the outbox."""

from bot.domain.changes import lifecycle
from bot.domain.changes.lifecycle import Declaration
from bot.domain.errors import NotAllowed
from bot.domain.event import Change, Event
from bot.domain.incident import Incident
from bot.domain.policy import Policy
from bot.services import effects
from bot.services.unit import Unit

SIMILAR_SHOWN = 3


async def declare(unit: Unit, declaration: Declaration, *, also: tuple[Event, ...] = ()) -> Incident:
    """Declare an incident: number, record, reminders, channel, people, card and announcement.

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
    change = Change(incident=change.incident, events=(*change.events, *also))
    incident = await unit.record(change, quietly=True)
    await unit.put(effects.open_channel(incident, unit.at))
    await unit.repositories.members.joined(number, unit.actor.user_id, unit.at)
    await unit.put(effects.invite(incident, (unit.actor.user_id,), unit.at, lane="declarer"))
    others = tuple(u for u in invited(incident, unit.policy) if u != unit.actor.user_id)
    if others:
        await unit.put(effects.invite(incident, others, unit.at))
    await unit.put(effects.triage(incident, unit.at))
    return incident


def invited(incident: Incident, policy: Policy) -> tuple[str, ...]:
    """Return whom the policy brings into an incident of this severity and category, each once."""
    rules = policy.invitations
    wanted = list(rules.always) + list(rules.by_severity.get(incident.severity, ()))
    if incident.category is not None:
        wanted += rules.by_category.get(incident.category, ())
    return tuple(dict.fromkeys(wanted))


async def similar(unit: Unit, title: str, *, besides: int) -> list[Incident]:
    """Return open incidents, visible to the actor, whose titles share words with this one; likest first."""
    words = _words(title)
    scored = []
    for incident in await unit.repositories.incidents.open():
        shared = words & _words(incident.title)
        if incident.number == besides or not shared or incident.private:
            continue
        likeness = len(shared) / len(words | _words(incident.title))
        if likeness >= 0.25 or len(shared) >= 3:
            scored.append((-likeness, incident.number, incident))
    return [incident for *_, incident in sorted(scored, key=lambda s: s[:2])[:SIMILAR_SHOWN]]


_COMMON = frozenset(
    "a an and are as at be by for from has in is it of on or our out the their to was with".split()
)


def _words(title: str) -> frozenset[str]:
    return frozenset(w for w in title.casefold().split() if w not in _COMMON and len(w) > 1)
