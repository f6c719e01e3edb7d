"""Asks Slack whether something was done already, when an answer was lost."""

from collections.abc import Callable
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

    def carries_it(message: Json) -> bool:
        metadata = message.get("metadata") or {}
        named = (metadata.get("event_payload") or {}).get("effect")
        return metadata.get("event_type") == EVENT_TYPE and named == effect_id

    return await _of_ours(slack, identity, carries_it, channel_id, since, thread_ts)


async def file_named(
    slack: Slack,
    identity: Identity,
    mark: str,
    *,
    channel_id: str,
    since: datetime,
    thread_ts: str | None = None,
) -> str | None:
    """Return the ts of our message with a file whose name holds `mark`: files carry no metadata.

    Raises:
        SlackError: it could not be asked now; nothing may be sent before it was.
    """

    def holds_it(message: Json) -> bool:
        return any(mark in str(file.get("name", "")) for file in message.get("files") or [])

    return await _of_ours(slack, identity, holds_it, channel_id, since, thread_ts)


async def _of_ours(  # noqa: PLR0917 - what both questions are asked with
    slack: Slack,
    identity: Identity,
    fits: Callable[[Json], bool],
    channel_id: str,
    since: datetime,
    thread_ts: str | None,
) -> str | None:
    oldest = f"{(since - SKEW).timestamp():.6f}"
    try:
        async for message in slack.history(channel_id, oldest=oldest, thread_ts=thread_ts):
            if _ours(message, identity) and fits(message):
                return str(message["ts"])
    except SlackRefused as fault:
        if not fault.permanent:
            raise
    return None


def _ours(message: Json, identity: Identity) -> bool:
    return message.get("user") == identity.user_id or message.get("bot_id") == identity.bot_id
