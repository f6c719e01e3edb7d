"""Cuts a text into what a reader sees as one sign, so that nothing is ever cut in half."""

import re
import unicodedata
from collections.abc import Iterator

# What Slack writes as one thing: an escaped character, or a link, mention or date in angle brackets.
_SLACK_UNIT = re.compile(r"&(?:amp|lt|gt);|<[^<>\s][^<>]{0,400}>")
_ZERO_WIDTH_JOINER = "\u200d"


def units(text: str) -> Iterator[str]:
    """The signs of a text in order; joined again they are the text.

    A sign is a letter with its accents, a whole emoji sequence (families, flags, skin tones, keycaps), or one
    of Slack's escaped characters or bracketed links.
    """
    start = 0
    while start < len(text):
        slack = _SLACK_UNIT.match(text, start)
        end = slack.end() if slack else _grapheme_end(text, start)
        yield text[start:end]
        start = end


def _grapheme_end(text: str, start: int) -> int:
    if text.startswith("\r\n", start):
        return start + 2
    end = start + 1
    if _is_regional(text[start]) and end < len(text) and _is_regional(text[end]):
        end += 1
    while end < len(text):
        if (text[end - 1] == _ZERO_WIDTH_JOINER and not text[end].isspace()) or _extends(text[end]):
            end += 1
        else:
            break
    return end


def _is_regional(character: str) -> bool:
    """Flags are written as two letters of this block."""
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _extends(character: str) -> bool:
    """Whether a character only changes the one before it."""
    return (
        unicodedata.combining(character) != 0
        or unicodedata.category(character) in ("Mn", "Me", "Mc")
        or character == _ZERO_WIDTH_JOINER
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= character <= "\U000e007f"  # tags, for the flags of regions
    )


def is_break(before: str, after: str) -> bool:
    """Whether a line may end between two signs: at a space, or beside a sign of a script without spaces."""
    return before.isspace() or after.isspace() or _is_wide(before) or _is_wide(after)


def _is_wide(unit: str) -> bool:
    return unicodedata.east_asian_width(unit[0]) in ("W", "F")
