"""What goes wrong with the database: gone, cut, stalled, forgotten, locked, full."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy import make_url

from tests.fire.life import Life
from tests.fire.troubles import TROUBLES, again_and_again, possible, trouble

__all__ = ["TROUBLES", "possible"]

FULL = """
    CREATE TABLE IF NOT EXISTS fire_full (yes boolean);
    CREATE OR REPLACE FUNCTION fire_full() RETURNS trigger AS $$ BEGIN
        IF EXISTS (SELECT FROM fire_full) THEN
            RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
        END IF;
        RETURN NEW;
    END $$ LANGUAGE plpgsql;
"""

ENDED = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'incident-bot'
"""


@trouble("postgresql")
async def database_is_cut(life: Life) -> AsyncIterator[None]:
    """The connections to PostgreSQL break, again and again."""
    assert life.ground.pipe is not None
    async with again_and_again(life, life.ground.pipe.cut):
        yield


@trouble("postgresql")
async def database_is_gone(life: Life) -> AsyncIterator[None]:
    """PostgreSQL cannot be reached for a while."""
    pipe = life.ground.pipe
    assert pipe is not None
    pipe.close()
    opening = asyncio.get_running_loop().call_later(life.chance.uniform(0.3, 1.5), pipe.open)
    yield
    opening.cancel()
    pipe.open()


@trouble("postgresql")
async def database_stalls(life: Life) -> AsyncIterator[None]:
    """The network to PostgreSQL takes what is sent, and brings nothing."""
    pipe = life.ground.pipe
    assert pipe is not None
    pipe.stall()
    opening = asyncio.get_running_loop().call_later(life.chance.uniform(0.3, 1.5), pipe.open)
    yield
    opening.cancel()
    pipe.open()


@trouble("postgresql")
async def database_is_forgotten(life: Life) -> AsyncIterator[None]:
    """A firewall forgets the connections to PostgreSQL: they stand, and nothing comes through."""
    assert life.ground.pipe is not None
    life.ground.pipe.forget()
    yield


@trouble("postgresql")
async def backends_are_ended(life: Life) -> AsyncIterator[None]:
    """An administrator ends every connection of the bot."""
    await _on_postgres(life, ENDED)
    yield


@trouble("postgresql")
async def a_standby_answers(life: Life) -> AsyncIterator[None]:
    """After a failover connections lead to a server that takes no changes, until somebody mends it."""
    setting = f"ALTER DATABASE {make_url(life.ground.url).database}"
    await _on_postgres(life, f"{setting} SET default_transaction_read_only = on")
    await _on_postgres(life, ENDED)
    yield
    await _on_postgres(life, f"{setting} RESET default_transaction_read_only")


@trouble("postgresql")
async def tables_are_locked(life: Life) -> AsyncIterator[None]:
    """Somebody keeps everybody else off a table."""
    table = life.chance.choice(("incidents", "outbox", "deliveries"))
    connection = await _postgres(life)
    try:
        async with connection.transaction():
            await connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            ending = asyncio.get_running_loop().call_later(
                life.chance.uniform(0.3, 1.5), connection.terminate
            )
            yield
            ending.cancel()
    except (asyncpg.InterfaceError, asyncpg.PostgresConnectionError):
        pass  # Its connection was ended, and its lock with it.
    finally:
        connection.terminate()


@trouble("postgresql")
async def tablespace_is_full(life: Life) -> AsyncIterator[None]:
    """PostgreSQL has no room for another row."""
    await _on_postgres(life, FULL)
    for table in ("timeline", "outbox", "deliveries"):
        trigger = f"CREATE OR REPLACE TRIGGER fire_full BEFORE INSERT ON {table}"
        await _on_postgres(life, f"{trigger} EXECUTE FUNCTION fire_full()")
    await _on_postgres(life, "INSERT INTO fire_full VALUES (true)")
    yield
    await _on_postgres(life, "DELETE FROM fire_full")


@trouble("sqlite")
async def disk_is_full(life: Life) -> AsyncIterator[None]:
    """The file cannot grow."""
    controls = life.ground.controls
    controls.disk_is_full = True
    ending = asyncio.get_running_loop().call_later(
        life.chance.uniform(0.3, 1.5), lambda: setattr(controls, "disk_is_full", False)
    )
    yield
    ending.cancel()
    controls.disk_is_full = False


@trouble("sqlite")
async def file_is_locked(life: Life) -> AsyncIterator[None]:
    """Another process writes to the file, and does not end."""
    path = Path(life.ground.url.removeprefix("sqlite+aiosqlite:///"))
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as other:
        for _ in range(200):
            try:
                other.execute("BEGIN IMMEDIATE")
                break
            except sqlite3.OperationalError:
                await asyncio.sleep(0.01)
        ending = asyncio.get_running_loop().call_later(life.chance.uniform(0.3, 1.5), other.rollback)
        yield
        ending.cancel()
        other.rollback()


async def _postgres(life: Life) -> "asyncpg.Connection":
    url = make_url(life.ground.url).set(drivername="postgresql")
    changes = {"default_transaction_read_only": "off"}
    return await asyncpg.connect(url.render_as_string(hide_password=False), server_settings=changes)


async def _on_postgres(life: Life, statement: str) -> None:
    connection = await _postgres(life)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
