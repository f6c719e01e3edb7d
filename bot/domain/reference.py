"""How an incident is named in text: `INC-7`, and where a bare `7` means the same."""

import re

_REFERENCE = re.compile(r"inc-?([0-9]+)(?=$|[\s,;:.])[,;:.]?", re.IGNORECASE)
_BARE = re.compile(r"#?([0-9]+)(?=$|\s)")

# Beyond what any database column holds; a longer number simply names no incident.
_LARGEST = 2**31 - 1


def format_reference(number: int) -> str:
    """The name people use for the incident with this number."""
    return f"INC-{number}"


def parse_reference(text: str) -> int | None:
    """The number in `INC-7`, `inc-7`, `#7` or `7` when that is the whole text, else None."""
    number, rest = split_reference(text, in_channel=False)
    return number if not rest else None


def split_reference(text: str, *, in_channel: bool) -> tuple[int | None, str]:
    """Take a leading reference off a text; in an incident's channel a bare number is no reference.

    `INC-8` is one everywhere. In a channel `7 customers called` is a sentence, elsewhere it starts with
    the incident's number.
    """
    stripped = text.strip()
    match = _REFERENCE.match(stripped)
    if match is None and not in_channel:
        match = _BARE.match(stripped)
    if match is None:
        return None, stripped
    return min(int(match[1][:12]), _LARGEST), stripped[match.end() :].lstrip()
