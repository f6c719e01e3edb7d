"""What people do to channels: renamed, archived, topic overwritten, bot removed; and whom they change."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from bot.domain.actor import BOT
from bot.domain.incident import ChannelState, Incident
from bot.services import channels, lookups
from bot.services.courier import Courier
from bot.services.roster import Roster
from bot.services.unit import Unit
from bot.slack.directory import Directory
from bot.slack.gateway import Slack
from bot.slack.hearing import instant_of
from bot.slack.people import read_person
from handlers.work import Work
from storage import Database

log = structlog.get_logger()


def register(app: AsyncApp) -> None:
    """Register both families of events, of public and private channels, and the messages that tell more."""
    for family in ("channel", "group"):
        app.event(f"{family}_rename")(renamed)
        app.event(f"{family}_archive")(archived)
        app.event(f"{family}_unarchive")(unarchived)
        app.event(f"{family}_deleted")(deleted)
        app.event(f"{family}_left")(removed)
        for told, listener in _TOLD.items():
            app.event("message", matchers=[_says(f"{family}_{told}")])(listener)
    app.event("channel_id_changed")(moved)
    app.event("tokens_revoked")(revoked)
    app.event("app_uninstalled")(uninstalled)
    app.event("user_change")(changed)


def _says(subtype: str) -> Callable[..., Awaitable[bool]]:
    async def matches(event: dict[str, Any]) -> bool:
        return event.get("subtype") == subtype

    return matches


async def concerned(
    event: dict[str, Any], work: Work, database: Database, roster: Roster
) -> tuple[Unit, Incident] | None:
    """Return the incident of the event's channel, locked, and its unit of work; None where it has none."""
    channel = event.get("channel")
    channel_id = channel.get("id") if isinstance(channel, dict) else channel
    known = await channels.incident_in(database, str(channel_id)) if channel_id else None
    if known is None:
        return None
    user_id = event.get("user") or event.get("actor_id")
    work.here = str(channel_id)
    work.actor = await roster.actor(user_id) if isinstance(user_id, str) else BOT
    unit = await work.begin()
    return unit, await unit.incident(known.number)


async def renamed(event: dict[str, Any], work: Work, database: Database, roster: Roster) -> None:
    """The channel has another name; who gave it stands in the message that goes with it."""
    found = await concerned(event, work, database, roster)
    if found:
        await channels.renamed(*found, event["channel"]["name"])


async def told_renamed(event: dict[str, Any], work: Work, database: Database, roster: Roster) -> None:
    """Somebody renamed the channel."""
    found = await concerned(event, work, database, roster)
    if found:
        await channels.renamed(*found, event["name"], old=event.get("old_name") or "")


async def archived(event: dict[str, Any], work: Work, database: Database, roster: Roster) -> None:
    """Somebody archived the channel."""
    found = await concerned(event, work, database, roster)
    if found:
        await channels.archived(*found)


async def unarchived(event: dict[str, Any], work: Work, database: Database, roster: Roster) -> None:
    """Somebody unarchived the channel."""
    found = await concerned(event, work, database, roster)
    if found:
        await channels.unarchived(*found)


async def deleted(event: dict[str, Any], work: Work, database: Database, roster: Roster) -> None:
    """Somebody deleted the channel."""
    found = await concerned(event, work, database, roster)
    if found:
        await channels.lost(*found, deleted=True)


async def removed(event: dict[str, Any], work: Work, database: Database, roster: Roster) -> None:
    """The bot is in the channel no more; who removed it is not told."""
    found = await concerned({"channel": event["channel"]}, work, database, roster)
    if found:
        await channels.lost(*found, deleted=False)


async def topic_set(
    event: dict[str, Any], work: Work, database: Database, roster: Roster, directory: Directory
) -> None:
    """Somebody wrote over the topic."""
    identity = await directory.identity()
    if event.get("user") in (None, identity.user_id) or event.get("bot_id"):
        return
    found = await concerned(event, work, database, roster)
    if found:
        await channels.topic_overwritten(*found)


_TOLD: dict[str, Callable[..., Awaitable[None]]] = {
    "name": told_renamed,
    "archive": archived,
    "unarchive": unarchived,
    "topic": topic_set,
}


async def moved(event: dict[str, Any], work: Work, directory: Directory) -> None:
    """Slack gave a channel another id."""
    directory.forget_announcements()
    unit = await work.begin()
    stamp = event.get("event_ts")
    at = instant_of(stamp) if isinstance(stamp, str) else unit.at
    await channels.moved(unit, event["old_channel_id"], event["new_channel_id"], at)


async def invited(
    event: dict[str, Any], work: Work, database: Database, roster: Roster, slack: Slack
) -> None:
    """The bot was invited somewhere: back into an incident's channel, or into one that it waits for."""
    inviter = event.get("inviter")
    if isinstance(inviter, str):
        work.actor = await roster.actor(inviter)
    known = await channels.incident_in(database, event["channel"])
    if known is not None:
        if not inviter and known.places.channel_state is ChannelState.OPEN:
            return  # It made the channel itself, and Slack tells of that once more.
        present = await lookups.members(slack, event["channel"])
        unit = await work.begin()
        await channels.let_back_in(unit, await unit.incident(known.number), present)
        return
    channel = await lookups.channel(slack, event["channel"])
    if channel is not None and inviter:
        work.here = None  # To be in that channel says nothing of being in the incident's.
        await channels.adopt(await work.begin(), channel)


async def revoked(event: dict[str, Any], courier: Courier) -> None:
    """The app's tokens were taken away; nothing can be sent until it is installed again."""
    tokens = event.get("tokens") or {}
    log.error("slack_tokens_revoked", bot=len(tokens.get("bot") or []), people=len(tokens.get("oauth") or []))
    if tokens.get("bot"):
        courier.block("token_revoked")


async def uninstalled(courier: Courier) -> None:
    """The app was taken off the workspace."""
    log.error("slack_app_uninstalled")
    courier.block("account_inactive")


async def changed(event: dict[str, Any], roster: Roster, directory: Directory) -> None:
    """Somebody's name, zone or standing changed."""
    user = event.get("user")
    if isinstance(user, dict) and user.get("id"):
        home = await directory.identity()
        await roster.changed(lambda at: read_person(user, home=home, at=at), str(user["id"]))
