"""Keeps the leases of effects under way, and cuts calls short that outlive theirs."""

import asyncio

import structlog

from bot.slack.lease import Lease
from storage.database import Database
from storage.errors import StorageError

CALLING = 0.8
"""The part of a lease in which calls may go on; the rest lets Slack finish what it was called for."""


class Leases:
    """The leases of one owner."""

    def __init__(self, database: Database, *, owner: str, seconds: float) -> None:
        self.seconds = seconds
        self._database = database
        self._owner = owner
        self._log = structlog.get_logger(__name__)

    def since(self, moment: float) -> Lease:
        """Return a lease that was taken not before `moment` of the loop's clock."""
        return Lease(self._until(moment))

    async def hold(self, effect_id: str, lease: Lease) -> None:
        """Extend it while a slow Slack is waited for; while the database is away it runs out."""
        while True:
            await asyncio.sleep(self.seconds / 3)
            before = asyncio.get_running_loop().time()
            try:
                async with self._database.transaction() as repositories:
                    kept = await repositories.outbox.extend(effect_id, self._owner, self.seconds)
            except StorageError as error:
                self._log.info("lease_not_extended", reason=str(error))
                continue
            if not kept:
                lease.extend(before)  # It is somebody else's by now, or done.
                return
            lease.extend(self._until(before))

    def _until(self, moment: float) -> float:
        return moment + self.seconds * CALLING
