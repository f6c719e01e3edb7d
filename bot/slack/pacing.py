"""Keeps calls to Slack within its limits ahead of time, and holds back what Slack said is too much.

Two budgets are kept: calls of a method in any sixty seconds, and the spacing of posts in one channel.
A call that a person waits for is counted but never waits for a budget; it only heeds Slack's own
Retry-After. Calls that wait are let go in the order of their priority, then of their coming. Nothing here
sleeps inside a lock, and time and sleep are given from outside, so that waiting can be counted.

Several copies of the bot keep the budgets together: whoever's turn it is here asks the others last.
"""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from bot.domain.limit import Limit
from bot.slack.errors import SlackBusy
from bot.slack.limits import OTHERS, PER_MINUTE, POSTING, WINDOW, Together, posts_in


@dataclass(order=True)
class _Waiter:
    priority: int
    number: int
    method: str = field(compare=False)
    channel: str | None = field(compare=False)
    budgeted: bool = field(compare=False)
    until: float = field(compare=False)
    go: "asyncio.Future[None]" = field(compare=False)


class Pacing:
    """The bot's one pace; every call takes its turn here first."""

    def __init__(
        self,
        *,
        posts_per_second_per_channel: float = 1.0,
        method_rate: float = 1.0,
        together: Together | None = None,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._spacing = 1.0 / posts_per_second_per_channel
        self._method_rate = method_rate
        self._together = together
        self._used_elsewhere: dict[str, float] = {}
        self._now = now
        self._sleep = sleep
        self._made: defaultdict[str, deque[float]] = defaultdict(deque)
        self._posted: dict[str, float] = {}
        self._held_methods: dict[str, float] = {}
        self._held_channels: dict[str, float] = {}
        self._waiters: list[_Waiter] = []
        self._numbers = 0
        self._timer: asyncio.Task[None] | None = None
        self.dismissed = False

    @property
    def waiting(self) -> int:
        """How many calls wait for their turn."""
        return len(self._waiters)

    async def turn(
        self,
        method: str,
        *,
        channel: str | None = None,
        priority: int = 3,
        urgent: bool = False,
        patience: float = float("inf"),
    ) -> None:
        """Return when the call may be made; raise `SlackBusy` when that is over `patience` seconds off."""
        place = channel if method in POSTING else None
        gives_up = self._now() + patience
        await self._own_turn(method, place, priority=priority, urgent=urgent, patience=patience)
        if self._together is None:
            return
        if urgent:
            self._together.count(self._limits(method, place))
            return
        while (used_up := await self._together.take(self._limits(method, place))) is not None:
            name, wait = used_up
            self._uncount(method, place)
            now = self._now()
            self._used_elsewhere = {n: until for n, until in self._used_elsewhere.items() if until > now}
            self._used_elsewhere[name] = now + wait
            await self._own_turn(method, place, priority=priority, urgent=False, patience=gives_up - now)

    async def _own_turn(
        self, method: str, place: str | None, *, priority: int, urgent: bool, patience: float
    ) -> None:
        """Return when this copy's own budget allows the call."""
        if self._waiters:
            self._advance()  # Whoever waited until now goes before whoever comes now.
        wait = self._wait(method, place, budgeted=not urgent)
        if wait <= 0:
            self._count(method, place)
            return
        if wait > patience or self.dismissed:
            raise SlackBusy(method, wait)
        self._numbers += 1
        go = asyncio.get_running_loop().create_future()
        rank = -1 if urgent else priority
        waiter = _Waiter(rank, self._numbers, method, place, not urgent, self._now() + patience, go)
        self._waiters.append(waiter)
        self._advance()
        try:
            await go
        finally:
            self._waiters.remove(waiter)
            if not self._waiters and self._timer is not None:
                self._timer.cancel()

    def hold(self, method: str, seconds: float, *, channel: str | None = None) -> None:
        """Heed a Retry-After: nobody calls the method (or posts in the channel) before it has passed.

        Slack does not say whether a refused post was too much for its channel or for the workspace. The
        channel is believed first; a second channel refused meanwhile means the workspace.
        """
        now, until = self._now(), self._now() + seconds
        place = channel if method in POSTING else None
        self._held_channels = {c: t for c, t in self._held_channels.items() if t > now}
        elsewhere = False
        if place is not None:
            elsewhere = any(held != place for held in self._held_channels)
            self._held_channels[place] = max(until, self._held_channels.get(place, 0.0))
        held = [posts_in(place)] if place is not None else []
        if place is None or elsewhere:
            self._held_methods[method] = max(until, self._held_methods.get(method, 0.0))
            held.append(method)
        if self._together is not None:
            self._together.hold(held, seconds)
        self._advance()

    def dismiss(self) -> None:
        """Send away everybody who waits, and whoever would have to: the process is ending."""
        self.dismissed = True
        for waiter in self._waiters:
            if not waiter.go.done():
                waiter.go.set_exception(SlackBusy(waiter.method, 0.0))
        if self._timer is not None:
            self._timer.cancel()

    def _wait(self, method: str, channel: str | None, *, budgeted: bool) -> float:
        now = self._now()
        ends = [self._held_methods.get(method, now)]
        if channel is not None:
            ends.append(self._held_channels.get(channel, now))
        if budgeted:
            made, allowed = self._recent(method), self._allowed(method)
            if len(made) >= allowed:
                ends.append(made[len(made) - allowed] + WINDOW)
            if channel in self._posted:
                ends.append(self._posted[channel] + self._spacing)
            ends += [self._used_elsewhere.get(limit.name, now) for limit in self._limits(method, channel)]
        return max(ends) - now

    def _limits(self, method: str, channel: str | None) -> list[Limit]:
        """What a call counts against, the narrowest first."""
        limits = [Limit(method, self._allowed(method), WINDOW)]
        if channel is not None:
            limits.insert(0, Limit(posts_in(channel), 1, self._spacing))
        return limits

    def _allowed(self, method: str) -> int:
        return max(1, int(PER_MINUTE.get(method, OTHERS) * self._method_rate))

    def _recent(self, method: str) -> deque[float]:
        made, since = self._made[method], self._now() - WINDOW
        while made and made[0] <= since:
            made.popleft()
        return made

    def _count(self, method: str, channel: str | None) -> None:
        now = self._now()
        self._recent(method).append(now)
        if channel is not None:
            self._posted.pop(channel, None)
            self._posted[channel] = now
            while self._posted and next(iter(self._posted.values())) < now - WINDOW:
                del self._posted[next(iter(self._posted))]

    def _uncount(self, method: str, channel: str | None) -> None:
        """Take back the last call that was counted: it is not made now."""
        self._made[method].pop()
        if channel is not None:
            self._posted.pop(channel, None)

    def _advance(self) -> None:
        """Let go whoever may go now, first come of equal priority first, and sleep until the next may."""
        soonest = float("inf")
        for waiter in sorted(self._waiters):
            if waiter.go.done():
                continue
            wait = self._wait(waiter.method, waiter.channel, budgeted=waiter.budgeted)
            if wait <= 0:
                self._count(waiter.method, waiter.channel)
                waiter.go.set_result(None)
            elif self._now() + wait > waiter.until:
                waiter.go.set_exception(SlackBusy(waiter.method, wait))
            else:
                soonest = min(soonest, wait)
        if self._timer is not None and self._timer is not asyncio.current_task():
            self._timer.cancel()
        self._timer = asyncio.create_task(self._later(soonest)) if soonest < float("inf") else None

    async def _later(self, seconds: float) -> None:
        with suppress(asyncio.CancelledError):
            await self._sleep(seconds)
            self._advance()
