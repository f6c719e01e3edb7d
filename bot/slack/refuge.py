"""A channel that speaks for itself: opened at once, marked in its first message for who finds it later."""

from datetime import timedelta

from bot.domain.message import Outgoing
from bot.slack.channels import Channel
from bot.slack.codes import NAME_UNUSABLE
from bot.slack.errors import Fate, SlackRefused, SlackUnreachable
from bot.slack.gateway import Slack
from bot.slack.identity import Identity
from bot.slack.messages import content

MARK = "incident_bot_unrecorded"
"""The kind of a first message's metadata."""
DECLARED = "declared"

MARKED_WITHIN = timedelta(minutes=10)
"""A channel whose first message was not sent by then will have none: whoever opened it died over it."""


async def opened(slack: Slack, identity: Identity, name: str, *, private: bool) -> tuple[Channel, bool]:
    """Open a channel of this name, or find the one opened for the same before; say whether it is new.

    Raises:
        SlackError: there is none.
    """
    try:
        answer = await slack.call("conversations.create", {"name": name, "is_private": private}, urgent=True)
        return Channel.parse(answer["channel"]), True
    except (SlackRefused, SlackUnreachable) as fault:
        if isinstance(fault, SlackRefused) and fault.code not in NAME_UNUSABLE:
            raise
        if isinstance(fault, SlackUnreachable) and fault.fate is Fate.NOT_DONE:
            raise
        ours = next((c for c in await ours_named(slack, identity, name)), None)
        if ours is None:
            raise
        return ours, False


async def ours_named(slack: Slack, identity: Identity, beginning: str) -> list[Channel]:
    """Return the channels that the bot opened whose names begin so."""
    return [
        channel
        for channel in await slack.own_channels()
        if channel.name.startswith(beginning) and channel.creator == identity.user_id
    ]


async def mark_of(slack: Slack, identity: Identity, channel: Channel) -> str | None:
    """Return what a channel's first message is marked with; None where nothing is, or not yet."""
    oldest, latest = channel.created - 60, channel.created + MARKED_WITHIN.total_seconds() + 60
    async for message in slack.history(channel.id, oldest=f"{oldest:.6f}", latest=f"{latest:.6f}"):
        metadata = message.get("metadata") or {}
        if metadata.get("event_type") == MARK and message.get("user") == identity.user_id:
            return str((metadata.get("event_payload") or {}).get(DECLARED) or "")
    return None


async def mark(slack: Slack, identity: Identity, channel: Channel, message: Outgoing, declared: str) -> None:
    """Send the first message, unless it stands there already.

    Raises:
        SlackError: it could not be sent.
    """
    args = {
        "channel": channel.id,
        "metadata": {"event_type": MARK, "event_payload": {DECLARED: declared}},
        "unfurl_links": False,
        "unfurl_media": False,
        **content(message),
    }
    try:
        await slack.call("chat.postMessage", args, channel=channel.id, urgent=True)
    except SlackUnreachable as fault:
        if fault.fate is Fate.NOT_DONE or await mark_of(slack, identity, channel) is None:
            raise


async def let_in(slack: Slack, channel: Channel, user_id: str) -> None:
    """Bring somebody in; that they are there already is as well.

    Raises:
        SlackError: they cannot come.
    """
    try:
        args = {"channel": channel.id, "users": [user_id]}
        await slack.call("conversations.invite", args, urgent=True)
    except SlackRefused as fault:
        if fault.code != "already_in_channel":
            raise
