"""Where Slack's TypeScript types are known to differ from what Slack sends, and why we side with Slack."""

from typing import Any

_STRING = {"type": "string"}
_BOOLEAN = {"type": "boolean"}
_NUMBER = {"type": "number"}
_OPEN = {"type": "object"}

# What the head of a thread carries beside its own words, in history and inside message_changed.
_THREAD: dict[str, Any] = {
    "reply_count": _NUMBER,
    "reply_users": {"type": "array", "items": _STRING},
    "reply_users_count": _NUMBER,
    "latest_reply": _STRING,
    "is_locked": _BOOLEAN,
    "subscribed": _BOOLEAN,
}

# Keys that Slack sends and its types leave out.
ADDED: dict[str, dict[str, Any]] = {
    # The Events API documents `event_context`; apps.event.authorizations.list takes it as argument.
    # The inner event is typed by its `type` alone: it is judged apart (events.py).
    "EnvelopedEvent": {"event_context": _STRING, "event": _OPEN},
    # Posts of apps come back as plain messages with the app's id; metadata goes to those who may read it.
    "GenericMessageEvent": {"app_id": _STRING, "metadata": _OPEN, **_THREAD},
    # A message inside another travels without channel, channel_type and event_ts, which its type demands:
    # it is judged apart (events.py), and here is only asked to be there.
    "MessageChangedEvent": {"message": _OPEN, "previous_message": _OPEN},
    "MessageDeletedEvent": {"previous_message": _OPEN},
    "ThreadBroadcastMessageEvent": {"root": _OPEN},
    # These three are typed with their `type` alone, yet arrive with the envelope's instant like all others.
    "AppUninstalledEvent": {"event_ts": _STRING},
    "TokensRevokedEvent": {"event_ts": _STRING},
    "ChannelDeletedEvent": {"event_ts": _STRING, "actor_id": _STRING},
}

# Keys that the types demand and Slack leaves out.
OPTIONAL: dict[str, set[str]] = {
    # Only interactions from a message have a response_url; those from a modal or the Home have none.
    "BlockAction": {"response_url"},
}

# Keys that the types fill and Slack also sends as null.
NULLABLE: dict[str, set[str]] = {
    # Outside an Enterprise Grid there is no enterprise to name.
    "EnvelopedEvent": {"context_enterprise_id", "enterprise_id"},
}
