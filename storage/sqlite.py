"""SQLite's connection: its calls go to a thread of its own, save those too short to be worth the way.

Each call that goes there and back waits twice for the interpreter, which a busy event loop holds for
milliseconds; the statements of a burst take microseconds. What waits for a lock or the disk (beginning,
committing, rolling back) goes to the thread always.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import aiosqlite


class Connection(aiosqlite.Connection):
    """A connection on which statements can be run at once, on the caller's thread."""

    _at_once = False

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Run the statements inside on the caller's thread; only for those that an index answers."""
        self._at_once = True
        try:
            yield
        finally:
            self._at_once = False

    async def commit(self) -> None:
        """Commit, on the connection's thread."""
        await self._in_thread(self._conn.commit)

    async def rollback(self) -> None:
        """Roll back, on the connection's thread."""
        await self._in_thread(self._conn.rollback)

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self._at_once or _only_minds_a_cursor(fn):
            return fn(*args, **kwargs)
        return await self._in_thread(fn, *args, **kwargs)

    async def _in_thread(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]  # the driver's


def _only_minds_a_cursor(fn: Any) -> bool:
    """Whether a call makes or closes a cursor, which touches neither the disk nor a lock."""
    return fn.__name__ == "cursor" or (fn.__name__ == "close" and isinstance(fn.__self__, sqlite3.Cursor))


def connection_to(path: str, **options: Any) -> Connection:
    """Return a connection, to be awaited, as the engine asks for it."""
    options["check_same_thread"] = False
    made = Connection(lambda: sqlite3.connect(path, **options), iter_chunk_size=64)
    made._thread.daemon = True  # A process that is told to end does not wait for an idle thread.
    return made
