"""When a notice is due, as a draft shows it."""

from bot.domain.regulation.clock import ClockState
from bot.domain.value import Instant, Value


class Timing(Value):
    """From when its time runs and by when it is due; what has not happened is None."""

    start_named: str
    anchor_confirmed: bool = False
    starts_at: Instant | None = None
    due_at: Instant | None = None
    legal_latest: Instant | None = None
    state: ClockState = ClockState.RUNNING
