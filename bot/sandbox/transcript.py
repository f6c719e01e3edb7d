"""Turns messages and views into the plain text a person would read, for tests and the page."""

from collections.abc import Callable
from datetime import UTC, tzinfo
from typing import Any

from bot.sandbox.elements import VALUE_FIELDS
from bot.sandbox.entities import JsonObject
from bot.sandbox.mrkdwn import Names, no_names, plain

__all__ = ["block_text", "blocks_text", "channel_text", "message_text", "view_text"]


def message_text(message: JsonObject, names: Names = no_names, zone: tzinfo = UTC) -> str:
    """All a person sees of a message: its blocks when it has any that show, else its text; then its files."""
    shown = blocks_text(message.get("blocks") or [], names, zone) or plain(
        message.get("text") or "", names, zone
    )
    attached = [_attachment_text(item, names, zone) for item in message.get("attachments") or []]
    files = [f"(file: {item.get('title') or item.get('name')})" for item in message.get("files") or []]
    return "\n".join(filter(None, [shown, *attached, *files]))


def channel_text(messages: list[JsonObject], names: Names = no_names, zone: tzinfo = UTC) -> str:
    """Message after message with its author; replies are indented, whispers marked."""
    return "\n".join(_line(message, names, zone) for message in messages)


def _line(message: JsonObject, names: Names, zone: tzinfo) -> str:
    author = message.get("username") or names(message.get("user") or "") or message.get("bot_id") or "Slack"
    indent = "  " if message.get("thread_ts", message["ts"]) != message["ts"] else ""
    only = " (only visible to you)" if message.get("ephemeral_to") else ""
    words = message_text(message, names, zone).replace("\n", f"\n{indent}  ")
    return f"{indent}{author}{only}: {words}"


def view_text(view: JsonObject, names: Names = no_names, zone: tzinfo = UTC) -> str:
    """A modal or Home tab as text: its title, its blocks, its buttons."""
    title = plain_of(view.get("title"), names, zone) if view.get("type") == "modal" else ""
    buttons = [f"[{view[key]['text']}]" for key in ("close", "submit") if view.get(key)]
    return "\n".join(filter(None, [title, blocks_text(view["blocks"], names, zone), " ".join(buttons)]))


def blocks_text(blocks: list[JsonObject], names: Names = no_names, zone: tzinfo = UTC) -> str:
    """Block after block, a line or more each."""
    return "\n".join(filter(None, (block_text(block, names, zone) for block in blocks)))


def block_text(block: JsonObject, names: Names = no_names, zone: tzinfo = UTC) -> str:
    """One block as a person reads it."""
    shower = _BLOCKS.get(block.get("type", ""))
    return shower(block, names, zone) if shower else f"({block.get('type')})"


def plain_of(text: Any, names: Names, zone: tzinfo) -> str:
    """A text object as read: plain_text as it stands, mrkdwn without its marks."""
    if not text:
        return ""
    return plain(text["text"], names, zone) if text.get("type") == "mrkdwn" else str(text["text"])


def _section(block: JsonObject, names: Names, zone: tzinfo) -> str:
    lines = [plain_of(block.get("text"), names, zone)]
    lines += [plain_of(field, names, zone) for field in block.get("fields") or []]
    text = "\n".join(filter(None, lines))
    accessory = block.get("accessory")
    return f"{text} {_element(accessory, names, zone)}".strip() if accessory else text


def _actions(block: JsonObject, names: Names, zone: tzinfo) -> str:
    return " ".join(_element(element, names, zone) for element in block["elements"])


def _context(block: JsonObject, names: Names, zone: tzinfo) -> str:
    return "  ".join(
        f"({element['alt_text']})" if element["type"] == "image" else plain_of(element, names, zone)
        for element in block["elements"]
    )


def _input(block: JsonObject, names: Names, zone: tzinfo) -> str:
    optional = " (optional)" if block.get("optional") else ""
    hint = plain_of(block.get("hint"), names, zone)
    line = f"{block['label']['text']}{optional}: {_element(block['element'], names, zone)}"
    return f"{line}\n{hint}" if hint else line


