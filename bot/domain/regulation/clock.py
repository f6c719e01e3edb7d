"""One stage's clock as it stands: what state it is in, from when it runs, by when it is due."""

from datetime import datetime
from enum import StrEnum

from bot.domain.regulation.period import Period
from bot.domain.regulation.rule import CountingRule
from bot.domain.value import Instant, Value


class ClockState(StrEnum):
    """The first of these that is true."""

    NOT_IN_FORCE = "not_in_force"
    REHEARSAL = "rehearsal"
    NOT_STARTED = "not_started"
    PROPOSED = "proposed"
    NO_NUMBER = "no_number"
    RUNNING = "running"


class Clock(Value):
    """What would be due to whom; nothing here says that a law applies."""

    regime: str
    stage: str
    name: str
    state: ClockState
    rule: CountingRule
    period: Period | None
    anchor: str
    starts_at: Instant | None = None
    due_at: Instant | None = None
    legal_latest: Instant | None = None
    soft_latest: Instant | None = None
    """The later end of a guideline that names two."""
    internal_target_at: Instant | None = None
    authority: str
    citation: str
    unknown: tuple[str, ...] = ()
    """Facts nobody has answered and on which the clock hangs."""
    doubtful: bool = False
    """Its day has come by a date that is not certain."""
    group: str | None = None
    content: tuple[str, ...] = ()

    @property
    def urgency(self) -> tuple[int, bool, float]:
        """Sorts what binds before what does not, the soonest first, and undated last."""
        return (_RANK[self.state], self.due_at is None, _seconds(self.due_at))


_RANK = {
    ClockState.RUNNING: 0,
    ClockState.PROPOSED: 0,
    ClockState.NO_NUMBER: 1,
    ClockState.NOT_STARTED: 2,
    ClockState.REHEARSAL: 3,
    ClockState.NOT_IN_FORCE: 4,
}


def _seconds(at: datetime | None) -> float:
    return at.timestamp() if at else 0.0
