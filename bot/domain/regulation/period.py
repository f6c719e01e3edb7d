"""The length of a time limit, in the unit in which the rule gives it."""

import re
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from bot.domain.value import Value
from bot.domain.words import count_in_words

_FORMS = (
    (re.compile(r"PT(\d+)H"), "hours", 1),
    (re.compile(r"P(\d+)D"), "days", 1),
    (re.compile(r"P(\d+)W"), "days", 7),
    (re.compile(r"P(\d+)M"), "months", 1),
    (re.compile(r"(\d+) business days?"), "business_days", 1),
    (re.compile(r"day (\d+) of the next month"), "day_of_next_month", 1),
)
_LONGEST_HOURS = 10 * 366 * 24
_EVERY_MONTH_HAS = 28
_HOURS = {"hours": 1, "days": 24, "months": 28 * 24, "business_days": 24, "day_of_next_month": 24}


class Unit(StrEnum):
    """What a period counts; a month is no number of days, and a day no number of hours."""

    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"
    BUSINESS_DAYS = "business_days"
    DAY_OF_NEXT_MONTH = "day_of_next_month"


class Period(Value):
    """So many hours, days, months or business days, or a day of the following month."""

    count: int = Field(ge=1)
    unit: Unit

    @model_validator(mode="after")
    def _is_no_lifetime(self) -> Self:
        if self.count * _HOURS[self.unit] > _LONGEST_HOURS:
            raise ValueError("expected at most ten years")
        if self.unit is Unit.DAY_OF_NEXT_MONTH and self.count > _EVERY_MONTH_HAS:
            raise ValueError(f"day {self.count} is not in every month")
        return self

    @classmethod
    def parse(cls, text: str) -> Self:
        """`PT72H`, `P15D`, `P4W`, `P1M`, `4 business days` or `day 15 of the next month`."""
        for form, unit, times in _FORMS:
            match = form.fullmatch(text)
            if match:
                return cls(count=int(match[1]) * times, unit=Unit(unit))
        raise ValueError(f"{text!r} is no period; write `PT72H`, `P15D`, `P4W`, `P1M` or `4 business days`")

    @property
    def at_least(self) -> timedelta:
        """A length that it never falls short of; compares periods before anything has started."""
        return timedelta(hours=self.count * _HOURS[self.unit])

    def in_words(self) -> str:
        """`72 hours`, `1 month`, `4 business days`."""
        if self.unit is Unit.DAY_OF_NEXT_MONTH:
            return f"day {self.count} of the next month"
        return count_in_words(self.count, self.unit.value.removesuffix("s").replace("_", " "))


def _parsed(given: object) -> object:
    return Period.parse(given) if isinstance(given, str) else given


WrittenPeriod = Annotated[Period, BeforeValidator(_parsed)]
"""A period that files write as a string."""
