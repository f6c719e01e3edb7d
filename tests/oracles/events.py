"""Which of Slack's event types an event means to be, and how it differs from that one."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from tests.oracles.schemas import differences, properties, root, variants

_NESTED = ("message", "previous_message", "root")
_OF_THE_EVENT = ("channel", "channel_type", "event_ts")


@cache
def _event_types() -> dict[tuple[str, str | None], str]:
    """The definition for every pair of type and subtype."""
    found: dict[tuple[str, str | None], str] = {}
    for definition in variants(root("event")):
        keys = properties(definition)
        for kind in _constants(keys["type"]):
            subtypes: list[str | None] = [*_constants(keys.get("subtype", []))]
            found.update({(kind, subtype): definition for subtype in subtypes or [None]})
    return found


def _constants(schemas: list[dict[str, Any]]) -> list[str]:
    """The fixed words a key may have."""
    return [word for schema in schemas for word in ([schema["const"]] if "const" in schema else ())]


def event_differences(event: Mapping[str, Any], at: str = "") -> list[str]:
    """How an event differs from Slack's type for it, messages inside it included."""
    kind, subtype = event.get("type"), event.get("subtype")
    definition = _event_types().get((str(kind), subtype)) or _event_types().get((str(kind), None))
    if definition is None:
        return [f"{at}/type: Slack has no event {kind!r} with subtype {subtype!r}"]
    return [*differences(event, definition, at=at), *_nested_differences(event, at)]


def _nested_differences(outer: Mapping[str, Any], at: str) -> Iterator[str]:
    """Judges the messages inside a message, with the keys that the outer one already says lent to them."""
    lent = {key: outer[key] for key in _OF_THE_EVENT if key in outer}
    for key in _NESTED if outer.get("type") == "message" else ():
        if isinstance(outer.get(key), dict):
            yield from _inner_differences({**lent, **outer[key]}, at=f"{at}/{key}")


def _inner_differences(message: dict[str, Any], at: str) -> list[str]:
    if message.get("subtype") == "tombstone":
        return differences(message, "TombstoneMessage", at=at)
    return event_differences(message, at=at)
