"""A pause in listening is seen once, by whoever ends it, however many copies there are."""

import asyncio
from datetime import UTC, datetime, timedelta

from storage import Database
from storage.listening import Pause
from tests.databases import OpenAnother, RawSql

AT = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def advance(database: Database, at: datetime) -> Pause | None:
    async with database.transaction() as repositories:
        return await repositories.listening.advance(at, settled=at - MINUTE)


async def pretend(raw: RawSql, seconds: float) -> None:
    await raw.run("UPDATE listening SET seen_epoch = seen_epoch - :seconds", seconds=seconds)


async def test_the_first_sign_ever_ends_no_pause(database: Database) -> None:
    assert await advance(database, AT) is None


async def test_a_pause_is_as_long_as_the_databases_clock_says(database: Database, raw: RawSql) -> None:
    await advance(database, AT)
    await pretend(raw, 600.0)
    pause = await advance(database, AT + 2 * MINUTE)
    assert pause is not None
    assert pause.since == AT
    assert 600.0 <= pause.seconds < 1200.0


async def test_of_several_copies_that_come_back_at_once_one_sees_the_pause(
    database: Database, raw: RawSql, another: OpenAnother
) -> None:
    await advance(database, AT)
    await pretend(raw, 600.0)
    copies = [database, *[await another() for _ in range(3)]]
    pauses = await asyncio.gather(*(advance(copy, AT + MINUTE) for copy in copies))
    assert len([pause for pause in pauses if pause is not None and pause.seconds >= 600.0]) == 1


async def test_what_slack_dropped_is_told_once_and_whole_when_it_is_over(database: Database) -> None:
    await advance(database, AT)
    for number in (1, 2, 0):
        async with database.transaction() as repositories:
            await repositories.listening.dropped(AT + number * MINUTE, AT + (number + 1) * MINUTE)
    still = await advance(database, AT + 3 * MINUTE)
    over = await advance(database, AT + 5 * MINUTE)
    after = await advance(database, AT + 6 * MINUTE)
    assert [pause and pause.dropped for pause in (still, over, after)] == [
        None,
        (AT, AT + 3 * MINUTE),
        None,
    ]
