"""Counts what is asked of a test's database: statements, transactions, and rows that come back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from storage import Database


@dataclass
class Counted:
    """What was asked.

    Attributes:
        statements: every statement, as SQL, with its parameters.
        commits: how often something was committed.
    """

    statements: list[tuple[str, Any]] = field(default_factory=list)
    commits: int = 0

    def about(self, table: str) -> list[str]:
        """The statements that name a table."""
        return [sql for sql, _ in self.statements if table in sql]

    def clear(self) -> None:
        """Begin to count anew."""
        self.statements.clear()
        self.commits = 0


@contextmanager
def counting(database: Database) -> Iterator[Counted]:
    """Count on an open database."""
    counted, engines = Counted(), database._engines()
    engine = engines.writing.sync_engine
    reading = engines.reading.sync_engine

    def asked(_c: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, _many: bool) -> None:
        counted.statements.append((sql, parameters))

    def committed(_: Any) -> None:
        counted.commits += 1

    # On PostgreSQL, and in memory, one is the other with other options, and is heard through it.
    watched = [engine] if reading.pool is engine.pool else [engine, reading]
    for each in watched:
        event.listen(each, "before_cursor_execute", asked)
    event.listen(engine, "commit", committed)
    try:
        yield counted
    finally:
        event.remove(engine, "commit", committed)
        for each in watched:
            event.remove(each, "before_cursor_execute", asked)
