"""Stages for the promises: what is delivered here is often what Slack would never send, so nothing is judged."""

from collections.abc import AsyncIterator

import pytest

from tests.stage import Stage, Transport, on_stage


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[Stage]:
    """The bot over HTTP, on SQLite."""
    async with on_stage(sqlite_url, judged=False) as stage:
        yield stage


@pytest.fixture(params=["http", "socket"])
async def lane(request: pytest.FixtureRequest, sqlite_url: str) -> AsyncIterator[Stage]:
    """The bot over each transport, on SQLite."""
    transport: Transport = request.param
    async with on_stage(sqlite_url, transport, judged=False) as stage:
        yield stage
