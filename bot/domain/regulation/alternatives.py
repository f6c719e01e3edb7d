"""Of a regime's alternatives that apply, the shortest governs."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from bot.domain.regulation.clock import Clock, ClockState

_NEVER = datetime.max.replace(tzinfo=UTC)


def governing(clocks: Sequence[Clock]) -> list[Clock]:
    """The clocks of one regime without the alternatives that lose, in their order."""
    groups = {clock.group for clock in clocks if clock.group}
    winners = {group: _shortest(clock for clock in clocks if clock.group == group) for group in groups}
    return [clock for clock in clocks if clock.group is None or winners[clock.group] is clock]


def _shortest(clocks: Iterable[Clock]) -> Clock:
    """The one due soonest; by its length while none has started."""
    return min(clocks, key=_length)


def _length(clock: Clock) -> tuple[bool, datetime, timedelta]:
    nominal = clock.period.at_least if clock.period else timedelta.max
    return (clock.state is ClockState.NOT_IN_FORCE, clock.due_at or _NEVER, nominal)
