"""Databases for tests: each test gets a fresh, migrated one; on SQLite always, on PostgreSQL when it is told where.

`database` and `database_url` run a test on both; `sqlite_url` and `postgres_url` give one of them. All are
migrated and empty, and copies of a template that is migrated once a session, so that they cost little.
"""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import URL, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from storage.database import Database

VARIABLE = "TEST_DATABASE_URL"
HOW_TO = (
    f"needs PostgreSQL: set {VARIABLE}, for example to postgresql+asyncpg://postgres@127.0.0.1:5432/test,"
    " with a user who may create databases"
)


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


def run_on_server(*statements: str) -> None:
    """Run statements on the server that tests may use, outside any transaction."""
    server = postgres_server()

    async def run() -> None:
        connection = await asyncpg.connect(server.set(drivername="postgresql").render_as_string(False))
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run())


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    """The name of the database that every test's PostgreSQL database is a copy of."""
    server = postgres_server()
    name = f"incident_bot_{uuid4().hex[:12]}"
    run_on_server(f"CREATE DATABASE {name}")
    try:
        _migrated(server.set(database=name).render_as_string(hide_password=False))
        yield name
    finally:
        run_on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres_template: str) -> Iterator[str]:
    """The URL of a fresh PostgreSQL database, dropped afterwards."""
    name = f"{postgres_template}_{uuid4().hex[:12]}"
    run_on_server(f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    try:
        yield postgres_server().set(database=name).render_as_string(hide_password=False)
    finally:
        run_on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh database, once of each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh database of each kind, open."""
    async with Database(database_url) as opened:
        yield opened


OpenAnother = Callable[[], Awaitable[Database]]


@pytest.fixture
async def another(database_url: str) -> AsyncIterator[OpenAnother]:
    """Opens the test's database once more, as another copy of the bot would; closed afterwards."""
    opened: list[Database] = []

    async def open_another() -> Database:
        copy = Database(database_url)
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
