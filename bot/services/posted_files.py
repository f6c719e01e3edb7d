"""Which files of an incident's channel can be named as the notice that was filed."""

from bot.domain.duties.posted_file import PostedFile, posted_files
from bot.domain.errors import WrongUse
from bot.domain.incident import Incident
from bot.domain.timeline import fold
from bot.services.unit import Unit

OFFERED = 100
"""Messages with files that are looked at, the newest; Slack's menus hold as many options."""


async def offered(unit: Unit, incident: Incident) -> tuple[PostedFile, ...]:
    """Return the files posted last, the newest first."""
    entries = await unit.repositories.timeline.with_files(incident.number, OFFERED)
    return posted_files(fold(entries))[:OFFERED]


async def chosen(unit: Unit, incident: Incident, file_id: str) -> PostedFile:
    """Return the file that somebody chose.

    Raises:
        WrongUse: its message was deleted, or its words were erased, since the form was opened.
    """
    found = next((each for each in await offered(unit, incident) if each.id == file_id), None)
    if found is None:
        raise WrongUse("That file is not in the channel any more. Choose another, or give a link.")
    return found
