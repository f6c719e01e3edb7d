"""The program: wrong use is one clear line and exit code 2, failure one line and 1, and never a traceback."""

import io
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import run
from tests.stage import ROOT
from tests.test_config import CLEAN


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing set, and an empty folder to be in."""
    for name in CLEAN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


WRONG_USE = [
    "",
    "serv",
    "serve now",
    "serve --port 1",
    "check --fast",
    "migrate up",
    "backup",
    "erase",
    "export",
    "export INC-7 --format pdf",
    "export seven",
    "verify seven",
    "verify --head abc",
    "verify INC-7 INC-8",
    "config",
    "config --scheme",
    "sandbox --port eighty",
    "sandbox --port 65536",
    "sandbox --port -1",
    "clocks --nonsense",
    "--nonsense",
]


@pytest.mark.parametrize("words", WRONG_USE)
def test_wrong_use_is_one_line_and_exit_code_2(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words.split()) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("incident-bot")
    assert captured.err.count("\n") == 1


def test_help_is_no_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    for command in ("sandbox", "serve", "check", "migrate", "export", "verify", "config", "clocks"):
        assert command in shown


SETTINGS = {
    "no token": ({}, "SLACK_BOT_TOKEN is not set"),
    "no way in": ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN"),
    "a wrong port": ({"PORT": "http"}, "PORT: "),
    "a wrong database": ({"DATABASE_URL": "nonsense"}, "DATABASE_URL: "),
    "no configuration": (
        {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "INCIDENT_CONFIG": "nowhere.yml"},
        "nowhere.yml: cannot be read",
    ),
}


@pytest.mark.parametrize("mistake", SETTINGS)
def test_wrong_settings_are_one_line_and_exit_code_2(
    mistake: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment, words = SETTINGS[mistake]
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert run(["serve"]) == 2
    err = capsys.readouterr().err
    assert words in err
    assert err.count("\n") == 1


REFUSED = "postgresql+asyncpg://bot:hidden@127.0.0.1:9/x"
UNUSABLE = ["sqlite+aiosqlite:////no/such/folder/x.db", "sqlite:////proc/x", "sqlite:////proc", REFUSED]


@pytest.mark.parametrize(
    ("command", "url"),
    [
        (command, url)
        for command in ("serve", "migrate", "export INC-1", "verify")
        for url in UNUSABLE
        if (command, url) != ("serve", REFUSED)  # Of a server that may come back it goes on to try.
    ],
)
def test_a_database_that_cannot_be_used_is_one_line_and_exit_code_1(
    command: str, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "1" * 32)
    assert run(command.split()) == 1
    err = capsys.readouterr().err
    assert "database" in err
    assert "hidden" not in err
    assert err.count("\n") == 1


def test_serving_from_a_file_that_is_no_database_is_one_line_and_exit_code_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear reader, " * 200)
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{letter}")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "1" * 32)
    assert run(["serve"]) == 1
    err = capsys.readouterr().err
    assert "not a database" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("command", ["migrate", "serve"])
def test_a_database_of_a_newer_release_is_left_alone(
    command: str, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite+aiosqlite:///"))) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_from_the_future'")
        connection.commit()
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "1" * 32)
    assert run([command]) == 1
    err = capsys.readouterr().err
    assert "newer release" in err
    assert err.count("\n") == 1


def test_migrate_makes_the_database_and_may_be_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["migrate"]) == 0
    assert run(["migrate"]) == 0
    assert capsys.readouterr().out.count("schema is current") == 2
    assert Path("incident-bot.db").exists()


def test_config_prints_a_json_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["config", "--schema"]) == 0
    assert "announcements" in json.loads(capsys.readouterr().out)["properties"]


def test_export_prints_its_json_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "--schema"]) == 0
    assert "schema_version" in json.loads(capsys.readouterr().out)["properties"]


@pytest.mark.parametrize(
    "words",
    [["export", "INC-7"], ["verify"], ["erase", "--user", "U0123ABCD", "--by", "her"], ["backup", "b.db"]],
    ids=lambda words: words[0],
)
def test_where_there_is_no_database_nothing_is_called_whole_or_done_and_none_is_made(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Typed in another folder, or with another address."""
    assert run(words) == 1
    assert "see to DATABASE_URL" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_incident_that_is_not_there_is_exit_code_1(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    assert run(["export", "INC-7"]) == 1
    assert run(["verify", "INC-7"]) == 1
    assert capsys.readouterr().err.count("there is no INC-7") == 2


def test_what_nobody_expected_is_one_line_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def stumbles(*_: object) -> int:
        raise ZeroDivisionError("over\ntwo lines")

    monkeypatch.setattr("bot.commands.migrate.migrate", stumbles)
    assert run(["migrate"]) == 1
    err = capsys.readouterr().err
    assert "ZeroDivisionError" in err
    assert "Traceback" not in err
    assert err.count("\n") == 1


def test_a_reader_that_has_enough_is_no_mistake_of_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Gone(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

        def fileno(self) -> int:
            return spare

    spare = os.open(tmp_path / "spare", os.O_CREAT | os.O_WRONLY)
    monkeypatch.setattr(sys, "stdout", Gone())
    assert run(["config", "--schema"]) == 1
    os.close(spare)


def test_python_m_bot_is_the_same_program(tmp_path: Path) -> None:
    """As a process of its own, where an uncaught error would show its traceback."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": "nonsense"}
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "check"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("incident-bot: DATABASE_URL")
    assert ended.stderr.count("\n") == 1
