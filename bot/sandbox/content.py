"""Accepts or refuses what an app wants shown: the message of a reply, the view of a modal or Home tab."""

import copy
import json
from typing import Any

from bot.sandbox.entities import JsonObject
from bot.sandbox.errors import SlackError, invalid_arguments

MAX_TEXT = 40_000
MAX_VIEW = 250_000


def checked_message(content: JsonObject) -> JsonObject:
    """Text, blocks and attachments of a reply, under the rules of posted messages."""
    text = content.get("text") or ""
    blocks, attachments = _list(content, "blocks"), _list(content, "attachments")
    if not isinstance(text, str):
        raise SlackError("invalid_payload")
    if not (text or blocks or attachments):
        raise SlackError("no_text")
    return {"text": text[:MAX_TEXT], "blocks": blocks, "attachments": attachments}


def _list(content: JsonObject, name: str) -> list[JsonObject]:
    value: Any = content.get(name) or []
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise SlackError(f"invalid_{name}_format") from None
    if not isinstance(value, list):
        raise SlackError(f"invalid_{name}_format")
    return copy.deepcopy(value)


def checked_view(view: Any, kind: str) -> JsonObject:
    """A copy of the view, when it is one of this kind (`modal`, `home`, or either) that Slack would show."""
    if not isinstance(view, dict):
        raise invalid_arguments("must provide an object [json-pointer:/view]")
    if len(json.dumps(view, ensure_ascii=False).encode()) > MAX_VIEW:
        raise SlackError("view_too_large")
    if kind and view.get("type") != kind:
        raise invalid_arguments(f"must be a {kind} [json-pointer:/view/type]")
    return copy.deepcopy(view)
