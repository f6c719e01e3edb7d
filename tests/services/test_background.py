"""Work that nobody waits for: what ends it is logged, and told from a fault of ours."""

import pytest

from bot.services.background import Background
from storage.errors import DatabaseAway


async def _raises(error: Exception) -> None:
    raise error


async def test_a_database_that_is_away_is_no_fault_of_the_work(caplog: pytest.LogCaptureFixture) -> None:
    background = Background()
    background.spawn("acquaintance", _raises(DatabaseAway("gone")))
    await background.settle()
    assert "background_cut_short" in caplog.text
    assert "background_failed" not in caplog.text


async def test_anything_else_is_one(caplog: pytest.LogCaptureFixture) -> None:
    background = Background()
    background.spawn("acquaintance", _raises(ZeroDivisionError()))
    await background.settle()
    assert "background_failed" in caplog.text
