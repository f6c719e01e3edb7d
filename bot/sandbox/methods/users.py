"""users.*: people, and where they are."""

from bot.sandbox.call import Call, Family
from bot.sandbox.channel_view import channel_dict
from bot.sandbox.entities import Channel, JsonObject, User
from bot.sandbox.errors import SlackError

family = Family()


def _shown(call: Call, user: User) -> JsonObject:
    shown = user.to_dict(at=call.workspace.now(), with_email="users:read.email" in call.app.scopes)
    return shown | {"locale": user.locale} if call.flag("include_locale") else shown


def _found(call: Call, name: str = "user") -> User:
    user = call.workspace.users.get(call.required(name))
    if user is None:
        raise SlackError("user_not_found")
    return user


@family.method("users.info", tier=100, scopes=["users:read"], required=["user"])
async def info(call: Call) -> JsonObject:
    """One person; strangers only when a channel is shared with them."""
    user = _found(call)
    together = any({user.id, call.user.id} <= c.members.keys() for c in call.workspace.channels.values())
    if user.is_stranger and not together:
        raise SlackError("user_not_visible")
    return {"user": _shown(call, user)}


@family.method("users.list", tier=20, scopes=["users:read"])
async def list_users(call: Call) -> JsonObject:
    """Everybody of the workspace, also who left and the bots."""
    everybody = [user for user in call.workspace.users.values() if not user.is_stranger]
    users, metadata = call.page(everybody, default=1000)
    members = [_shown(call, user) for user in users]
    return {"members": members, "cache_ts": call.workspace.epoch(), "response_metadata": metadata}


@family.method("users.lookupByEmail", tier=50, scopes=["users:read.email"], required=["email"])
async def lookup_by_email(call: Call) -> JsonObject:
    """The person with this address."""
    wanted = call.text("email").lower()
    for user in call.workspace.users.values():
        if user.email.lower() == wanted and not (user.deleted or user.is_bot or user.is_stranger):
            return {"user": _shown(call, user)}
    raise SlackError("users_not_found")


@family.method("users.getPresence", tier=50, scopes=["users:read"], required=["user"])
async def get_presence(call: Call) -> JsonObject:
    """Whether somebody is at their desk."""
    return {"presence": _found(call).presence}


@family.method("users.conversations", tier=50, deed="read")
async def conversations(call: Call) -> JsonObject:
    """The channels somebody is in, as far as the app can see them."""
    kinds = call.kinds()
    user = _found(call) if call.text("user") else call.user

    def listed(channel: Channel) -> bool:
        there = user.id in channel.members and call.workspace.can_see(call.user, channel)
        return there and channel.kind in kinds and not (call.flag("exclude_archived") and channel.is_archived)

    found = [channel for channel in call.workspace.channels.values() if listed(channel)]
    channels, metadata = call.page(found, high=999)
    shown = [channel_dict(call.workspace, channel, call.user) for channel in channels]
    for each in shown:
        each.pop("is_member", None)
    return {"channels": shown, "response_metadata": metadata}
