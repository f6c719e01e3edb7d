"""Hours in which nobody is woken for what can wait until the morning."""

import re
from datetime import datetime, time, timedelta
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, WithJsonSchema

from bot.domain.local_time import instant
from bot.domain.regulation.local_day import day_of
from bot.domain.value import Value

_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_WRITTEN = re.compile(rf"(?P<begin>{_TIME})-(?P<end>{_TIME})")
_DAY = timedelta(days=1)


class QuietHours(Value):
    """From one time of day to another, mostly over midnight."""

    begin: time
    end: time

    @classmethod
    def parse(cls, text: str) -> Self:
        """`22:00-07:00`."""
        match = _WRITTEN.fullmatch(text)
        if match is None or match["begin"] == match["end"]:
            raise ValueError(f"{text!r} are no quiet hours; write them like `22:00-07:00`")
        return cls(begin=time.fromisoformat(match["begin"]), end=time.fromisoformat(match["end"]))

    def over(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The instant itself, or the end of the quiet hours in which it lies."""
        there = at.astimezone(zone).time()
        day = day_of(at, zone)
        if self.begin < self.end:
            return instant(day, self.end, zone) if self.begin <= there < self.end else at
        if there >= self.begin:
            return instant(day + _DAY, self.end, zone)
        return instant(day, self.end, zone) if there < self.end else at


def _readable(text: str) -> str:
    QuietHours.parse(text)
    return text


WrittenQuietHours = Annotated[
    str,
    AfterValidator(_readable),
    WithJsonSchema({"type": "string", "pattern": f"^{_TIME}-{_TIME}$"}),
]
"""`22:00-07:00`, as a file has it."""
