""":pushpin: on a message marks it as a key event; taking the last one off unmarks it."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.domain.actor import Actor
from bot.services import marking
from bot.services.marking import Reaction
from bot.services.roster import Roster
from bot.slack.directory import Directory
from bot.slack.hearing import instant_of
from bot.slack.rereading import PUSHPIN
from handlers.work import Work
from storage import Database


def register(app: AsyncApp) -> None:
    """Register both directions."""
    app.event("reaction_added", matchers=[_is_pushpin])(heed)
    app.event("reaction_removed", matchers=[_is_pushpin])(heed)


async def _is_pushpin(event: dict[str, Any]) -> bool:
    return event.get("reaction") == PUSHPIN and (event.get("item") or {}).get("type") == "message"


async def heed(
    event: dict[str, Any], work: Work, database: Database, directory: Directory, roster: Roster
) -> None:
    """Mark or unmark a message as its readers say; the bot's own acts are key by themselves."""
    item = event["item"]
    identity = await directory.identity()
    if event.get("item_user") == identity.user_id:
        return
    if not await marking.concerns_an_incident(database, item["channel"], item["ts"]):
        return
    person = await roster.person(event["user"])
    if person is not None and person.is_bot:
        return
    work.actor = Actor(user_id=event["user"])
    unit = await work.begin()
    at = instant_of(event["event_ts"])
    stands = event["type"] == "reaction_added"
    reaction = Reaction(
        channel_id=item["channel"], ts=item["ts"], user_id=event["user"], stands=stands, at=at
    )
    await marking.heed(unit, reaction)
