"""PostgreSQL's transactions: begun when they are opened, so that a dead connection is found out in time.

SQLAlchemy's own dialect sends BEGIN with the first statement. By then whoever opened the transaction is in
the middle of it and cannot start anew, though nothing has been done yet.
"""

import asyncio
from typing import Any

from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.util import await_only

SILENCE = 0.5
"""Seconds that BEGIN may take; it waits for no lock and no disk, so the connection carries nothing any more.

A firewall that forgets a connection, or a server that lost its power, ends it without a word.
"""


class AtOnce(PGDialect_asyncpg):
    """asyncpg's dialect, but BEGIN is sent when a transaction begins, and waited for `SILENCE` long."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        """Send BEGIN; a connection that does not answer is broken off, which comes out as a disconnect."""
        await_only(_begin(dbapi_connection))

    def do_terminate(self, dbapi_connection: Any) -> None:
        """Break a connection off; it is not taken leave of, which would take two seconds of silence."""
        dbapi_connection.driver_connection.terminate()


async def _begin(connection: Any) -> None:
    loop = asyncio.get_running_loop()
    waiting = True

    def give_up() -> None:
        if waiting:
            connection.driver_connection.terminate()

    # An answer that has come while the loop was busy is read first: what is due then takes one turn more.
    timer = loop.call_later(SILENCE, loop.call_soon, give_up)
    try:
        await connection._start_transaction()
    finally:
        waiting = False
        timer.cancel()
