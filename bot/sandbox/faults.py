"""Trouble on demand for the Web API: slowness, refusals, lost calls; counted as it strikes."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal

Kind = Literal["latency", "http_500", "http_429", "refuse", "hang", "lost_before", "lost_after", "lost_late"]
When = Callable[[dict[str, Any]], bool]


@dataclass(eq=False)
class Fault:
    """One ordered trouble; `left` None means until it is cleared."""

    pattern: str
    kind: Kind
    left: int | None
    seconds: float = 0.0
    retry_after: int = 1
    after: float | None = None
    code: str = ""
    when: When | None = None
    struck: int = 0

    def fits(self, method: str, args: dict[str, Any]) -> bool:
        """Whether it strikes this call."""
        if self.left == 0 or not fnmatchcase(method, self.pattern):
            return False
        return self.when is None or self.when(args)


@dataclass
class Faults:
    """Orders of trouble, by method name pattern (`chat.*`); `when` may look at the arguments.

    `counts` says how often each kind struck, as does `struck` of the Fault that each order returns.
    At most one fault besides latency strikes a call: the earliest ordered that fits.
    """

    orders: list[Fault] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    due: asyncio.Event = field(default_factory=asyncio.Event)

    def _order(self, fault: Fault) -> Fault:
        self.orders.append(fault)
        return fault

    def latency(
        self, pattern: str, seconds: float, *, times: int | None = None, when: When | None = None
    ) -> Fault:
        """Answer only after that many real seconds."""
        return self._order(Fault(pattern, "latency", times, seconds=seconds, when=when))

    def fail(self, pattern: str, times: int | None = 1, *, when: When | None = None) -> Fault:
        """HTTP 500 without having done anything."""
        return self._order(Fault(pattern, "http_500", times, when=when))

    def rate_limit(
        self, pattern: str, times: int | None = 1, *, retry_after: int = 1, when: When | None = None
    ) -> Fault:
        """HTTP 429 with that Retry-After, without having done anything."""
        return self._order(Fault(pattern, "http_429", times, retry_after=retry_after, when=when))

    def refuse(self, pattern: str, code: str, times: int | None = 1, *, when: When | None = None) -> Fault:
        """`ok: false` with a code of one's choice, such as internal_error or fatal_error."""
        return self._order(Fault(pattern, "refuse", times, code=code, when=when))

    def hang(self, pattern: str, times: int | None = 1, *, when: When | None = None) -> Fault:
        """Never answer, until `release()` or the server's end; nothing is done."""
        return self._order(Fault(pattern, "hang", times, when=when))

    def lose_before(self, pattern: str, times: int | None = 1, *, when: When | None = None) -> Fault:
        """Drop the connection without having done anything."""
        return self._order(Fault(pattern, "lost_before", times, when=when))

    def lose_after(self, pattern: str, times: int | None = 1, *, when: When | None = None) -> Fault:
        """Do what was asked, then drop the connection instead of answering."""
        return self._order(Fault(pattern, "lost_after", times, when=when))

    def lose_late(
        self, pattern: str, times: int | None = 1, *, after: float | None = None, when: When | None = None
    ) -> Fault:
        """Drop the connection, and do what was asked after so many real seconds, or at `come_about()`."""
        return self._order(Fault(pattern, "lost_late", times, after=after, when=when))

    async def comes_about(self, late: Fault) -> None:
        """Wait until what was asked in a call that was lost takes place."""
        if late.after is None:
            await self.due.wait()
        else:
            await asyncio.sleep(late.after)

    def come_about(self) -> None:
        """Let the calls that were lost and take place later do so now."""
        self.due.set()
        self.due = asyncio.Event()

    def strike(self, method: str, args: dict[str, Any]) -> list[Fault]:
        """What befalls this call, counted: any latencies, and at most one other fault."""
        struck: list[Fault] = []
        for fault in self.orders:
            other = fault.kind != "latency"
            if fault.fits(method, args) and not (other and any(f.kind != "latency" for f in struck)):
                struck.append(fault)
        for fault in struck:
            fault.struck += 1
            fault.left = None if fault.left is None else fault.left - 1
            self.counts[fault.kind] += 1
        return struck

    def release(self) -> None:
        """Let go of the calls that hang: their connections are dropped."""
        self.released.set()
        self.released = asyncio.Event()

    def clear(self) -> None:
        """No more trouble (the counts stay)."""
        self.orders.clear()
