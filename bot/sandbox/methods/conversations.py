"""conversations.*: making channels, bringing people in, naming and closing them."""

from bot.sandbox.call import Call, Family
from bot.sandbox.channel_view import channel_dict
from bot.sandbox.entities import Channel, JsonObject, User
from bot.sandbox.errors import SlackError, invalid_arguments, missing_argument
from bot.sandbox.membership import MAX_INVITED
from bot.sandbox.scopes import scopes_for

family = Family()


def _shown(call: Call, channel: Channel) -> JsonObject:
    return {"channel": channel_dict(call.workspace, channel, call.user)}


@family.method("conversations.create", tier=20, deed="manage")
async def create(call: Call) -> JsonObject:
    """A new channel, public or private, with the app's bot in it."""
    is_private = call.flag("is_private")
    call.need_any(scopes_for("manage", "private_channel" if is_private else "public_channel"))
    return _shown(call, call.workspace.create_channel(call.text("name"), call.user, is_private=is_private))


@family.method("conversations.invite", tier=50, deed="invite", required=["channel"])
async def invite(call: Call) -> JsonObject:
    """Bring in up to 100 people."""
    channel = call.channel()
    call.need("invite", channel)
    users = call.ids("users")
    if len(users) > MAX_INVITED:
        raise invalid_arguments(f"no more than {MAX_INVITED} items allowed [json-pointer:/users]")
    errors = call.workspace.invite(channel, call.user, users, force=call.flag("force"))
    return _shown(call, channel) | ({"errors": errors} if errors else {})


@family.method("conversations.kick", tier=50, deed="manage", required=["channel"])
async def kick(call: Call) -> JsonObject:
    """Remove somebody."""
    channel = call.channel()
    call.need("manage", channel)
    user = call.workspace.users.get(call.text("user"))
    if user is None:
        raise SlackError("user_not_found")
    call.workspace.kick(channel, user, call.user)
    return {}


@family.method("conversations.join", tier=50, scopes=["channels:join"], required=["channel"])
async def join(call: Call) -> JsonObject:
    """Enter a public channel."""
    channel = call.channel()
    if not call.workspace.join(channel, call.user):
        call.warnings.append("already_in_channel")
    return _shown(call, channel)


@family.method("conversations.leave", tier=50, deed="manage", required=["channel"])
async def leave(call: Call) -> JsonObject:
    """Go; says so when one was not there."""
    channel = call.channel()
    call.need("manage", channel)
    return {} if call.workspace.leave(channel, call.user) else {"not_in_channel": True}


@family.method("conversations.setTopic", tier=20, deed="topic", required=["channel"])
async def set_topic(call: Call) -> JsonObject:
    """Write the topic; an empty one clears it."""
    channel = call.channel()
    call.need("topic", channel)
    if "topic" not in call.args:
        raise missing_argument("topic")
    call.workspace.set_topic(channel, call.text("topic"), call.user)
    return _shown(call, channel)


@family.method("conversations.setPurpose", tier=20, deed="topic", required=["channel"])
async def set_purpose(call: Call) -> JsonObject:
    """Write the description; an empty one clears it."""
    channel = call.channel()
    call.need("topic", channel)
    if "purpose" not in call.args:
        raise missing_argument("purpose")
    call.workspace.set_purpose(channel, call.text("purpose"), call.user)
    return _shown(call, channel)


@family.method("conversations.rename", tier=20, deed="manage", required=["channel"])
async def rename(call: Call) -> JsonObject:
    """Give another name."""
    channel = call.channel()
    call.need("manage", channel)
    call.workspace.rename(channel, call.text("name"), call.user)
    return _shown(call, channel)


@family.method("conversations.archive", tier=20, deed="manage", required=["channel"])
async def archive(call: Call) -> JsonObject:
    """Close a channel."""
    channel = call.channel()
    call.need("manage", channel)
    call.workspace.archive(channel, call.user)
    return {}


@family.method("conversations.unarchive", tier=20, deed="manage", required=["channel"])
async def unarchive(call: Call) -> JsonObject:
    """Open it again."""
    channel = call.channel()
    call.need("manage", channel)
    call.workspace.unarchive(channel, call.user)
    return {}


@family.method("conversations.open", tier=50, deed="open")
async def open_(call: Call) -> JsonObject:
    """Open a direct message with one person, or a group with up to eight."""
    if call.text("channel"):
        channel = call.channel()
        if not (channel.is_im or channel.is_mpim):
            raise SlackError("method_not_supported_for_channel_type")
        call.need("open", channel)
        others = [call.workspace.users[member] for member in channel.members if member != call.user.id]
    else:
        others = _others(call)
        call.need_any(scopes_for("open", "im" if len(others) == 1 else "mpim"))
    channel, was_open = call.workspace.open_dm(call.user, others)
    shown = channel_dict(call.workspace, channel, call.user) if call.flag("return_im") else {"id": channel.id}
    return {"channel": shown} | ({"no_op": True, "already_open": True} if was_open else {})


def _others(call: Call) -> list[User]:
    ids = call.ids("users")
    if not ids:
        raise SlackError("users_list_not_supplied")
    if len(ids) > 8:
        raise SlackError("too_many_users")
    others: list[User] = []
    for user_id in dict.fromkeys(ids):
        user = call.workspace.users.get(user_id)
        if user is None:
            raise SlackError("user_not_found")
        if user.deleted:
            raise SlackError("user_disabled")
        if user.is_stranger:
            raise SlackError("user_not_visible")
        if user.is_bot:
            raise SlackError("invalid_user_combination")
        others.append(user)
    return others


@family.method("conversations.close", tier=20, deed="manage", required=["channel"])
async def close(call: Call) -> JsonObject:
    """Put a direct message away; it is not lost."""
    channel = call.channel()
    if not (channel.is_im or channel.is_mpim):
        raise SlackError("method_not_supported_for_channel_type")
    call.need("manage", channel)
    if call.user.id not in channel.open_for:
        return {"no_op": True, "already_closed": True}
    channel.open_for.discard(call.user.id)
    return {}


@family.method("conversations.mark", tier=50, deed="manage", required=["channel", "ts"])
async def mark(call: Call) -> JsonObject:
    """Remember up to where the bot has read."""
    channel = call.channel()
    call.need("manage", channel)
    call.workspace.mark(channel, call.text("ts"), call.user)
    return {}
