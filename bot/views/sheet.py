"""A timeline as comma-separated values, which no spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Mapping, Sequence
from functools import partial

from bot.domain.export import TimelinePart
from bot.domain.timeline import Order
from bot.views.casefile_words import who
from bot.views.layout import Layout, Slot

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    "sequence",
    "at",
    "recorded_at",
    "kind",
    "actor",
    "name",
    "text",
    "key_event",
    "edited",
    "deleted",
    "recovered",
    "permalink",
    "hash",
)


def guarded(text: str) -> str:
    """Return a cell that a spreadsheet shows and never computes."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def sheet(names: Mapping[str, str]) -> Layout:
    """Return the layout of one line for each entry, in the order of the record."""
    return [_line(COLUMNS), Slot(Order.BY_NUMBER, partial(_entry, names=names))]


def _entry(entry: TimelinePart, _: TimelinePart | None, *, names: Mapping[str, str]) -> str:
    source = entry.source.permalink if entry.source else None
    row = entry.model_dump(mode="json") | {"name": who(entry.actor, names), "permalink": source}
    return _line([_cell(row[column]) for column in COLUMNS])


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else guarded(str(value))
