"""Makes engines for a database URL: pools, pragmas, and how transactions begin on each database."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, StaticPool, event, make_url
from sqlalchemy.dialects import registry
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.failures import raise_as_away
from storage.sqlite import connection_to

PATIENCE = 2.0
"""Seconds to wait for a connection or a lock: whoever asked must be answered within three."""

MIGRATION_PATIENCE = 60.0
SYNCHRONOUS = "FULL"
"""SQLite: a commit is on the disk when it returns; with `NORMAL` the last ones may go with the power."""

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}

_LOST_CLIENTS = {
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "25000",
}
"""Within 25 seconds PostgreSQL lets go of what a copy held whose machine is gone without a word."""

_AT_ONCE = "asyncpg_at_once"
registry.register(f"postgresql.{_AT_ONCE}", "storage.postgres", "AtOnce")


@dataclass(frozen=True)
class Engines:
    """An engine for changes and one for snapshots; the same one where the database is in memory."""

    writing: AsyncEngine
    reading: AsyncEngine

    async def dispose(self) -> None:
        """Close all connections."""
        await self.writing.dispose()
        if self.reading is not self.writing:
            await self.reading.dispose()


def parsed(url: str) -> URL:
    """Return the URL with the driver that the bot uses."""
    made = make_url(url)
    return made.set(drivername=_DRIVERS.get(made.drivername, made.drivername))


def file_of(url: URL) -> Path | None:
    """Return the path of a SQLite file; None for memory and for PostgreSQL."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def engines_for(url: URL, *, pool_size: int, patience: float = PATIENCE) -> Engines:
    """Return the engines for a database."""
    if url.get_backend_name() == "postgresql":
        engine = _postgres(url, pool_size=pool_size, patience=patience)
        reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        return Engines(writing=engine, reading=reading)
    if file_of(url) is None:
        engine = _sqlite(url, begin="BEGIN IMMEDIATE", patience=patience, poolclass=StaticPool)
        return Engines(writing=engine, reading=engine)
    pool: dict[str, Any] = {"max_overflow": 0, "pool_timeout": patience}
    return Engines(
        writing=_sqlite(url, begin="BEGIN IMMEDIATE", patience=patience, pool_size=1, **pool),
        reading=_sqlite(url, begin="BEGIN", patience=patience, query_only=True, pool_size=pool_size, **pool),
    )


def engine_for_migrating(url: URL, *, patience: float = MIGRATION_PATIENCE) -> AsyncEngine:
    """Return an engine that waits for other copies, and lets tables be rebuilt.

    `patience` is how many seconds it waits for a SQLite file; on PostgreSQL it waits as long as they take.
    """
    if url.get_backend_name() == "postgresql":
        return _made(url, poolclass=NullPool, connect_args={"timeout": PATIENCE})
    return _sqlite(url, begin="BEGIN IMMEDIATE", foreign_keys=False, patience=patience, poolclass=NullPool)


def _postgres(url: URL, *, pool_size: int, patience: float) -> AsyncEngine:
    engine = _made(
        url.set(drivername=f"postgresql+{_AT_ONCE}"),
        isolation_level="READ COMMITTED",
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=patience,
        connect_args={
            "timeout": patience,
            "command_timeout": 10,
            "server_settings": {
                "application_name": "incident-bot",
                "lock_timeout": f"{patience * 1000:.0f}ms",
                "idle_in_transaction_session_timeout": "60s",
                **_LOST_CLIENTS,
            },
        },
    )

    def look(connection: Any, _record: Any, _proxy: Any) -> None:
        # The driver knows when the server has left; asking the server each time costs three ways to it.
        if connection.driver_connection.is_closed():
            raise DisconnectionError("the server has closed it")

    event.listen(engine.sync_engine, "checkout", look)
    return engine


def _sqlite(
    url: URL,
    *,
    begin: str,
    query_only: bool = False,
    foreign_keys: bool = True,
    patience: float,
    **options: Any,
) -> AsyncEngine:
    pragmas = [
        f"busy_timeout={patience * 1000:.0f}",
        "journal_mode=WAL",
        f"synchronous={SYNCHRONOUS}",
        f"foreign_keys={'ON' if foreign_keys else 'OFF'}",
        f"query_only={'ON' if query_only else 'OFF'}",
    ]
    engine = _made(url, connect_args={"async_creator_fn": connection_to}, **options)

    def prepare(connection: Any, _record: Any) -> None:
        # The driver's own BEGIN is deferred; ours takes the write lock at once, so that it never fails later.
        try:
            connection.isolation_level = None
            cursor = connection.cursor()
            for pragma in pragmas:
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()
        except BaseException:
            connection.close()  # The pool does not know of it yet.
            raise

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", prepare)
    event.listen(engine.sync_engine, "begin", start)
    return engine


def _made(url: URL, **options: Any) -> AsyncEngine:
    # What people wrote stands in parameters, and errors are logged.
    engine = create_async_engine(url, hide_parameters=True, **options)
    sync_engine: Engine = engine.sync_engine
    raise_as_away(sync_engine)
    return engine
