"""Where everything is kept: the only home of SQLModel, SQLAlchemy and Alembic."""

from storage.database import Database
from storage.errors import (
    DatabaseAway,
    DatabaseInUse,
    RowsLocked,
    SchemaTooNew,
    StaleHead,
    StorageError,
    WrongAddress,
)
from storage.incidents import Homes
from storage.outbox import Claimed
from storage.repositories import Repositories

__all__ = [
    "Claimed",
    "Database",
    "DatabaseAway",
    "DatabaseInUse",
    "Homes",
    "Repositories",
    "RowsLocked",
    "SchemaTooNew",
    "StaleHead",
    "StorageError",
    "WrongAddress",
]
