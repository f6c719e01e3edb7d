"""Fixtures for every test."""

import gc
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.telemetry import set_up_logging
from tests.nursery import Nursery
from tests.stage import Stage, on_stage

pytest_plugins = ["tests.databases", "tests.summary"]

WAITING = ("tests/fire/", "tests/killing/", "tests/guarantees/test_processes.py", "tests/browser/")

gc.disable()  # What is loaded and collected stays; looking through it for garbage takes a sixth of the time.


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Collect; from then on there is garbage, and what was made so far is none."""
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with those that wait for processes and a browser: a worker of xdist begins with a stretch of all.

    So one waits while the others keep the processors busy, and no long test is the last one.
    """
    items.sort(key=lambda item: not item.nodeid.startswith(WAITING))


@pytest.fixture(autouse=True)
def logs() -> None:
    """Logs as the program writes them, so that a failing test shows them."""
    set_up_logging("console", "INFO")


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[Stage]:
    """A workspace with the bot on it, over HTTP and on SQLite."""
    async with on_stage(sqlite_url) as stage:
        yield stage


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Starts processes of the bot, for all who kill them in a session."""
    nursery = Nursery()
    yield nursery
    nursery.close()
