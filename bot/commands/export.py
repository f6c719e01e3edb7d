"""`incident-bot export`: one incident to standard output, without asking Slack anything."""

import json
import sys
from typing import TextIO

from bot.clock import Clock, system_clock
from bot.config import Settings
from bot.domain.export import json_schema
from bot.domain.reference import parse_reference
from bot.services.exporting import Form, pieces
from storage import Database
from storage.schema import SchemaState

DONE, FAILED, WRONG_USE = 0, 1, 2


def schema_text() -> str:
    """Return the JSON Schema of the json form, as text."""
    return json.dumps(json_schema(), indent=2) + "\n"


async def export(
    settings: Settings,
    reference: str,
    form: str,
    out: TextIO,
    errors: TextIO | None = None,
    *,
    clock: Clock = system_clock,
) -> int:
    """Write one incident to `out` in the form asked for; return the exit code."""
    errors = errors or sys.stderr
    number = parse_reference(reference)
    if number is None:
        errors.write(f"incident-bot: {reference} is no reference. Write INC-7 or 7.\n")
        return WRONG_USE
    async with Database(settings.database_url.get_secret_value(), makes_file=False) as database:
        if await database.schema_state() is not SchemaState.CURRENT:
            errors.write("incident-bot: the database's schema is not current. Run `incident-bot migrate`.\n")
            return FAILED
        async with database.reading() as repositories:
            incident = await repositories.incidents.get(number)
            if incident is None:
                errors.write(f"incident-bot: there is no INC-{number}.\n")
                return FAILED
            async for piece in pieces(repositories, incident, Form.parse(form), clock()):
                out.write(piece)
    return DONE
