"""Fixtures shared by the tests of the simulated workspace."""

from collections.abc import AsyncIterator

import pytest

from bot.sandbox.people import Person
from tests.sandbox.delivery_fixtures import HASTY, Office, open_office
from tests.sandbox.web_api_fixtures import Api, open_api


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """A workspace whose one app is the little bot, reached over HTTP."""
    async with open_office() as opened:
        yield opened


@pytest.fixture
async def hasty_office() -> AsyncIterator[Office]:
    """The same with hardly any patience."""
    async with open_office(HASTY) as opened:
        yield opened


@pytest.fixture
def alice(office: Office) -> Person:
    return office.person("alice")


@pytest.fixture
def bob(office: Office) -> Person:
    return office.person("bob")


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    """A populated workspace on the paid plan, without rate limits, and an app at its Web API."""
    async with open_api() as opened:
        yield opened
