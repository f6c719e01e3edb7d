"""bookmarks.*: the links in a channel's bar."""

from bot.sandbox.call import Call, Family
from bot.sandbox.entities import JsonObject
from bot.sandbox.errors import SlackError

family = Family()


@family.method("bookmarks.add", tier=20, scopes=["bookmarks:write"], required=["channel_id", "title", "type"])
async def add(call: Call) -> JsonObject:
    """A new link."""
    channel = call.channel("channel_id")
    if call.text("type") != "link":
        raise SlackError("invalid_bookmark_type")
    bookmark = call.workspace.add_bookmark(
        channel, call.user, title=call.text("title"), link=call.text("link"), emoji=call.text("emoji")
    )
    return {"bookmark": bookmark}


@family.method("bookmarks.edit", tier=20, scopes=["bookmarks:write"], required=["channel_id", "bookmark_id"])
async def edit(call: Call) -> JsonObject:
    """Change title, link or emoji."""
    channel = call.channel("channel_id")
    changes: JsonObject = {key: call.text(key) for key in ("title", "link", "emoji") if key in call.args}
    return {"bookmark": call.workspace.edit_bookmark(channel, call.user, call.text("bookmark_id"), changes)}


@family.method(
    "bookmarks.remove", tier=20, scopes=["bookmarks:write"], required=["channel_id", "bookmark_id"]
)
async def remove(call: Call) -> JsonObject:
    """Take a link off."""
    call.workspace.remove_bookmark(call.channel("channel_id"), call.user, call.text("bookmark_id"))
    return {}


@family.method("bookmarks.list", tier=50, scopes=["bookmarks:read"], required=["channel_id"])
async def list_bookmarks(call: Call) -> JsonObject:
    """The links of a channel."""
    channel = call.channel("channel_id")
    if call.user.id not in channel.members:
        raise SlackError("permission_denied")
    return {"bookmarks": channel.bookmarks}
