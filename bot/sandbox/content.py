"""Accepts or refuses what an app wants shown: the message of a reply, the view of a modal or Home tab."""

import json
from typing import Any

from bot.sandbox.blocks import checked_message_blocks, completed_blocks, validate_view
from bot.sandbox.entities import JsonObject
from bot.sandbox.errors import SlackError, invalid_arguments
from bot.sandbox.ids import Ids

MAX_TEXT = 40_000
MAX_ATTACHMENTS = 100


def checked_message(content: JsonObject, ids: Ids) -> JsonObject:
    """Text, blocks and attachments of a reply, under the rules of posted messages."""
    text = content.get("text") or ""
    blocks, attachments = _list(content, "blocks"), _list(content, "attachments")
    if not isinstance(text, str):
        raise SlackError("invalid_payload")
    if not (text or blocks or attachments):
        raise SlackError("no_text")
    if len(attachments) > MAX_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    kept = [_attachment(item, number, ids) for number, item in enumerate(attachments, start=1)]
    return {
        "text": text[:MAX_TEXT],
        "blocks": checked_message_blocks(blocks, ids) if blocks else [],
        "attachments": kept,
    }


def _attachment(attachment: JsonObject, number: int, ids: Ids) -> JsonObject:
    if not isinstance(attachment, dict):
        raise SlackError("invalid_attachments_format")
    blocks = attachment.get("blocks")
    checked = {"blocks": checked_message_blocks(blocks, ids)} if blocks else {}
    return {"id": number, "fallback": "[no preview available]"} | attachment | checked


def _list(content: JsonObject, name: str) -> list[JsonObject]:
    value: Any = content.get(name) or []
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise SlackError(f"invalid_{name}_format") from None
    if not isinstance(value, list):
        raise SlackError(f"invalid_{name}_format")
    return value


def checked_view(view: Any, kind: str, ids: Ids) -> JsonObject:
    """The view as Slack keeps it, when it is one of this kind (`modal`, `home`, or "" for either)."""
    validate_view(view)
    if kind and view["type"] != kind:
        raise invalid_arguments(f"must be a {kind} [json-pointer:/view/type]")
    return {**view, "blocks": completed_blocks(view["blocks"], ids)}
