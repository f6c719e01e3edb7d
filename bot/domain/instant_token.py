"""Instants in recorded words: Slack's own date tokens, read in the viewer's zone there and in UTC elsewhere.

Like the mentions of people they stand in the record as Slack marks them up. What people write is escaped
before it comes into a recorded line, so no token is ever theirs.
"""

import re
from collections.abc import Callable
from datetime import datetime

STYLE = "{date_short_pretty} at {time}"
_TOKEN = re.compile(rf"(<!date\^\d{{1,11}}\^{re.escape(STYLE)}\|[\d: -]{{16}} UTC>)")


def instant_token(at: datetime, style: str = STYLE) -> str:
    """Return an instant as Slack marks it up; what cannot show tokens reads UTC."""
    return f"<!date^{int(at.timestamp())}^{style}|{at:%Y-%m-%d %H:%M} UTC>"


def split_at_instants(text: str) -> list[str]:
    """Return the words of a recorded text and, at every second place, the tokens between them."""
    return _TOKEN.split(text)


def keeping_instants(text: str, write: Callable[[str], str]) -> str:
    """Return a recorded text with what `write` makes of the words, and its instants as they are."""
    return "".join(part if at % 2 else write(part) for at, part in enumerate(split_at_instants(text)))
