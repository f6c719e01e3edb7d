"""What each interactive Block Kit element holds, reports when used, and accepts from a person."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.entities import JsonObject

# For each element: the field that carries its value in state and action, and the field it starts from.
VALUE_FIELDS: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}
STATELESS = frozenset({"button", "overflow", "workflow_button", "image"})
_LISTS = frozenset(
    {"selected_options", "selected_users", "selected_conversations", "selected_channels", "files"}
)
_ECHOED = ("placeholder", "initial_option", "initial_options", "initial_user", "initial_date", "initial_time")


def interactive_elements(blocks: list[JsonObject]) -> Iterator[tuple[JsonObject, JsonObject]]:
    """Every (block, element) a person can use, in reading order."""
    for block in blocks:
        candidates: list[JsonObject] = []
        if block.get("type") == "input":
            candidates = [block["element"]]
        elif block.get("type") in ("actions", "context_actions"):
            candidates = block["elements"]
        elif block.get("type") == "section" and "accessory" in block:
            candidates = [block["accessory"]]
        for element in candidates:
            if element.get("type") != "image":
                yield block, element


def empty_value(element: JsonObject) -> Any:
    """What an untouched element without an initial value holds: null, or an empty list."""
    field, _ = VALUE_FIELDS[element["type"]]
    return [] if field in _LISTS else None


def initial_state(element: JsonObject) -> JsonObject:
    """The element's entry in `state.values` before anybody touched it."""
    field, initial = VALUE_FIELDS[element["type"]]
    return {"type": element["type"], field: element.get(initial, empty_value(element))}


def state_with(element: JsonObject, value: Any) -> JsonObject:
    """The element's entry in `state.values` once it holds `value`."""
    field, _ = VALUE_FIELDS[element["type"]]
    return {"type": element["type"], field: value}


def state_value(entry: JsonObject) -> Any:
    """What an entry of `state.values` holds."""
    return entry[VALUE_FIELDS[entry["type"]][0]]


def action_for(block: JsonObject, element: JsonObject, value: Any, action_ts: str) -> JsonObject:
    """The element's entry in `actions[]` when a person has used it."""
    action: JsonObject = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
    }
    if element["type"] == "button":
        action["text"] = element["text"]
        action |= {key: element[key] for key in ("value", "style", "url") if key in element}
    elif element["type"] == "overflow":
        action["selected_option"] = value
    else:
        action |= {key: item for key, item in state_with(element, value).items() if key != "type"}
        action |= {key: element[key] for key in _ECHOED if key in element}
    if "confirm" in element:
        action["confirm"] = element["confirm"]
    action["action_ts"] = action_ts
    return action


def all_options(element: JsonObject) -> list[JsonObject]:
    """The options listed in a select, overflow, checkboxes or radio buttons, grouped or not."""
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return list(element.get("options", [])) + grouped


def label_of(block: JsonObject, element: JsonObject) -> str:
    """The words by which a person knows the element: its caption, its input's label or its placeholder."""
    if element["type"] == "button":
        return str(element["text"]["text"])
    if block["type"] == "input":
        return str(block["label"]["text"])
    placeholder = element.get("placeholder")
    return str(placeholder["text"]) if placeholder else ""
