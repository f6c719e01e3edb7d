"""A database that cannot be used is told apart from a mistake, without its password, and serves again."""

import asyncio
import sqlite3
import ssl
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Database
from storage.errors import DatabaseAway, WrongAddress
from storage.failures import away, means_away
from storage.repositories import Repositories
from tests.databases import _ask, ask_postgres, postgres_server
from tests.guarantees.slack_side import until
from tests.storage.examples import an_incident


async def use(database: Database) -> None:
    async with database.transaction() as repositories:
        await repositories.incidents.next_number()


async def test_a_server_that_refuses_connections_is_away() -> None:
    database = Database("postgresql://bot:sesame@127.0.0.1:1/incidents")
    with pytest.raises(DatabaseAway, match="nothing was recorded") as caught:
        await database.open()
    assert "sesame" not in str(caught.value)
    assert not isinstance(caught.value, WrongAddress)


async def test_a_database_that_does_not_exist_is_a_wrong_address(postgres_url: str) -> None:
    database = Database(f"{postgres_url}_no_more")
    with pytest.raises(WrongAddress, match="does not exist"):
        await database.open()


async def test_a_user_whom_the_server_does_not_know_is_a_wrong_address(postgres_url: str) -> None:
    url = make_url(postgres_url).set(username="nobody_knows", password="sesame")
    with pytest.raises(WrongAddress, match="nobody_knows") as caught:
        await Database(url.render_as_string(hide_password=False)).open()
    assert "sesame" not in str(caught.value)


@pytest.mark.parametrize("when", ["executing", "committing"])
async def test_a_connection_lost_in_a_transaction_is_away_and_the_next_transaction_works(
    postgres_url: str, when: str
) -> None:
    async def lose(database: Database) -> None:
        async with database.transaction() as repositories:
            await repositories.incidents.add(an_incident(7))
            connection = repositories.incidents._connection
            [pid] = (await connection.exec_driver_sql("SELECT pg_backend_pid()")).scalars()
            await ask_beside(f"SELECT pg_terminate_backend({pid}, 5000)")
            if when == "executing":
                await repositories.incidents.open()

    async with Database(postgres_url) as database:
        with pytest.raises(DatabaseAway):
            await lose(database)
        async with database.transaction() as repositories:
            assert await repositories.incidents.get(7) is None


async def test_connections_lost_while_idle_are_not_noticed(postgres_url: str) -> None:
    async with Database(postgres_url) as database:
        await use(database)
        await _end_connections(postgres_url.rpartition("/")[2])
        await use(database)


async def test_postgresql_is_asked_to_notice_within_half_a_minute_that_a_copy_lost_its_power(
    postgres_url: str,
) -> None:
    async with Database(postgres_url) as database, database._snapshot() as connection:
        told = await connection.exec_driver_sql(
            "SELECT name, setting::int FROM pg_settings WHERE name LIKE 'tcp_%'"
        )
        settings = {str(row.name): int(row.setting) for row in told}
    probes = settings["tcp_keepalives_count"] * settings["tcp_keepalives_interval"]
    assert 0 < settings["tcp_keepalives_idle"] + probes <= 30
    assert 0 < settings["tcp_user_timeout"] <= 30_000


async def test_a_server_that_takes_no_changes_any_more_is_dialled_anew(postgres_url: str) -> None:
    """After a failover the standby is whoever served before; what leads there would lead there for ever."""
    name = postgres_url.rpartition("/")[2]
    async with Database(postgres_url) as database:
        await ask_beside(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        try:
            await _end_connections(name)
            with pytest.raises(DatabaseAway, match="read-only"):
                await use(database)
        finally:
            await ask_beside(f"ALTER DATABASE {name} RESET default_transaction_read_only")
        await use(database)


async def test_what_was_prepared_before_a_newer_release_changed_a_table_is_prepared_anew(
    postgres_url: str,
) -> None:
    name = postgres_url.rpartition("/")[2]
    async with Database(postgres_url, pool_size=1) as database:
        await look(database)
        await asyncio.to_thread(_retype, name, "text")
        try:
            with pytest.raises(DatabaseAway, match="cached statement"):
                await look(database)
            await look(database)
        finally:
            await asyncio.to_thread(_retype, name, "varchar")


async def look(database: Database) -> None:
    async with database.transaction() as repositories:
        assert await repositories.incidents.get(7) is None


def _retype(name: str, kind: str) -> None:
    ask_postgres(f"ALTER TABLE incidents ALTER COLUMN title TYPE {kind}", database=name)


async def _end_connections(name: str) -> None:
    await ask_beside(
        f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608  a name of ours
    )


async def ask_beside(statement: str) -> None:
    await asyncio.to_thread(ask_postgres, statement)


async def test_a_locked_file_is_away_and_serves_again_when_it_is_free(sqlite_url: str) -> None:
    path = sqlite_url.removeprefix("sqlite+aiosqlite:///")
    async with Database(sqlite_url, patience=0.01) as database:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DatabaseAway, match="locked"):
                await use(database)
            async with database.reading() as repositories:
                assert await repositories.incidents.open() == []
        await use(database)


