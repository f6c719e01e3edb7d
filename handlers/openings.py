"""Lets an answer wait a moment for the incident's channel, so that it can carry the link."""

import asyncio
from collections import defaultdict


class Openings:
    """Tells those who wait that an incident's channel stands."""

    def __init__(self) -> None:
        self._waiting: defaultdict[int, list[asyncio.Event]] = defaultdict(list)

    def opened(self, number: int) -> None:
        """The channel of this incident stands."""
        for event in self._waiting.pop(number, []):
            event.set()

    async def wait(self, number: int, seconds: float) -> bool:
        """Wait for the channel of this incident; False when it took longer than `seconds`."""
        event = asyncio.Event()
        self._waiting[number].append(event)
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return False
        finally:
            waiting = self._waiting.get(number, [])
            if event in waiting:
                waiting.remove(event)
            if not waiting:
                self._waiting.pop(number, None)
        return True
