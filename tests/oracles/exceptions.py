"""Where Slack's TypeScript types are known to differ from what Slack sends, and why we side with Slack.

A path is the name of a definition, or of a method whose answer is meant, and the keys below it. Each row is
one difference with its evidence: the documentation of the event or method, or what an SDK recorded.
"""

from typing import Any

_STRING = {"type": "string"}
_STRINGS = {"type": "array", "items": _STRING}
_BOOLEAN = {"type": "boolean"}
_NUMBER = {"type": "number"}
_OPEN = {"type": "object"}
_STRING_OR_NULL = {"type": ["string", "null"]}

# What the head of a thread carries beside its own words, in history and inside message_changed.
_THREAD: dict[str, Any] = {
    "reply_count": _NUMBER,
    "reply_users": _STRINGS,
    "reply_users_count": _NUMBER,
    "latest_reply": _STRING,
    "is_locked": _BOOLEAN,
    "subscribed": _BOOLEAN,
}
# What a message carries by its author, whatever its subtype; the types grant it to plain messages alone.
_AUTHOR: dict[str, Any] = {
    "team": _STRING,
    "client_msg_id": _STRING,
    "parent_user_id": _STRING,
    "thread_ts": _STRING,
    "bot_id": _STRING,
    "app_id": _STRING,
    "bot_profile": _OPEN,
    "edited": {"type": "object", "properties": {"user": _STRING, "ts": _STRING}},
    "reactions": {"type": "array", "items": _OPEN},
    "pinned_to": _STRINGS,
}
_PINNED: dict[str, Any] = {
    **_AUTHOR,
    **_THREAD,
    "files": {"type": "array", "items": _OPEN},
    "subtype": _STRING,
    "username": _STRING,
    "icons": _OPEN,
}
_FILE: dict[str, Any] = {
    "timestamp": _NUMBER,
    "user_team": _STRING,
    "file_access": _STRING,
    "ims": _STRINGS,
    "comments_count": _NUMBER,
    "app_id": _STRING,
}

# Keys that Slack sends and its types leave out, or give another kind.
ADDED: dict[str, dict[str, Any]] = {
    # The Events API documents `event_context`; apps.event.authorizations.list takes it as argument.
    # The inner event is typed by its `type` alone: it is judged apart (events.py).
    "EnvelopedEvent": {"event_context": _STRING, "event": _OPEN},
    # It shows the view as it stands before the person, not as an app sends it.
    "AppHomeOpenedEvent": {"view": {"$ref": "#/definitions/ViewOutput"}},
    # People in payloads of forms have both names, as they have in those of buttons.
    "ViewSubmitAction/user": {"username": _STRING},
    "ViewClosedAction/user": {"username": _STRING},
    # A pressed button comes with its style, as recorded payloads show, and with the dialog it was given,
    # whose parts are text objects; the type still has the dialog of attachments.
    "ButtonAction": {"style": _STRING, "confirm": _OPEN},
    # An option that was chosen comes back whole, with its description, as actions of radio buttons type it.
    "ViewStateSelectedOption": {"description": _OPEN},
    "StaticSelectAction/selected_option": {"description": _OPEN},
    # A menu in a message is asked for with the message it is in.
    "BlockSuggestion": {"message": _OPEN},
    # It echoes whatever it was given.
    "ApiTestResponse": {"args": _OPEN},
    # Posts of apps come back as plain messages with the app's id; metadata goes to those who may read it.
    "GenericMessageEvent": {"app_id": _STRING, "metadata": _OPEN, **_THREAD},
    # Posts under another name keep the id of the app that made them.
    "BotMessageEvent": {"app_id": _STRING, "parent_user_id": _STRING, **_THREAD},
    "FileShareMessageEvent": {**_AUTHOR, **_THREAD},
    # A message inside another travels without channel, channel_type and event_ts, which its type demands:
    # it is judged apart (events.py), and here is only asked to be there.
    "MessageChangedEvent": {"message": _OPEN, "previous_message": _OPEN},
    "MessageDeletedEvent": {"previous_message": _OPEN},
    "ThreadBroadcastMessageEvent": {"root": _OPEN, **_AUTHOR},
    # The profile of an app that answers of conversations.history carry names the bot's user as well.
    "BotProfile": {"user_id": _STRING},
    # The same file has these keys in every answer of the Web API; recorded events have them too.
    "GenericMessageEvent/files": _FILE,
    "FileShareMessageEvent/files": _FILE,
    # Recorded pins count in numbers, and pin all that a message may have.
    "PinAddedEvent": {"pin_count": _NUMBER},
    "PinRemovedEvent": {"pin_count": _NUMBER},
    "PinAddedEvent/item/message": _PINNED,
    "PinRemovedEvent/item/message": _PINNED,
    # These three are typed with their `type` alone, yet arrive with the envelope's instant like all others.
    "AppUninstalledEvent": {"event_ts": _STRING},
    "TokensRevokedEvent": {"event_ts": _STRING},
    "ChannelDeletedEvent": {"event_ts": _STRING, "actor_id": _STRING},
    # The documented examples of both events show these two, as null.
    "SubteamCreatedEvent/subteam": {"auto_type": _STRING_OR_NULL, "deleted_by": _STRING_OR_NULL},
    "SubteamUpdatedEvent/subteam": {"auto_type": _STRING_OR_NULL, "deleted_by": _STRING_OR_NULL},
}

