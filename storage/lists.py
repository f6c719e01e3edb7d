"""Lists as one parameter, so that a statement is the same, and prepared once, for however many members."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    SQLColumnExpression,
    String,
    TableValuedAlias,
    and_,
    bindparam,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.types import TypeEngine


class _Among(FunctionElement[Any]):
    """Without a type: of a boolean SQLite's dialect asks whether it is 1, and no index answers that."""

    inherit_cache = True


@compiles(_Among, "sqlite")
def _among_in_sqlite(element: _Among, compiler: Any, **more: Any) -> str:
    what, members = (compiler.process(part, **more) for part in element.clauses)
    return f"{what} IN (SELECT value FROM json_each({members}))"  # noqa: S608 - compiled parts


@compiles(_Among, "postgresql")
def _among_in_postgres(element: _Among, compiler: Any, **more: Any) -> str:
    what, members = (compiler.process(part, **more) for part in element.clauses)
    return f"{what} = ANY ({members})"


def among(what: SQLColumnExpression[Any], name: str) -> ColumnElement[bool]:
    """Whether a column's value is in the list given as the parameter `name`."""
    kept: Any = what  # SQLModel's columns hide their type.
    return _Among(what, _given(name, kept.type))


def said_among(channel: SQLColumnExpression[Any], ts: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Whether both channel and ts are among those of some messages, whose pairs `lists_of` gives.

    Two that do not belong together may be among them too: compare with the pairs again.
    """
    return and_(among(channel, "channels"), among(ts, "stamps"))


def lists_of(pairs: Collection[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the parameters of `said_among`."""
    channels, stamps = {channel for channel, _ in pairs}, {ts for _, ts in pairs}
    return {"channels": sorted(channels), "stamps": sorted(stamps)}


def members(name: str, *, dialect: str) -> TableValuedAlias:
    """The texts in the list given as the parameter `name`, to select from, as `c.value`."""
    given = _given(name, String())
    if dialect == "postgresql":
        return func.unnest(given).table_valued("value").render_derived()
    return func.json_each(given).table_valued("value")


def _given(name: str, member: TypeEngine[Any]) -> ColumnElement[Any]:
    return bindparam(name, type_=JSON().with_variant(ARRAY(member), "postgresql"))
