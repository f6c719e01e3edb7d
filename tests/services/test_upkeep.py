"""Keeping house costs nothing while there is nothing to do."""

from datetime import timedelta

from bot.catalogue import load_catalogue
from bot.domain.policy import Policy
from bot.services.upkeep import Upkeep
from storage import Database
from tests.counting import counting
from tests.storage.examples import AT


async def test_between_two_signs_of_life_the_database_is_asked_nothing(database: Database) -> None:
    """How much waits in the outbox is measured when somebody asks for the metrics."""
    upkeep = Upkeep(database, Policy(), load_catalogue())
    with counting(database) as counted:
        await upkeep.tick(AT)
        assert counted.statements
        counted.clear()
        await upkeep.tick(AT + timedelta(seconds=1))
    assert counted.statements == []
