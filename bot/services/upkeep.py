"""What the bot does for itself as time passes: forgets what is old, and says that it lives."""

import asyncio
from datetime import datetime, timedelta
from uuid import uuid4

from bot.catalogue import Catalogue
from bot.domain.policy import Policy
from bot.services.retention import keep_no_longer
from storage import Database

PRUNE_EVERY = timedelta(hours=1)
BEAT_SECONDS = 10.0
"""Real seconds between two signs of life, whatever the clock that people see does."""
SILENT_SECONDS = 86400.0
"""Real seconds without a sign of life after which a process is forgotten."""


class Upkeep:
    """Keeps the house; every part may be late or left out once without harm.

    Attributes:
        process: the name under which this process says that it lives.
    """

    def __init__(self, database: Database, policy: Policy, catalogue: Catalogue) -> None:
        self._database = database
        self._policy = policy
        self._catalogue = catalogue
        self._pruned_at: datetime | None = None
        self._beat_at: float | None = None
        self.process = uuid4().hex

    async def tick(self, at: datetime) -> None:
        """Do what it is time for."""
        await self._beat()
        if self._pruned_at is None or at - self._pruned_at >= PRUNE_EVERY:
            await self._prune(at)
            self._pruned_at = at

    async def _beat(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._beat_at is not None and now - self._beat_at < BEAT_SECONDS:
            return
        async with self._database.transaction() as repositories:
            await repositories.heartbeats.beat(self.process)
        self._beat_at = now

    async def _prune(self, at: datetime) -> None:
        """Forget deliveries that Slack will not repeat any more, and effects that are long finished."""
        before = at - timedelta(days=self._policy.delivery_days)
        async with self._database.transaction() as repositories:
            await repositories.deliveries.prune(before)
            await repositories.outbox.prune(before)
            await repositories.heartbeats.prune(SILENT_SECONDS)
            await repositories.paces.prune(SILENT_SECONDS)
        await keep_no_longer(self._database, self._policy, self._catalogue, at)
