"""One thing to file or tell within a regime, and how its time is counted."""

from datetime import date, time, timedelta
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from bot.domain.regulation.condition import Condition
from bot.domain.regulation.period import Unit, WrittenPeriod
from bot.domain.regulation.rule import CountingRule
from bot.domain.regulation.zone import ZoneRule
from bot.domain.value import Value


class CountedFrom(Value):
    """Where a stage's time starts: an anchor, or the actual filing of an earlier stage (not its due time)."""

    anchor: str | None = None
    filed: tuple[str, ...] = ()
    """Stages of the same regime, `initial-*` standing for all that begin so."""
    which: Literal["first", "latest"] = "first"

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.anchor is None) == (not self.filed):
            raise ValueError("expected either an anchor or filed stages")
        return self

    @property
    def label(self) -> str:
        """`aware_at`, `filed:notification`."""
        return self.anchor or f"filed:{self.filed[0]}"

    def follows(self, stage: str) -> bool:
        """Whether filing that stage starts this one."""
        return any(fnmatchcase(stage, pattern) for pattern in self.filed)


def _counted_from(given: object) -> object:
    return CountedFrom(anchor=given) if isinstance(given, str) else given


class Cap(Value):
    """A second limit from another anchor; the earlier of both binds."""

    period: WrittenPeriod
    counted_from: str


class Relief(StrEnum):
    """An exception for due instants on days off; both move it to noon of the next working day."""

    NOON_IF_ALLOWED = "noon_if_allowed"
    """Withdrawn for some entities; the organisation says whether it may use it."""
    NOON = "noon"
    """Open to everybody."""


class Stage(Value):
    """What has to reach whom, and by when."""

    id: str
    name: str
    period: WrittenPeriod | None = None
    counted_from: Annotated[CountedFrom, BeforeValidator(_counted_from)]
    rule: CountingRule
    zone: ZoneRule | None = None
    """Where its days begin and end; the regime's zone where it has none of its own."""
    calendar: str | None = None
    cutoff: time | None = None
    """On the last day, when that is not its end."""
    when: Condition = Condition()
    group: str | None = None
    """Of the stages of one group that apply, only the one due soonest runs."""
    cap: Cap | None = None
    repeats: bool = False
    """Due again after each filing of its own."""
    on_request: str | None = None
    """Owed only if this anchor comes, a request, and then from it. `counted_from` stands for it where nobody
    could have told of one, as in the calculator."""
    until: str | None = None
    """No longer owed once this anchor has come before it was due."""
    relief: Relief | None = None
    relief_unless: tuple[str, ...] = ()
    """Facts of which each takes the relief away, whatever the organisation has set."""
    soft: bool = False
    """A guideline's limit, not the law's."""
    soft_latest: WrittenPeriod | None = None
    reminder_lead: WrittenPeriod | None = None
    """Reminded this much earlier, because how the first day counts is not certain."""
    configurable: bool = False
    """A common default that the organisation replaces by what it agreed to."""
    internal_target: WrittenPeriod | None = None
    effective_from: date | None = None
    """Where the stage came later than its regime."""
    content: tuple[str, ...] = Field(min_length=1)
    note: str | None = None

    @property
    def length(self) -> timedelta:
        """A length its period never falls short of; none for a duty without a number."""
        return self.period.at_least if self.period else timedelta(0)

    @model_validator(mode="after")
    def _fits_its_rule(self) -> Self:
        units = self.rule.units
        if (self.period.unit if self.period else None) not in (units or {None}):
            raise ValueError(f"{self.id}: {self.rule} does not count {self.period and self.period.unit}")
        if (self.calendar is None) == (self.rule is CountingRule.BUSINESS_DAYS):
            raise ValueError(f"{self.id}: a calendar belongs to business days, and only there")
        if self.cap and (self.rule is not CountingRule.DORA_HOURS or self.cap.period.unit is not Unit.HOURS):
            raise ValueError(f"{self.id}: only dora_hours has a cap, in hours")
        if self.cutoff and self.rule is not CountingRule.BUSINESS_DAYS:
            raise ValueError(f"{self.id}: only business days end at a cut-off")
        if self.internal_target and self.internal_target.unit is not Unit.HOURS:
            raise ValueError(f"{self.id}: an internal target is given in hours")
        return self
