"""reactions.*"""

from bot.sandbox.call import Call, Family
from bot.sandbox.entities import JsonObject
from bot.sandbox.methods.pins import stamp_of

family = Family()


@family.method("reactions.add", tier=50, scopes=["reactions:write"], required=["channel", "name"])
async def add(call: Call) -> JsonObject:
    """Put an emoji on a message."""
    call.workspace.react(call.channel(), stamp_of(call), call.text("name"), call.user)
    return {}


@family.method("reactions.remove", tier=20, scopes=["reactions:write"], required=["channel", "name"])
async def remove(call: Call) -> JsonObject:
    """Take one's emoji off."""
    call.workspace.unreact(call.channel(), stamp_of(call), call.text("name"), call.user)
    return {}


@family.method("reactions.get", tier=50, scopes=["reactions:read"], required=["channel"])
async def get(call: Call) -> JsonObject:
    """A message with its reactions."""
    channel = call.channel()
    message = call.workspace.message(channel, stamp_of(call))
    permalink = call.workspace.permalink(channel, message.ts)
    shown = message.to_dict(with_metadata=False) | {"permalink": permalink}
    return {"type": "message", "channel": channel.id, "message": shown}


@family.method("reactions.list", tier=20, scopes=["reactions:read"])
async def list_reactions(call: Call) -> JsonObject:
    """The messages somebody (by default the bot) reacted to, newest first, where the app can see them."""
    user = call.workspace.user(call.text("user") or call.user.id)
    found = [
        (
            message.ts,
            {"type": "message", "channel": channel.id, "message": message.to_dict(with_metadata=False)},
        )
        for channel in call.workspace.channels.values()
        if call.workspace.can_see(call.user, channel)
        for message in channel.messages.values()
        if any(user.id in users for users in message.reactions.values())
    ]
    newest = [item for _, item in sorted(found, key=lambda pair: pair[0], reverse=True)]
    items, metadata = call.page(newest)
    return {"items": items, "response_metadata": metadata}
