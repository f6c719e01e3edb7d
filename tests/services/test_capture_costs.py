"""What capturing costs in transactions and statements, however many messages there are."""

import asyncio

import pytest

from bot.services.capture import BATCH, Scribe
from bot.slack.hearing import hear
from storage import Database
from tests.counting import Counted, counting
from tests.services.hearing import BOT, a_scribe, open_incident, posted, timeline_of


async def burst(database: Database, many: int, *, begin: int = 0, scribe: Scribe | None = None) -> Counted:
    """Let messages arrive at once; what was asked of the database for them."""
    scribe = scribe or a_scribe(database)
    with counting(database) as counted:
        await asyncio.gather(
            *(
                scribe.take_down(heard, (f"event:{number}",))
                for number in range(begin, begin + many)
                if (heard := hear(posted("C1", f"1774000000.{number:06d}", f"words {number}"), BOT))
            )
        )
        await scribe._background.settle()
    return counted


async def test_a_burst_is_one_transaction(database: Database) -> None:
    await open_incident(database, 1, "C1")
    scribe = a_scribe(database)
    await burst(database, 1, begin=900, scribe=scribe)  # It learns that the channel is an incident's.
    counted = await burst(database, 150, scribe=scribe)
    assert counted.commits == 1
    assert len([sql for sql in counted.about("timeline") if sql.startswith("INSERT")]) == 1
    assert len(await timeline_of(database, 1)) == 151


async def test_a_burst_is_no_more_statements_than_one_message_whatever_is_there(database: Database) -> None:
    await open_incident(database, 1, "C1")
    first = await burst(database, 1)
    many = await burst(database, 100, begin=10)
    again = await burst(database, 100, begin=500)
    assert len(many.statements) == len(first.statements)
    assert len(again.statements) == len(first.statements)


@pytest.mark.parametrize("wanted", ["timeline", "marks", "incidents"])
async def test_nothing_a_burst_asks_grows_with_the_timeline(sqlite_url: str, wanted: str) -> None:
    async with Database(sqlite_url) as database:
        await open_incident(database, 1, "C1")
        counted = await burst(database, 20)
        asked = [each for each in counted.statements if f"FROM {wanted}" in each[0]]
        async with database.reading() as repositories:
            connection = repositories.timeline._connection
            for sql, parameters in asked:
                plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)
                steps = [str(row.detail) for row in plan]
                assert not [step for step in steps if step.startswith(f"SCAN {wanted}")], steps
    assert asked


async def test_a_flood_lets_what_another_incident_waits_for_in_after_one_transaction(sqlite_url: str) -> None:
    """SQLite has one writer: who wants to write next is next, however much of the flood still waits."""
    async with Database(sqlite_url) as database:
        await open_incident(database, 1, "C1")
        scribe = a_scribe(database)
        await burst(database, 1, begin=9000, scribe=scribe)
        flood = asyncio.create_task(burst(database, 5 * BATCH, scribe=scribe))
        with counting(database) as counted:
            while not database._writing.locked():  # noqa: ASYNC110 - nobody tells when a transaction begins
                await asyncio.sleep(0)
            async with database.transaction():
                committed = counted.commits
        assert committed == 1
        assert (await flood).commits == 6
        assert len(await timeline_of(database, 1)) == 5 * BATCH + 1
