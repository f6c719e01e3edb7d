"""What people and other apps said, parsed at the edge; and what the bot says."""

from typing import Any

from bot.domain.value import Instant, Value


def message_key(channel_id: str, ts: str) -> str:
    """Return the key by which a new message is one and the same however often Slack delivers it."""
    return f"message:{channel_id}:{ts}"


class Source(Value):
    """Where in Slack something was said."""

    channel_id: str
    message_ts: str
    thread_ts: str | None = None
    permalink: str | None = None


class Said(Value):
    """What somebody said in a channel or in one of its threads, as it stood at one moment.

    Attributes:
        author: Slack's id of the person, or the bot id of another app.
        by_person: whether a person said it.
        name: what an app calls itself; people's names are looked up where they are shown.
        at: when it was said, from its ts.
        text: the words, in Slack's markup.
        files: names of the files that came with it.
        file_ids: what Slack calls them, in the same order.
        links: where its links lead.
    """

    author: str
    by_person: bool = True
    name: str | None = None
    at: Instant
    text: str
    source: Source
    files: tuple[str, ...] = ()
    file_ids: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


class Posted(Value):
    """A message is new."""

    said: Said


class Edited(Value):
    """A message says something else now.

    Attributes:
        before: what it said, as Slack tells it with the edit.
        edit: Slack's ts of the edit, which is its identity.
    """

    said: Said
    before: Said
    edit: str
    at: Instant


class Deleted(Value):
    """A message is gone.

    Attributes:
        said: what it was, as far as Slack tells it with the deletion.
    """

    source: Source
    said: Said | None
    at: Instant


class Moved(Value):
    """Somebody came into a channel, or left it."""

    user_id: str
    left: bool
    source: Source
    at: Instant


Heard = Posted | Edited | Deleted | Moved
"""What Slack tells of what is said in a channel."""


class Outgoing(Value):
    """A message of the bot: notification text and Block Kit blocks, both always sent."""

    text: str
    blocks: tuple[dict[str, Any], ...] = ()
