"""One process serves from a SQLite file; others may look at it; PostgreSQL is shared."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.database import Database
from storage.errors import DatabaseInUse

SERVE = """
import sys
from storage.database import Database
from storage.errors import DatabaseInUse

database = Database(sys.argv[1])
try:
    database.lock_for_serving()
except DatabaseInUse as error:
    print(error, flush=True)
    sys.exit(3)
print("serving", flush=True)
sys.stdin.read()
"""


def start(url: str, program: str = SERVE) -> "subprocess.Popen[str]":
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", program, url], stdin=pipe, stdout=pipe, text=True)


def first_line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


async def test_a_second_process_is_refused_until_the_first_is_gone_however_it_went(sqlite_url: str) -> None:
    with start(sqlite_url) as first:
        assert first_line(first) == "serving"
        with start(sqlite_url) as second:
            assert f"process {first.pid}" in first_line(second)
            assert second.wait() == 3
        async with Database(sqlite_url) as reader, reader.reading() as repositories:
            assert await repositories.incidents.open() == []
        first.send_signal(signal.SIGKILL)
        first.wait()
        with start(sqlite_url) as third:
            assert first_line(third) == "serving"


def test_a_full_disk_keeps_nobody_from_the_lock(sqlite_url: str) -> None:
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
    with start(sqlite_url, full + SERVE) as first:
        assert first_line(first) == "serving"
        with start(sqlite_url) as second:
            assert "Another process serves from" in first_line(second)


async def test_closing_gives_the_lock_back(sqlite_url: str) -> None:
    first, second = Database(sqlite_url), Database(sqlite_url)
    first.lock_for_serving()
    first.lock_for_serving()
    with pytest.raises(DatabaseInUse, match=r"serves from .*incident-bot\.db already"):
        second.lock_for_serving()
    await first.close()
    second.lock_for_serving()
    await second.close()


async def test_another_name_of_the_same_file_is_the_same_file(sqlite_url: str, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "incident-bot.db")
    async with Database(sqlite_url) as first:
        first.lock_for_serving()
        with pytest.raises(DatabaseInUse):
            Database(f"sqlite:///{link}").lock_for_serving()


async def test_several_may_serve_from_postgresql(postgres_url: str) -> None:
    async with Database(postgres_url) as first, Database(postgres_url) as second:
        first.lock_for_serving()
        second.lock_for_serving()
