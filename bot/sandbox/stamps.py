"""Reads the stamps that calls name messages by."""

import re

from bot.sandbox.errors import SlackError

_STAMP = re.compile(r"\d{1,12}(\.\d{1,6})?")


def is_stamp(text: str) -> bool:
    """Whether it has the form of a message's stamp."""
    return _STAMP.fullmatch(text) is not None


def as_microseconds(text: str, code: str) -> int:
    """The stamp as a number to compare; refused with `code` when it is none."""
    if not is_stamp(text):
        raise SlackError(code)
    seconds, _, fraction = text.partition(".")
    return int(seconds) * 1_000_000 + int(fraction.ljust(6, "0") or "0")
