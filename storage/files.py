"""A SQLite database as a file: seen to at the start, copied while it is written to, and its log emptied."""

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from storage.errors import WrongAddress

_PATIENCE = 60.0

_PASSING = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE, errno.EEXIST, errno.EINTR}
)
"""What may keep a file from being made today, and not tomorrow."""


def see_to(path: Path) -> None:
    """Make an empty database where there is none, as far as the disk allows just now.

    Raises:
        WrongAddress: there can be none, or this user may not write to it; waiting does not help.
    """
    if str(path).startswith("file:"):
        return  # SQLite's own way of naming a file, which it reads itself.
    if path.is_dir():
        raise WrongAddress(f"{path.resolve()} is a folder")
    if path.exists():
        # A file system that takes no changes any more is a fault of the disk's, and no mistake.
        if not os.access(path, os.R_OK | os.W_OK) and not os.statvfs(path).f_flag & os.ST_RDONLY:
            raise WrongAddress(f"this user may not write to {path.resolve()}")
        return
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644))
    except OSError as error:
        if error.errno not in _PASSING:
            raise WrongAddress(f"{path.resolve()} cannot be made: {os.strerror(error.errno or 0)}") from error


def copy_of(path: Path, target: Path) -> None:
    """Write a whole, compact copy of a database as it is at one moment; who writes to it is not held up.

    The copy appears under its name only when it is complete and on the disk, and is readable by its owner.

    Raises:
        OSError: there is such a file already, it cannot be written, or there is nothing to copy.
        sqlite3.Error: the database cannot be read, or the disk is full.
    """
    if target.exists():
        raise FileExistsError(f"{target} is there already; name another file")
    if not _is_ours(path):
        raise FileNotFoundError(f"there is no database of the bot's at {path.resolve()}; see to DATABASE_URL")
    unfinished = target.with_name(f"{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with closing(sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)) as connection:
            connection.execute("VACUUM INTO ?", (str(unfinished),))
        os.fsync(descriptor)
        unfinished.rename(target)
    finally:
        os.close(descriptor)
        unfinished.unlink(missing_ok=True)


def _is_ours(path: Path) -> bool:
    """Whether there is such a file with a schema of the bot's in it, of whichever release."""
    if not path.is_file():
        return False
    with closing(sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)) as connection:
        known = "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
        return bool(connection.execute(known).fetchone()[0])


def empty_log(path: Path) -> bool:
    """Bring all of the log into the file and leave nothing in it; False while others read from it."""
    with closing(sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)) as connection:
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
