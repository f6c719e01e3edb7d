"""Keeps a message within what Slack takes altogether; it refuses longer ones without saying from where on."""

import re
from collections.abc import Sequence

MOST = 12_000
"""Characters of all blocks of one message."""
_COUNTED = re.compile(r"… and (?P<count>\d+) more")


def fitting(parts: Sequence[str], most: int = MOST) -> list[str]:
    """Return lists with headings so that they fit together: the longest give up their last lines.

    How many lines a list gave up is said at its end.
    """
    lines = [part.split("\n") for part in parts]
    given_up = [0] * len(lines)
    excess = sum(map(len, parts)) + 40 * len(lines) - most
    while excess > 0:
        longest = max(range(len(lines)), key=lambda at: sum(map(len, lines[at])) if len(lines[at]) > 2 else 0)
        if len(lines[longest]) <= 2:
            break
        counts_already = _COUNTED.match(lines[longest][-1])
        excess -= len(lines[longest].pop(-2 if counts_already else -1)) + 1
        given_up[longest] += 1
    return [_with(kept, left) for kept, left in zip(lines, given_up, strict=True)]


def _with(kept: Sequence[str], left_out: int) -> str:
    if not left_out:
        return "\n".join(kept)
    counted = _COUNTED.match(kept[-1])
    if counted is None:
        return "\n".join([*kept, f"… and {left_out} more in the record"])
    more = f"… and {int(counted['count']) + left_out} more{kept[-1][counted.end() :]}"
    return "\n".join([*kept[:-1], more])
