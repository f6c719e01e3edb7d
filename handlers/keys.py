"""What makes a delivery the same as one seen before (CONTRACT.md, delivery guarantees)."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.message import message_key

_NEW_MESSAGE = frozenset({None, "file_share", "bot_message", "thread_broadcast", "me_message"})


def is_new_message(event: Mapping[str, Any]) -> bool:
    """Whether a message event is something newly said, not an edit, a deletion or a notice."""
    return event.get("type") == "message" and event.get("subtype") in _NEW_MESSAGE


def delivery_keys(body: Mapping[str, Any], envelope_id: str | None = None) -> tuple[str, ...]:
    """Return the keys of a delivery; two deliveries that share one are the same."""
    named = [("envelope", envelope_id), *_names(body)]
    return tuple(f"{word}:{name}" for word, name in named if name)


def _names(body: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    event, kind = body.get("event"), body.get("type")
    if isinstance(event, Mapping):
        yield "event", body.get("event_id")
        if is_new_message(event):
            yield _split(message_key(str(event.get("channel")), str(event.get("ts"))))
    elif "command" in body or kind in ("message_action", "shortcut"):
        yield "trigger", body.get("trigger_id")
    elif kind == "block_actions":
        action = (body.get("actions") or [{}])[0]
        yield "action", f"{_id(body.get('user'))}:{action.get('action_id')}:{action.get('action_ts')}"
    elif kind in ("view_submission", "view_closed"):
        yield str(kind), _id(body.get("view"))


def _split(key: str) -> tuple[str, str]:
    word, _, name = key.partition(":")
    return word, name


def _id(thing: object) -> str | None:
    return thing.get("id") if isinstance(thing, Mapping) else None
