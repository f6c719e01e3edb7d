"""`incident-bot backup FILE`: a copy of the SQLite database, also while the bot serves from it."""

import asyncio
import sqlite3
import sys
from pathlib import Path
from typing import TextIO

from bot.config import Settings
from storage import Database

DONE, FAILED, WRONG_USE = 0, 1, 2


async def backup(settings: Settings, target: Path, out: TextIO, errors: TextIO | None = None) -> int:
    """Write the copy; return the exit code."""
    errors = errors or sys.stderr
    database = Database(settings.database_url.get_secret_value())  # Not opened: that would make the file.
    if database.is_postgres:
        errors.write(
            "incident-bot: PostgreSQL is backed up by its own tools, for example"
            " `pg_dump --format=custom --file=FILE DATABASE`. See docs/operations.md.\n"
        )
        return WRONG_USE
    try:
        await asyncio.to_thread(database.copy_to, target)
    except (OSError, sqlite3.Error) as error:
        errors.write(f"incident-bot: {target} was not written: {error}.\n")
        return FAILED
    out.write(f"{target}: a whole copy of {database.shown_url}.\n")
    return DONE
