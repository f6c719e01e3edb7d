"""Slack's limits, kept by several copies: a call counts once, whoever makes it, by the database's time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from bot.domain.limit import Limit
from storage.database import Database
from storage.paces import UsedUp
from tests.databases import PATIENT, RawSql

CREATES = Limit("conversations.create", 18, 60.0)
POSTS = Limit("posts in C1", 1, 600.0)


@pytest.fixture
async def copies(postgres_url: str) -> AsyncIterator[list[Database]]:
    """Three copies of the bot on one database."""
    opened = [Database(postgres_url, patience=PATIENT) for _ in range(3)]
    for database in opened:
        await database.open()
    yield opened
    for database in opened:
        await database.close()


async def _take(database: Database, limit: Limit) -> float:
    """Count a call against a limit and return 0, else how long to wait."""
    try:
        async with database.transaction() as repositories:
            await repositories.paces.take([limit])
    except UsedUp as used_up:
        return used_up.wait
    return 0.0


async def test_copies_that_all_call_at_once_take_no_more_than_the_limit_together(
    copies: list[Database],
) -> None:
    waits = await asyncio.gather(*(_take(copies[n % 3], CREATES) for n in range(60)))
    assert waits.count(0.0) == CREATES.most
    assert all(0 < wait <= 60 for wait in waits if wait)


async def test_limits_are_kept_apart_by_their_names(copies: list[Database]) -> None:
    assert await _take(copies[0], POSTS) == 0
    assert await _take(copies[1], POSTS) > 0
    assert await _take(copies[2], Limit("posts in C2", 1, 600.0)) == 0


async def test_what_lies_longer_back_than_the_window_does_not_count(copies: list[Database]) -> None:
    short = Limit("posts in C1", 1, 0.000001)
    assert [await _take(copy, short) for copy in copies] == [0.0, 0.0, 0.0]


async def test_a_clock_of_the_databases_that_is_set_back_keeps_nobody_waiting_for_it(
    copies: list[Database], postgres_url: str
) -> None:
    assert await _take(copies[0], POSTS) == 0
    await RawSql(postgres_url).run("UPDATE paces SET made = ARRAY[made[1] + 3600]")
    assert await _take(copies[1], POSTS) == 0
    assert 0 < await _take(copies[2], POSTS) <= POSTS.seconds


async def test_a_call_that_nobody_may_hold_up_counts_for_the_others(copies: list[Database]) -> None:
    for _ in range(3):
        async with copies[0].transaction() as repositories:
            await repositories.paces.count(POSTS)
    assert await _take(copies[1], POSTS) > 0


async def test_all_copies_heed_what_slack_said_to_one(copies: list[Database]) -> None:
    async with copies[0].transaction() as repositories:
        await repositories.paces.hold(CREATES.name, 30.0)
        await repositories.paces.hold(CREATES.name, 5.0)
    assert 25 < await _take(copies[1], CREATES) <= 30


async def test_what_is_taken_back_was_not_taken(copies: list[Database]) -> None:
    with suppress(RuntimeError):
        async with copies[0].transaction() as repositories:
            await repositories.paces.take([POSTS])
            raise RuntimeError
    assert await _take(copies[1], POSTS) == 0


async def test_limits_that_are_not_used_any_more_are_forgotten(copies: list[Database]) -> None:
    await _take(copies[0], POSTS)
    async with copies[0].transaction() as repositories:
        assert await repositories.paces.prune(3600.0) == 0
        assert await repositories.paces.prune(-1.0) == 1
