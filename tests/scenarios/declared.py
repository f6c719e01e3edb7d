"""What was recorded of a declaration, for stories to look at."""

from bot.domain.incident import Incident
from tests.stage import Stage


async def incident(stage: Stage, number: int = 1) -> Incident:
    """An incident as it is recorded."""
    async with stage.bot.database.reading() as repositories:
        found = await repositories.incidents.get(number)
    assert found is not None
    return found


async def timeline(stage: Stage, number: int = 1) -> list[str]:
    """Kind and words of every entry."""
    async with stage.bot.database.reading() as repositories:
        return [f"{entry.kind}: {entry.text}" for entry in await repositories.timeline.all(number)]
