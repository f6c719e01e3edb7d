"""The schema: made by migrations, equal to the tables, safe to migrate from several places at once."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from typing import TypeVar

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from storage.database import Database, SchemaState
from storage.engines import engine_for_migrating, parsed
from storage.errors import SchemaTooNew
from storage.migrating import differences, located
from storage.schema import known
from tests.databases import OpenAnother
from tests.stage import ROOT

Answer = TypeVar("Answer")


async def ask(url: str, question: Callable[[Connection], Answer]) -> Answer:
    engine = engine_for_migrating(parsed(url))
    async with engine.begin() as connection:
        answer = await connection.run_sync(question)
    await engine.dispose()
    return answer


def names_of_tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def pretend_a_newer_release(connection: Connection) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))


async def test_a_migrated_database_equals_the_tables(database: Database, database_url: str) -> None:
    assert await ask(database_url, differences) == []
    assert await database.schema_state() is SchemaState.CURRENT


async def test_a_missing_column_would_be_noticed(database: Database, database_url: str) -> None:
    await ask(database_url, lambda it: it.execute(text("ALTER TABLE incidents DROP COLUMN phase")))
    assert [difference[0] for difference in await ask(database_url, differences)] == ["add_column"]


async def test_migrating_down_empties_the_database_and_up_again_fills_it(
    database: Database, database_url: str
) -> None:
    await database.migrate_down()
    assert await ask(database_url, names_of_tables) == {"alembic_version"}
    assert await database.schema_state() is SchemaState.BEHIND
    await database.migrate()
    assert await ask(database_url, differences) == []


async def test_several_copies_migrate_an_empty_database_at_once(
    database: Database, database_url: str, another: OpenAnother
) -> None:
    await database.migrate_down()
    copies = [await another() for _ in range(4)]
    await asyncio.gather(*(copy.migrate() for copy in copies))
    assert await ask(database_url, differences) == []


async def test_a_copy_older_than_the_schema_says_so_and_leaves_it_alone(
    database: Database, database_url: str
) -> None:
    await ask(database_url, pretend_a_newer_release)
    assert await database.schema_state() is SchemaState.AHEAD
    with pytest.raises(SchemaTooNew, match="newer release"):
        await database.migrate()


async def test_a_migration_that_fails_leaves_nothing_behind(database: Database, database_url: str) -> None:
    await database.migrate_down()
    await ask(database_url, lambda it: it.execute(text("CREATE TABLE updates (number INTEGER)")))
    with pytest.raises(Exception, match="updates"):
        await database.migrate()
    assert await ask(database_url, names_of_tables) == {"alembic_version", "updates"}


async def test_a_database_in_memory_can_be_migrated_and_used() -> None:
    async with Database("sqlite:///:memory:") as database:
        await database.migrate()
        assert await database.schema_state() is SchemaState.CURRENT
        async with database.transaction() as repositories:
            assert await repositories.incidents.next_number() == 1
        async with database.reading() as repositories:
            assert await repositories.incidents.open() == []


@pytest.mark.parametrize(
    ("url", "is_postgres"),
    [("sqlite:///x.db", False), ("postgres://h/d", True), ("postgresql+asyncpg://h/d", True)],
)
def test_urls_as_people_write_them_are_understood(url: str, is_postgres: bool) -> None:
    assert Database(url).is_postgres is is_postgres


def test_the_password_is_not_shown() -> None:
    assert "sesame" not in repr(Database("postgresql://bot:sesame@db/incidents"))


def test_the_names_of_migrations_tell_their_revisions_in_order() -> None:
    scripts = ScriptDirectory.from_config(located())
    assert known() == tuple(script.revision for script in scripts.walk_revisions())


def test_a_schema_that_is_this_releases_is_known_without_loading_what_migrates(sqlite_url: str) -> None:
    program = (
        "import asyncio, sys\n"
        "from storage import Database\n"
        "async def main():\n"
        f"    async with Database({sqlite_url!r}) as database:\n"
        "        await database.migrate()\n"
        "asyncio.run(main())\n"
        "assert 'alembic' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)
