"""A newer release of the bot: this one with one migration more, which adds a column and a table."""

from alembic.config import Config
from alembic.script import ScriptDirectory

import storage.schema

HERE = "tests.fire:later"
NEWEST = "9000"

_of_this_release = storage.schema._located


def released() -> str:
    """The newest migration of this release."""
    head = ScriptDirectory.from_config(_of_this_release()).get_current_head()
    assert head is not None
    return head


def located() -> Config:
    """Where the newer release finds its migrations."""
    config = _of_this_release()
    scripts = str(config.get_main_option("script_location"))
    config.set_main_option("version_locations", f"{scripts}/versions {HERE}")
    config.set_main_option("path_separator", "space")
    return config


def become_newer() -> None:
    """Let this process be the newer release."""
    storage.schema._located = located
    storage.schema._known.cache_clear()
