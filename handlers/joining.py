"""The Join button, and people who come into incidents' channels or leave them."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.domain.errors import NotAllowed
from bot.services import channels, joining, lookups
from bot.services.roster import Roster
from bot.slack.directory import Directory
from bot.slack.gateway import Slack
from bot.views import catch_up as words
from bot.views import ids
from bot.views.ids import Ref
from handlers import channel_events
from handlers.answers import Answer
from handlers.work import Work
from storage import Database


def register(app: AsyncApp) -> None:
    """Register coming and going."""
    app.action(ids.JOIN)(join)
    app.event("member_joined_channel")(came)
    app.event("member_left_channel")(went)


async def join(about: Ref, work: Work, answer: Answer) -> None:
    """The announcement's button; a guest who sees it is told who brings guests in, and nothing else."""
    if work.actor.is_guest:
        raise NotAllowed(joining.GUESTS)
    unit, incident = await work.about(about)
    brought = await joining.let_in(unit, incident)
    await answer(words.let_in(incident, already=not brought))


async def came(  # noqa: PLR0917 - Bolt injects by name
    event: dict[str, Any],
    work: Work,
    database: Database,
    roster: Roster,
    directory: Directory,
    slack: Slack,
) -> None:
    """Somebody came into a channel; the bot itself may be what came."""
    user_id, me = event["user"], (await directory.identity()).user_id
    if user_id == me:
        await channel_events.invited(event, work, database, roster, slack)
        return
    known = await channels.incident_in(database, event["channel"])
    if known is None:
        return
    person = await roster.person(user_id)
    turned = event.get("channel_type") == "G" and not known.private
    channel = await lookups.channel(slack, event["channel"]) if turned else None
    found = await channel_events.concerned(event, work, database, roster)
    if found is None:
        return
    unit, incident = found
    if person is not None and person.is_bot:
        await unit.repositories.members.joined(incident.number, user_id, unit.at)
        return
    await joining.came(unit, incident, user_id, by_bot=event.get("inviter") == me)
    if channel is not None:
        await channels.seen(unit, incident, channel)


async def went(
    event: dict[str, Any], work: Work, database: Database, roster: Roster, directory: Directory
) -> None:
    """Somebody left a channel; the bot itself may have been removed."""
    is_me = event["user"] == (await directory.identity()).user_id
    if is_me:
        await channel_events.removed(event, work, database, roster)
        return
    found = await channel_events.concerned(event, work, database, roster)
    if found is not None:
        await joining.went(*found, event["user"])
