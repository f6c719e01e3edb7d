"""Slack's limits, kept by all copies of the bot together: what one of them calls, the others wait for."""

from collections.abc import Sequence

import structlog

from bot.domain.limit import Limit
from bot.services.background import Background
from storage import Database, StorageError
from storage.paces import UsedUp

log = structlog.get_logger()


class SharedPace:
    """The pace of all copies on one PostgreSQL; while the database is away each keeps its own."""

    def __init__(self, database: Database, background: Background) -> None:
        self._database = database
        self._background = background

    async def take(self, limits: Sequence[Limit]) -> tuple[str, float] | None:
        """Count one call against every limit; else against none: return one that is used up, and the wait."""
        try:
            async with self._database.transaction() as repositories:
                await repositories.paces.take(limits)
        except UsedUp as used_up:
            return used_up.name, used_up.wait
        except StorageError as error:
            log.info("pace_not_shared", reason=str(error))
        return None

    def count(self, limits: Sequence[Limit]) -> None:
        """Count a call that a person waits for, beside it."""
        self._background.spawn("pace", self._counted(limits))

    def hold(self, names: Sequence[str], seconds: float) -> None:
        """Tell the others how long Slack wants to be left alone."""
        self._background.spawn("pace", self._held(names, seconds))

    async def _counted(self, limits: Sequence[Limit]) -> None:
        try:
            async with self._database.transaction() as repositories:
                for limit in limits:
                    await repositories.paces.count(limit)
        except StorageError as error:
            log.info("pace_not_shared", reason=str(error))

    async def _held(self, names: Sequence[str], seconds: float) -> None:
        try:
            async with self._database.transaction() as repositories:
                for name in names:
                    await repositories.paces.hold(name, seconds)
        except StorageError as error:
            log.info("pace_not_shared", reason=str(error))
