"""pins.*"""

from bot.sandbox.call import Call, Family
from bot.sandbox.entities import JsonObject
from bot.sandbox.errors import SlackError
from bot.sandbox.stamps import is_stamp

family = Family()


def stamp_of(call: Call) -> str:
    """The message meant by `timestamp`."""
    timestamp = call.text("timestamp")
    if not timestamp:
        raise SlackError("no_item_specified")
    if not is_stamp(timestamp):
        raise SlackError("bad_timestamp")
    return timestamp


@family.method("pins.add", tier=20, scopes=["pins:write"], required=["channel"])
async def add(call: Call) -> JsonObject:
    """Pin a message."""
    call.workspace.pin(call.channel(), stamp_of(call), call.user)
    return {}


@family.method("pins.remove", tier=20, scopes=["pins:write"], required=["channel"])
async def remove(call: Call) -> JsonObject:
    """Take a pin out."""
    call.workspace.unpin(call.channel(), stamp_of(call), call.user)
    return {}


@family.method("pins.list", tier=20, scopes=["pins:read"], required=["channel"])
async def list_pins(call: Call) -> JsonObject:
    """What is pinned, newest first."""
    channel = call.channel()
    if call.user.id not in channel.members:
        raise SlackError("not_in_channel")
    return {"items": [call.workspace.pin_item(channel, pin) for pin in reversed(channel.pins)]}
