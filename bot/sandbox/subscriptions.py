"""Which event an app gets to see: its manifest must ask, its scopes must allow, its bot must be there."""

from bot.sandbox.entities import App, Channel, JsonObject

MESSAGE_SCOPES = {
    "channel": ("message.channels", "channels:history"),
    "group": ("message.groups", "groups:history"),
    "im": ("message.im", "im:history"),
    "mpim": ("message.mpim", "mpim:history"),
}
READ_SCOPES = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}

# The scope of an event that has nothing to do with a channel's kind; None needs none.
PLAIN_SCOPES: dict[str, str | None] = {
    "app_mention": "app_mentions:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
    "file_shared": "files:read",
    "file_deleted": "files:read",
    "user_change": "users:read",
    "team_join": "users:read",
    "subteam_created": "usergroups:read",
    "subteam_updated": "usergroups:read",
    "subteam_members_changed": "usergroups:read",
    "message_metadata_posted": "metadata.message:read",
    "message_metadata_updated": "metadata.message:read",
    "message_metadata_deleted": "metadata.message:read",
    "channel_created": "channels:read",
    "channel_rename": "channels:read",
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_id_changed": "channels:read",
    "group_rename": "groups:read",
    "group_archive": "groups:read",
    "group_unarchive": "groups:read",
    "group_deleted": "groups:read",
    "group_left": "groups:read",
    "channel_left": "channels:read",
    "app_home_opened": None,
    "app_uninstalled": None,
    "tokens_revoked": None,
    "app_rate_limited": None,
}

# What an app hears about public channels without being in them.
WITHOUT_MEMBERSHIP = frozenset(
    {"channel_created", "channel_rename", "channel_archive", "channel_unarchive", "channel_deleted"}
    | {"channel_left", "group_left", "app_home_opened"}
)
# Slack sends these whether or not the manifest lists them, or has nowhere to list them.
ALWAYS = frozenset({"app_rate_limited"})


def is_visible(app: App, event: JsonObject, channel: Channel | None) -> bool:
    """Whether the app is sent this event."""
    kind = event["type"]
    if kind == "message":
        if channel is None:
            return False
        name, scope = MESSAGE_SCOPES[channel.channel_type]
        allowed = scope in app.scopes
    elif kind in ("member_joined_channel", "member_left_channel"):
        name = kind
        allowed = channel is not None and READ_SCOPES[channel.channel_type] in app.scopes
    elif kind in PLAIN_SCOPES:
        name, plain = kind, PLAIN_SCOPES[kind]
        allowed = plain is None or plain in app.scopes
    else:
        return False
    return allowed and (name in app.bot_events or name in ALWAYS) and _is_there(app, event, channel)


def _is_there(app: App, event: JsonObject, channel: Channel | None) -> bool:
    if channel is None or event["type"] in WITHOUT_MEMBERSHIP:
        return True
    if event["type"] == "member_left_channel" and event["user"] == app.bot_user_id:
        return True
    if event["type"] == "app_mention" and (channel.is_im or event.get("app_id") == app.app_id):
        return False
    return app.bot_user_id in channel.members
