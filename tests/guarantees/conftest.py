"""Stages for the promises; what is delivered is often what Slack would never send, so nothing is judged."""

from collections.abc import AsyncIterator

import pytest

from bot.services import lookups, roster
from handlers import declaring
from storage import Database
from tests.guarantees.defaults import defaults_of
from tests.stage import SOON_AWAY, Patience, Stage, Transport, on_stage


@pytest.fixture
def patience() -> Patience:
    """How long everybody waits: ample, and in earnest where that is what a promise is about."""
    return SOON_AWAY


@pytest.fixture
async def stage(sqlite_url: str, patience: Patience) -> AsyncIterator[Stage]:
    """The bot over HTTP, on SQLite."""
    async with on_stage(sqlite_url, judged=False, patience=patience) as stage:
        yield stage


@pytest.fixture(params=["http", "socket"])
async def lane(request: pytest.FixtureRequest, sqlite_url: str, patience: Patience) -> AsyncIterator[Stage]:
    """The bot over each transport, on SQLite."""
    transport: Transport = request.param
    async with on_stage(sqlite_url, transport, judged=False, patience=patience) as stage:
        yield stage


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the bot waits for on the way to its answer a tenth as long as it is in earnest."""
    for module, name in (
        (lookups, "PATIENCE"),
        (roster, "PATIENCE"),
        (declaring, "LINK_PATIENCE"),
    ):
        monkeypatch.setattr(module, name, getattr(module, name) / 10)
    monkeypatch.setitem(defaults_of(Database), "patience", 0.2)


@pytest.fixture
def quickly_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that cannot be used says so long before anybody's patience ends."""
    monkeypatch.setitem(defaults_of(Database), "patience", 0.05)
