"""What the courier shows of an incident's present state, made at the moment it is sent."""

from collections.abc import AsyncIterator
from typing import Any

from bot.catalogue import Catalogue
from bot.clock import Clock
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.services import exporting
from bot.services.homes import Homes
from bot.services.notices import still_missing
from bot.services.roster import Roster
from bot.views import announcement as outside
from bot.views import card as cards
from bot.views import triage as questions
from storage import Database


class Rendering:
    """Card, triage questions, topic, announcement and App Home from what is recorded now."""

    def __init__(
        self, database: Database, catalogue: Catalogue, roster: Roster, homes: Homes, clock: Clock
    ) -> None:
        self._database = database
        self._clock = clock
        self._catalogue = catalogue
        self._roster = roster
        self._homes = homes

    async def card(self, incident: Incident) -> Outgoing:
        """Return the pinned card, with the regulatory clocks as they stand now."""
        async with self._database.reading() as repositories:
            deadlines = await repositories.duties.deadlines(incident.number)
            missing = await still_missing(
                repositories,
                incident,
                cards.next_clocks(deadlines),
                self._catalogue.regulations,
                self._clock(),
            )
        return cards.card(incident, self._catalogue, deadlines, missing)

    async def triage(self, incident: Incident) -> Outgoing:
        """Return the triage questions, with names for those who answered."""
        names = await self._roster.names(set(questions.people(incident)))
        return questions.questions_message(incident, self._catalogue, names)

    def triage_moved(self, incident: Incident, link: str) -> Outgoing:
        """Return what stands where the triage questions were before."""
        return questions.moved(incident, link)

    async def topic(self, incident: Incident) -> str:
        """Return the channel's topic, at most 250 characters."""
        who = incident.commander
        names = await self._roster.names({who}) if who else {}
        return outside.topic(incident, names.get(who, who) if who else None)

    def announcement(self, incident: Incident) -> Outgoing | None:
        """Return the announcement; None when the incident is announced to nobody."""
        if incident.private or incident.drill:
            return None
        return outside.announcement(incident)

    async def document(self, incident: Incident, about: dict[str, Any]) -> AsyncIterator[str]:
        """Yield the incident as a file, piece by piece, as it stands now."""
        form, alone = exporting.Form(about["form"]), bool(about.get("only_timeline"))
        async with self._database.reading() as repositories:
            now = await repositories.incidents.get(incident.number) or incident
            pieces = exporting.pieces(repositories, now, form, self._clock(), only_timeline=alone)
            async for piece in pieces:
                yield piece

    async def home(self, user_id: str) -> dict[str, Any]:
        """Return a person's App Home."""
        return await self._homes.view(user_id)
