"""Lets simulated time pass for a bot: what falls due on the way happens on the way, in its order."""

import asyncio
from datetime import datetime, timedelta

from bot.app import Bot
from bot.clock import MovableClock
from bot.sandbox.workspace import Workspace

SETTLE_SECONDS = 10.0
"""So long a moment may take before time goes on: a bot that hangs must not hold it up."""

MOST_STOPS = 500
"""Stops on one way; more would be a reminder that asks without end."""


class TimeTravel:
    """Moves the clock that workspace and bot share."""

    def __init__(self, clock: MovableClock, workspace: Workspace, bot: Bot) -> None:
        self._clock = clock
        self._workspace = workspace
        self._bot = bot
        self._moving = asyncio.Lock()

    async def move(self, by: timedelta) -> None:
        """Let time pass, stopping wherever the bot has something to do."""
        await self.move_to(self._clock() + by)

    async def move_to(self, until: datetime) -> None:
        """Let time pass until an instant; one that is past already changes nothing."""
        async with self._moving:
            last = None
            for _ in range(MOST_STOPS):
                due = await self._next_due()
                # What is still due after the bot was there waits for something other than time.
                if due is None or due > until or due == last:
                    break
                await self._be_at(due)
                last = due
            await self._be_at(until)

    async def move_to_next(self) -> timedelta | None:
        """Go to the next moment at which the bot does something by itself; None when nothing waits."""
        async with self._moving:
            due, before = await self._next_due(), self._clock()
            if due is None:
                return None
            await self._be_at(due)
            return self._clock() - before

    async def _next_due(self) -> datetime | None:
        async with self._bot.database.reading() as repositories:
            return await repositories.reminders.next_due()

    async def _be_at(self, at: datetime) -> None:
        self._clock.move_to(at)
        await self._bot.beat()
        await self.settle()

    async def settle(self) -> None:
        """Wait until what was said is delivered, and what the bot wants to do is done."""
        try:
            async with asyncio.timeout(SETTLE_SECONDS):
                await self._bot.settle()
                await self._workspace.quiet()
                await self._bot.settle()
        except TimeoutError:
            # Something hangs; that is no reason for time to stand still.
            return


class FastTime:
    """Makes every second of the machine several seconds of the workspace."""

    def __init__(self) -> None:
        self.speed = 1

    def hasten(self, speed: int) -> None:
        """Run so fast from now on; 1 is the machine's own pace."""
        self.speed = max(1, min(speed, 3600))

    async def run(self, travel: TimeTravel) -> None:
        """Add, each second, what the clock does not gain by itself."""
        while True:
            await asyncio.sleep(1)
            if self.speed > 1:
                await travel.move(timedelta(seconds=self.speed - 1))
