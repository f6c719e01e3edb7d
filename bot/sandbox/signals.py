"""Lets people in the workspace wait for something to become so, without sleeping and hoping."""

import asyncio
from collections.abc import Callable


class Signal:
    """Wakes whoever waits, whenever something changed."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    def notify(self) -> None:
        """Something changed: let everybody look again."""
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            if not each.done():
                each.set_result(None)

    async def until(self, holds: Callable[[], bool], patience: float | None = None) -> bool:
        """Wait until it holds; False when patience, if there is an end to it, runs out first."""
        try:
            async with asyncio.timeout(patience):
                while not holds():
                    change = asyncio.get_running_loop().create_future()
                    self._waiting.append(change)
                    await change
        except TimeoutError:
            return holds()
        return True
