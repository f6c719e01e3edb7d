"""What people and other apps said, parsed at the edge; and what the bot says."""

from typing import Any

from bot.domain.value import Instant, Value


class Source(Value):
    """Where in Slack something was said."""

    channel_id: str
    message_ts: str
    thread_ts: str | None = None
    permalink: str | None = None


class Said(Value):
    """A message that was posted, edited or deleted in an incident's channel or one of its threads.

    Attributes:
        author: Slack's id of the person, or the bot id of another app.
        at: when it was said, from its ts.
        attachments: names of files and links that came with it, one line each.
    """

    author: str
    at: Instant
    text: str
    source: Source
    attachments: tuple[str, ...] = ()


class Outgoing(Value):
    """A message of the bot: notification text and Block Kit blocks, both always sent."""

    text: str
    blocks: tuple[dict[str, Any], ...] = ()
