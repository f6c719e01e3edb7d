"""What Block Kit's elements may hold: buttons, menus, pickers, inputs and the objects within them."""

import re
from typing import Any

from bot.sandbox.block_rules import (
    Check,
    Fault,
    Faults,
    any_text,
    anything,
    boolean,
    by_type,
    exactly_one,
    listing,
    matching,
    number,
    one_of,
    plain_text,
    string,
    thing,
)
from bot.sandbox.rich_text_rules import RICH_TEXT

# Slack's type declarations say 75, its Python library 150: who keeps to the smaller is safe.
OPTION_VALUE = 75
_URL = string(1, 3000)
_STYLE = one_of("primary", "danger")
_ACTION_ID = string(1, 255)
_PLACEHOLDER = plain_text(150)

CONFIRM = thing(
    {"text": any_text(300)},
    {"title": plain_text(100), "confirm": plain_text(30), "deny": plain_text(30), "style": _STYLE},
)


def _option(text: Check, *, with_url: bool = False) -> Check:
    url: dict[str, Check] = {"url": _URL} if with_url else {}
    return thing({"text": text, "value": string(1, OPTION_VALUE)}, {"description": text, **url})


_PLAIN_OPTION = _option(plain_text(75))
_ANY_OPTION = _option(any_text(75))
_OPTIONS: dict[str, Check] = {
    "options": listing(_PLAIN_OPTION, 1, 100),
    "option_groups": listing(
        thing({"label": plain_text(75), "options": listing(_PLAIN_OPTION, 1, 100)}), 1, 100
    ),
}


def _offered(element: dict[str, Any]) -> list[Any]:
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(option for group in groups for option in group["options"])]


def _starts_offered(element: Any, pointer: str, faults: Faults) -> None:
    """What is chosen from the start must be among the options, by text and value."""
    offered = [_essence(option) for option in _offered(element)]
    for name in ("initial_option", "initial_options"):
        chosen = element.get(name)
        for option in chosen if isinstance(chosen, list) else [chosen] if chosen else []:
            if _essence(option) not in offered:
                faults.append(Fault("initial", "must be one of the provided options", f"{pointer}/{name}"))


def _essence(option: dict[str, Any]) -> tuple[str, str]:
    return option["text"]["text"], option.get("value", "")


def _element(
    required: dict[str, Check] | None = None, optional: dict[str, Check] | None = None, *also: Check
) -> Check:
    return thing({"type": anything, **(required or {})}, {"action_id": _ACTION_ID, **(optional or {})}, also)


def _menu(optional: dict[str, Check], *also: Check) -> Check:
    shared = {"placeholder": _PLACEHOLDER, "confirm": CONFIRM, "focus_on_load": boolean}
    return _element({}, {**shared, **optional}, *also)


