"""The schema's version: compared with this release's migrations, and brought to them."""

from enum import StrEnum
from functools import cache
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from storage import duty_tables, tables
from storage.errors import SchemaTooNew

_LOCK_WORD = "incident-bot schema"

METADATA = duty_tables.DeadlineRow.metadata
"""The tables as this release wants them; all row classes share it once their modules are imported."""


class SchemaState(StrEnum):
    """How the database's schema stands to this release."""

    CURRENT = "current"
    BEHIND = "behind"
    AHEAD = "ahead"


def state_of(connection: Connection) -> SchemaState:
    """Return whether the schema is this release's, an older one's (or none), or a newer one's."""
    stored = MigrationContext.configure(connection).get_current_revision()
    if stored == _known()[0]:
        return SchemaState.CURRENT
    return SchemaState.BEHIND if stored is None or stored in _known() else SchemaState.AHEAD


def is_ahead(connection: Connection) -> bool:
    """Return whether a newer release has migrated the database; quick."""
    stored = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return stored is not None and stored not in _known()


@cache
def _known() -> tuple[str, ...]:
    """The revisions of this release, the newest first; asked often, so the scripts are read once."""
    scripts = ScriptDirectory.from_config(_located())
    return tuple(script.revision for script in scripts.walk_revisions())


def upgrade(connection: Connection) -> None:
    """Bring the schema to this release's; the connection's transaction keeps other copies waiting meanwhile.

    Raises:
        SchemaTooNew: a newer release has migrated it.
    """
    _alone(connection)
    state = state_of(connection)
    if state is SchemaState.AHEAD:
        raise SchemaTooNew
    if state is SchemaState.CURRENT:
        return
    command.upgrade(_config(connection), "head")


def downgrade(connection: Connection, to: str = "base") -> None:
    """Take the schema back to an earlier revision, or to an empty database."""
    _alone(connection)
    try:
        command.downgrade(_config(connection), to)
    except CommandError as error:
        raise SchemaTooNew from error


def differences(connection: Connection) -> list[Any]:
    """Return how the database's tables differ from those of this release; empty when they agree."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, METADATA))


def _alone(connection: Connection) -> None:
    # On SQLite the transaction has the whole file from its beginning.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:word))"), {"word": _LOCK_WORD})


def _config(connection: Connection) -> Config:
    config = _located()
    config.attributes["connection"] = connection
    return config


def _located() -> Config:
    config = Config()
    config.set_main_option("script_location", f"{tables.__package__}:migrations")
    return config
