"""Asks Slack whether something was done already, when an answer was lost."""

from collections.abc import AsyncIterator, Callable
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

    return await _of_ours(
        slack, identity, lambda message: carries(message, effect_id), channel_id, since, thread_ts
    )


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

    return await _of_ours(slack, identity, lambda message: holds(message, mark), channel_id, since, thread_ts)


async def ours(
    slack: Slack, identity: Identity, channel_id: str, since: datetime, thread_ts: str | None = None
) -> AsyncIterator[Json]:
    """Yield the bot's messages in a channel, or a thread of it; none where the bot may not read them."""
    oldest = f"{(since - SKEW).timestamp():.6f}"
    try:
        async for message in slack.history(channel_id, oldest=oldest, thread_ts=thread_ts):
            if message.get("user") == identity.user_id or message.get("bot_id") == identity.bot_id:
                yield message
    except SlackRefused as fault:
        if not fault.permanent:
            raise


def carries(message: Json, effect_id: str) -> bool:
    """Whether a message says of itself that it is this effect's."""
    metadata = message.get("metadata") or {}
    named = (metadata.get("event_payload") or {}).get("effect")
    return bool(metadata.get("event_type") == EVENT_TYPE and named == effect_id)


def holds(message: Json, mark: str) -> bool:
    """Whether a message came with a file whose name holds `mark`."""
    return any(mark in str(file.get("name", "")) for file in message.get("files") or [])


async def _of_ours(  # noqa: PLR0917 - what both questions are asked with
    slack: Slack,
    identity: Identity,
    fits: Callable[[Json], bool],
    channel_id: str,
    since: datetime,
    thread_ts: str | None,
) -> str | None:
    async for message in ours(slack, identity, channel_id, since, thread_ts):
        if fits(message):
            return str(message["ts"])
    return None
