"""Reads by when something is to be done: `due friday`, `due 1 Dec 10:00`, `due in 3 days`."""

import re
from datetime import date, datetime, time, timedelta, tzinfo

from bot.domain.errors import BadInstant
from bot.domain.local_time import instant, read_date, read_time
from bot.domain.mrkdwn import quoted
from bot.domain.words import find_mentions, nearest

END_OF_DAY = time(17, 0)
"""When a day's work is due unless a time was given; in the zone of whoever wrote."""

_DUE = re.compile(r"(?<!\S)due(?!\w):?\s*(?:(?:on|by|at)\s+)?", re.IGNORECASE)
_IN = re.compile(
    r"in\s+(?P<count>[0-9]{1,3}|an?)\s*(?P<unit>min(?:ute)?s?|h(?:ours?)?|days?|weeks?)(?!\w)", re.IGNORECASE
)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_WORD = re.compile(
    r"(today|tomorrow|mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|"
    r"sat(?:urday)?|sun(?:day)?)(?!\w)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\A(?:T(?=[0-9])|\s*,\s*|\s+)(?:at\s+)?(?=[0-9])", re.IGNORECASE)
# What starts a date, so that a slip in it is named instead of becoming part of the text.
_DATE_WORDS = ("today", "tomorrow", *_DAYS, "next", "this", "end", "eod", "in", "noon", "midnight")


def parse_due(text: str, zone: tzinfo, at: datetime) -> datetime:
    """The instant by which a whole text says something is due; `at` is now."""
    found, rest = _read(text.strip(), zone, at)
    if found is None or rest.strip():
        raise _not_a_date(text)
    return found


def split_due(text: str, zone: tzinfo, at: datetime) -> tuple[datetime | None, str]:
    """Take `due DATE` out of a text: the instant, and the text without it.

    `the invoice due to the vendor` stays whole; what looks like a date and is none is refused.
    """
    places = list(_DUE.finditer(text))
    for place in reversed(places):
        found, rest = _read(text[place.end() :], zone, at)
        if found is not None:
            return found, _joined(text[: place.start()], rest)
    if places and _looks_like_a_date(text[places[-1].end() :]):
        raise _not_a_date(text[places[-1].end() :])
    return None, text.strip()


def _read(text: str, zone: tzinfo, at: datetime) -> tuple[datetime | None, str]:
    """A due date at the start of a text, and what follows it."""
    length = _IN.match(text)
    if length:
        return _in(length, zone, at), text[length.end() :]
    today = at.astimezone(zone).date()
    day, rest = _read_day(text, today)
    joined = rest[:1] in ("T", "t")
    clock, after = read_time(_BETWEEN.sub("", rest, count=1) if day else text, joined=joined)
    if clock is None:
        return (None, text) if day is None else (_ahead(instant(day, END_OF_DAY, zone), at), rest)
    zone = clock.offset or zone
    if day is not None:
        return _ahead(instant(day, clock.time, zone), at), after
    today = at.astimezone(zone).date()
    found = instant(today, clock.time, zone)
    return (found if found > at else instant(today + timedelta(days=1), clock.time, zone)), after


def _read_day(text: str, today: date) -> tuple[date | None, str]:
    match = _DAY_WORD.match(text)
    if match is None:
        written, rest = read_date(text)
        return (written.resolve(today, past=False) if written else None), rest
    word, rest = match[1].casefold(), text[match.end() :]
    if word in ("today", "tomorrow"):
        return today + timedelta(days=1 if word == "tomorrow" else 0), rest
    weekday = next(number for number, name in enumerate(_DAYS) if name.startswith(word[:3]))
    # Said on a friday, "friday" is the next one; today has its own word.
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1), rest


def _in(length: re.Match[str], zone: tzinfo, at: datetime) -> datetime:
    count = int(length["count"]) if length["count"].isdigit() else 1
    unit = length["unit"][0].casefold()
    if unit == "m":
        return at + timedelta(minutes=count)
    if unit == "h":
        return at + timedelta(hours=count)
    days = count * (7 if unit == "w" else 1)
    return _ahead(instant(at.astimezone(zone).date() + timedelta(days=days), END_OF_DAY, zone), at)


def _ahead(found: datetime, at: datetime) -> datetime:
    if found <= at:
        raise BadInstant("That due date has passed. Write one ahead, like `due tomorrow` or `due in 3 days`.")
    return found


def _looks_like_a_date(text: str) -> bool:
    words = [word for word in text.split() if not find_mentions(word)]
    if not words:
        return False
    return len(words) == 1 or words[0][0].isdigit() or bool(nearest(words[0], _DATE_WORDS))


def _joined(before: str, after: str) -> str:
    return f"{before.rstrip()} {after.lstrip(' ,;.')}".strip()


def _not_a_date(text: str) -> BadInstant:
    return BadInstant(
        f"I cannot read {quoted(text)} as a due date. Write `due tomorrow`, `due friday 12:00`,"
        " `due in 3 days` or `due 2026-12-01`."
    )
