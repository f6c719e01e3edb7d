"""Which blocks and elements the page of the simulated workspace shows, as its own tables say."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from bot.sandbox.page import STATIC

_TABLES = {"blocks.js": "KINDS", "elements.js": "MAKERS"}
_SELECTS = re.compile(r"(multi_)?(static|external|users|channels|conversations)_select")


@cache
def shown_kinds(file: str) -> frozenset[str]:
    """The names in the table of a module; `const KINDS = {section, …}`."""
    code = (STATIC / file).read_text(encoding="utf-8")
    table = code.split(f"const {_TABLES[file]} = {{\n", 1)[1].split("\n};", 1)[0]
    return frozenset(re.findall(r"^  (\w+)(?=[:,(])", table, re.MULTILINE))


def unshown(blocks: Sequence[dict[str, Any]]) -> list[str]:
    """Blocks and elements of which the page shows only that something is missing."""
    return sorted({*_blocks(blocks), *(kind for block in blocks for kind in _elements(block))})


def _blocks(blocks: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield from ({block["type"] for block in blocks} - shown_kinds("blocks.js"))


def _elements(block: dict[str, Any]) -> Iterator[str]:
    elements = block["elements"] if block["type"] in ("actions", "context_actions") else []
    for element in (*elements, block.get("accessory"), block.get("element")):
        if element and not _SELECTS.fullmatch(element["type"]):
            yield from {element["type"]} - shown_kinds("elements.js")
