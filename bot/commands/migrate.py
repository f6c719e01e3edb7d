"""`incident-bot migrate`: bring the database to the newest schema."""

from typing import TextIO

from bot.config import Settings
from storage import Database


async def migrate(settings: Settings, out: TextIO) -> int:
    """Migrate; safe while several copies do the same."""
    async with Database(settings.database_url.get_secret_value()) as database:
        await database.migrate()
        out.write(f"{database.shown_url}: schema is current.\n")
    return 0
