"""Reads when something happened, as people write it in the middle of an incident."""

import re
from datetime import date, datetime, time, timedelta, tzinfo

from bot.domain.errors import BadInstant
from bot.domain.incident import Certainty
from bot.domain.local_time import TimeOfDay, WrittenDate, instant, read_date, read_time
from bot.domain.mrkdwn import quoted
from bot.domain.value import Instant, Value

_ABOUT = re.compile(
    r"(?:(?:about|around|approximately|approx\.?|circa|ca\.?|roughly)\s+|~\s*)", re.IGNORECASE
)
_AT = re.compile(r"\Aat\s+(?=[0-9])", re.IGNORECASE)
_DAY_WORD = re.compile(r"(today|yesterday)(?!\w)", re.IGNORECASE)
_BETWEEN = re.compile(r"\A(?:T(?=[0-9])|\s*,\s*|\s+)(?:at\s+)?", re.IGNORECASE)
_AFTER = re.compile(r"\A\s*(?:[,;:.–—-](?=\s|$))?\s*")
_AGO = re.compile(
    r"(?P<count>[0-9]{1,3}|an?)\s*(?P<unit>min(?:ute)?s?|h(?:ours?)?|days?|weeks?)\s+ago", re.IGNORECASE
)
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


class Moment(Value):
    """An instant somebody named, and whether they were sure of it."""

    at: Instant
    certainty: Certainty = Certainty.KNOWN


def parse_when(text: str, zone: tzinfo, at: datetime) -> Moment:
    """The moment a whole text names, in the zone of whoever wrote it; `at` is now.

    Besides a time (`14:05`, ahead of now: yesterday's) or a date and time it may be a date alone, which means
    about the start of that day, `now`, or `2 hours ago`. `about` in front makes any of them an estimate.
    """
    about, words = _take_about(text.strip())
    moment = _loose(words, zone, at)
    if moment is None:
        moment, rest = split_when(words, zone, at)
        if moment is None or rest:
            raise BadInstant(
                f"I cannot read {quoted(text)} as a time. Write `14:05`, `yesterday 14:05` or "
                "`2026-03-20 14:05`, with `about` in front if you are not sure."
            )
    return moment.model_copy(update={"certainty": Certainty.ESTIMATED}) if about else moment


def split_when(text: str, zone: tzinfo, at: datetime) -> tuple[Moment | None, str]:
    """Take a leading time, or date and time, off a text; None when the text only happens to start so.

    `14 customers called` and `20 Mar is the launch` stay whole. What looks like a time and cannot be one
    (`25:00`), or lies ahead of now, is refused rather than kept as a wrong record.
    """
    whole = text.strip()
    about, words = _take_about(whole)
    day, clock, rest = _read_moment(words, at.astimezone(zone).date())
    if clock is None:
        return None, whole
    found = _latest(clock, zone, at) if day is None else instant(day, clock.time, clock.offset or zone)
    if found > at:
        written = quoted(words[: len(words) - len(rest)])
        raise BadInstant(
            f"{written} lies ahead. Write when it happened, like `14:05` or `2026-03-20 14:05`; "
            "to keep it as text, put a word before it."
        )
    certainty = Certainty.ESTIMATED if about else Certainty.KNOWN
    return Moment(at=found, certainty=certainty), _AFTER.sub("", rest, count=1).strip()


def _read_moment(text: str, today: date) -> tuple[date | None, TimeOfDay | None, str]:
    """Date and time at the start of a text, with `yesterday` on either side of the time, and the rest."""
    day, rest = _read_day(text, today)
    joined = rest[:1] in ("T", "t")
    clock, rest = read_time((_AT if day is None else _BETWEEN).sub("", rest, count=1), joined=joined)
    if clock is None:
        return None, None, text
    if day is None:
        later_day, after = _read_day_word(rest.lstrip(), today)
        return (later_day, clock, after) if later_day else (None, clock, rest)
    return day if isinstance(day, date) else day.resolve(today, past=True), clock, rest


def _read_day(text: str, today: date) -> tuple[date | WrittenDate | None, str]:
    day, rest = _read_day_word(text, today)
    return (day, rest) if day is not None else read_date(text)


def _read_day_word(text: str, today: date) -> tuple[date | None, str]:
    match = _DAY_WORD.match(text)
    if match is None:
        return None, text
    back = 1 if match[1].casefold() == "yesterday" else 0
    return today - timedelta(days=back), text[match.end() :]


def _latest(clock: TimeOfDay, zone: tzinfo, at: datetime) -> datetime:
    """The last time the clock showed this: today's, or yesterday's when today's is still ahead."""
    zone = clock.offset or zone
    today = at.astimezone(zone).date()
    found = instant(today, clock.time, zone)
    return found if found <= at else instant(today - timedelta(days=1), clock.time, zone)


def _loose(text: str, zone: tzinfo, at: datetime) -> Moment | None:
    """What only makes sense as a whole answer to "when": `now`, `2 hours ago`, a date alone."""
    if text.casefold() in ("now", "just now"):
        return Moment(at=at)
    ago = _AGO.fullmatch(text)
    if ago:
        count = int(ago["count"]) if ago["count"].isdigit() else 1
        return Moment(at=at - count * _UNITS[ago["unit"][0].casefold()], certainty=Certainty.ESTIMATED)
    today = at.astimezone(zone).date()
    day, rest = _read_day(text, today)
    if day is None or rest.strip():
        return None
    found = instant(day if isinstance(day, date) else day.resolve(today, past=True), time.min, zone)
    if found > at:
        raise BadInstant(f"{quoted(text)} lies ahead. Write when it happened, like `2026-03-20 14:05`.")
    return Moment(at=found, certainty=Certainty.ESTIMATED)


def _take_about(text: str) -> tuple[bool, str]:
    match = _ABOUT.match(text)
    return (True, text[match.end() :]) if match else (False, text)
