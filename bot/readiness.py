"""Whether the bot can do its work now: asked of the database each time somebody wants to know."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import uuid4

from bot.telemetry import Meter
from storage import Database, Repositories, StorageError

Reason = Callable[[], str | None]


class Readiness:
    """Answers `/readyz` and `/metrics`.

    `otherwise` says what is known to be wrong without asking the database; None when nothing is.
    """

    def __init__(self, database: Database, meter: Meter, otherwise: Reason) -> None:
        self._database = database
        self._meter = meter
        self._otherwise = otherwise
        self._process = uuid4().hex

    async def not_ready_because(self) -> str | None:
        """Say why the bot is not ready; the database is written to: a full one can still be read."""
        reason = self._otherwise()
        if reason is not None:
            return reason
        try:
            async with self._writing():
                return None
        except StorageError as error:
            return str(error)

    async def metrics_page(self) -> bytes:
        """Bring up to date what is measured rather than counted, and return everything.

        A database that takes no changes counts as one that does not answer: nothing can be recorded.
        """
        self._meter.slack_connected.set(self._otherwise() is None)
        try:
            async with self._writing() as repositories:
                self._meter.outbox_pending.set(await repositories.outbox.pending_count())
                self._meter.outbox_age.set(await repositories.outbox.oldest_age() or 0.0)
        except StorageError:
            self._meter.outbox_pending.set(float("nan"))
            self._meter.outbox_age.set(float("nan"))
        return self._meter.page()

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[Repositories]:
        """Write to the database, which shows that it takes changes."""
        async with self._database.transaction() as repositories:
            await repositories.heartbeats.beat(self._process)
            yield repositories

    async def forget(self) -> None:
        """Take the process out of those that live."""
        async with self._database.transaction() as repositories:
            await repositories.heartbeats.forget(self._process)
