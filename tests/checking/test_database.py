"""`check` looks at the database, and leaves it as it was."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from storage import Database
from tests.checking.conftest import Place

DATABASES = {
    "a server that is not there": "postgresql+asyncpg://bot:hidden@127.0.0.1:9/incidents",
    "a folder that is not there": "sqlite+aiosqlite:////no/such/folder/incident-bot.db",
    "a folder that nobody can write to": "sqlite+aiosqlite:////proc/incident-bot.db",
    "a file that is no database": "sqlite+aiosqlite:////proc/self/environ",
}


@pytest.mark.parametrize("mistake", DATABASES)
async def test_a_database_that_cannot_be_used_is_named_without_its_password(
    place: Place, mistake: str
) -> None:
    assert await place.checks(database_url=DATABASES[mistake]) == 1
    assert "DATABASE_URL" in place.line("FAIL database")
    assert "hidden" not in place.said


async def test_a_database_of_a_newer_release_is_named(place: Place) -> None:
    path = Path(place.settings["database_url"].removeprefix("sqlite+aiosqlite:///"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_from_the_future'")
        connection.commit()
    assert await place.checks() == 1
    assert "Run that release, or restore a backup" in place.line("newer release")


async def test_a_database_that_is_not_migrated_yet_is_no_mistake(place: Place, tmp_path: Path) -> None:
    assert await place.checks(database_url=f"sqlite+aiosqlite:///{tmp_path / 'new.db'}") == 0
    assert place.line("schema is older").startswith("note")


async def test_a_file_that_another_process_serves_from_is_named(place: Place) -> None:
    async with Database(place.settings["database_url"]) as other:
        other.lock_for_serving()
        assert await place.checks() == 1
    assert "PostgreSQL for several copies" in place.line("FAIL database")


async def test_a_driver_that_is_not_installed_is_named(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    assert await place.checks(database_url="postgresql+asyncpg://bot@127.0.0.1:9/incidents") == 1
    assert "incident-bot[postgres]" in place.line("driver (asyncpg)")


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


async def test_a_check_leaves_no_file_behind(place: Place, tmp_path: Path) -> None:
    before = _files(tmp_path)
    assert await place.checks() == 0
    assert _files(tmp_path) == before


async def test_several_mistakes_are_all_named_at_once(place: Place) -> None:
    code = await place.checks(slack_bot_token="xoxp-1", database_url=DATABASES["a folder that is not there"])
    assert code == 1
    assert len([line for line in place.said.splitlines() if line.startswith("FAIL")]) == 3
