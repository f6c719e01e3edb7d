"""What each kind of Block Kit block may hold, and on which surface it may stand."""

from typing import Any, Literal

from bot.sandbox.block_rules import (
    Check,
    Fault,
    Faults,
    any_text,
    anything,
    boolean,
    by_type,
    listing,
    number,
    one_of,
    plain_text,
    string,
    thing,
)
from bot.sandbox.element_rules import (
    ACCESSORY,
    BUTTON,
    IMAGE,
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_MODAL_INPUT,
)
from bot.sandbox.rich_text_rules import RICH_TEXT

Surface = Literal["message", "modal", "home"]
MAX_MARKDOWN = 12_000


def _block(required: dict[str, Check], optional: dict[str, Check] | None = None, *also: Check) -> Check:
    return thing({"type": anything, **required}, {"block_id": string(1, 255), **(optional or {})}, also)


def _has_words(block: Any, pointer: str, faults: Faults) -> None:
    if not block.get("text") and not block.get("fields"):
        faults.append(Fault("required", "missing required field: text", pointer, "text"))


def _action_ids_differ(block: Any, pointer: str, faults: Faults) -> None:
    seen: set[str] = set()
    for at, element in enumerate(block["elements"]):
        action_id = element.get("action_id")
        if action_id in seen:
            where = f"{pointer}/elements/{at}/action_id"
            faults.append(Fault("duplicate", f'`action_id` "{action_id}" already exists', where))
        elif action_id:
            seen.add(action_id)


def _has_one_source(block: Any, pointer: str, faults: Faults) -> None:
    if bool(block.get("image_url")) == bool(block.get("slack_file")):
        faults.append(Fault("one_of", "must have exactly one of: image_url, slack_file", pointer))


_TEXTS = any_text(3000)


def _context_element(value: Any, pointer: str, faults: Faults) -> None:
    is_image = isinstance(value, dict) and value.get("type") == "image"
    (IMAGE if is_image else _TEXTS)(value, pointer, faults)


_RAW_TEXT = thing({"type": anything, "text": string(0)})
_CELL = by_type(
    {
        "raw_text": _RAW_TEXT,
        "raw_number": thing({"type": anything, "value": anything}, {"text": string(0)}),
        "rich_text": RICH_TEXT,
    }
)
_COLUMN = thing({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})
_SOURCE = thing({"type": one_of("url"), "url": string(1), "text": string(1)})
_TASK = _block(
    {
        "task_id": string(1),
        "title": string(1),
        "status": one_of("pending", "in_progress", "complete", "error"),
    },
    {"details": RICH_TEXT, "output": RICH_TEXT, "sources": listing(_SOURCE)},
)
_CARD = _block(
    {},
    {
        "title": any_text(150),
        "subtitle": any_text(150),
        "body": any_text(200),
        "icon": IMAGE,
        "hero_image": IMAGE,
        "actions": listing(BUTTON, 1, 5),
    },
)

COMMON: dict[str, Check] = {
    "section": _block(
        {},
        {
            "text": any_text(3000),
            "fields": listing(any_text(2000), 1, 10),
            "accessory": ACCESSORY,
            "expand": boolean,
        },
        _has_words,
    ),
    "header": _block({"text": plain_text(150)}),
    "divider": _block({}),
    "context": _block({"elements": listing(_context_element, 1, 10)}),
    "actions": _block({"elements": listing(IN_ACTIONS, 1, 25)}, None, _action_ids_differ),
    "image": _block(
        {"alt_text": string(1, 2000)},
        {"image_url": string(1, 3000), "slack_file": anything, "title": plain_text(2000)},
        _has_one_source,
    ),
    "rich_text": RICH_TEXT,
    "video": _block(
        {"alt_text": string(1), "title": plain_text(199), "thumbnail_url": string(1), "video_url": string(1)},
        {
            "author_name": string(1, 49),
            "description": plain_text(200),
            "provider_icon_url": string(1),
            "provider_name": string(1),
            "title_url": string(1),
        },
    ),
    "alert": _block(
        {"text": any_text(3000)}, {"level": one_of("default", "info", "warning", "error", "success")}
    ),
}


def _input(element: Check) -> Check:
    return _block(
        {"label": plain_text(2000), "element": element},
        {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
    )


MESSAGE_ONLY: dict[str, Check] = {
    "markdown": _block({"text": string(1, MAX_MARKDOWN)}),
    "file": _block({"external_id": string(1), "source": one_of("remote")}),
    "table": _block(
        {"rows": listing(listing(_CELL, 1, 20), 1, 100)}, {"column_settings": listing(_COLUMN, 0, 20)}
    ),
    "data_table": _block(
        {"rows": listing(listing(_CELL, 1), 1), "caption": string(1)},
        {"page_size": number(1), "row_header_column_index": number(0)},
    ),
    "context_actions": _block({"elements": listing(IN_CONTEXT_ACTIONS, 1, 5)}),
    "card": _CARD,
    "carousel": _block({"elements": listing(by_type({"card": _CARD}), 1, 10)}),
    "task_card": _TASK,
    "plan": _block({"title": string(1)}, {"tasks": listing(_TASK)}),
    "data_visualization": anything,
}
_CHILDREN = by_type(
    {**COMMON, "input": _input(IN_INPUT), "file": MESSAGE_ONLY["file"], "table": MESSAGE_ONLY["table"]}
)
MESSAGE_ONLY["container"] = _block(
    {"child_blocks": listing(_CHILDREN, 1)},
    {
        "title": plain_text(150),
        "rich_text_title": RICH_TEXT,
        "subtitle": any_text(150),
        "icon": IMAGE,
        "width": one_of("narrow", "standard", "wide", "full"),
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
)

KINDS: dict[Surface, Check] = {
    "message": by_type({**COMMON, **MESSAGE_ONLY, "input": _input(IN_INPUT)}),
    "modal": by_type({**COMMON, "input": _input(IN_MODAL_INPUT)}),
    "home": by_type({**COMMON, "input": _input(IN_INPUT)}),
}
LIMITS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}
