"""What people do to an incident's channel, and how the incident follows: nothing is lost with a channel."""

import re
from collections.abc import Collection
from datetime import datetime

from bot.domain.catching_up import SKEW, Gap, Why
from bot.domain.effect import EffectKind
from bot.domain.event import Change, ChannelChanged
from bot.domain.incident import ChannelState, Incident, Status
from bot.domain.message import Outgoing
from bot.domain.permission import belongs
from bot.domain.timeline import Entry
from bot.services import catching_up, effects, joining
from bot.services.unit import Unit
from bot.slack.channels import Channel
from bot.views import channel as words
from storage import Database

_OUT_OF_REACH = (ChannelState.ARCHIVED, ChannelState.LOST)


async def incident_in(database: Database, channel_id: str) -> Incident | None:
    """Return the incident that lives in a channel, or None."""
    async with database.reading() as repositories:
        return await repositories.incidents.in_channel(channel_id)


async def current_id(database: Database, channel_id: str) -> str:
    """Return the id that Slack knows a channel by now, by any that it has had."""
    async with database.reading() as repositories:
        return await repositories.channel_ids.current(channel_id)


async def renamed(unit: Unit, incident: Incident, name: str, *, old: str | None = None) -> None:
    """Know the channel by its new name; `old` where it is told who renamed it."""
    if old is not None:
        text = f"<@{unit.actor.user_id}> renamed the channel from #{old} to #{name}."
        await _change(unit, incident, text, channel_name=name)
    elif incident.places.channel_name != name:
        await unit.repositories.incidents.save(_placed(incident, channel_name=name))


async def archived(unit: Unit, incident: Incident) -> None:
    """The channel takes nothing any more; whoever commands is told how to go on, unless it was over."""
    if incident.places.channel_state is ChannelState.ARCHIVED:
        return
    who = unit.actor.user_id
    text = f"<@{who}> archived the channel."
    now = await _change(unit, incident, text, state=ChannelState.ARCHIVED)
    if not incident.status.is_over:
        await _tell(unit, now, words.archived(now, who), besides=who)


async def unarchived(unit: Unit, incident: Incident) -> None:
    """The channel is open again: card and topic catch up."""
    if incident.places.channel_state is not ChannelState.ARCHIVED:
        return
    text = f"<@{unit.actor.user_id}> unarchived the channel."
    await _reachable(unit, incident, text)


async def lost(unit: Unit, incident: Incident, *, deleted: bool) -> None:
    """The bot was removed, or the channel deleted; whoever commands is told how to mend it."""
    if incident.places.channel_state is ChannelState.LOST:
        return
    text = "The channel was deleted." if deleted else "The bot was removed from the channel."
    now = await _change(unit, incident, text, state=ChannelState.LOST)
    if not incident.status.is_over:
        await _tell(unit, now, words.lost(now, deleted=deleted, prefix=unit.policy.channel_prefix))


async def let_back_in(unit: Unit, incident: Incident, present: Collection[str] | None) -> None:
    """The bot is in the channel again; `present` are those in it now, where Slack said so in time."""
    if present is not None:
        await joining.present(unit, incident, present)
    if incident.places.channel_state in _OUT_OF_REACH:
        await _reachable(unit, incident, "The bot was invited to the channel again.")
        await _read_again(unit, incident)


async def _reachable(unit: Unit, incident: Incident, text: str) -> None:
    borrowed = incident.places.channel_id == incident.places.origin_channel_id
    state = ChannelState.BORROWED if borrowed else ChannelState.OPEN
    now = await _change(unit, incident, text, state=state)
    await unit.put(*effects.surfaces(now, unit.at))


async def _read_again(unit: Unit, incident: Incident) -> None:
    """What was said while the bot was outside is shown to it now that it is a member again."""
    lost = [e for e in await _entries(unit, incident) if e.details.get("state") == ChannelState.LOST]
    now = await unit.repositories.incidents.get(incident.number)
    if lost and now is not None and not now.status.is_over:
        gap = Gap(since=lost[-1].at, until=unit.at, why=Why.REMOVED)
        await catching_up.begin(unit, now, gap)


async def topic_overwritten(unit: Unit, incident: Incident) -> None:
    """Put the topic back, and tell whoever wrote over it, privately, what to do instead."""
    if incident.status.is_over or incident.places.channel_state is not ChannelState.OPEN:
        return
    _, topic, *_ = effects.surfaces(incident, unit.at)
    await unit.put(topic, effects.whisper(incident, unit.actor.user_id, words.topic_kept(), unit.at))


async def seen(unit: Unit, incident: Incident, channel: Channel) -> None:
    """People made the channel private without saying so of the incident: whoever commands decides."""
    alike = not channel.is_private or incident.private
    if alike or incident.status.is_over or incident.places.channel_state is not ChannelState.OPEN:
        return
    text = "The channel was made private; the incident is public."
    if not await _said(unit, incident, text):
        now = await _change(unit, incident, text)
        await unit.put(effects.post(now, words.private_channel(now), unit.at))


