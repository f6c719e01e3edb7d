"""What capturing costs in transactions and statements, however many messages there are."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.services.capture import BATCH, Scribe
from bot.slack.hearing import hear
from storage import Database
from tests.counting import Counted, counting
from tests.services.hearing import BOT, a_scribe, open_incident, posted, timeline_of


async def burst(
    database: Database,
    many: int,
    *,
    begin: int = 0,
    scribe: Scribe | None = None,
    channels: Sequence[str] = ("C1",),
) -> Counted:
    """Let messages arrive at once; what was asked of the database for them."""
    scribe = scribe or a_scribe(database)
    with counting(database) as counted:
        await asyncio.gather(
            *(
                scribe.take_down(heard, (f"event:{number}",))
                for number in range(begin, begin + many)
                if (
                    heard := hear(
                        posted(
                            channels[number % len(channels)], f"1774000000.{number:06d}", f"words {number}"
                        ),
                        BOT,
                    )
                )
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
    assert len([sql for sql in counted.about("timeline") if "INSERT INTO timeline" in sql]) == 1
    assert len(await timeline_of(database, 1)) == 151


async def test_what_is_newly_said_is_locked_taken_and_written_in_one_statement_each(
    database: Database,
) -> None:
    """On PostgreSQL, where each is a way to the server, as are BEGIN and COMMIT."""
    for number in (1, 2):
        await open_incident(database, number, f"C{number}")
    scribe = a_scribe(database)
    await burst(database, 2, begin=900, scribe=scribe, channels=("C1", "C2"))
    counted = await burst(database, 60, scribe=scribe, channels=("C1", "C2"))
    verbs = [sql.split()[0] for sql, _ in counted.statements]
    if database.is_postgres:
        assert verbs == ["SELECT", "WITH", "WITH"]
    else:
        assert verbs == ["BEGIN", "SELECT", "INSERT", "SELECT", "UPDATE", "UPDATE", "INSERT"]
    assert counted.commits == 1
    assert [len(await timeline_of(database, number)) for number in (1, 2)] == [31, 31]


async def test_a_burst_is_no_more_statements_than_one_message_whatever_is_there(database: Database) -> None:
    await open_incident(database, 1, "C1")
    first = await burst(database, 1)
    many = await burst(database, 100, begin=10)
    again = await burst(database, 100, begin=500)
    assert len(many.statements) == len(first.statements)
    assert len(again.statements) == len(first.statements)


@pytest.mark.parametrize("wanted", ["timeline", "marks", "incidents"])
async def test_nothing_a_burst_asks_grows_with_the_timeline(database: Database, wanted: str) -> None:
    """PostgreSQL keeps to the plan that it made while there was little."""
    await open_incident(database, 1, "C1")
    await burst(database, 2)
    counted = await burst(database, 20, begin=10)
    asked = [each for each in counted.statements if f"FROM {wanted}" in each[0]]
    async with database.reading() as repositories:
        connection = repositories.timeline._connection
        if database.is_postgres:
            # A table that it knows to be nearly empty it reads whole, rightly: an index has to serve.
            await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN" if database.is_postgres else "EXPLAIN QUERY PLAN"
        whole = f"Seq Scan on {wanted}" if database.is_postgres else f"SCAN {wanted}"
        for sql, parameters in asked:
            plan = await connection.exec_driver_sql(f"{explain} {sql}", parameters)
            steps = [str(row[-1]).strip() for row in plan]
            assert not [step for step in steps if whole in step], steps
            # Of the channel alone the index knows the whole timeline.
            assert not [step for step in steps if step.startswith("Filter") and "message_ts" in step], steps
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
