"""People and instants as the files of an incident name them."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.actor import BOT_ID

Names = Mapping[str, str]


def who(user_id: str | None, names: Names) -> str:
    """Return a person by name, as far as it is known."""
    if user_id is None:
        return "nobody"
    return "the bot" if user_id == BOT_ID else names.get(user_id, user_id)


def stamp(at: datetime | None) -> str:
    """Return an instant for a file: in UTC, and saying so."""
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "not known"
