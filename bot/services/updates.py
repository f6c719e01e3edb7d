"""Updates to stakeholders: posted in the channel and under the announcement, with when the next one comes."""

from bot.domain.changes import daily
from bot.domain.errors import WrongUse
from bot.domain.incident import Incident, Status
from bot.domain.permission import Act
from bot.domain.timeline import Shown
from bot.domain.update import Update
from bot.domain.value import Instant, Value
from bot.services import effects, timeline
from bot.services.unit import Unit
from bot.views import updates as words

LOOKED_AT = 60
"""Key events looked through for what changed since the last update."""

_UPDATE = "update_posted"
_NO_NEWS = frozenset({_UPDATE, "channel", "declared_from_message"})


class Wording(Value):
    """What stakeholders are told.

    Attributes:
        next_at: when they hear again; None: as often as the severity wants it.
    """

    conditions: str
    actions: str = ""
    needs: str = ""
    next_at: Instant | None = None


async def post(unit: Unit, incident: Incident, wording: Wording) -> Update:
    """Tell stakeholders how it stands.

    Raises:
        WrongUse: it says nothing, or too much, or promises the next one for a moment that has passed.
    """
    await unit.allow(Act.RESPOND, incident)
    if wording.next_at is not None and wording.next_at <= unit.at:
        raise WrongUse("The next update has to come after this one. Choose a later time.")
    update = Update(
        incident=incident.number,
        number=await unit.repositories.updates.next_number(incident.number),
        conditions=wording.conditions.strip(),
        actions=wording.actions.strip(),
        needs=wording.needs.strip(),
        posted_by=unit.actor.user_id,
        posted_at=unit.at,
        next_due_at=_next_at(unit, incident, wording),
    )
    change = daily.post_update(incident, update, by=unit.actor)
    await unit.repositories.updates.add(update)
    now = await unit.record(change, quietly=True)
    names = await unit.names(f"<@{unit.actor.user_id}>")
    await unit.put(effects.post(now, words.posted(now, update, names), unit.at))
    if not now.private and not now.drill:
        await unit.put(effects.announce(now, words.announced(now, update, names), unit.at))
    return update


def _next_at(unit: Unit, incident: Incident, wording: Wording) -> Instant | None:
    if incident.status is not Status.OPEN:
        return None
    return wording.next_at or unit.at + unit.policy.update_every(incident.severity)


async def what_happened(unit: Unit, incident: Incident) -> str:
    """Return what happened since the last update, for whoever writes the next: names, no mentions."""
    events = await timeline.key_events(unit, incident, LOOKED_AT)
    last = max((each.entry.sequence for each in events if each.entry.kind == _UPDATE), default=0)
    told = [each for each in events if each.entry.sequence > last and _is_news(each)]
    return words.happened(told, await timeline.names_in(unit, told))


def _is_news(shown: Shown) -> bool:
    return shown.entry.kind not in _NO_NEWS and not shown.deleted and bool(shown.text)