# Answers are typed from recorded ones, so that they know the blocks and metadata of those samples only; and
# the samples had neither broadcast replies to rich messages, nor pinned ones, nor people's words in threads.
_MESSAGES = [
    *(f"chat.{verb}/message" for verb in ("postMessage", "update", "scheduleMessage")),
    *(f"conversations.{verb}/messages" for verb in ("history", "replies")),
    *("pins.list/items/message", "reactions.get/message", "reactions.list/items/message"),
]
_VIEWS = [f"views.{verb}/view" for verb in ("open", "push", "update", "publish")]
_BLOCKS = {"type": "array", "items": {"$ref": "#/definitions/KnownBlock"}}
_METADATA = {"type": "object", "required": ["event_type"], "properties": {"event_payload": _OPEN}}
_RECORDED_TOO_LITTLE = {
    "blocks": _BLOCKS,
    "metadata": _METADATA,
    "root": _OPEN,
    "pinned_to": _STRINGS,
    "subtype": _STRING,
    "client_msg_id": _STRING,
}
ADDED |= {message: {**_RECORDED_TOO_LITTLE} for message in _MESSAGES}
ADDED |= {view: {"blocks": _BLOCKS, "state": _OPEN} for view in _VIEWS}
# And what was null or empty in all of the samples left no trace, though the documentation shows it.
_CHANGING = ("create", "info", "invite", "join", "open", "rename", "setPurpose", "setTopic")
_CHANNELS = ["conversations.list/channels", *(f"conversations.{verb}/channel" for verb in _CHANGING)]
ADDED |= {channel: {"parent_conversation": _STRING_OR_NULL} for channel in _CHANNELS}
ADDED |= {
    "usergroups.list/usergroups": {"auto_type": _STRING_OR_NULL},
    "users.info/user/profile": {"fields": {"enum": [{}, [], None]}},
    "users.lookupByEmail/user/profile": {"fields": {"enum": [{}, [], None]}},
    "conversations.leave": {"not_in_channel": _BOOLEAN},
    "auth.revoke": {"revoked": _BOOLEAN},
    "chat.deleteScheduledMessage": {"warning": _STRING},
}
# The object of a direct message has these, whichever method shows it.
for _verb in ("open", "info"):
    ADDED[f"conversations.{_verb}/channel"] |= {
        "is_user_deleted": _BOOLEAN,
        "priority": _NUMBER,
        "user": _STRING,
    }

# Keys that the types demand and Slack leaves out.
OPTIONAL: dict[str, set[str]] = {
    # Only interactions from a message have a response_url; those from a modal or the Home have none.
    "BlockAction": {"response_url"},
    # Any one of the three is enough, which gets lost when the type takes text and channel out of a union.
    "RespondArguments": {"attachments", "blocks", "markdown_text"},
    # Who joins by themselves was invited by nobody.
    "ChannelJoinMessageEvent": {"inviter"},
    # Only what people type has a client's id.
    "ThreadBroadcastMessageEvent": {"client_msg_id"},
    # Messages that no user wrote have no author to name: so the documentation of both events.
    "ReactionAddedEvent": {"item_user"},
    "ReactionRemovedEvent": {"item_user"},
    "PinAddedEvent": {"item_user"},
    "PinRemovedEvent": {"item_user"},
    "PinAddedEvent/item/message": {"user"},
    "PinRemovedEvent/item/message": {"user"},
    # A deactivated person is shown with name and profile only.
    "UserChangeEvent/user": {
        "color",
        "real_name",
        "tz",
        "tz_label",
        "tz_offset",
        "is_admin",
        "is_owner",
        "is_primary_owner",
        "is_restricted",
        "is_ultra_restricted",
        "is_email_confirmed",
        "who_can_share_contact_card",
    },
}

# Keys that the types fill and Slack also sends as null.
NULLABLE: dict[str, set[str]] = {
    # Outside an Enterprise Grid there is no enterprise to name.
    "EnvelopedEvent": {"context_enterprise_id", "enterprise_id"},
    "BlockAction": {"enterprise"},
    "BlockSuggestion": {"enterprise"},
    "ViewSubmitAction": {"enterprise"},
    "ViewClosedAction": {"enterprise"},
    "MessageShortcut": {"enterprise"},
    "GlobalShortcut": {"enterprise"},
}

# The place of a deleted thread head, which message_changed shows; recorded often, typed nowhere.
TOMBSTONE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "type": {"const": "message"},
        "subtype": {"const": "tombstone"},
        "user": {"const": "USLACKBOT"},
        "text": _STRING,
        "hidden": {"const": True},
        "ts": _STRING,
        "thread_ts": _STRING,
        "channel": _STRING,
        "channel_type": _STRING,
        "event_ts": _STRING,
        **_THREAD,
    },
    "required": ["type", "subtype", "user", "text", "ts", "thread_ts"],
    "additionalProperties": False,
}
