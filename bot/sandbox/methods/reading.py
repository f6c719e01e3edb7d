"""conversations.* that read: info, list, members, history and replies."""

import base64
from collections.abc import Sequence

from bot.sandbox.call import Call, Family
from bot.sandbox.channel_view import channel_dict
from bot.sandbox.entities import Channel, JsonObject, Message
from bot.sandbox.errors import SlackError
from bot.sandbox.stamps import as_microseconds

family = Family()

FAR_AWAY = "999999999999.999999"


@family.method("conversations.info", tier=50, deed="read", required=["channel"])
async def info(call: Call) -> JsonObject:
    """One channel."""
    channel = call.channel()
    call.need("read", channel)
    num_members = call.flag("include_num_members")
    return {"channel": channel_dict(call.workspace, channel, call.user, num_members=num_members)}


@family.method("conversations.list", tier=20, deed="read")
async def list_channels(call: Call) -> JsonObject:
    """The channels the app can see, of the kinds asked for."""
    kinds = call.kinds()
    hide_archived = call.flag("exclude_archived")

    def listed(channel: Channel) -> bool:
        return (
            channel.kind in kinds
            and not (hide_archived and channel.is_archived)
            and call.workspace.can_see(call.user, channel)
        )

    found = [channel for channel in call.workspace.channels.values() if listed(channel)]
    channels, metadata = call.page(found, high=999)
    shown = [channel_dict(call.workspace, channel, call.user, num_members=True) for channel in channels]
    return {"channels": shown, "response_metadata": metadata}


@family.method("conversations.members", tier=100, deed="read", required=["channel"])
async def members(call: Call) -> JsonObject:
    """Who is in a channel."""
    channel = call.channel()
    call.need("read", channel)
    ids, metadata = call.page(list(channel.members), high=1000)
    return {"members": ids, "response_metadata": metadata}


@family.method("conversations.history", tier=50, deed="history", required=["channel"])
async def history(call: Call) -> JsonObject:
    """The messages of a channel, newest first, without what was said in threads only."""
    channel = _readable(call)
    shown = [m for m in channel.messages.values() if not m.is_reply or m.subtype == "thread_broadcast"]
    page = _between(call, shown)[::-1]
    limit = call.number("limit", 100, low=1, high=999)
    page = _after_cursor(call, page, newest_first=True)
    return _page(call, page, limit) | {"pin_count": len(channel.pins)}


@family.method("conversations.replies", tier=50, deed="history", required=["channel", "ts"])
async def replies(call: Call) -> JsonObject:
    """A thread: its parent, then the replies, oldest first."""
    channel = _readable(call)
    parent = channel.messages.get(call.text("ts"))
    if parent is None:
        raise SlackError("thread_not_found")
    limit = call.number("limit", 999, low=1, high=999)
    thread = [channel.messages[ts] for ts in parent.replies]
    page = _after_cursor(call, _between(call, thread), newest_first=False)
    if not call.text("cursor"):
        page = [parent, *page]
    return _page(call, page, limit)


def _readable(call: Call) -> Channel:
    channel = call.channel()
    call.need("history", channel)
    if call.user.id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _between(call: Call, messages: Sequence[Message]) -> list[Message]:
    oldest = as_microseconds(call.text("oldest") or "0", "invalid_ts_oldest")
    latest = as_microseconds(call.text("latest") or FAR_AWAY, "invalid_ts_latest")
    edges = call.flag("inclusive")

    def is_between(message: Message) -> bool:
        at = as_microseconds(message.ts, "internal_error")
        return oldest < at < latest or (edges and at in (oldest, latest))

    return [message for message in messages if is_between(message)]


def _after_cursor(call: Call, messages: list[Message], *, newest_first: bool) -> list[Message]:
    cursor = call.text("cursor")
    if not cursor:
        return messages
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        edge = int(number)
    except ValueError as error:
        raise SlackError("invalid_cursor") from error
    if word != "next_ts":
        raise SlackError("invalid_cursor")
    if newest_first:
        return [m for m in messages if as_microseconds(m.ts, "internal_error") <= edge]
    return [m for m in messages if as_microseconds(m.ts, "internal_error") >= edge]


def _page(call: Call, messages: list[Message], limit: int) -> JsonObject:
    with_metadata = call.flag("include_all_metadata")
    shown = [message.to_dict(with_metadata=with_metadata) for message in messages[:limit]]
    for message, original in zip(shown, messages, strict=False):
        if original.pinned:
            message["pinned_to"] = [original.channel]
    answer: JsonObject = {"messages": shown, "has_more": len(messages) > limit}
    if len(messages) > limit:
        edge = as_microseconds(messages[limit].ts, "internal_error")
        answer["response_metadata"] = {"next_cursor": base64.b64encode(f"next_ts:{edge}".encode()).decode()}
    return answer
