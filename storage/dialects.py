"""What SQLite and PostgreSQL say differently: the database's own time, and inserting what may be there."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Double, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement
from sqlmodel import SQLModel


class DatabaseEpoch(FunctionElement[float]):
    """Seconds since 1970 by the database's clock, the one clock that all copies of the bot share."""

    type = Double()
    inherit_cache = True


@compiles(DatabaseEpoch, "sqlite")
def _epoch_in_sqlite(_element: DatabaseEpoch, _compiler: Any, **_: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(DatabaseEpoch, "postgresql")
def _epoch_in_postgres(_element: DatabaseEpoch, _compiler: Any, **_: Any) -> str:
    return "CAST(extract(epoch FROM clock_timestamp()) AS double precision)"


def db_epoch() -> DatabaseEpoch:
    """Return the SQL expression for the database's present time in seconds since 1970."""
    return DatabaseEpoch()


def table_of(row: type[SQLModel]) -> Table:
    """Return the table behind a row class."""
    table: Table = row.__table__  # type: ignore[attr-defined]  # set by SQLModel's metaclass
    return table


def insert_of(dialect: str) -> Callable[[Table], postgresql.Insert | sqlite.Insert]:
    """Return the insert that knows `ON CONFLICT` in the words of a database."""
    return postgresql.insert if dialect == "postgresql" else sqlite.insert


def insert_into(connection: AsyncConnection, row: type[SQLModel]) -> postgresql.Insert | sqlite.Insert:
    """Return an insert that knows `ON CONFLICT` in the words of this connection's database."""
    return insert_of(connection.dialect.name)(table_of(row))


async def upsert(
    connection: AsyncConnection, row: type[SQLModel], values: Mapping[str, Any], *, keys: Sequence[str]
) -> None:
    """Insert one row, or bring the row with the same `keys` to these values."""
    insert = insert_into(connection, row).values(dict(values))
    rest = {name: insert.excluded[name] for name in values if name not in keys}
    await connection.execute(insert.on_conflict_do_update(index_elements=list(keys), set_=rest))


async def upsert_many(
    connection: AsyncConnection,
    row: type[SQLModel],
    values: Sequence[Mapping[str, Any]],
    *,
    keys: Sequence[str],
) -> None:
    """Insert rows, or bring those with the same `keys` to these values; all have the same columns."""
    if not values:
        return
    insert = insert_into(connection, row).values([dict(each) for each in values])
    rest = {name: insert.excluded[name] for name in values[0] if name not in keys}
    await connection.execute(insert.on_conflict_do_update(index_elements=list(keys), set_=rest))


async def next_value(connection: AsyncConnection, row: type[SQLModel], name: str) -> int:
    """Count a named counter on and return its new value; a rollback takes it back."""
    insert = insert_into(connection, row).values(name=name, value=1)
    counted = insert.on_conflict_do_update(
        index_elements=["name"], set_={"value": table_of(row).c.value + 1}
    ).returning(table_of(row).c.value)
    return int((await connection.execute(counted)).scalar_one())
