"""Fixtures shared by the tests of what the bot does."""

from collections.abc import AsyncIterator

import pytest

from bot.services.carriers import messages
from storage.database import Database
from tests.services.office import Office, open_office


@pytest.fixture(autouse=True)
def shared_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was uploaded has its message sooner than on Slack."""
    monkeypatch.setattr(messages, "SHARED_AFTER", 0.05)


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    """A workspace and a courier to it, on each kind of database."""
    async with open_office(database) as opened:
        yield opened
