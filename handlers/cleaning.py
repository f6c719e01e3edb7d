"""Takes out of a delivery what no database keeps: NUL characters, and halves of characters."""

import re
from typing import Any

_SUSPECT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
"""How JSON writes them in letters."""

DEEPEST = 64
"""How deep a payload may be nested; Slack's own are a dozen deep."""


def is_clean(text: str) -> bool:
    """Whether a JSON text surely holds nothing to take out, nor nests deeply."""
    suspect = "\x00" in text or _SUSPECT.search(text) is not None
    return not suspect and text.count("{") + text.count("[") <= DEEPEST


def cleaned(value: Any, *, depth: int = 0) -> Any:
    """Return a payload without them, in keys and in texts, at every depth.

    Raises:
        ValueError: it is nested deeper than anything Slack sends.
    """
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return {_text(key): cleaned(part, depth=depth + 1) for key, part in value.items()}
    if isinstance(value, list):
        return [cleaned(part, depth=depth + 1) for part in value]
    return value


def _text(text: str) -> str:
    if text.isascii():
        return text.replace("\x00", "")
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")
