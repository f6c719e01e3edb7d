"""Keeps a second serving process off one SQLite file, by a lock that the system drops with the process."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from storage.errors import DatabaseInUse


class SingleProcessLock:
    """A lock on `<database file>.lock`, held until it is released or the process ends, however it ends."""

    def __init__(self, database_file: Path) -> None:
        resolved = database_file.resolve()
        self._path = resolved.with_name(f"{resolved.name}.lock")
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            DatabaseInUse: another process, or another object of this one, holds it.
        """
        if self._descriptor is not None:
            return
        descriptor = self._opened()
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode(errors="replace").strip()
            os.close(descriptor)
            named = f" (process {holder})" if holder else ""
            raise DatabaseInUse(
                f"Another process{named} serves from {self._path.with_suffix('')} already."
                " Stop it first, or use PostgreSQL for several copies."
            ) from None
        # Who holds it is only told to whoever comes second; on a full disk they are not.
        with suppress(OSError):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        self._descriptor = descriptor

    def _opened(self) -> int:
        """Open the file, making it where there is none; what is there can be locked on any disk."""
        try:
            return os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            if not self._path.exists():
                raise
            return os.open(self._path, os.O_RDONLY)

    def look(self) -> None:
        """See whether it could be taken, and leave nothing behind: a lock that was never taken has no file.

        Raises:
            DatabaseInUse: another process, or another object of this one, holds it.
        """
        if self._descriptor is None and self._path.exists():
            self.acquire()
            self.release()

    def release(self) -> None:
        """Give the lock back; the file stays, for removing it would let two processes lock two files."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