async def test_a_folder_that_is_not_there_is_a_wrong_address(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/missing/bot.db")
    with pytest.raises(WrongAddress, match=r"there is no folder .*missing"):
        await database.open()


async def test_what_is_withheld_counts_as_away_until_it_is_migrated(
    database: Database,
) -> None:
    database.withhold("it is not migrated yet")
    with pytest.raises(DatabaseAway, match="not migrated yet"):
        await use(database)
    with pytest.raises(DatabaseAway, match="not migrated yet"):
        async with database.reading():
            pass
    await database.migrate()
    await use(database)


async def test_a_schema_of_this_release_is_found_so_while_somebody_writes(sqlite_url: str) -> None:
    path = sqlite_url.removeprefix("sqlite+aiosqlite:///")
    async with Database(sqlite_url) as database:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await database.migrate(patience=0.01)


async def test_a_file_that_is_no_database_is_a_wrong_address(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader, " * 200)
    with pytest.raises(WrongAddress, match="not a database"):
        await Database(f"sqlite:///{path}").open()


def test_a_full_disk_means_away() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE words (word TEXT)")
        connection.execute("PRAGMA max_page_count = 2")
        with pytest.raises(sqlite3.OperationalError) as caught:
            connection.execute("INSERT INTO words VALUES (?)", ["x" * 100_000])
    assert means_away(caught.value)
    assert "full" in str(away(caught.value, None))


def test_a_certificate_that_is_not_trusted_is_a_wrong_address() -> None:
    assert isinstance(away(ssl.SSLCertVerificationError("self-signed"), None), WrongAddress)


def test_a_cause_never_tells_the_password() -> None:
    assert "sesame" not in str(away(OSError("cannot reach bot:sesame@db"), "sesame"))


@pytest.mark.parametrize(
    "state",
    ["40001", "40P01", "53100", "53300", "55P03", "57014", "57P01", "57P03", "58030", "XX001"],
    ids=[
        "serialization failure", "deadlock", "disk full", "too many connections", "lock not available",
        "statement timeout", "shutting down", "starting up", "input or output", "corrupted",
    ],
)  # fmt: skip
async def test_what_postgresql_may_get_over_is_away(postgres_url: str, state: str) -> None:
    async with Database(postgres_url) as database:
        with pytest.raises(DatabaseAway, match="nothing was recorded"):
            await refused(database, state)
        await use(database)


async def test_who_finds_no_connection_free_does_not_wait_for_ever(postgres_url: str) -> None:
    async with Database(postgres_url, pool_size=1, patience=0.05) as database:
        async with database.transaction():
            with pytest.raises(DatabaseAway, match="nothing was recorded"):
                await use(database)
        await use(database)


async def test_what_postgresql_finds_wrong_in_a_statement_is_not_called_away(postgres_url: str) -> None:
    async with Database(postgres_url) as database:
        for state in ("22012", "23505", "42P01"):
            with pytest.raises(SQLAlchemyError):
                await refused(database, state)


async def refused(database: Database, state: str) -> None:
    async with database.transaction() as repositories:
        await repositories.incidents._connection.exec_driver_sql(
            f"DO $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '{state}'; END $$"
        )


async def test_a_mistake_in_a_query_is_not_called_away(database: Database) -> None:
    with pytest.raises(SQLAlchemyError):
        async with database.transaction() as repositories:
            await misspelt(repositories)


async def test_a_transaction_in_which_a_statement_failed_is_never_called_kept(database: Database) -> None:
    """PostgreSQL answers its commit without an error, and keeps nothing of it."""
    with pytest.raises(DatabaseAway, match="before its commit"):
        await beat_and_swallow_a_failure(database)
    async with database.transaction() as repositories:
        await repositories.heartbeats.beat("two")
    async with database.reading() as repositories:
        assert await repositories.heartbeats.alive(60) == ["two"]


async def beat_and_swallow_a_failure(database: Database) -> None:
    async with database.transaction() as repositories:
        await repositories.heartbeats.beat("one")
        with suppress(SQLAlchemyError):
            await misspelt(repositories)


async def misspelt(repositories: Repositories) -> None:
    await repositories.incidents._connection.exec_driver_sql("SELECT severty FROM incidents")


async def test_nothing_can_be_written_while_reading(database: Database) -> None:
    async with database.reading() as repositories:
        with pytest.raises((SQLAlchemyError, DatabaseAway), match=r"read-?only"):
            await repositories.incidents.next_number()


def test_the_server_for_tests_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    with pytest.raises(pytest.skip.Exception, match="TEST_DATABASE_URL"):
        postgres_server()


async def test_who_is_cancelled_while_waiting_is_cancelled_and_not_told_that_it_is_away(
    postgres_url: str,
) -> None:
    async with Database(postgres_url) as database:

        async def wait() -> None:
            async with database.transaction() as repositories:
                await repositories.outbox._connection.execute(text("SELECT pg_sleep(60)"))

        waiting = asyncio.create_task(wait())
        await _until_somebody_waits(postgres_url)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        async with database.reading() as repositories:
            assert await repositories.incidents.open() == []


async def _until_somebody_waits(url: str) -> None:
    name = url.rsplit("/", 1)[-1]
    asked = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"
    )

    async def somebody_waits() -> bool:
        return bool((await _ask(name, asked))[0][0])

    await until(somebody_waits, "nobody waits")
