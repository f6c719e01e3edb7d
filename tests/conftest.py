"""Fixtures for every test."""

from collections.abc import AsyncIterator

import pytest

from bot.telemetry import set_up_logging
from tests.stage import Stage, on_stage

pytest_plugins = ["tests.databases", "tests.summary"]


@pytest.fixture(autouse=True)
def logs() -> None:
    """Logs as the program writes them, so that a failing test shows them."""
    set_up_logging("console", "INFO")


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[Stage]:
    """A workspace with the bot on it, over HTTP and on SQLite."""
    async with on_stage(sqlite_url) as stage:
        yield stage
