"""A backup made while messages flow is whole: restored, every chain verifies and the bot goes on with it."""

import asyncio
import io
import os
import shutil
import sqlite3
import stat
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import make_url

from bot.commands.backup import backup
from bot.commands.verify import verify
from bot.config import Settings
from bot.sandbox.people import Person
from storage import Database
from tests.databases import PostgresSpares, ask_postgres
from tests.scenarios.room import Room, a_room
from tests.stage import on_stage

FLOW = 60
"""Messages that are said while the copy is made."""


def _settings(url: str) -> Settings:
    return Settings(_env_file=None, database_url=SecretStr(url))  # type: ignore[call-arg]


async def _verified(url: str) -> str:
    out = io.StringIO()
    assert await verify(_settings(url), None, None, out, out) == 0, out.getvalue()
    return out.getvalue()


async def _entries(url: str) -> list[str | None]:
    async with Database(url) as database, database.reading() as repositories:
        return [entry.text for entry in await repositories.timeline.all(1)]


async def _goes_on(url: str) -> None:
    """A bot that is started on it declares the next incident."""
    async with on_stage(url, judged=False) as stage:
        await stage.person("alice").runs("/incident declare sev3 another one", "support")
        await stage.settle()
        async with stage.bot.database.reading() as repositories:
            assert [incident.number for incident in await repositories.incidents.all()] == [2, 1]
    await _verified(url)


async def test_a_copy_of_the_file_is_whole_while_messages_flow(sqlite_url: str, tmp_path: Path) -> None:
    copy = tmp_path / "backup.db"
    out = io.StringIO()
    async with on_stage(sqlite_url, judged=False) as stage:
        room = await a_room(stage, "declare sev2 Chatbot invents refunds")
        alice = stage.person("alice")
        before = await _entries(sqlite_url)
        talk = asyncio.create_task(_talk(room, alice))
        assert await backup(_settings(sqlite_url), copy, out) == 0
        await talk
        await stage.settle()
    assert "a whole copy" in out.getvalue()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    restored = f"sqlite+aiosqlite:///{copy}"
    kept, now = await _entries(restored), await _entries(sqlite_url)
    assert kept == now[: len(kept)]
    assert len(before) <= len(kept)
    assert len(now) >= len(before) + FLOW
    await _verified(restored)
    await _goes_on(restored)


async def _talk(room: Room, alice: Person) -> None:
    for number in range(FLOW):
        await alice.says(room.channel, f"said {number}")


async def test_a_file_that_is_there_is_never_overwritten(sqlite_url: str, tmp_path: Path) -> None:
    copy, errors = tmp_path / "backup.db", io.StringIO()
    copy.write_text("something dear", encoding="utf-8")
    assert await backup(_settings(sqlite_url), copy, io.StringIO(), errors) == 1
    assert "is there already" in errors.getvalue()
    assert copy.read_text(encoding="utf-8") == "something dear"


async def test_a_copy_that_cannot_be_written_leaves_nothing_behind(sqlite_url: str, tmp_path: Path) -> None:
    errors = io.StringIO()
    assert await backup(_settings(sqlite_url), tmp_path / "nowhere" / "b.db", io.StringIO(), errors) == 1
    assert errors.getvalue().startswith("incident-bot: ")
    assert errors.getvalue().count("\n") == 1


@pytest.mark.parametrize("there", ["nothing", "an empty file", "another program's"])
async def test_what_is_no_database_of_the_bots_is_not_called_a_copy_of_it(there: str, tmp_path: Path) -> None:
    """A wrong DATABASE_URL, or another folder, must not make backups of nothing."""
    path, copy, errors = tmp_path / "incident-bot.db", tmp_path / "backup.db", io.StringIO()
    if there == "an empty file":
        path.touch()
    elif there != "nothing":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE songs (title TEXT)")
    before = _names(tmp_path)
    assert await backup(_settings(f"sqlite+aiosqlite:///{path}"), copy, io.StringIO(), errors) == 1
    assert f"no database of the bot's at {path}" in errors.getvalue()
    assert _names(tmp_path) == before


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_postgresql_is_sent_to_its_own_tools(postgres_url: str, tmp_path: Path) -> None:
    errors = io.StringIO()
    assert await backup(_settings(postgres_url), tmp_path / "b.db", io.StringIO(), errors) == 2
    assert "pg_dump" in errors.getvalue()


async def test_a_dump_of_postgresql_is_whole_while_messages_flow(
    postgres_url: str, postgres_spares: PostgresSpares, tmp_path: Path
) -> None:
    if shutil.which("pg_dump") is None or shutil.which("pg_restore") is None:
        pytest.skip("needs pg_dump and pg_restore: install PostgreSQL's client programs")
    dump = tmp_path / "incidents.dump"
    async with on_stage(postgres_url, judged=False) as stage:
        room = await a_room(stage, "declare sev2 Chatbot invents refunds")
        talk = asyncio.create_task(_talk(room, stage.person("alice")))
        await _tool("pg_dump", "--format=custom", f"--file={dump}", _plain(postgres_url))
        await talk
        await stage.settle()
        now = await _entries(postgres_url)
    name = f"{postgres_spares.template}_restored"
    await asyncio.to_thread(ask_postgres, f"CREATE DATABASE {name}")
    try:
        restored = postgres_spares.url_of(name)
        await _tool("pg_restore", "--no-owner", f"--dbname={_plain(restored)}", str(dump))
        kept = await _entries(restored)
        assert kept == now[: len(kept)]
        await _verified(restored)
        await _goes_on(restored)
    finally:
        await asyncio.to_thread(ask_postgres, f"DROP DATABASE {name} WITH (FORCE)")


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


async def _tool(*words: str) -> None:
    done = await asyncio.to_thread(
        subprocess.run, words, capture_output=True, text=True, env=os.environ, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
