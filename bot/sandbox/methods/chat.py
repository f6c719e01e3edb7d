"""chat.*: posting, changing and deleting messages."""

from bot.sandbox.call import Call, Family
from bot.sandbox.entities import Channel, JsonObject, Message
from bot.sandbox.errors import SlackError
from bot.sandbox.message_parts import Content, read_content

family = Family()

LONGEST_SINGLE = 4_040
SPLIT_AT = 4_000
LONGEST = 40_000
LONGEST_UPDATE = 4_000
# The answer to an update shows the message without its place: neither stamp nor thread.
NOT_IN_UPDATE = frozenset(
    {"ts", "thread_ts", "parent_user_id", "root", "is_locked", "subscribed", "latest_reply"}
    | {"reply_count", "reply_users", "reply_users_count"}
)


@family.method("chat.postMessage", tier=None, scopes=["chat:write"], required=["channel"])
async def post_message(call: Call) -> JsonObject:
    """A message, cut at 40,000 characters and split into several above 4,040; the answer tells the first."""
    channel = destination(call)
    content = read_content(call)
    if content.is_empty:
        raise SlackError("no_text")
    text = content.text or ""
    if len(text) > LONGEST:
        text = text[:LONGEST]
        call.warnings.append("message_truncated")
    call.count_post(channel)
    first, *rest = _pieces(text, content)
    message = _post(call, channel, first, content)
    for piece in rest:
        _post(call, channel, piece, Content(dress=content.dress))
    return {"channel": channel.id, "ts": message.ts, "message": message.to_dict()}


def destination(call: Call) -> Channel:
    """The channel by id or name, or the direct message with the person whose id is given."""
    key, workspace = call.required("channel"), call.workspace
    person = workspace.users.get(key)
    if person is not None:
        if person.deleted or person.is_bot or person.is_stranger:
            raise SlackError("channel_not_found")
        return workspace.open_dm(call.user, [person])[0]
    if key in workspace.channels:
        return workspace.visible_channel(key, call.user)
    return workspace.visible_channel(workspace.channel(key).id, call.user)


def _pieces(text: str, content: Content) -> list[str]:
    if content.blocks or len(text) <= LONGEST_SINGLE:
        return [text]
    return [text[at : at + SPLIT_AT] for at in range(0, len(text), SPLIT_AT)]


def _post(call: Call, channel: Channel, text: str, content: Content) -> Message:
    return call.workspace.post(
        channel,
        call.user,
        text,
        blocks=content.blocks or (),
        attachments=content.attachments or (),
        thread_ts=call.text("thread_ts") or None,
        reply_broadcast=call.flag("reply_broadcast"),
        metadata=content.metadata,
        **content.dress,
    )


@family.method("chat.update", tier=50, scopes=["chat:write"], required=["channel", "ts"])
async def update(call: Call) -> JsonObject:
    """Change a message of one's own; parts the call does not speak of stay."""
    channel = call.channel()
    content = read_content(call)
    spoken = (content.text, content.blocks, content.attachments)
    if all(part is None for part in spoken) and content.metadata is None:
        raise SlackError("no_text")
    if len(content.text or "") > LONGEST_UPDATE:
        raise SlackError("msg_too_long")
    message = call.workspace.message(channel, call.text("ts"))
    remaining = (
        message.text if content.text is None else content.text,
        message.blocks if content.blocks is None else content.blocks,
        message.attachments if content.attachments is None else content.attachments,
    )
    if not any(remaining):
        raise SlackError("no_text")
    call.workspace.edit_message(
        channel,
        message.ts,
        call.user,
        text=content.text,
        blocks=content.blocks,
        attachments=content.attachments,
        metadata=content.metadata,
    )
    shown = {key: value for key, value in message.to_dict().items() if key not in NOT_IN_UPDATE}
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


@family.method("chat.delete", tier=50, scopes=["chat:write"], required=["channel", "ts"])
async def delete(call: Call) -> JsonObject:
    """Take back a message of one's own."""
    channel = call.channel()
    call.workspace.delete_message(channel, call.text("ts"), call.user)
    return {"channel": channel.id, "ts": call.text("ts")}


@family.method("chat.postEphemeral", tier=100, scopes=["chat:write"], required=["channel", "user"])
async def post_ephemeral(call: Call) -> JsonObject:
    """A message one member of the channel sees, until they reload."""
    channel, content = call.channel(), read_content(call)
    if content.is_empty:
        raise SlackError("no_text")
    if len(content.text or "") > LONGEST:
        raise SlackError("msg_too_long")
    call.workspace.check_may_post(channel, call.user)
    person = call.workspace.users.get(call.text("user"))
    if person is None or person.deleted or person.id not in channel.members:
        raise SlackError("user_not_in_channel")
    thread_ts = call.text("thread_ts") or None
    if thread_ts and thread_ts not in channel.messages:
        raise SlackError("cannot_reply_to_message")
    message = call.workspace.post_ephemeral(
        channel,
        person,
        call.user,
        content.text or "",
        blocks=content.blocks or (),
        attachments=content.attachments or (),
        thread_ts=thread_ts,
    )
    return {"message_ts": message.ts}


@family.method("chat.getPermalink", tier=None, required=["channel", "message_ts"])
async def get_permalink(call: Call) -> JsonObject:
    """The address of a message."""
    channel = call.channel()
    return {"channel": channel.id, "permalink": call.workspace.permalink(channel, call.text("message_ts"))}
