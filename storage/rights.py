"""What a PostgreSQL database does not let the bot do: asked of the server, nothing is tried out."""

from enum import StrEnum

from sqlalchemy import Connection, text

from storage.schema import METADATA


class Shortcoming(StrEnum):
    """What keeps the bot from working on a database that answers."""

    READ_ONLY = "read_only"
    ENCODING = "encoding"
    NO_CREATE = "no_create"
    NOT_OWNER = "not_owner"
    NO_WRITE = "no_write"
    POOLED = "pooled"


_QUESTIONS = {
    Shortcoming.READ_ONLY: """
        SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on'
    """,
    Shortcoming.ENCODING: "SELECT current_setting('server_encoding') <> 'UTF8'",
    Shortcoming.NO_CREATE: """
        SELECT current_schema() IS NULL OR NOT has_schema_privilege(current_schema(), 'CREATE')
    """,
    Shortcoming.NOT_OWNER: """
        SELECT coalesce(bool_or(NOT pg_has_role(relowner, 'USAGE')), false) FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname = ANY(:tables)
    """,
    Shortcoming.NO_WRITE: """
        SELECT coalesce(bool_or(NOT has_table_privilege(oid, 'SELECT')
            OR NOT has_table_privilege(oid, 'INSERT')
            OR NOT has_table_privilege(oid, 'UPDATE')
            OR NOT has_table_privilege(oid, 'DELETE')), false)
        FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname = ANY(:tables)
    """,
    # The bot sets it in each connection that it opens; 0 is as PostgreSQL comes.
    Shortcoming.POOLED: "SELECT current_setting('lock_timeout') = '0'",
}
MIGRATING = frozenset({Shortcoming.NO_CREATE, Shortcoming.NOT_OWNER})
"""What only matters while the schema is to be changed."""


def shortcomings(connection: Connection) -> list[Shortcoming]:
    """Return what the bot may not do, or the database cannot keep; nothing on SQLite."""
    if connection.dialect.name != "postgresql":
        return []
    tables = [*METADATA.tables, "alembic_version"]
    return [
        each
        for each, question in _QUESTIONS.items()
        if connection.execute(text(question), {"tables": tables} if ":tables" in question else {}).scalar()
    ]
