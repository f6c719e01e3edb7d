"""When people are asked about instants that clocks wait for: soon after, then once a day for all together."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.local_time import instant
from bot.domain.regulation.anchor import AnchorKind
from bot.domain.regulation.clock import Clock, ClockState
from bot.domain.regulation.local_day import day_of
from bot.domain.regulation.reminding.policy import ClockReminders

_DAY = timedelta(days=1)


def awaited_anchors(clocks: Iterable[Clock], kinds: Mapping[str, AnchorKind]) -> tuple[str, ...]:
    """What clocks wait for and somebody has to say; not what follows by itself, like a filing or year end."""
    waiting = (clock.anchor for clock in clocks if clock.state is ClockState.NOT_STARTED)
    return tuple(dict.fromkeys(name for name in waiting if name in kinds and kinds[name].asked))


def next_asking(
    waiting_since: datetime, policy: ClockReminders, *, after: datetime, lead_zone: ZoneInfo
) -> datetime:
    """When to ask next: once soon, then every morning, when all that is waited for is one question."""
    first = waiting_since + timedelta(minutes=policy.ask_anchor)
    if first > after:
        return first
    today = day_of(after, lead_zone)
    mornings = (instant(today + n * _DAY, policy.day_begins, lead_zone) for n in range(3))
    return next(at for at in mornings if at > after)
