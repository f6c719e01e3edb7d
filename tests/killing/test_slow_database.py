"""SIGKILL in the window between a late answer and the end of what it was about: the words stay true.

The process answers people after a second; its database is kept from writing, or never ends its commit.
"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pytest

from bot.sandbox.entities import Channel
from tests.killing.ground import Ground, Grounds
from tests.killing.test_kills import _declares

NOTE = "written while it was slow"


@asynccontextmanager
async def _held(url: str) -> AsyncIterator[None]:
    """Somebody else keeps the incidents to themselves."""
    if url.startswith("sqlite"):
        path = url.removeprefix("sqlite+aiosqlite:///")
        with closing(sqlite3.connect(path, isolation_level=None, timeout=20)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE incidents IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await connection.close()


@asynccontextmanager
async def _incident(url: str, grounds: Grounds, point: str) -> AsyncIterator[tuple[Ground, Channel]]:
    """An incident with its channel, and a process that serves it as `point` says."""
    async with grounds(url, "http") as ground:
        await ground.launch()
        await _declares(ground)
        await ground.until(ground.incident_channels, "no channel")
        await ground.settle()
        await ground.kill()
        await ground.launch(point)
        yield ground, ground.incident_channels()[0]


async def _noted(ground: Ground) -> int:
    async with ground.database() as database, database.reading() as repositories:
        return sum(entry.text == NOTE for entry in await repositories.timeline.all(1))


async def _goes_on(ground: Ground, channel: Channel) -> None:
    """Another process takes over, and what is typed again counts once."""
    await ground.kill()
    await ground.launch()
    await ground.settle()
    assert await _noted(ground) == 0
    answer = await ground.person("alice").runs(f"/incident note {NOTE}", channel)
    assert "Noted" in answer.text
    await ground.settle()
    assert await _noted(ground) == 1
    await ground.check([])


@pytest.mark.parametrize("killed", [True, False], ids=["killed", "living on"])
async def test_what_people_are_told_was_not_recorded_never_is(
    killed: bool, database_url: str, grounds: Grounds
) -> None:
    async with _incident(database_url, grounds, "slow-database") as (ground, channel):
        async with _held(database_url):
            answer = await ground.person("alice").runs(f"/incident note {NOTE}", channel)
            assert (answer.error, "Nothing was recorded" in answer.text) == (None, True)
            if killed:
                await ground.kill()
        if not killed:
            # Whoever waits for the database now comes after the note that was given up.
            await ground.person("bob").joins(channel)
            await ground.settle()
        await _goes_on(ground, channel)


async def test_nobody_is_told_that_something_was_recorded_or_not_while_its_commit_is_under_way(
    database_url: str, grounds: Grounds
) -> None:
    async with _incident(database_url, grounds, "slow-commit") as (ground, channel):
        answer = await ground.person("alice").runs(f"/incident note {NOTE}", channel)
        assert answer.error is None
        assert "cannot say yet whether this was recorded" in answer.text
        await _goes_on(ground, channel)
