"""Coming and going: who is let in, what the late are shown, and who is known to be in a channel."""

from collections.abc import Collection

from bot.domain.errors import NotNow
from bot.domain.incident import ChannelState, Incident
from bot.services import effects, timeline
from bot.services.unit import Unit
from bot.views import catch_up as words

GUESTS = "Guests are brought in by somebody in the incident's channel. Ask its commander."

OPENING = frozenset({"declared", "declared_from_message", "channel"})
"""Kinds of entries that every incident opens with: whoever sees the card has missed nothing by them."""


async def let_in(unit: Unit, incident: Incident) -> bool:
    """Bring the actor into the channel; False when they are in it already.

    Raises:
        NotNow: there is no channel to join.
    """
    if await unit.repositories.members.is_member(incident.number, unit.actor.user_id):
        return False
    reachable = incident.places.channel_state in (ChannelState.OPEN, ChannelState.BORROWED)
    if incident.places.channel_id is None or not reachable:
        raise NotNow(
            f"{incident.reference} has no channel that can be joined now."
            f" `/incident status {incident.reference}` shows how it stands."
        )
    await unit.put(
        effects.invite(incident, (unit.actor.user_id,), unit.at, lane=f"join:{unit.actor.user_id}")
    )
    return True


async def came(unit: Unit, incident: Incident, user_id: str, *, by_bot: bool) -> None:
    """Know that somebody is in the channel now, and show them privately what they missed, if anything.

    Args:
        unit: what is under way.
        incident: whose channel it is.
        user_id: who came.
        by_bot: the bot let them in, as it does with those it calls at the declaration; and with those
            who are given a role, who get the state with it.
    """
    newly = await unit.repositories.members.joined(incident.number, user_id, unit.at)
    borrowed = incident.places.channel_state is ChannelState.BORROWED
    if (user_id == incident.declared_by and not newly) or (borrowed and incident.status.is_over):
        return
    events = await timeline.what_people_did(unit, incident, words.EVENTS)
    told = any(h.is_current and h.user_id == user_id != h.assigned_by for h in incident.roles)
    if by_bot and (told or all(each.entry.kind in OPENING for each in events)):
        return
    names = await timeline.names_in(unit, events)
    names |= await unit.names("".join(f"<@{h.user_id}>" for h in incident.roles if h.is_current))
    deadlines = await unit.repositories.duties.deadlines(incident.number)
    welcome = words.catch_up(incident, events, names, deadlines)
    await unit.put(effects.whisper(incident, user_id, welcome, unit.at))


async def present(unit: Unit, incident: Incident, user_ids: Collection[str]) -> None:
    """Know who is in the channel now, where people may have come and left unheard."""
    members = unit.repositories.members
    for user_id in set(await members.current(incident.number)) - set(user_ids):
        await members.left(incident.number, user_id, unit.at)
    for user_id in user_ids:
        await members.joined(incident.number, user_id, unit.at)


async def went(unit: Unit, incident: Incident, user_id: str) -> None:
    """Know that somebody is in the channel no more; a private incident is out of their sight then."""
    await unit.repositories.members.left(incident.number, user_id, unit.at)
