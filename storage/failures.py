"""Tells a database that cannot be used (away, locked, full, unwritable) from a mistake in a query."""

import sqlite3
import ssl

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError

from storage.errors import DatabaseAway, RowsLocked, WrongAddress

_SQLITE_CODES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)

_POSTGRES_CLASSES = frozenset({"08", "28", "3D", "40", "53", "57", "58", "XX"})
"""Connection, authorization, no such database, serialization, resources, operator, system, corruption."""

_MISTAKES = frozenset({"28", "3D"})
"""Of those, what waiting does not help against: a wrong user or password, and no such database."""

_READ_ONLY = "25006"
"""The server takes no changes: it is a standby, perhaps since a failover a moment ago."""

_LOCKED = "55P03"
"""The server waited for a lock as long as it was told to."""

_POSTGRES_STATES = frozenset({_READ_ONLY, _LOCKED, "57014"})
"""Besides those: canceled."""

_PLAN_OUTDATED = "0A000"
"""What asyncpg had prepared fits the tables no more: a newer release has changed them. It prepares anew."""


_FAILED = "a statement failed"


def forget_failure(connection: Connection | None) -> None:
    """Begin anew: nothing has failed in this transaction yet."""
    if connection is not None:
        connection.info.pop(_FAILED, None)


def has_failed(connection: Connection | None) -> bool:
    """Whether a statement failed in this transaction, so that it can only be taken back."""
    return connection is None or bool(connection.info.get(_FAILED))


def raise_as_away(engine: Engine) -> None:
    """Let every failure of this engine that means an unusable database come out as `DatabaseAway`."""
    event.listen(engine, "handle_error", _translate)


def away(error: BaseException, secret: str | None) -> DatabaseAway:
    """Return the error to show for a failure of the driver, without the database's password."""
    told = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    cause = str(told) or type(told).__name__
    if secret:
        cause = cause.replace(secret, "***")
    return _kind_of(told)(cause.strip().splitlines()[0])


def _kind_of(error: BaseException) -> type[DatabaseAway]:
    state = _state_of(error)
    if state == _LOCKED:
        return RowsLocked
    is_no_database = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB
    is_mistake = state[:2] in _MISTAKES or is_no_database or isinstance(error, ssl.SSLCertVerificationError)
    return WrongAddress if is_mistake else DatabaseAway


def means_away(error: BaseException, *, is_disconnect: bool = False) -> bool:
    """Whether trying again later may succeed, the statement being as it is."""
    if is_disconnect or isinstance(error, OSError | TimeoutError):
        return True
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in _SQLITE_CODES
    state = _state_of(error)
    known = state[:2] in _POSTGRES_CLASSES or state in _POSTGRES_STATES
    return known or _is_outdated(error, state) or _lost_connection(error)


def _state_of(error: BaseException) -> str:
    return getattr(error, "sqlstate", None) or getattr(error.__cause__, "sqlstate", None) or ""


def _is_outdated(error: BaseException, state: str) -> bool:
    return state == _PLAN_OUTDATED and "cached statement" in str(error)


def _lost_connection(error: BaseException) -> bool:
    words = str(error)
    return "connection is closed" in words or "connection was closed" in words


def _translate(context: ExceptionContext) -> None:
    error = context.original_exception
    if context.connection is not None and not context.connection.invalidated:
        context.connection.info[_FAILED] = True
    if not isinstance(error, Exception):
        return  # Whoever waited was cancelled; that breaks the connection off, and is no failure of it.
    if _state_of(error) == _READ_ONLY:
        # Kept, the connection would lead to the standby for ever; whoever serves now is dialled.
        context.is_disconnect = True
    if means_away(error, is_disconnect=context.is_disconnect):
        secret = context.engine.url.password if context.engine is not None else None
        raise away(error, secret) from error
