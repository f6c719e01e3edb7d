"""Which days are worked in a place, as plain dates."""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.domain.value import Value

_DAY = timedelta(days=1)
_SATURDAY = 5


class CalendarTooShort(Exception):
    """A day was asked about for whose year the calendar has no holidays."""


class WorkingDays(Value):
    """Monday to Friday, less the closed days of the years it covers."""

    closed: frozenset[date]
    first_year: int
    last_year: int

    def works(self, day: date) -> bool:
        """Whether the day is worked."""
        if not self.first_year <= day.year <= self.last_year:
            raise CalendarTooShort(f"{day} is outside {self.first_year} to {self.last_year}")
        return day.weekday() < _SATURDAY and day not in self.closed

    def from_day(self, day: date) -> date:
        """The day itself when it is worked, else the next one that is."""
        return next(self._worked(day))

    def after(self, day: date, count: int) -> date:
        """The count-th working day after a day, which is not counted itself."""
        worked = self._worked(day + _DAY)
        for _ in range(count - 1):
            next(worked)
        return next(worked)

    def between(self, first: date, last: date) -> int:
        """How many days are worked from the first to the last, both counted."""
        length = (last - first).days + 1
        return sum(self.works(first + n * _DAY) for n in range(length))

    def with_weekends_alone(self) -> "WorkingDays":
        """The same years without any holiday."""
        return self.model_copy(update={"closed": frozenset()})

    def _worked(self, day: date) -> Iterator[date]:
        while True:
            if self.works(day):
                yield day
            day += _DAY
