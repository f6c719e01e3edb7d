"""Transactions commit whole or not at all, and snapshots stand still."""

import asyncio

import pytest

from storage import engines
from storage.database import Database
from tests.databases import SYNCHRONOUS, OpenAnother
from tests.storage.examples import an_incident

FULL = 2
"""SQLite's number for `PRAGMA synchronous=FULL`."""


async def test_what_a_transaction_did_is_there_afterwards(database: Database) -> None:
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident(1))
    async with database.reading() as repositories:
        assert await repositories.incidents.get(1) == an_incident(1)


async def test_an_error_takes_everything_back_even_a_number_given_out(database: Database) -> None:
    async def declare_and_fail() -> None:
        async with database.transaction() as repositories:
            number = await repositories.incidents.next_number()
            await repositories.incidents.add(an_incident(number))
            raise LookupError

    with pytest.raises(LookupError):
        await declare_and_fail()
    async with database.transaction() as repositories:
        assert await repositories.incidents.get(1) is None
        assert await repositories.incidents.next_number() == 1


async def test_a_snapshot_does_not_see_what_is_committed_beside_it(
    database: Database, another: OpenAnother
) -> None:
    copy = await another()
    async with database.reading() as snapshot:
        assert await snapshot.incidents.all() == []
        async with copy.transaction() as repositories:
            await repositories.incidents.add(an_incident(1))
        assert await snapshot.incidents.all() == []
    async with database.reading() as snapshot:
        assert [incident.number for incident in await snapshot.incidents.all()] == [1]


async def test_what_the_bot_commits_on_sqlite_is_on_the_disk(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "SYNCHRONOUS", SYNCHRONOUS)
    async with Database(sqlite_url) as database, database.transaction() as repositories:
        asked = await repositories.outbox._connection.exec_driver_sql("PRAGMA synchronous")
        assert asked.scalar() == FULL


async def test_a_transaction_within_another_is_refused_instead_of_waiting_for_ever(sqlite_url: str) -> None:
    async with Database(sqlite_url) as database, database.transaction():
        with pytest.raises(RuntimeError, match="within another"):
            async with database.transaction():
                pass


async def test_a_database_that_is_not_open_says_so() -> None:
    with pytest.raises(RuntimeError, match="not open"):
        async with Database("sqlite:///:memory:").reading():
            pass


async def test_writers_of_one_process_take_turns_on_sqlite(sqlite_url: str) -> None:
    async with Database(sqlite_url, patience=0.01) as database:

        async def declare() -> int:
            async with database.transaction() as repositories:
                number = await repositories.incidents.next_number()
                await repositories.incidents.add(an_incident(number))
                return number

        assert sorted(await asyncio.gather(*(declare() for _ in range(20)))) == list(range(1, 21))
