"""How long somebody may still call Slack for an effect before another copy may take it up.

Whoever holds an effect's lease calls; whoever takes it over asks Slack first whether it took place, and must
find what the first one called for. So no call is begun, and none goes on, once the lease may have run out.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar


class LeaseRanOut(Exception):
    """The call was not begun: another copy may be at it."""


class Lease:
    """A lease as its holder knows it: `until` is an instant of the running loop's clock."""

    def __init__(self, until: float) -> None:
        self._until = until
        self._calls: set[asyncio.Timeout] = set()

    def extend(self, until: float) -> None:
        """It was extended: calls under way may go on."""
        self._until = until
        for call in self._calls:
            if not call.expired():
                call.reschedule(until)

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Call only as long as it is held.

        Raises:
            LeaseRanOut: it is not held any more.
            TimeoutError: it ran out while the call was under way.
        """
        if asyncio.get_running_loop().time() >= self._until:
            raise LeaseRanOut
        async with asyncio.timeout_at(self._until) as call:
            self._calls.add(call)
            try:
                yield
            finally:
                self._calls.discard(call)


_NO_END = Lease(float("inf"))

LEASE: ContextVar[Lease] = ContextVar("lease", default=_NO_END)
"""The lease under which this task calls; for whoever needs none it never ends."""
