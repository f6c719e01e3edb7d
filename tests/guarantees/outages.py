"""Databases that are away from the beginning, for processes that are started meanwhile."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from storage import Database
from tests.fire.relay import Relay


@dataclass(frozen=True)
class Outage:
    """A database that is away; `url` leads there, and `end` brings it back."""

    url: str
    end: Callable[[], None]


@asynccontextmanager
async def away(url: str) -> AsyncIterator[Outage]:
    """A server that refuses whoever connects, or a file that somebody else has all to themselves."""
    outage = refused(url) if url.startswith("postgresql") else held(url)
    async with outage as begun:
        yield begun


@asynccontextmanager
async def refused(url: str, *, stalled: bool = False) -> AsyncIterator[Outage]:
    """A server that ends every connection at once or, `stalled`, answers nothing on any."""
    server = make_url(url)
    relay = Relay(lambda: [(str(server.host), server.port or 5432)])
    await relay.start()
    if stalled:
        relay.stall()
    else:
        relay.close()
    through = server.set(host="127.0.0.1", port=relay.port)
    try:
        yield Outage(through.render_as_string(hide_password=False), relay.open)
    finally:
        await relay.stop()


@asynccontextmanager
async def held(url: str) -> AsyncIterator[Outage]:
    """A file that nobody else can even read."""
    with closing(sqlite3.connect(file_of(url), isolation_level=None, timeout=0)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        yield Outage(url, other.close)


async def unmigrated(url: str) -> None:
    """Take everything out of a database."""
    async with Database(url) as database:
        await database.migrate_down()


def file_of(url: str) -> Path:
    """The file of a SQLite database."""
    return Path(url.removeprefix("sqlite+aiosqlite:///"))
