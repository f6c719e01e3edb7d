"""The schema's version: compared with this release's migrations, and brought to them."""

from enum import StrEnum
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage import duty_tables
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
    stored = _stored(connection) if inspect(connection).has_table("alembic_version") else None
    if stored == known()[0]:
        return SchemaState.CURRENT
    return SchemaState.BEHIND if stored is None or stored in known() else SchemaState.AHEAD


def is_ahead(connection: Connection) -> bool:
    """Return whether a newer release has migrated the database; quick."""
    stored = _stored(connection)
    return stored is not None and stored not in known()


def _stored(connection: Connection) -> str | None:
    stored: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return stored


@cache
def known() -> tuple[str, ...]:
    """The revisions of this release, the newest first; the name of a migration's file begins with its own."""
    names = sorted(path.name for folder in folders() for path in folder.glob("[0-9]*.py"))
    return tuple(name.partition("_")[0] for name in reversed(names))


def folders() -> list[Path]:
    """Where this release's migrations stand."""
    return [Path(__file__).parent / "migrations" / "versions"]


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
    from storage import migrating

    migrating.up(connection)


def downgrade(connection: Connection, to: str = "base") -> None:
    """Take the schema back to an earlier revision, or to an empty database.

    Raises:
        SchemaTooNew: a newer release has migrated it.
    """
    from storage import migrating

    _alone(connection)
    migrating.down(connection, to)


def _alone(connection: Connection) -> None:
    # On SQLite the transaction has the whole file from its beginning.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:word))"), {"word": _LOCK_WORD})
