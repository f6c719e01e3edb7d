"""The counting rules by their names, and what each can count."""

from enum import StrEnum

from bot.domain.regulation.period import Unit
from bot.domain.value import Value


class CountingRule(StrEnum):
    """How a due instant follows from a start."""

    ELAPSED_HOURS = "elapsed_hours"
    DORA_HOURS = "dora_hours"
    EU_DAYS = "eu_days"
    EU_MONTH = "eu_month"
    CALENDAR_DAYS_EOD = "calendar_days_eod"
    BUSINESS_DAYS = "business_days"
    NEXT_MONTH_DAY = "next_month_day"
    AFTER_YEAR_END_DAYS = "after_year_end_days"
    NO_NUMBER = "no_number"

    @property
    def units(self) -> frozenset[Unit]:
        """The units of the periods it counts; none for duties without a number."""
        return _UNITS[self]

    @property
    def ends_a_day(self) -> bool:
        """Whether it is due at the end of a local day, so that everything hangs on the zone."""
        return self in _ENDS_A_DAY


_UNITS = {
    CountingRule.ELAPSED_HOURS: frozenset({Unit.HOURS}),
    CountingRule.DORA_HOURS: frozenset({Unit.HOURS}),
    CountingRule.EU_DAYS: frozenset({Unit.DAYS}),
    CountingRule.EU_MONTH: frozenset({Unit.MONTHS}),
    CountingRule.CALENDAR_DAYS_EOD: frozenset({Unit.DAYS, Unit.MONTHS}),
    CountingRule.BUSINESS_DAYS: frozenset({Unit.BUSINESS_DAYS}),
    CountingRule.NEXT_MONTH_DAY: frozenset({Unit.DAY_OF_NEXT_MONTH}),
    CountingRule.AFTER_YEAR_END_DAYS: frozenset({Unit.DAYS}),
    CountingRule.NO_NUMBER: frozenset[Unit](),
}
_ENDS_A_DAY = frozenset(
    {
        CountingRule.CALENDAR_DAYS_EOD,
        CountingRule.BUSINESS_DAYS,
        CountingRule.NEXT_MONTH_DAY,
        CountingRule.AFTER_YEAR_END_DAYS,
    }
)


class RuleGuide(Value):
    """A counting rule in words, for those who check a due instant by hand."""

    rule: CountingRule
    text: str
