"""The database: opened once, it gives transactions and snapshots, and keeps its own schema."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage import files, schema
from storage.engines import (
    MIGRATION_PATIENCE,
    PATIENCE,
    Engines,
    engine_for_migrating,
    engines_for,
    file_of,
    parsed,
)
from storage.errors import DatabaseAway, SchemaTooNew, WrongAddress
from storage.failures import away, forget_failure, has_failed
from storage.repositories import Repositories
from storage.rights import Shortcoming, shortcomings
from storage.schema import SchemaState
from storage.serving_lock import SingleProcessLock

__all__ = ["Database", "SchemaState"]


class Database:
    """A SQLite file (or memory, for tests) or a PostgreSQL database, by its URL.

    SQLite: one writer at a time, readers beside it. PostgreSQL: row locks, several copies of the bot.
    Every method may raise `DatabaseAway`, at the latest after `patience` seconds of waiting for a connection
    or a lock. A SQLite file that is not there is made, unless whoever opens it `makes_file` none.
    """

    def __init__(
        self, url: str, *, pool_size: int = 10, patience: float = PATIENCE, makes_file: bool = True
    ) -> None:
        self._url = parsed(url)
        self._makes_file = makes_file
        self._pool_size = pool_size
        self._patience = patience
        self._opened: Engines | None = None
        self._writing = asyncio.Lock()
        self._writer: asyncio.Task[object] | None = None
        self._outages = 0
        self._withheld_because: str | None = None
        path = file_of(self._url)
        self._serving_lock = SingleProcessLock(path) if path is not None else None

    def __repr__(self) -> str:
        return f"Database({self.shown_url!r})"

    @property
    def is_postgres(self) -> bool:
        """Whether several copies of the bot may share it."""
        return self._url.get_backend_name() == "postgresql"

    @property
    def shown_url(self) -> str:
        """The URL as it may be shown: without its password."""
        return self._url.render_as_string(hide_password=True)

    async def open(self) -> None:
        """Make the connection pools and see that the database answers."""
        self._prepare()
        try:
            async with self.reading():
                pass
        except BaseException:
            await self.close()
            raise

    @asynccontextmanager
    async def opened_for_serving(self) -> AsyncIterator[None]:
        """Make the connection pools, whether it answers or not, and keep other serving processes off.

        Raises:
            DatabaseInUse: another process serves from it already.
            WrongAddress: there can be no such database.
        """
        path = file_of(self._url)
        try:
            self._prepare()
            if path is not None:
                files.see_to(path)
            self.lock_for_serving()
            yield
        finally:
            await self.close()

    def _prepare(self) -> None:
        path = file_of(self._url)
        if path is not None and not path.resolve().parent.is_dir():
            raise WrongAddress(f"there is no folder {path.resolve().parent}")
        if path is not None and not self._makes_file and not path.is_file():
            raise WrongAddress(f"there is no file {path.resolve()}")
        if self._opened is None:
            self._opened = engines_for(self._url, pool_size=self._pool_size, patience=self._patience)

    async def close(self) -> None:
        """Close every connection and give back the serving lock."""
        opened, self._opened = self._opened, None
        if opened is not None:
            await opened.dispose()
        if self._serving_lock is not None:
            self._serving_lock.release()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def lock_for_serving(self) -> None:
        """Keep other serving processes off a SQLite file until `close`; nothing to do on PostgreSQL.

        Raises:
            DatabaseInUse: another process serves from it already.
        """
        if self._serving_lock is not None:
            self._serving_lock.acquire()

    def look_whether_served(self) -> None:
        """See whether `lock_for_serving` would succeed, without keeping anybody off.

        Raises:
            DatabaseInUse: another process serves from it already.
        """
        if self._serving_lock is not None:
            self._serving_lock.look()

    def withhold(self, cause: str) -> None:
        """Let it count as away, because of `cause`, for whoever works on it, until it is migrated."""
        self._withheld_because = cause

    @asynccontextmanager
    async def transaction(self, *, brief: bool = False) -> AsyncIterator[Repositories]:
        """Work on the database and commit at the end; an error takes everything back.

        Never open one within another: on SQLite the second would wait for the first for ever.
        A `brief` one asks only what an index answers, for few rows: on SQLite its statements, save the
        beginning and the commit, are run where they stand instead of on the connection's thread.
        """
        self._see_that_it_is_given()
        engines = self._engines()
        if engines.writing.dialect.name == "postgresql":
            async with _begun(engines.writing) as connection:
                yield Repositories.over(connection)
            return
        async with self._alone(), _begun(engines.writing, self._note_outage) as connection:
            if not brief:
                yield Repositories.over(connection)
                return
            driver: Any = (await connection.get_raw_connection()).driver_connection
            with driver.at_once():
                yield Repositories.over(connection)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Repositories]:
        """Look at one unchanging snapshot of the database; nothing can be written through it."""
        self._see_that_it_is_given()
        async with self._snapshot() as connection:
            yield Repositories.over(connection)

    async def migrate(self, *, patience: float = MIGRATION_PATIENCE) -> None:
        """Bring the schema to this release's; safe while other copies do the same.

        `patience` is how many seconds it waits for whoever writes to a SQLite file.

        Raises:
            SchemaTooNew: a newer release has migrated it.
        """
        state = await self.schema_state()
        if state is SchemaState.AHEAD:
            raise SchemaTooNew
        if state is SchemaState.BEHIND:
            async with self._migrating(patience) as connection:
                await connection.run_sync(schema.upgrade)
        self._withheld_because = None

    async def migrate_down(self, to: str = "base") -> None:
        """Take the schema back to an earlier revision; `base` empties the database."""
        async with self._migrating(MIGRATION_PATIENCE) as connection:
            await connection.run_sync(schema.downgrade, to)

    async def schema_state(self) -> SchemaState:
        """Return how the database's schema stands to this release."""
        async with self._snapshot() as connection:
            return await connection.run_sync(schema.state_of)

    def copy_to(self, target: Path) -> None:
        """Write a whole copy of a SQLite file as it is at one moment, also while it is written to.

        Raises:
            OSError: there is such a file already, it cannot be written, or there is nothing to copy.
        """
        path = file_of(self._url)
        if path is None:
            raise RuntimeError("Only a SQLite file is copied.")
        files.copy_of(path, target)

    async def overwrite_freed(self) -> None:
        """Let nothing of what was erased be left in SQLite's log, as far as those who read just now allow."""
        path = file_of(self._url)
        if path is not None:
            await asyncio.to_thread(files.empty_log, path)

    async def shortcomings(self) -> list[Shortcoming]:
        """Return what this database does not let the bot do."""
        async with self._snapshot() as connection:
            return await connection.run_sync(shortcomings)

    async def is_outgrown(self) -> bool:
        """Return whether a newer release has migrated it since this process began; quick."""
        async with self._snapshot() as connection:
            return await connection.run_sync(schema.is_ahead)

    @asynccontextmanager
    async def _snapshot(self) -> AsyncIterator[AsyncConnection]:
        engines = self._engines()
        if engines.reading is not engines.writing:
            async with _begun(engines.reading, keeps=False) as connection:
                yield connection
            return
        # A database in memory has one connection, which readers and writers take in turns.
        async with self._alone(), _begun(engines.writing, keeps=False) as connection:
            yield connection

    @asynccontextmanager
    async def _migrating(self, patience: float) -> AsyncIterator[AsyncConnection]:
        engines = self._engines()
        if engines.reading is engines.writing:
            async with self._alone(), _begun(engines.writing) as connection:
                yield connection
            return
        engine = engine_for_migrating(self._url, patience=patience)
        try:
            async with _begun(engine) as connection:
                yield connection
        finally:
            await engine.dispose()

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        if self._writer is asyncio.current_task():
            raise RuntimeError("A transaction was opened within another.")
        outages = self._outages
        async with self._writing:
            if self._outages != outages:
                # Whoever had the turn before waited for the database in vain, and this one beside it.
                raise DatabaseAway("another transaction has just waited for it in vain")
            self._writer = asyncio.current_task()
            try:
                yield
            finally:
                self._writer = None

    def _see_that_it_is_given(self) -> None:
        if self._withheld_because is not None:
            raise DatabaseAway(self._withheld_because)

    def _note_outage(self) -> None:
        self._outages += 1

    def _engines(self) -> Engines:
        if self._opened is None:
            raise RuntimeError("The database is not open.")
        return self._opened


