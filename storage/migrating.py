"""Migrations, as Alembic carries them out; loaded only where something is to be migrated."""

import os
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Connection

from storage import schema, tables
from storage.errors import SchemaTooNew


def up(connection: Connection) -> None:
    """Bring the schema to this release's."""
    command.upgrade(_config(connection), "head")


def down(connection: Connection, to: str) -> None:
    """Take the schema back to an earlier revision, or to an empty database.

    Raises:
        SchemaTooNew: a newer release has migrated it.
    """
    try:
        command.downgrade(_config(connection), to)
    except CommandError as error:
        raise SchemaTooNew from error


def differences(connection: Connection) -> list[Any]:
    """Return how the database's tables differ from those of this release; empty when they agree."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, schema.METADATA))


def located() -> Config:
    """Where Alembic finds the migrations."""
    config = Config()
    config.set_main_option("script_location", f"{tables.__package__}:migrations")
    config.set_main_option("version_locations", os.pathsep.join(map(str, schema.folders())))
    config.set_main_option("path_separator", "os")
    return config


def _config(connection: Connection) -> Config:
    config = located()
    config.attributes["connection"] = connection
    return config
