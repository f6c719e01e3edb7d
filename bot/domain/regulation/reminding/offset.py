"""The words in which the configuration says when to remind: `start`, `half`, `T-24h`, `due` and others."""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from bot.domain.local_time import instant
from bot.domain.regulation.reminding.term import Term

START, HALF, DUE = "start", "half", "due"
MORNINGS, LAST_MORNING = "mornings", "last morning"
DAILY, TARGET = "daily", "target"
LAST_WORKING_DAY, REMIND_BY, OVERDUE = "last working day", "remind by", "overdue"

_BEFORE = re.compile(r"T-([1-9][0-9]{0,3})(min|h|d)")
_LENGTHS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_WORDS = (START, HALF, DUE, MORNINGS, LAST_MORNING)
_UNNUMBERED = (START, DAILY, TARGET)


def _readable(word: str) -> str:
    if word in _WORDS or word in _UNNUMBERED or _BEFORE.fullmatch(word):
        return word
    raise ValueError(
        f"{word!r} says no moment; write `start`, `half`, `T-24h`, `T-30min`, `T-3d`, `mornings`, "
        "`last morning` or `due`"
    )


Offset = Annotated[
    str,
    AfterValidator(_readable),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^(start|half|due|mornings|last morning|daily|target|T-[1-9][0-9]{0,3}(min|h|d))$",
        }
    ),
]
"""A moment in words, before anybody knows of which clock."""


def fits_unnumbered(word: str) -> bool:
    """Whether the word means something for a duty without a limit in figures."""
    return word in _UNNUMBERED


def fits_numbered(word: str) -> bool:
    """Whether the word means something for a clock that falls due."""
    return word not in (DAILY, TARGET)


def instants(word: str, term: Term, due_at: datetime, morning: time) -> Iterator[datetime]:
    """Where the word falls on a clock with such a limit."""
    remind_by = due_at - term.lead
    before = _BEFORE.fullmatch(word)
    if before:
        yield remind_by - int(before[1]) * _LENGTHS[before[2]]
    elif word == START:
        yield term.starts_at
    elif word == HALF:
        yield term.starts_at + (remind_by - term.starts_at) / 2
    elif word == DUE:
        yield due_at
    elif word == MORNINGS:
        yield from (instant(day, morning, term.place) for day in term.working_days_until(due_at))
    elif word == LAST_MORNING:
        yield from (instant(day, morning, term.place) for day in term.working_days_until(due_at)[-1:])
