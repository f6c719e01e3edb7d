"""The App Home: what is open, mine first, and what I have to do."""

from typing import Any

from bot.catalogue import Catalogue
from bot.domain.incident import Incident
from bot.views.home import home
from storage import Database


class Homes:
    """Looks up what a person's App Home shows; a private incident only to those in it."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue

    async def view(self, user_id: str) -> dict[str, Any]:
        """Return the Home tab of a person."""
        async with self._database.reading() as repositories:
            incidents = await repositories.incidents.open()
            mine = await repositories.members.incidents_of(user_id)
            tasks = await repositories.tasks.open_of_person(user_id)
        seen = [i for i in incidents if not i.private or i.number in mine or _runs(i, user_id)]
        return home(seen, mine, tasks, user_id)


def _runs(incident: Incident, user_id: str) -> bool:
    return incident.declared_by == user_id or any(
        h.user_id == user_id and h.is_current for h in incident.roles
    )
