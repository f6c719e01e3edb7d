"""A newer release of the bot: this one with one migration more, which adds a column and a table."""

from pathlib import Path

import storage.schema

HERE = Path(__file__).parent / "later"
NEWEST = "9000"
RELEASED = storage.schema.known()[0]
"""The newest migration of this release."""

_of_this_release = storage.schema.folders


def folders() -> list[Path]:
    """Where the newer release finds its migrations."""
    return [*_of_this_release(), HERE]


def become_newer() -> None:
    """Let this process be the newer release."""
    storage.schema.folders = folders
    storage.schema.known.cache_clear()