async def _said(unit: Unit, incident: Incident, text: str) -> bool:
    entries = await _entries(unit, incident)
    return any(entry.text == text for entry in entries)


async def told_of(unit: Unit, incident: Incident, state: ChannelState) -> bool:
    """Whether the record says already that the channel is in this state."""
    told = [entry.details.get("state") for entry in await _entries(unit, incident)]
    return next((each for each in reversed(told) if each), None) == state


async def _entries(unit: Unit, incident: Incident) -> list[Entry]:
    return await unit.repositories.timeline.of_kind(incident.number, ChannelChanged.kind)


async def moved(unit: Unit, old: str, new: str, at: datetime) -> None:
    """Slack gave a channel another id at that instant; it is known by every id that it has had.

    What was delivered by the new id before this was known concerned no incident then, so the channel is read
    again from there.
    """
    repositories = unit.repositories
    await repositories.channel_ids.change(old, new, at)
    ids = (await repositories.channel_ids.of([new])).of(new)
    current = await repositories.channel_ids.current(new)
    for number in await repositories.incidents.move_channel(ids, current):
        incident = await repositories.incidents.get(number)
        if incident is None or incident.places.channel_id != current or incident.status.is_over:
            continue
        text = f"Slack gave the channel another id: {current} instead of {old}."
        if incident.places.channel_state is ChannelState.LOST:
            await _reachable(unit, incident, text)
        else:
            await _change(unit, incident, text)
        homes = await repositories.incidents.numbers_in_channels([current])
        if homes.get(current) == number:
            gap = Gap(since=min(at, unit.at) - SKEW, until=unit.at, why=Why.DROPPED, quiet=True)
            await catching_up.begin(unit, incident, gap)


async def adopt(unit: Unit, channel: Channel) -> Incident | None:
    """The bot was invited to a channel: it may be the one that an incident waits for.

    That is the channel an incident was declared in, where the workspace let the bot open none; or one that
    somebody of the incident made by hand and named by its number.
    """
    incident = await _waiting_for(unit, channel)
    if incident is None:
        return None
    if incident.private and not channel.is_private:
        message = words.wants_private(incident, prefix=unit.policy.channel_prefix)
        await unit.put(effects.tell(incident, unit.actor.user_id, message, unit.at))
        return None
    borrowed = channel.id == incident.places.origin_channel_id
    now = await _change(
        unit,
        incident,
        f"The incident goes on in #{channel.name}.",
        state=ChannelState.BORROWED if borrowed else ChannelState.OPEN,
        channel_id=channel.id,
        channel_name=channel.name,
        card_ts=None,
        triage_ts=None,
    )
    await unit.put(*effects.surfaces(now, unit.at), effects.triage(now, unit.at))
    people = tuple(u for u in await unit.repositories.members.current(now.number) if u != unit.actor.user_id)
    if people:
        await unit.put(effects.invite(now, people, unit.at))
    if not borrowed:
        gap = Gap(since=now.declared_at, until=unit.at, why=Why.REMOVED, quiet=True)
        await catching_up.begin(unit, now, gap)
    return now


async def _waiting_for(unit: Unit, channel: Channel) -> Incident | None:
    named = re.match(rf"(?:{re.escape(unit.policy.channel_prefix)}|drill)-(\d{{1,9}})(?:-|$)", channel.name)
    for known in await unit.repositories.incidents.all(None, Status.OPEN, Status.RESOLVED):
        waits = known.places.channel_id is None or known.places.channel_state is ChannelState.LOST
        is_named = named is not None and int(named[1]) == known.number
        is_origin = known.places.origin_channel_id == channel.id and known.places.channel_id is None
        if not waits or not (is_named or is_origin):
            continue
        incident = await unit.repositories.incidents.lock(known.number)
        if incident is None or await _is_being_opened(unit, incident):
            continue
        if (is_origin and not incident.private) or belongs(incident, await unit.standing(incident)):
            return incident
    return None


async def _is_being_opened(unit: Unit, incident: Incident) -> bool:
    waiting = await unit.repositories.outbox.waiting(incident.number)
    return any(effect.kind is EffectKind.OPEN_CHANNEL for effect in waiting)


async def _change(
    unit: Unit,
    incident: Incident,
    text: str,
    *,
    state: ChannelState | None = None,
    **places: str | None,
) -> Incident:
    """Record what happened to the channel, and where the incident is now."""
    now = _placed(incident, **places, **({"channel_state": state} if state else {}))
    change = Change(incident=now, events=(ChannelChanged(text=text, state=state),))
    return await unit.record(change, quietly=True)


def _placed(incident: Incident, **places: object) -> Incident:
    return incident.model_copy(update={"places": incident.places.model_copy(update=places)})


async def _tell(unit: Unit, incident: Incident, message: Outgoing, *, besides: str = "") -> None:
    person = incident.decider
    if person != besides:
        await unit.put(effects.tell(incident, person, message, unit.at))
