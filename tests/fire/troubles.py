"""What goes wrong, one trouble each: begun, and ended again by its end or by `calm`."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy import make_url

from tests.fire.life import Life

Began = Callable[[Life], AsyncIterator[None]]
Trouble = Callable[[Life], AbstractAsyncContextManager[None]]
TROUBLES: dict[str, tuple[Trouble, frozenset[str]]] = {}
METHODS = ("*", "chat.*", "chat.postMessage", "conversations.*", "users.info", "pins.add")
FULL = """
    CREATE TABLE IF NOT EXISTS fire_full (yes boolean);
    CREATE OR REPLACE FUNCTION fire_full() RETURNS trigger AS $$ BEGIN
        IF EXISTS (SELECT FROM fire_full) THEN
            RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
        END IF;
        RETURN NEW;
    END $$ LANGUAGE plpgsql;
"""


def trouble(*where: str) -> Callable[[Began], Trouble]:
    """Enter a trouble; `where` says in which lanes it is possible (`http`, `socket`, `sqlite`, …)."""

    def entered(made: Began) -> Trouble:
        manager = asynccontextmanager(made)
        TROUBLES[made.__name__] = (manager, frozenset(where))
        return manager

    return entered


def possible(transport: str, engine: str) -> list[str]:
    """The troubles of a lane."""
    return [name for name, (_, where) in TROUBLES.items() if where <= {transport, engine}]


@trouble()
async def slack_limits(life: Life) -> AsyncIterator[None]:
    """429."""
    life.ground.workspace.faults.rate_limit(life.chance.choice(METHODS), life.chance.randint(1, 6))
    yield


@trouble()
async def slack_breaks(life: Life) -> AsyncIterator[None]:
    """500, or an error of Slack's own."""
    faults, method = life.ground.workspace.faults, life.chance.choice(METHODS)
    if life.chance.random() < 0.5:
        faults.fail(method, life.chance.randint(1, 6))
    else:
        faults.refuse(
            method, life.chance.choice(("internal_error", "fatal_error")), life.chance.randint(1, 6)
        )
    yield


@trouble()
async def slack_hangs(life: Life) -> AsyncIterator[None]:
    """No answer at all."""
    life.ground.workspace.faults.hang(life.chance.choice(METHODS), life.chance.randint(1, 3))
    yield
    life.ground.workspace.faults.release()


@trouble()
async def slack_is_slow(life: Life) -> AsyncIterator[None]:
    """Every call takes a while."""
    life.ground.workspace.faults.latency("*", life.chance.choice((0.1, 0.3)))
    yield


@trouble()
async def calls_are_lost_before(life: Life) -> AsyncIterator[None]:
    """The connection breaks, and nothing was done."""
    life.ground.workspace.faults.lose_before(life.chance.choice(METHODS), life.chance.randint(1, 6))
    yield


@trouble()
async def calls_are_lost_after(life: Life) -> AsyncIterator[None]:
    """The connection breaks after it was done."""
    life.ground.workspace.faults.lose_after(life.chance.choice(METHODS), life.chance.randint(1, 6))
    yield


@trouble()
async def deliveries_are_repeated(life: Life) -> AsyncIterator[None]:
    """Slack sends things twice."""
    life.ground.workspace.deliveries.faults(life.ground.app).repeat = life.chance.randint(2, 12)
    yield


@trouble()
async def answers_are_lost(life: Life) -> AsyncIterator[None]:
    """Slack does not hear the answer, and sends it again."""
    life.ground.workspace.deliveries.faults(life.ground.app).lose_answers = life.chance.randint(1, 6)
    yield


@trouble()
async def deliveries_are_reordered(life: Life) -> AsyncIterator[None]:
    """The next deliveries come in reverse order."""
    faults = life.ground.workspace.deliveries.faults(life.ground.app)
    faults.shuffle_next(life.chance.randint(2, 4))
    releasing = asyncio.get_running_loop().call_later(0.7, faults.release)
    yield
    releasing.cancel()
    faults.release()


@trouble("socket")
async def sockets_are_cut(life: Life) -> AsyncIterator[None]:
    """The WebSocket breaks."""
    life.ground.workspace.deliveries.sockets.cut(life.ground.app)
    yield


@trouble("socket")
async def sockets_are_refreshed(life: Life) -> AsyncIterator[None]:
    """Slack warns, and closes the connection a little later."""
    refreshing = asyncio.create_task(life.ground.workspace.deliveries.sockets.refresh(life.ground.app))
    yield
    await refreshing


@trouble("http")
async def requests_are_cut(life: Life) -> AsyncIterator[None]:
    """Connections from Slack break in the middle."""
    async with _again_and_again(life, life.ground.front.cut):
        yield


@trouble("postgresql")
async def database_is_cut(life: Life) -> AsyncIterator[None]:
    """The connections to PostgreSQL break, again and again."""
    assert life.ground.pipe is not None
    async with _again_and_again(life, life.ground.pipe.cut):
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
async def backends_are_ended(life: Life) -> AsyncIterator[None]:
    """An administrator ends every connection of the bot."""
    await _on_postgres(
        life,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name = 'incident-bot'",
    )
    yield


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
    tables = ("timeline", "outbox", "deliveries")
    await _on_postgres(
        life,
        FULL
        + "".join(
            f"CREATE OR REPLACE TRIGGER fire_full BEFORE INSERT ON {t} EXECUTE FUNCTION fire_full();"
            for t in tables
        ),
    )
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


@asynccontextmanager
async def _again_and_again(life: Life, cut: Callable[[], object]) -> AsyncIterator[None]:
    async def cutting() -> None:
        for _ in range(6):
            cut()
            await asyncio.sleep(life.chance.uniform(0.02, 0.3))

    task = asyncio.create_task(cutting())
    try:
        yield
    finally:
        task.cancel()


async def _postgres(life: Life) -> "asyncpg.Connection":
    url = make_url(life.ground.url).set(drivername="postgresql")
    return await asyncpg.connect(url.render_as_string(hide_password=False))


async def _on_postgres(life: Life, statement: str) -> None:
    connection = await _postgres(life)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
