"""Rows of the tables that say when to remind: up to a length, in business days, or without a number."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, TypeVar

from pydantic import AfterValidator, WithJsonSchema

from bot.domain.regulation.reminding.term import Term
from bot.domain.regulation.rule import CountingRule

T = TypeVar("T")

BUSINESS_DAYS, NO_NUMBER = "business_days", "no_number"
_LENGTH = re.compile(r"([1-9][0-9]{0,3})([hd])")


def _row(name: str) -> str:
    if name in (BUSINESS_DAYS, NO_NUMBER) or _LENGTH.fullmatch(name):
        return name
    raise ValueError(f"{name!r} is no length; write `48h`, `15d`, `business_days` or `no_number`")


Row = Annotated[
    str,
    AfterValidator(_row),
    WithJsonSchema({"type": "string", "pattern": r"^([1-9][0-9]{0,3}[hd]|business_days|no_number)$"}),
]
"""Clocks up to that length, those counted in business days, or duties without a number."""


def row_of(table: Mapping[str, T], term: Term, *, otherwise: T) -> T:
    """What a table says for a clock: its shortest row that is long enough, else the longest.

    Hours longer than every row in hours go by the rows in days.
    """
    if term.due_at is None:
        return table.get(NO_NUMBER, otherwise)
    if term.rule is CountingRule.BUSINESS_DAYS and BUSINESS_DAYS in table:
        return table[BUSINESS_DAYS]
    in_hours = term.rule in (CountingRule.ELAPSED_HOURS, CountingRule.DORA_HOURS)
    lengths = sorted((_length(row), row) for row in table if _LENGTH.fullmatch(row))
    for unit in ("h", "d") if in_hours else ("d",):
        enough = [row for length, row in lengths if row.endswith(unit) and length >= term.length]
        if enough:
            return table[enough[0]]
    return table[lengths[-1][1]] if lengths else otherwise


def _length(row: str) -> timedelta:
    match = _LENGTH.fullmatch(row)
    count = int(match[1]) if match else 0
    return timedelta(hours=count) if row.endswith("h") else timedelta(days=count)
