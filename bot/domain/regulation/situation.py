"""What is known of an incident when its clocks are worked out."""

from collections.abc import Mapping
from datetime import date, datetime

from bot.domain.regulation.answer import Answers
from bot.domain.regulation.place import Place
from bot.domain.value import Instant, Value


class Filing(Value):
    """A stage that was filed, and when it really was."""

    regime: str
    stage: str
    at: Instant


class Situation(Value):
    """Answers, instants and filings, and whose days count."""

    answers: Answers
    anchors: Mapping[str, Instant] = {}
    own_anchors: Mapping[str, Mapping[str, Instant]] = {}
    """Anchors that differ for one regime, by its id."""
    filings: tuple[Filing, ...] = ()
    place: Place
    on: date | None = None
    """Judge every regime on this day instead of its anchor's."""
    goes_on: bool = False
    """Somebody tells of what happens from here on: what has not happened yet can only come today or later,
    and what is owed on request waits for one."""
    today: date
    """Judges regimes while nothing at all has happened."""

    def anchor(self, kind: str, regime: str) -> datetime | None:
        """When that happened, as this regime sees it."""
        own = self.own_anchors.get(regime, {})
        return own.get(kind) or self.anchors.get(kind)

    def filed(self, regime: str, stage: str) -> tuple[datetime, ...]:
        """When a stage was filed, earliest first."""
        return tuple(sorted(f.at for f in self.filings if (f.regime, f.stage) == (regime, stage)))

    @property
    def latest(self) -> datetime | None:
        """The latest instant known of; whatever has not happened yet comes after it."""
        own = (at for anchors in self.own_anchors.values() for at in anchors.values())
        return max((*self.anchors.values(), *own, *(f.at for f in self.filings)), default=None)
