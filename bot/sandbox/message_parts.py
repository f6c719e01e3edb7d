"""What a message may consist of, read from a call's arguments and held to Slack's limits."""

import json
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.blocks import checked_message_blocks
from bot.sandbox.call import Call
from bot.sandbox.entities import JsonObject
from bot.sandbox.errors import SlackError, invalid_arguments

MAX_ATTACHMENTS = 100
MAX_MARKDOWN = 12_000
# Slack documents the error but not the size at which it comes: this one is the simulation's own.
MAX_METADATA = 16_000


@dataclass
class Content:
    """The parts of a message; None means that the call did not speak of it."""

    text: str | None = None
    blocks: list[JsonObject] | None = None
    attachments: list[JsonObject] | None = None
    metadata: JsonObject | None = None
    dress: JsonObject = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see."""
        return not (self.text or self.blocks or self.attachments)


def read_content(call: Call) -> Content:
    """The content of chat.* calls, refused where Slack refuses it."""
    if call.flag("as_user"):
        raise SlackError("as_user_not_supported")
    content = Content(text=call.text("text") if "text" in call.args else None)
    content.blocks = _blocks(call)
    content.attachments = _attachments(call)
    content.metadata = _metadata(call)
    _read_markdown(call, content)
    content.dress = _dress(call)
    return content


def _blocks(call: Call) -> list[JsonObject] | None:
    value = call.json("blocks", code="invalid_blocks_format")
    if value is None:
        return None
    if not isinstance(value, list):
        raise SlackError("invalid_blocks_format")
    return checked_message_blocks(value, call.workspace.ids)


def _attachments(call: Call) -> list[JsonObject] | None:
    value = call.json("attachments", code="invalid_attachments")
    if value is None:
        return None
    if not isinstance(value, list) or any(not isinstance(each, dict) for each in value):
        raise invalid_arguments("must provide a list of objects [json-pointer:/attachments]")
    if len(value) > MAX_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    numbered: list[JsonObject] = []
    for number, attachment in enumerate(value, start=1):
        blocks = attachment.get("blocks")
        where = f"/attachments/{number - 1}/blocks"
        checked = {"blocks": checked_message_blocks(blocks, call.workspace.ids, where)} if blocks else {}
        numbered.append({"id": number, "fallback": "[no preview available]"} | attachment | checked)
    return numbered


def _metadata(call: Call) -> JsonObject | None:
    value: Any = call.json("metadata", code="invalid_metadata_format")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise SlackError("invalid_metadata_format")
    shaped = isinstance(value.get("event_type"), str) and isinstance(value.get("event_payload"), dict)
    if not shaped or not value["event_type"]:
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(value)) > MAX_METADATA:
        raise SlackError("metadata_too_large")
    return {"event_type": value["event_type"], "event_payload": value["event_payload"]}


def _read_markdown(call: Call, content: Content) -> None:
    markdown = call.text("markdown_text")
    if not markdown:
        return
    if content.text or content.blocks:
        raise SlackError("markdown_text_conflict")
    if len(markdown) > MAX_MARKDOWN:
        raise invalid_arguments(
            f"must be less than {MAX_MARKDOWN + 1} characters [json-pointer:/markdown_text]"
        )
    content.text = markdown


def _dress(call: Call) -> JsonObject:
    """Another name and face, which only chat:write.customize allows."""
    icons = {key: call.text(f"icon_{key}") for key in ("emoji", "url") if call.text(f"icon_{key}")}
    if icons or call.text("username"):
        call.need_any(["chat:write.customize"])
    dress: JsonObject = {"username": call.text("username")} if call.text("username") else {}
    if "url" in icons:
        icons = {"image_48": icons["url"]}
    return dress | ({"icons": icons} if icons else {})
