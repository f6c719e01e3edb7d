"""Fixtures shared by the tests of what the bot does."""

from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from tests.services.office import Office, open_office


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    """A workspace and a courier to it, on each kind of database."""
    async with open_office(database) as opened:
        yield opened
