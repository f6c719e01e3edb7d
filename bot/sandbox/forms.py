"""Holds what people have put into the inputs of a message or view, and says what Slack's client refuses."""

import re
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.elements import (
    VALUE_FIELDS,
    empty_value,
    initial_state,
    interactive_elements,
    state_value,
    state_with,
)
from bot.sandbox.entities import JsonObject

REQUIRED = "Please complete this required field."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+")


@dataclass(eq=False)
class Form:
    """The state of one person's inputs on one surface, as `state.values` shows it."""

    values: dict[str, dict[str, JsonObject]] = field(default_factory=dict)

    @classmethod
    def of(cls, blocks: list[JsonObject], before: "Form | None" = None) -> "Form":
        """A form with initial values; what was typed `before` into the same block and action stays."""
        form = cls()
        for block, element in interactive_elements(blocks):
            if element["type"] not in VALUE_FIELDS:
                continue
            entry = initial_state(element)
            kept = (before.values if before else {}).get(block["block_id"], {}).get(element["action_id"])
            if kept and kept["type"] == entry["type"]:
                entry = kept
            form.values.setdefault(block["block_id"], {})[element["action_id"]] = entry
        return form

    def put(self, block: JsonObject, element: JsonObject, value: Any) -> None:
        """What the person has now typed or chosen."""
        self.values.setdefault(block["block_id"], {})[element["action_id"]] = state_with(element, value)

    def value(self, block: JsonObject, element: JsonObject) -> Any:
        """What the element holds now."""
        return state_value(self.values[block["block_id"]][element["action_id"]])

    def complaints(self, blocks: list[JsonObject]) -> dict[str, str]:
        """What Slack's client says under the inputs instead of submitting, by block_id."""
        found: dict[str, str] = {}
        for block in blocks:
            if block["type"] == "input":
                complaint = self._complaint(block, block["element"])
                if complaint:
                    found[block["block_id"]] = complaint
        return found

    def _complaint(self, block: JsonObject, element: JsonObject) -> str | None:
        value = self.value(block, element)
        if value == empty_value(element) or value == "" or (isinstance(value, str) and not value.strip()):
            return None if block.get("optional") else REQUIRED
        if element["type"] == "plain_text_input":
            return _length_complaint(element, value)
        if element["type"] == "number_input":
            return _number_complaint(element, value)
        if element["type"] == "email_text_input" and not _EMAIL.fullmatch(value):
            return "Please enter a valid email address."
        if element["type"] == "url_text_input" and not _URL.fullmatch(value):
            return "Please enter a valid URL."
        most = element.get("max_selected_items")
        return f"Please choose at most {most}." if most and len(value) > most else None


def _length_complaint(element: JsonObject, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < least:
        return f"Please enter at least {least} characters."
    return f"Please enter at most {most} characters." if len(value) > most else None


def _number_complaint(element: JsonObject, value: str) -> str | None:
    try:
        number = float(value)
    except ValueError:
        return "Please enter a valid number."
    if not element.get("is_decimal_allowed") and not number.is_integer():
        return "Please enter a whole number."
    if "min_value" in element and number < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None
