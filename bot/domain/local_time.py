"""Reads dates and times of day as people write them, in the zone of whoever wrote.

Clock changes are settled the same way every time: an hour that comes twice is taken as its first coming, and
a time that the clocks skipped as so much after the jump (02:30 becomes 03:30).
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from bot.domain.errors import BadInstant
from bot.domain.value import Value

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_FLAGS = re.IGNORECASE | re.ASCII
_ISO_DATE = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?=T?$|T[0-9]|[\s,;])", _FLAGS
)
_NAMED_DATES = (
    re.compile(rf"{_DAY}\s+{_MONTH}(?:,?\s+(?P<year>[0-9]{{4}}))?(?![\w:])", _FLAGS),
    re.compile(rf"{_MONTH}\s+{_DAY}(?:,?\s+(?P<year>[0-9]{{4}}))?(?![\w:])", _FLAGS),
)

_TWELVE = re.compile(r"(?P<hour>0?[1-9]|1[0-2])(?::(?P<minute>[0-9]{2}))?\s?(?P<half>am|pm)(?!\w)", _FLAGS)
_TWENTY_FOUR = re.compile(
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?(?![0-9:.][0-9])",
    _FLAGS,
)
_OFFSET = re.compile(
    r"\s?(?:(?P<utc>Z|UTC|GMT)(?!\w)|(?P<sign>[+-])(?P<h>[0-9]{2}):?(?P<m>[0-9]{2})(?![0-9]))", _FLAGS
)

_EARLIEST_YEAR, _LATEST_YEAR = 1970, 2199


class TimeOfDay(Value):
    """Hour, minute and second, and the offset when one was written."""

    time: time
    offset: tzinfo | None = None

    model_config = Value.model_config | {"arbitrary_types_allowed": True}


def instant(day: date, clock: time, zone: tzinfo) -> datetime:
    """A local date and time as an instant in UTC; see the module for the hours that clocks change."""
    return datetime.combine(day, clock.replace(fold=0), tzinfo=zone).astimezone(UTC)


class WrittenDate(Value):
    """A date as somebody wrote it, before anybody asked whether the calendar has it."""

    written: str
    day: int
    month: int
    year: int | None = None

    def resolve(self, today: date, *, past: bool) -> date:
        """The date meant; without a year the latest that is not ahead (`past`), or else the next to come."""
        # Nine years reach a 29 February even over the gap around 2100.
        step = -1 if past else 1
        years = [self.year] if self.year is not None else [today.year + step * n for n in range(9)]
        for year in years:
            found = _in_calendar(year, self.month, self.day)
            if found and (self.year is not None or (found <= today if past else found >= today)):
                return found
        raise BadInstant(
            f"`{self.written}` is not in the calendar. Write a date like `2026-03-20` or `20 Mar`."
        )


def _in_calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if _EARLIEST_YEAR <= year <= _LATEST_YEAR else None
    except ValueError:
        return None


def read_date(text: str) -> tuple[WrittenDate | None, str]:
    """A date at the start of a text (`2026-03-20`, `20 Mar`, `March 20, 2026`), and what follows it."""
    for pattern in (_ISO_DATE, *_NAMED_DATES):
        match = pattern.match(text)
        if match:
            parts = match.groupdict()
            name = parts.get("name")
            month = _MONTHS.index(name[:3].casefold()) + 1 if name else int(parts["month"])
            year = int(parts["year"]) if parts["year"] else None
            found = WrittenDate(written=match[0], day=int(parts["day"]), month=month, year=year)
            return found, text[match.end() :]
    return None, text


def read_time(text: str, *, joined: bool = False) -> tuple[TimeOfDay | None, str]:
    """A time of day at the start of a text (`14:05`, `14:05:30`, `2:05 pm`), and what follows it.

    `joined` says that it was written to a date by a T, where `-05:00` is an offset; elsewhere `10:05-11:30`
    is a span of time and no time of day.
    """
    match = _TWELVE.match(text)
    hour_shift = 0
    if match:
        hour_shift = (12 if match["half"].casefold() == "pm" else 0) - (12 if match["hour"] == "12" else 0)
    else:
        match = _TWENTY_FOUR.match(text)
    if match is None:
        return None, text
    groups = match.groupdict()
    hour, minute, second = (int(groups.get(name) or 0) for name in ("hour", "minute", "second"))
    rest = text[match.end() :]
    offset, rest = _read_offset(rest, joined=joined)
    if rest and not re.match(r"\s|[,;:.–—-](?=\s|$)", rest):
        return None, text
    try:
        return TimeOfDay(time=time(hour + hour_shift, minute, second), offset=offset), rest
    except ValueError as error:
        raise BadInstant(
            f"`{match[0].strip()}` is not a time of day. Write it like `14:05`; if it is no time, "
            "put a word before it."
        ) from error


def _read_offset(rest: str, *, joined: bool) -> tuple[tzinfo | None, str]:
    match = _OFFSET.match(rest)
    if match is None or (match["sign"] == "-" and not joined):
        return None, rest
    if match["utc"]:
        return UTC, rest[match.end() :]
    length = timedelta(hours=int(match["h"]), minutes=int(match["m"]))
    if length > timedelta(hours=14) or int(match["m"]) > 59:
        raise BadInstant(f"`{match[0].strip()}` is no offset from UTC. Write it like `+01:00` or `Z`.")
    return timezone(-length if match["sign"] == "-" else length), rest[match.end() :]
