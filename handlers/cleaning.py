"""Takes out of a delivery what no database keeps: NUL characters, and halves of characters."""

import re
from typing import Any

_SUSPECT = re.compile(r"\x00|\\u(?:0000|[dD][89a-fA-F])")
_FLAT = 200
"""Brackets up to which a text cannot be nested too deeply for anybody."""


def is_clean(text: str) -> bool:
    """Whether a JSON text surely holds nothing to take out, nor nests deeply."""
    return _SUSPECT.search(text) is None and text.count("{") + text.count("[") <= _FLAT


def cleaned(value: Any) -> Any:
    """Return a payload without them, in keys and in texts, however deep.

    Raises:
        RecursionError: it is nested deeper than anything Slack sends.
    """
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return {_text(key) if isinstance(key, str) else key: cleaned(part) for key, part in value.items()}
    if isinstance(value, list):
        return [cleaned(part) for part in value]
    return value


def _text(text: str) -> str:
    if text.isascii():
        return text.replace("\x00", "")
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")
