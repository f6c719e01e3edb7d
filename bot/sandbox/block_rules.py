"""The vocabulary in which Block Kit's limits are written: checks that point at what is wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a block or a view, in the words of Slack's validator."""

    code: str
    message: str
    pointer: str
    constraint: Any = None

    def told(self) -> str:
        """As it stands in `response_metadata.messages`."""
        return f"[ERROR] {self.message} [json-pointer:{self.pointer}]"


Faults = list[Fault]
Check = Callable[[Any, str, Faults], None]


def string(low: int = 0, high: int | None = None) -> Check:
    """Text of a length."""

    def check(value: Any, pointer: str, faults: Faults) -> None:
        if not isinstance(value, str):
            faults.append(Fault("type_mismatch", "must be a string", pointer))
        elif len(value) < low:
            faults.append(Fault("min_length", f"must be more than {low - 1} characters", pointer, low))
        elif high is not None and len(value) > high:
            faults.append(Fault("max_length", f"must be less than {high + 1} characters", pointer, high))

    return check


def number(low: int | None = None, high: int | None = None) -> Check:
    """A whole number between bounds."""

    def check(value: Any, pointer: str, faults: Faults) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            faults.append(Fault("type_mismatch", "must be a number", pointer))
        elif low is not None and value < low:
            faults.append(Fault("minimum", f"must be greater than {low - 1}", pointer, low))
        elif high is not None and value > high:
            faults.append(Fault("maximum", f"must be less than {high + 1}", pointer, high))

    return check


def boolean(value: Any, pointer: str, faults: Faults) -> None:
    """True or false."""
    if not isinstance(value, bool):
        faults.append(Fault("type_mismatch", "must be a boolean", pointer))


def anything(_value: Any, _pointer: str, _faults: Faults) -> None:
    """Whatever it may be."""


def one_of(*values: Any) -> Check:
    """One of a closed set."""

    def check(value: Any, pointer: str, faults: Faults) -> None:
        if value not in values:
            faults.append(Fault("enum", "must be a valid enum value", pointer, list(values)))

    return check


def matching(fits: Callable[[str], bool], message: str) -> Check:
    """Text of a form."""

    def check(value: Any, pointer: str, faults: Faults) -> None:
        if not isinstance(value, str) or not fits(value):
            faults.append(Fault("pattern", message, pointer))

    return check


def listing(item: Check, low: int = 0, high: int | None = None) -> Check:
    """A list of so many."""

    def check(value: Any, pointer: str, faults: Faults) -> None:
        if not isinstance(value, list):
            faults.append(Fault("type_mismatch", "must be an array", pointer))
            return
        if len(value) < low:
            faults.append(Fault("min_items", f"no less than {low} items allowed", pointer, low))
        if high is not None and len(value) > high:
            faults.append(Fault("max_items", f"no more than {high} items allowed", pointer, high))
        for at, each in enumerate(value):
            item(each, f"{pointer}/{at}", faults)

    return check


def thing(
    required: Mapping[str, Check] | None = None,
    optional: Mapping[str, Check] | None = None,
    also: Sequence[Check] = (),
) -> Check:
    """An object with these properties and no others; `also` look at it as a whole when it has its shape."""
    needed = dict(required or {})
    known = {**(optional or {}), **needed}

    def check(value: Any, pointer: str, faults: Faults) -> None:
        if not isinstance(value, dict):
            faults.append(Fault("type_mismatch", "must provide an object", pointer))
            return
        before = len(faults)
        for name in needed:
            if value.get(name) is None:
                faults.append(Fault("required", f"missing required field: {name}", pointer, name))
        for name, each in value.items():
            if name not in known:
                faults.append(
                    Fault("additional_property", f"invalid additional property: {name}", pointer, name)
                )
            elif each is not None:
                known[name](each, f"{pointer}/{name}", faults)
        if len(faults) == before:
            for rule in also:
                rule(value, pointer, faults)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says what it must be."""

    def check(value: Any, pointer: str, faults: Faults) -> None:
        if not isinstance(value, dict):
            faults.append(Fault("type_mismatch", "must provide an object", pointer))
        elif value.get("type") is None:
            faults.append(Fault("required", "missing required field: type", pointer, "type"))
        elif not isinstance(value["type"], str) or value["type"] not in kinds:
            faults.append(Fault("unsupported_type", f"unsupported type: {value['type']}", f"{pointer}/type"))
        else:
            kinds[value["type"]](value, pointer, faults)

    return check


def exactly_one(*names: str) -> Check:
    """Of these properties one, and only one."""

    def check(value: Any, pointer: str, faults: Faults) -> None:
        given = [name for name in names if value.get(name) is not None]
        if len(given) != 1:
            faults.append(
                Fault("one_of", f"must have exactly one of: {', '.join(names)}", pointer, list(names))
            )

    return check


def plain_text(high: int, low: int = 1) -> Check:
    """A plain_text object."""
    return by_type({"plain_text": thing({"type": anything, "text": string(low, high)}, {"emoji": boolean})})


def any_text(high: int, low: int = 1) -> Check:
    """A plain_text or mrkdwn object."""
    words = {"type": anything, "text": string(low, high)}
    return by_type(
        {"plain_text": thing(words, {"emoji": boolean}), "mrkdwn": thing(words, {"verbatim": boolean})}
    )
