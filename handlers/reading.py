"""Reads a delivery's body strictly: what is ambiguous is not Slack's, and is refused, not guessed at."""

import json
from typing import Any
from urllib.parse import parse_qsl

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
KINDS = frozenset({JSON, FORM})
"""What Slack sends."""

_FIELDS = 100
"""A form has a dozen fields."""


def read_body(text: str, kind: str) -> Any:
    """Return what a body says: JSON, or a form's fields, or the JSON in its field `payload`.

    Raises:
        ValueError: it is neither, or names a key twice.
        RecursionError: it is nested without end.
    """
    if kind != FORM:
        return strict(text)
    fields = _once(parse_qsl(text, keep_blank_values=True, max_num_fields=_FIELDS))
    return strict(fields["payload"]) if "payload" in fields else fields


def strict(text: str) -> Any:
    """Return the value of a JSON text in which no object has a key twice.

    Raises:
        ValueError: it is no JSON, or not strictly.
        RecursionError: it is nested without end.
    """
    return _STRICT.decode(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is given twice")
    return found


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number of JSON's")


_STRICT = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number)
