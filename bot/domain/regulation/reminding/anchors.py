"""When people are asked about instants that clocks wait for: soon after, then once a day for all together."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.local_time import instant
from bot.domain.regulation.anchor import AnchorKind
from bot.domain.regulation.local_day import day_of
from bot.domain.regulation.reminding.policy import ClockReminders

_DAY = timedelta(days=1)


def sought(waiting: Iterable[str], kinds: Mapping[str, AnchorKind]) -> tuple[str, ...]:
    """Of what clocks wait for, that which people are asked for.

    Never what follows by itself, like a filing or year end, nor a request that whoever gets it will tell of.
    """
    known = (kinds[name] for name in waiting if name in kinds)
    return tuple(dict.fromkeys(kind.id for kind in known if kind.asked and kind.sought))


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
