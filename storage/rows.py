"""A line each way between frozen values and the columns of their rows."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.value import Value

_FOREIGN = (StrEnum, tuple)
NOTHING: frozenset[str] = frozenset()


async def rows_of(
    connection: AsyncConnection, query: Executable, parameters: Mapping[str, Any] | None = None
) -> list[Mapping[str, Any]]:
    """Run a query and return its rows by column name."""
    return cast("list[Mapping[str, Any]]", list((await connection.execute(query, parameters)).mappings()))


def columns_of(value: Value, *, without: Collection[str] = NOTHING) -> dict[str, Any]:
    """Return a value's fields as columns take them: words for closed sets, lists for tuples."""
    return {
        name: _plain(field) if isinstance(field, _FOREIGN) else field
        for name, field in vars(value).items()
        if name not in without
    }


def values_of(
    row: Mapping[str, Any], value: type[Value], *, without: Collection[str] = NOTHING
) -> dict[str, Any]:
    """Return those columns of a row that are fields of `value`, which validates them on being built."""
    return {name: row[name] for name in value.model_fields if name not in without}


def _plain(field: StrEnum | tuple[Any, ...]) -> str | list[Any]:
    return field.value if isinstance(field, StrEnum) else list(field)
