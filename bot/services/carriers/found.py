"""Asks Slack whether something was done already, when an answer was lost."""

from datetime import datetime, timedelta

from bot.services.carriers.load import EVENT_TYPE, Json
from bot.slack.errors import SlackRefused
from bot.slack.gateway import Slack
from bot.slack.identity import Identity

SKEW = timedelta(minutes=1)
"""How far Slack's clock and ours may lie apart."""


async def message_of(
    slack: Slack,
    identity: Identity,
    effect_id: str,
    *,
    channel_id: str,
    since: datetime,
    thread_ts: str | None = None,
) -> str | None:
    """Return the ts of the message that carries an effect's id, or None when there is none.

    A channel whose history the bot may not read cannot be asked; None then means: send it again.

    Raises:
        SlackError: it could not be asked now; nothing may be sent before it was.
    """
    oldest = f"{(since - SKEW).timestamp():.6f}"
    try:
        async for message in slack.history(channel_id, oldest=oldest, thread_ts=thread_ts):
            metadata = message.get("metadata") or {}
            named = (metadata.get("event_payload") or {}).get("effect")
            if metadata.get("event_type") == EVENT_TYPE and named == effect_id and _ours(message, identity):
                return str(message["ts"])
    except SlackRefused as fault:
        if not fault.permanent:
            raise
    return None


async def file_named(
    slack: Slack,
    identity: Identity,
    mark: str,
    *,
    channel_id: str,
    since: datetime,
    thread_ts: str | None = None,
) -> str | None:
    """Return the ts of our message with a file whose name holds `mark`: files carry no metadata."""
    oldest = f"{(since - SKEW).timestamp():.6f}"
    try:
        async for message in slack.history(channel_id, oldest=oldest, thread_ts=thread_ts):
            names = [str(file.get("name", "")) for file in message.get("files") or []]
            if _ours(message, identity) and any(mark in name for name in names):
                return str(message["ts"])
    except SlackRefused as fault:
        if not fault.permanent:
            raise
    return None


def _ours(message: Json, identity: Identity) -> bool:
    return message.get("user") == identity.user_id or message.get("bot_id") == identity.bot_id
