"""What can be wrong with the database itself, in words for whoever runs the bot.

StorageError
├── DatabaseAway     not reachable, locked, full or unwritable: nothing was recorded, trying again may help
│   ├── RowsLocked   only what was to be changed is locked, by somebody who keeps it for long
│   └── WrongAddress what DATABASE_URL says leads to no database that lets the bot in; waiting does not help
├── DatabaseInUse    another serving process has this SQLite file
├── SchemaTooNew     a newer release migrated it
└── StaleHead        a timeline went on since its head was read
"""


class StorageError(Exception):
    """The database did not do what was asked."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class DatabaseAway(StorageError):
    """The database cannot be used at the moment; nothing was recorded.

    Attributes:
        cause: what the driver said, without addresses or passwords.
    """

    def __init__(self, cause: str) -> None:
        self.cause = cause
        super().__init__(f"The database cannot be used at the moment; nothing was recorded ({cause}).")


class RowsLocked(DatabaseAway):
    """Somebody else holds what was to be changed, for longer than is waited; the rest may well be free."""


class WrongAddress(DatabaseAway):
    """There is no such folder, file or database, or it does not let this user in: a mistake in the set-up."""

    def __init__(self, cause: str) -> None:
        self.cause = cause
        StorageError.__init__(self, f"The database cannot be used ({cause}); see to DATABASE_URL.")


class DatabaseInUse(StorageError):
    """Another process serves from this SQLite file already; stop it first, or use PostgreSQL for several."""


class SchemaTooNew(StorageError):
    """The database was migrated by a newer release of the bot; run that release, or restore a backup."""


class StaleHead(StorageError):
    """The timeline went on since its head was read; lock the incident before appending to it."""
