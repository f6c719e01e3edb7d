"""A timeline as comma-separated values, which no spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Mapping

from bot.domain.export import Export
from bot.views.casefile import who

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


def sheet(export: Export, names: Mapping[str, str]) -> str:
    """Return one line for each entry, in the order of the record."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in export.model_dump(mode="json")["timeline"]:
        source = entry["source"] or {}
        row = entry | {"name": who(entry["actor"], names), "permalink": source.get("permalink")}
        writer.writerow([_cell(row[column]) for column in COLUMNS])
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else guarded(str(value))