@asynccontextmanager
async def _begun(
    engine: AsyncEngine, note_outage: Callable[[], None] = lambda: None, *, keeps: bool = True
) -> AsyncIterator[AsyncConnection]:
    """Open a transaction; at its end it is committed, or, where it `keeps` nothing, taken back.

    Raises:
        DatabaseAway: there is no connection, or what was done in it cannot be committed.
    """
    try:
        connection = await _connected(engine)
    except DatabaseAway:
        note_outage()
        raise
    try:
        forget_failure(connection.sync_connection)
        yield connection
        if not keeps:
            await connection.rollback()
            return
        if not connection.in_transaction() or has_failed(connection.sync_connection):
            # PostgreSQL answers the commit of a failed transaction without an error, and keeps nothing.
            raise DatabaseAway("the transaction ended before its commit")
        await connection.commit()
    finally:
        await connection.close()


async def _connected(engine: AsyncEngine) -> AsyncConnection:
    """Return a connection whose transaction has begun.

    One that turns out dead at its beginning is replaced, once: nothing has been done in it, and its pool has
    given up whatever was opened before.
    """
    for _ in range(2):
        connection = await _begin(engine)
        if not connection.invalidated:
            return connection
        await connection.close()
    raise DatabaseAway("connections break as soon as they are used")


async def _begin(engine: AsyncEngine) -> AsyncConnection:
    """Return a connection that has begun a transaction, or is invalidated since it was dead."""
    connection = engine.connect()
    try:
        await connection.start()
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        raise away(error, engine.url.password) from error
    try:
        await connection.begin()
    except BaseException as error:
        if isinstance(error, DatabaseAway) and connection.invalidated:
            return connection
        await connection.close()
        raise
    return connection
