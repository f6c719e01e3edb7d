"""Databases for tests: each gets a fresh, migrated one; on SQLite always, on PostgreSQL when told where.

`database` and `database_url` run a test on both; `sqlite_url` and `postgres_url` give one of them. All are
migrated and empty, and copies of a template that is migrated once a session, so that they cost little.
"""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pytest
from sqlalchemy import URL, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage import engines
from storage.database import Database
from storage.schema import METADATA

VARIABLE = "TEST_DATABASE_URL"
SYNCHRONOUS = engines.SYNCHRONOUS
"""How the bot itself lets SQLite commit; in tests no commit waits for the disk."""

PATIENT = 30.0
"""Seconds that a slow machine may take to give a connection or a lock, where a test is about neither."""

HOW_TO = (
    f"needs PostgreSQL: set {VARIABLE}, for example to postgresql+asyncpg://postgres@127.0.0.1:5432/test,"
    " with a user who may create databases"
)


class _Compiled(dict[Any, Any]):
    """What SQLAlchemy has compiled, by the dialect's name and driver where it has one dialect an engine."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_by_kind(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(_by_kind(key), compiled)


def _by_kind(key: Any) -> Any:
    dialect, *rest = key
    return (dialect.name, dialect.driver, *rest)


@pytest.fixture(scope="session", autouse=True)
def quick_databases() -> Iterator[None]:
    """No test waits for the disk or compiles what another one has.

    Tests kill the bot, never the machine, so a commit need not be on the disk.
    """
    made, compiled = engines._made, _Compiled()

    def sharing(url: URL, **options: Any) -> AsyncEngine:
        engine = made(url, **options)
        engine.sync_engine.update_execution_options(compiled_cache=compiled)
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "_made", sharing)
        patch.setattr(engines, "SYNCHRONOUS", "OFF")
        yield


def _migrated(url: str) -> None:
    async def migrate() -> None:
        async with Database(url) as database:
            await database.migrate()

    asyncio.run(migrate())


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that every test's SQLite database is a copy of."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    _migrated(f"sqlite+aiosqlite:///{path}")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a fresh SQLite file."""
    path = tmp_path / "incident-bot.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite+aiosqlite:///{path}"


def postgres_server() -> URL:
    """Where tests may make databases; without it the test is skipped, saying how to run it."""
    url = os.environ.get(VARIABLE)
    if not url:
        pytest.skip(HOW_TO)
    return make_url(url)


@asynccontextmanager
async def _connected(database: str) -> AsyncIterator[asyncpg.Connection]:
    url = postgres_server().set(drivername="postgresql", database=database)
    connection = await asyncpg.connect(url.render_as_string(hide_password=False))
    try:
        yield connection
    finally:
        await connection.close()


async def _ask(database: str, *statements: str) -> list[tuple[Any, ...]]:
    async with _connected(database) as connection:
        rows: list[tuple[Any, ...]] = []
        for statement in statements:
            rows = [tuple(row) for row in await connection.fetch(statement)]
        return rows


def ask_postgres(*statements: str, database: str | None = None) -> list[tuple[Any, ...]]:
    """Run statements one by one, outside any transaction; return the rows of the last."""
    return asyncio.run(_ask(database or str(postgres_server().database), *statements))


class PostgresSpares:
    """Databases that tests take turns with: emptied in between, put aside when one changed the schema.

    Making and dropping a database makes the server write everything to disk, which would cost every test.
    """

    def __init__(self) -> None:
        self.template = f"incident_bot_{uuid4().hex[:12]}"
        self._made: list[str] = []
        self._free: list[str] = []
        self._shape: list[tuple[Any, ...]] = []

    def open(self) -> None:
        """Make the template, migrated."""
        ask_postgres(f"CREATE DATABASE {self.template}")
        self._made.append(self.template)
        _migrated(self.url_of(self.template))
        self._shape = ask_postgres(_SHAPE, database=self.template)

    def url_of(self, name: str) -> str:
        """The URL of one of the databases."""
        return postgres_server().set(database=name).render_as_string(hide_password=False)

    def take(self) -> str:
        """The name of a migrated, empty database that nobody uses."""
        if self._free:
            return self._free.pop()
        name = f"{self.template}_{len(self._made)}"
        self._made.append(name)
        # Tests kill the bot, never the server, so a commit need not wait for the disk.
        ask_postgres(
            f"CREATE DATABASE {name} TEMPLATE {self.template}",
            f"ALTER DATABASE {name} SET synchronous_commit = off",
        )
        return name

    def give_back(self, name: str) -> None:
        """Empty a database for the next test; leave it aside if its tables are not as they were."""
        if asyncio.run(_emptied(name, self._shape)):
            self._free.append(name)

    def close(self) -> None:
        """Drop them all at once: for each alone the server would write everything to disk."""

        async def drop() -> None:
            server = str(postgres_server().database)
            await asyncio.gather(
                *(_ask(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)") for name in self._made)
            )

        asyncio.run(drop())


_SHAPE = """
    SELECT max(c.oid), count(*), count(*) FILTER (WHERE attisdropped), sum(length(c.relname)),
        (SELECT max(version_num) FROM alembic_version)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace
"""
_END_OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_EMPTY = ";".join(
    [
        *(
            f"DELETE FROM {table.name}"  # noqa: S608  the names are ours
            for table in reversed(METADATA.sorted_tables)
        ),
        """
        SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
        FROM pg_sequences WHERE schemaname = 'public'
        """,
    ]
)


async def _emptied(name: str, shape: list[tuple[Any, ...]]) -> bool:
    """Empty a database that nobody uses any more, unless its tables are of another shape."""
    async with _connected(name) as connection:
        await connection.execute(_END_OTHERS)
        as_it_was = [tuple(row) for row in await connection.fetch(_SHAPE)] == shape
        if as_it_was:
            await connection.execute(_EMPTY)
        return as_it_was


@pytest.fixture(scope="session")
def postgres_spares() -> Iterator[PostgresSpares]:
    """The databases that tests of this session take turns with."""
    postgres_server()
    spares = PostgresSpares()
    try:
        spares.open()
        yield spares
    finally:
        spares.close()


@pytest.fixture
def postgres_url(postgres_spares: PostgresSpares) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    name = postgres_spares.take()
    yield postgres_spares.url_of(name)
    postgres_spares.give_back(name)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh database, once of each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh database of each kind, open."""
    async with Database(database_url, patience=PATIENT) as opened:
        yield opened


OpenAnother = Callable[[], Awaitable[Database]]


@pytest.fixture
async def another(database_url: str) -> AsyncIterator[OpenAnother]:
    """Opens the test's database once more, as another copy of the bot would; closed afterwards."""
    opened: list[Database] = []

    async def open_another() -> Database:
        copy = Database(database_url, patience=PATIENT)
        await copy.open()
        opened.append(copy)
        return copy

    yield open_another
    for copy in opened:
        await copy.close()


@dataclass(frozen=True)
class RawSql:
    """Looks at and changes a test's database behind the repositories' back."""

    url: str

    async def run(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """Run one statement in a transaction of its own and return the rows it gives."""
        engine = create_async_engine(self.url)
        try:
            async with engine.begin() as connection:
                result = await connection.execute(text(statement), values)
                return [tuple(row) for row in result] if result.returns_rows else []
        finally:
            await engine.dispose()


@pytest.fixture
def raw(database_url: str) -> RawSql:
    """SQL on the test's database."""
    return RawSql(database_url)
