"""Copies of the bot share Slack's limits: a call counts against all of its limits, or against none."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.limit import Limit
from bot.services.background import Background
from bot.services.shared_pace import SharedPace
from storage import Database
from tests.counting import counting
from tests.databases import PATIENT

POSTS = Limit("chat.postMessage", 1, 600.0)
HERE = Limit("posts in C1", 1, 600.0)
THERE = Limit("posts in C2", 1, 600.0)


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    """The one that the copies share."""
    async with Database(postgres_url, patience=PATIENT) as opened:
        yield opened


@pytest.fixture
def pace(database: Database) -> SharedPace:
    """What all copies ask before a call."""
    return SharedPace(database, Background())


async def test_a_call_that_one_of_its_limits_refuses_counts_against_none(pace: SharedPace) -> None:
    assert await pace.take([HERE, POSTS]) is None
    refused = await pace.take([THERE, POSTS])
    assert refused is not None
    assert refused[0] == POSTS.name
    assert 590 < refused[1] <= 600
    assert await pace.take([THERE]) is None


async def test_taking_costs_a_statement_for_each_limit(database: Database, pace: SharedPace) -> None:
    with counting(database) as asked:
        await pace.take([HERE, POSTS])
        assert len(asked.about("paces")) == 2
        asked.clear()
        await pace.take([THERE, POSTS])
        assert len(asked.about("paces")) == 3, "and one that tells how long to wait"
