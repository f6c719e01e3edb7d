"""What makes a delivery the same as one seen before (CONTRACT.md, delivery guarantees)."""

from collections.abc import Mapping
from typing import Any

from bot.domain.message import message_key

_NEW_MESSAGE = frozenset({None, "file_share", "bot_message", "thread_broadcast", "me_message"})


def is_new_message(event: Mapping[str, Any]) -> bool:
    """Whether a message event is something newly said, not an edit, a deletion or a notice."""
    return event.get("type") == "message" and event.get("subtype") in _NEW_MESSAGE


def delivery_keys(body: Mapping[str, Any], envelope_id: str | None = None) -> tuple[str, ...]:
    """Return the keys of a delivery; two deliveries that share one are the same."""
    keys = [f"envelope:{envelope_id}"] if envelope_id else []
    event = body.get("event")
    kind = body.get("type")
    if isinstance(event, Mapping):
        keys.append(f"event:{body.get('event_id')}")
        if is_new_message(event):
            keys.append(message_key(str(event.get("channel")), str(event.get("ts"))))
    elif "command" in body:
        keys.append(f"trigger:{body.get('trigger_id')}")
    elif kind == "block_actions":
        action = body["actions"][0]
        keys.append(f"action:{_user(body)}:{action.get('action_id')}:{action.get('action_ts')}")
    elif kind in ("view_submission", "view_closed"):
        keys.append(f"{kind}:{body['view']['id']}")
    elif kind in ("message_action", "shortcut"):
        keys.append(f"trigger:{body.get('trigger_id')}")
    return tuple(keys)


def _user(body: Mapping[str, Any]) -> str:
    return str(body.get("user", {}).get("id"))
