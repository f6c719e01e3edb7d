"""Waits for the database at the start: migrated as soon as it answers, it counts as away until then."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from storage import Database, DatabaseAway, WrongAddress

log = structlog.get_logger()

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 5.0
"""Between attempts at a database that does not answer, in seconds; people wait for it."""

PATIENCE = 2.0
"""Seconds that one attempt waits for whoever writes to a SQLite file."""

NOT_YET = "it is not migrated yet"


class Arrival:
    """Tries until the database is migrated and `take_up` has taken up what was left in it.

    Attributes:
        put_off: set when the database was found away.
    """

    def __init__(self, database: Database, take_up: Callable[[], Awaitable[None]]) -> None:
        self.put_off = asyncio.Event()
        self._database = database
        self._take_up = take_up

    async def run(self) -> None:
        """Go on until there is a database to work on.

        Raises:
            StorageError: waiting does not help; nothing leads to a database of this release's.
        """
        self._database.withhold(NOT_YET)
        pause = FIRST_PAUSE
        while (error := await self._attempted()) is not None:
            self._database.withhold(error.cause)
            if not self.put_off.is_set():
                log.error("database_waited_for", cause=error.cause)
                self.put_off.set()
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        if self.put_off.is_set():
            log.info("database_answers")

    async def _attempted(self) -> DatabaseAway | None:
        """Try once; return why the database could not be used."""
        try:
            await self._database.migrate(patience=PATIENCE)
            await self._take_up()
        except WrongAddress:
            raise
        except DatabaseAway as error:
            return error
        return None
