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
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.types import TypeEngine

_PARTS = ("first", "second")


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


def pairs_in(name: str, *, dialect: str) -> Any:
    """The pairs of texts that `pairs_of` gives as the parameter `name`: `c.first` and `c.second`."""
    if dialect == "postgresql":
        parts = (_given(f"{name}_{part}", String()) for part in _PARTS)
        return func.unnest(*parts).table_valued(*_PARTS).render_derived()
    each: Any = func.json_each(bindparam(name, type_=JSON())).table_valued("value").c.value
    return select(
        *(func.json_extract(each, f"$[{n}]").label(part) for n, part in enumerate(_PARTS))
    ).subquery()


def pairs_of(name: str, pairs: Collection[tuple[str, str]], *, dialect: str) -> dict[str, Any]:
    """Return the parameters of `pairs_in`: a list of pairs, or on PostgreSQL a list for each part."""
    if dialect != "postgresql":
        return {name: sorted(pairs)}
    return {f"{name}_{part}": [pair[n] for pair in sorted(pairs)] for n, part in enumerate(_PARTS)}


def _given(name: str, member: TypeEngine[Any]) -> ColumnElement[Any]:
    return bindparam(name, type_=JSON().with_variant(ARRAY(member), "postgresql"))