_ID = string(1)
_MANY: dict[str, Check] = {"max_selected_items": number(1)}
_FILTER = thing(
    {},
    {
        "include": listing(one_of("im", "mpim", "private", "public"), 1),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
_CONVERSATIONS: dict[str, Check] = {"default_to_current_conversation": boolean, "filter": _FILTER}
_ONE_LIST = exactly_one("options", "option_groups")

MENUS: dict[str, Check] = {
    "static_select": _menu({**_OPTIONS, "initial_option": _PLAIN_OPTION}, _ONE_LIST, _starts_offered),
    "external_select": _menu({"initial_option": _PLAIN_OPTION, "min_query_length": number(0)}),
    "users_select": _menu({"initial_user": _ID}),
    "channels_select": _menu({"initial_channel": _ID, "response_url_enabled": boolean}),
    "conversations_select": _menu(
        {**_CONVERSATIONS, "initial_conversation": _ID, "response_url_enabled": boolean}
    ),
    "multi_static_select": _menu(
        {**_OPTIONS, **_MANY, "initial_options": listing(_PLAIN_OPTION, 1)}, _ONE_LIST, _starts_offered
    ),
    "multi_external_select": _menu(
        {**_MANY, "initial_options": listing(_PLAIN_OPTION, 1), "min_query_length": number(0)}
    ),
    "multi_users_select": _menu({**_MANY, "initial_users": listing(_ID, 0)}),
    "multi_channels_select": _menu({**_MANY, "initial_channels": listing(_ID, 0)}),
    "multi_conversations_select": _menu(
        {**_MANY, **_CONVERSATIONS, "initial_conversations": listing(_ID, 0)}
    ),
}

_CHOICE: dict[str, Check] = {"confirm": CONFIRM, "focus_on_load": boolean}
CHOICES: dict[str, Check] = {
    "checkboxes": _element(
        {"options": listing(_ANY_OPTION, 1, 10)},
        {**_CHOICE, "initial_options": listing(_ANY_OPTION, 1, 10)},
        _starts_offered,
    ),
    "radio_buttons": _element(
        {"options": listing(_ANY_OPTION, 1, 10)}, {**_CHOICE, "initial_option": _ANY_OPTION}, _starts_offered
    ),
}

_PICKER = {**_CHOICE, "placeholder": _PLACEHOLDER}
_DATE = matching(lambda v: bool(re.fullmatch(r"\d{4}-\d\d-\d\d", v)), "must be formatted as YYYY-MM-DD")
_TIME = matching(lambda v: bool(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", v)), "must be formatted as HH:mm")
PICKERS: dict[str, Check] = {
    "datepicker": _element({}, {**_PICKER, "initial_date": _DATE}),
    "timepicker": _element({}, {**_PICKER, "initial_time": _TIME, "timezone": string(1)}),
    "datetimepicker": _element({}, {**_CHOICE, "initial_date_time": number(1_000_000_000, 9_999_999_999)}),
}

IMAGE = thing(
    {"type": anything, "alt_text": string(1, 2000)},
    {
        "image_url": _URL,
        "slack_file": thing({}, {"id": string(1), "url": string(1)}, [exactly_one("id", "url")]),
    },
    [exactly_one("image_url", "slack_file")],
)

BUTTON = _element(
    {"text": plain_text(75)},
    {
        "value": string(0, 2000),
        "url": _URL,
        "style": _STYLE,
        "confirm": CONFIRM,
        "accessibility_label": string(1, 75),
    },
)
_FEEDBACK = thing({"text": plain_text(75), "value": string(1, 2000)}, {"accessibility_label": string(1, 75)})
BUTTONS: dict[str, Check] = {
    "button": BUTTON,
    "overflow": _element(
        {"options": listing(_option(plain_text(75), with_url=True), 1, 5)}, {"confirm": CONFIRM}
    ),
    "workflow_button": _element(
        {"text": plain_text(75), "workflow": anything},
        {"style": _STYLE, "accessibility_label": string(1, 75), "confirm": CONFIRM},
    ),
}
CONTEXT_BUTTONS: dict[str, Check] = {
    "feedback_buttons": _element({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}),
    "icon_button": _element(
        {"icon": string(1), "text": plain_text(75)},
        {
            "value": string(0, 2000),
            "confirm": CONFIRM,
            "accessibility_label": string(1, 75),
            "visible_to_user_ids": listing(_ID),
        },
    ),
}

_WHEN = listing(one_of("on_enter_pressed", "on_character_entered"), 1, 2)
_TYPED: dict[str, Check] = {
    "placeholder": _PLACEHOLDER,
    "focus_on_load": boolean,
    "dispatch_action_config": thing({}, {"trigger_actions_on": _WHEN}),
}


def _lengths_agree(element: Any, pointer: str, faults: Faults) -> None:
    low, high = element.get("min_length", 0), element.get("max_length", 3000)
    if low > high:
        faults.append(Fault("maximum", "must be less than max_length", f"{pointer}/min_length", high))
    value = element.get("initial_value")
    if value and not low <= len(value) <= high:
        message = f"must be between {low} and {high} characters"
        faults.append(Fault("initial", message, f"{pointer}/initial_value"))


_NUMBER = matching(lambda v: bool(re.fullmatch(r"-?\d+(\.\d+)?", v)), "must be a number")
INPUTS: dict[str, Check] = {
    "plain_text_input": _element(
        {},
        {
            **_TYPED,
            "initial_value": string(0, 3000),
            "multiline": boolean,
            "min_length": number(0, 3000),
            "max_length": number(1, 3000),
        },
        _lengths_agree,
    ),
    "email_text_input": _element({}, {**_TYPED, "initial_value": string()}),
    "url_text_input": _element({}, {**_TYPED, "initial_value": string()}),
    "number_input": _element(
        {"is_decimal_allowed": boolean},
        {**_TYPED, "initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
    ),
    "rich_text_input": _element(
        {}, {**_TYPED, "initial_value": RICH_TEXT, "min_lines": number(1), "max_lines": number(1)}
    ),
}
FILE_INPUT: dict[str, Check] = {
    "file_input": _element({}, {"filetypes": listing(string(1), 1), "max_files": number(1, 10)})
}

ACCESSORY = by_type({**BUTTONS, **MENUS, **CHOICES, **PICKERS, "image": IMAGE})
IN_ACTIONS = by_type({**BUTTONS, **MENUS, **CHOICES, **PICKERS, "rich_text_input": INPUTS["rich_text_input"]})
IN_INPUT = by_type({**MENUS, **CHOICES, **PICKERS, **INPUTS})
IN_MODAL_INPUT = by_type({**MENUS, **CHOICES, **PICKERS, **INPUTS, **FILE_INPUT})
IN_CONTEXT_ACTIONS = by_type(CONTEXT_BUTTONS)
