"""Messages in channels: kept in the timeline of the channel's incident; nothing else is done about them."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.services.capture import Scribe
from bot.slack.directory import Directory
from bot.slack.hearing import TIMELINE_SUBTYPES, hear
from handlers.work import Work


def register(app: AsyncApp) -> None:
    """Register the listener; before all others, because nothing comes in as often."""
    app.event({"type": "message", "subtype": TIMELINE_SUBTYPES})(take_down)


async def take_down(event: dict[str, Any], work: Work, scribe: Scribe, directory: Directory) -> None:
    """Keep a message, an edit, a deletion, or that somebody came or left."""
    heard = hear(event, await directory.identity())
    if heard is not None:
        await scribe.take_down(heard, work.keys)
