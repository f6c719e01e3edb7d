"""Everything known about regulatory clocks: regimes, facts, anchors, rules, calendars, contents, examples."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Literal

from bot.domain.regulation.anchor import AnchorKind
from bot.domain.regulation.fact import Fact
from bot.domain.regulation.member_state import MemberState
from bot.domain.regulation.regime import Confidence, Regime, Seen, Status
from bot.domain.regulation.rule import CountingRule, RuleGuide
from bot.domain.regulation.zone import ZoneName
from bot.domain.value import Instant, Value

STALE_AFTER = timedelta(days=90)


class Meta(Value):
    """What the catalogue as a whole says of itself."""

    version: int
    compiled_on: date
    disclaimer: str
    scope: str
    seen: Mapping[Seen, str]
    confidence: Mapping[Confidence, str]
    status: Mapping[Status, str]


class HolidayCalendar(Value):
    """Where a calendar's days off come from, and what was added to or taken from them by hand."""

    id: str
    country: str | None = None
    """None where it is the Member State of the authority."""
    subdivision: str | None = None
    categories: tuple[str, ...] = ("public",)
    closed: tuple[date, ...] = ()
    open: tuple[date, ...] = ()
    zones: tuple[ZoneName, ...] = ()
    """Where reminders look to it for the last working day before a limit whose rule names no calendar."""
    note: str
    changed: tuple[str, ...] = ()
    """What the organisation's own file changed of the entry that ships."""


class Watched(Value):
    """A change under way that would make an entry wrong."""

    item: str
    affects: tuple[str, ...]
    state_found: str


class Example(Value):
    """A due instant that was worked out by hand and by a second method."""

    id: str
    regime: str
    stage: str
    rule: CountingRule
    reading: Literal["strict", "legal_latest"] = "strict"
    zone: str
    member_state: str | None = None
    relief: bool = False
    anchor: Instant
    aware_at: Instant | None = None
    due: Instant


class Regulations(Value):
    """The whole catalogue, the same for every incident."""

    meta: Meta
    facts: tuple[Fact, ...]
    anchors: tuple[AnchorKind, ...]
    rules: tuple[RuleGuide, ...]
    calendars: tuple[HolidayCalendar, ...]
    contents: Mapping[str, str]
    """What each item of a notice asks for, by its id."""
    member_states: tuple[MemberState, ...]
    regimes: tuple[Regime, ...]
    own_contents: tuple[str, ...] = ()
    """Items of notices that the organisation's own file added or worded anew."""
    watch_list: tuple[Watched, ...] = ()
    examples: tuple[Example, ...] = ()

    @property
    def anchor_kinds(self) -> Mapping[str, AnchorKind]:
        """Every kind of anchor by its id."""
        return {kind.id: kind for kind in self.anchors}

    def start_named(self, anchor: str, regime: str) -> str:
        """What a regime's clock is counted from, as it is called in a sentence; a filing by its stage."""
        kind = self.anchor_kinds.get(anchor)
        if kind is not None:
            return kind.label or kind.id
        known = self.regimes_by_id.get(regime)
        stage = known.stage(anchor.removeprefix("filed:")) if known else None
        return f"the filing of “{stage.name}”" if stage else "the filing of the stage before"

    def questions(self, facts: Iterable[str]) -> tuple[str, ...]:
        """The questions of facts, as people are asked them."""
        asked = {fact.id: fact.question for fact in self.facts}
        return tuple(asked.get(fact, fact) for fact in facts)

    @property
    def regimes_by_id(self) -> Mapping[str, Regime]:
        """Every regime by its id."""
        return {regime.id: regime for regime in self.regimes}

    @property
    def standing_facts(self) -> tuple[str, ...]:
        """The facts that an organisation answers once."""
        return tuple(fact.id for fact in self.facts if fact.standing)

    def stale(self, today: date) -> bool:
        """Whether it is so old that somebody should look at the watch list."""
        return today - self.meta.compiled_on > STALE_AFTER