def _table(block: JsonObject, names: Names, zone: tzinfo) -> str:
    return "\n".join(" | ".join(_cell(cell, names, zone) for cell in row) for row in block["rows"])


def _cell(cell: JsonObject, names: Names, zone: tzinfo) -> str:
    return str(cell["text"]) if "text" in cell else block_text(cell, names, zone)


def _rich_text(block: JsonObject, names: Names, zone: tzinfo) -> str:
    return "\n".join(_rich_part(part, names, zone) for part in block["elements"])


def _rich_part(part: JsonObject, names: Names, zone: tzinfo) -> str:
    if part["type"] == "rich_text_list":
        return "\n".join("• " + _rich_part(item, names, zone) for item in part["elements"])
    return "".join(_rich_leaf(leaf, names) for leaf in part["elements"])


def _rich_leaf(leaf: JsonObject, names: Names) -> str:
    match leaf["type"]:
        case "user":
            return "@" + (names(leaf["user_id"]) or leaf["user_id"])
        case "channel":
            return "#" + (names(leaf["channel_id"]) or leaf["channel_id"])
        case "broadcast":
            return f"@{leaf['range']}"
        case "usergroup":
            return "@" + (names(leaf["usergroup_id"]) or leaf["usergroup_id"])
        case "emoji":
            return f":{leaf['name']}:"
        case "link":
            return str(leaf.get("text") or leaf["url"])
        case "date":
            return str(leaf.get("fallback", leaf["timestamp"]))
        case _:
            return str(leaf.get("text", ""))


def _element(element: JsonObject, names: Names, zone: tzinfo) -> str:
    if element["type"] in ("button", "workflow_button"):
        return f"[{element['text']['text']}]"
    if element["type"] == "image":
        return f"(image: {element['alt_text']})"
    if element["type"] == "overflow":
        return "[⋯ " + " / ".join(option["text"]["text"] for option in element["options"]) + "]"
    if element["type"] in ("radio_buttons", "checkboxes"):
        return _boxes(element, names, zone)
    held = _held(element, names)
    placeholder = element.get("placeholder")
    return f"[{held or (placeholder['text'] if placeholder else '')}]"


def _boxes(element: JsonObject, names: Names, zone: tzinfo) -> str:
    chosen = element.get("initial_options") or [element.get("initial_option") or {}]
    values = {option.get("value") for option in chosen}
    marks = ("●", "○") if element["type"] == "radio_buttons" else ("☑", "☐")
    return "  ".join(
        f"{marks[option['value'] not in values]} {plain_of(option['text'], names, zone)}"
        for option in element["options"]
    )


def _held(element: JsonObject, names: Names) -> str:
    value = element.get(VALUE_FIELDS.get(element["type"], ("", ""))[1])
    items = value if isinstance(value, list) else [value] if value is not None else []
    return ", ".join(
        str(item["text"]["text"])
        if isinstance(item, dict) and "text" in item
        else names(str(item)) or str(item)
        for item in items
    )


def _attachment_text(attachment: JsonObject, names: Names, zone: tzinfo) -> str:
    if attachment.get("blocks"):
        return blocks_text(attachment["blocks"], names, zone)
    parts = (attachment.get(key) for key in ("pretext", "title", "text"))
    return "\n".join(plain(part, names, zone) for part in parts if part) or str(
        attachment.get("fallback") or ""
    )


def _header(block: JsonObject, names: Names, zone: tzinfo) -> str:
    return plain_of(block["text"], names, zone)


def _image(block: JsonObject, _names: Names, _zone: tzinfo) -> str:
    return f"(image: {block['alt_text']})"


_BLOCKS: dict[str, Callable[[JsonObject, Names, tzinfo], str]] = {
    "section": _section,
    "header": _header,
    "alert": _header,
    "divider": lambda _block, _names, _zone: "---",
    "context": _context,
    "actions": _actions,
    "context_actions": _actions,
    "input": _input,
    "image": _image,
    "rich_text": _rich_text,
    "table": _table,
    "markdown": lambda block, _names, _zone: str(block["text"]),
    "file": lambda block, _names, _zone: f"(file: {block['external_id']})",
    "video": lambda block, _names, _zone: f"(video: {block['alt_text']})",
}
