"""Plain text put into Markdown so that it reads as it was written and formats nothing."""

import re
from collections.abc import Sequence

_SIGNS = re.compile(r"[\\`*\[\]<>|]|(?<!\w)_|_(?!\w)|~(?=~)|&(?=#?\w+;)")
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_BLOCK = re.compile(r"^(\d*)([.)]|#{1,6}|[+-]|=+|-+)(?=\s|$)", re.MULTILINE)


def escaped(text: str) -> str:
    """Return a text that means itself in Markdown: no heading, list, code or markup comes of it."""
    flush = _INDENT.sub("", text)
    return _BLOCK.sub(r"\1\\\2", _SIGNS.sub(lambda match: f"\\{match[0]}", flush))


def cell(text: str) -> str:
    """Return a text for a table's cell, on one line."""
    return escaped(" ".join(text.split()))


def item(text: str) -> str:
    """Return a list's item; further lines stay within it."""
    lines = text.splitlines() or [""]
    return "\n".join([f"- {lines[0]}", *(f"  {line}" for line in lines[1:] if line.strip())])


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; the cells are escaped already."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
