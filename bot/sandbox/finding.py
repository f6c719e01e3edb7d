"""Finds the button, menu or input a person means by its words or ids, and what they mean by a value."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from bot.sandbox.elements import VALUE_FIELDS, all_options, empty_value, interactive_elements, label_of
from bot.sandbox.entities import Channel, JsonObject
from bot.sandbox.state import State
from bot.sandbox.surfaces import Surface

_OPTIONS = frozenset({"selected_option", "selected_options"})


@dataclass(frozen=True)
class Control:
    """An element a person can use, in its block."""

    block: JsonObject
    element: JsonObject


def find_control(surface: Surface, name: str, kind: str | None = None) -> Control:
    """The first control with this action_id, block_id or caption; LookupError names what there is."""
    there = [
        Control(block, element)
        for block, element in interactive_elements(surface.blocks)
        if kind is None or element["type"] == kind
    ]
    for matches in (_by_action, _by_label, _by_block):
        for control in there:
            if matches(control, name):
                return control
    known = [label_of(each.block, each.element) or each.element["action_id"] for each in there]
    raise LookupError(f"there is no {kind or 'control'} {name!r}, only {known}")


def _by_action(control: Control, name: str) -> bool:
    return bool(control.element["action_id"] == name)


def _by_label(control: Control, name: str) -> bool:
    return label_of(control.block, control.element).casefold() == name.casefold()


def _by_block(control: Control, name: str) -> bool:
    return bool(control.block["block_id"] == name)


def chosen_value(
    state: State, element: JsonObject, wanted: Any, offered: list[JsonObject] | None = None
) -> Any:
    """What the element holds once a person has chosen `wanted`: options by text or value, people by name."""
    if wanted is None:
        return empty_value(element)
    if element["type"] == "overflow":
        return _option(all_options(element), wanted)
    field, _ = VALUE_FIELDS[element["type"]]
    options = all_options(element) if offered is None else offered
    if isinstance(wanted, list | tuple | set):
        return [_one(state, field, options, each) for each in wanted]
    one = _one(state, field, options, wanted)
    return [one] if isinstance(empty_value(element), list) else one


def _one(state: State, field: str, options: list[JsonObject], wanted: Any) -> Any:
    if field in _OPTIONS:
        return _option(options, wanted)
    if field in ("selected_user", "selected_users"):
        return state.user(wanted.removeprefix("@")).id if isinstance(wanted, str) else wanted.id
    if field.startswith(("selected_conversation", "selected_channel")):
        return wanted.id if isinstance(wanted, Channel) else state.channel(wanted).id
    return _written(wanted)


def _written(wanted: Any) -> Any:
    """Dates, times and instants as Slack's pickers give them; text as it was typed."""
    if isinstance(wanted, datetime):
        return int(wanted.timestamp())
    if isinstance(wanted, date):
        return wanted.isoformat()
    return f"{wanted:%H:%M}" if isinstance(wanted, time) else wanted


def _option(options: list[JsonObject], wanted: str) -> JsonObject:
    for option in options:
        if wanted in (option["value"], option["text"]["text"]):
            return {key: option[key] for key in ("text", "value", "description") if key in option}
    raise LookupError(f"{wanted!r} is not offered, only {[o['text']['text'] for o in options]}")
