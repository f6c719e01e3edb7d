"""`check` says, before `serve` is tried, what would keep it from working; each with the way to mend it."""

import io
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web

from bot.clock import system_clock
from bot.commands.check import check
from bot.config import Settings
from bot.sandbox.entities import App
from bot.sandbox.people import Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace
from storage import Database
from tests.stage import ROOT


@dataclass
class Place:
    """A workspace with the app on it, and the settings that fit; `date` is what Slack says the time is."""

    workspace: Workspace
    app: App
    settings: dict[str, Any]
    date: list[str] = field(default_factory=list)
    said: str = ""

    async def checks(self, **changed: Any) -> int:
        """Run the check with some settings changed, and keep what it says."""
        out = io.StringIO()
        code = await check(Settings(**{"_env_file": None, **self.settings, **changed}), out)
        self.said = out.getvalue()
        for secret in (self.app.bot_token, self.app.app_token, self.app.signing_secret):
            assert secret not in self.said
        return code

    def line(self, words: str) -> str:
        """The one line that speaks of something."""
        (found,) = [line for line in self.said.splitlines() if words in line]
        return found


@pytest.fixture
async def place(sqlite_url: str) -> AsyncIterator[Place]:
    """Everything as it should be, over HTTP."""
    workspace = Workspace(system_clock, rate_scale=None)
    workspace.populate()
    app = workspace.install(yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8")))
    server = SandboxServer(workspace)
    date: list[str] = []

    async def dated(_: web.Request, response: web.StreamResponse) -> None:
        if date:
            response.headers["Date"] = date[0]

    server.app.on_response_prepare.append(dated)
    await server.start()
    await Person(workspace, "alice").invites("incidents", app)
    settings = {
        "slack_bot_token": app.bot_token,
        "slack_signing_secret": app.signing_secret,
        "slack_api_url": server.api_url,
        "database_url": sqlite_url,
        "port": 0,
    }
    try:
        yield Place(workspace, app, settings, date)
    finally:
        await server.stop()


@pytest.fixture
def over_socket(place: Place) -> dict[str, Any]:
    """The settings for Socket Mode."""
    place.app.socket_mode = True
    return {"slack_app_token": place.app.app_token, "slack_signing_secret": None}


async def test_when_all_is_well_it_says_so_of_everything_and_exits_0(place: Place) -> None:
    assert await place.checks() == 0
    for part in (
        "SLACK_BOT_TOKEN",
        "HTTP",
        "configuration",
        "database",
        "port",
        "clock",
        "scopes",
        "announcements",
    ):
        assert place.line(part).startswith("ok"), place.said
    assert {line[:4] for line in place.said.splitlines()} == {"ok  "}


async def test_it_says_so_in_socket_mode_as_well(place: Place, over_socket: dict[str, Any]) -> None:
    assert await place.checks(**over_socket) == 0
    assert place.line("lets the app connect").startswith("ok")


TOKENS: dict[str, tuple[dict[str, Any], str, str]] = {
    "no bot token": ({"slack_bot_token": None}, "SLACK_BOT_TOKEN is not set", "OAuth & Permissions"),
    "a person's token": ({"slack_bot_token": "xoxp-1-2"}, "SLACK_BOT_TOKEN is of the wrong kind", "xoxb-"),
    "the app's token as the bot's": ({"slack_bot_token": "xapp-1-2"}, "of the wrong kind", "xoxb-"),
    "an unknown bot token": (
        {"slack_bot_token": "xoxb-1-2"},
        "refuses the bot token (invalid_auth)",
        "Install",
    ),
    "the bot's token as the app's": (
        {"slack_app_token": "xoxb-1-2"},
        "SLACK_APP_TOKEN is of the wrong kind",
        "xapp-",
    ),
    "an unknown app token": ({"slack_app_token": "xapp-1-2"}, "refuses the app token", "connections:write"),
    "no way for Slack to reach it": (
        {"slack_signing_secret": None},
        "neither SLACK_APP_TOKEN nor",
        "Socket Mode",
    ),
}


@pytest.mark.parametrize("mistake", TOKENS)
async def test_a_wrong_token_is_named_with_where_the_right_one_is_found(place: Place, mistake: str) -> None:
    changed, words, remedy = TOKENS[mistake]
    assert await place.checks(**changed) == 1
    assert place.line(words).startswith("FAIL")
    assert remedy in place.line(words)


async def test_a_revoked_token_is_named(place: Place) -> None:
    place.app.token_state = "revoked"
    assert await place.checks() == 1
    assert "Install the app again" in place.line("token_revoked")


async def test_missing_scopes_are_named(place: Place) -> None:
    place.app.scopes = frozenset(place.app.scopes) - {"pins:write", "groups:write"}
    assert await place.checks() == 1
    line = place.line("missing scopes")
    assert "groups:write, pins:write" in line
    assert "manifest.yml" in line


async def test_an_app_token_without_its_scope_is_named(place: Place, over_socket: dict[str, Any]) -> None:
    place.app.app_scopes = frozenset()
    assert await place.checks(**over_socket) == 1
    assert "connections:write" in place.line("missing_scope")


async def test_socket_mode_that_is_switched_off_is_named(place: Place, over_socket: dict[str, Any]) -> None:
    place.app.socket_mode = False
    assert await place.checks(**over_socket) == 1
    assert "Switch it on" in place.line("switched off")


@pytest.mark.parametrize("off", [-120, 120])
async def test_a_clock_that_is_off_is_named(place: Place, off: int) -> None:
    place.date.append(format_datetime(datetime.now(UTC) + timedelta(seconds=off), usegmt=True))
    assert await place.checks() == 1
    assert "NTP" in place.line("clock is")


async def test_a_slack_that_cannot_be_reached_is_named(place: Place) -> None:
    assert await place.checks(slack_api_url="http://127.0.0.1:9/api/") == 1
    assert "SLACK_API_URL" in place.line("cannot be reached")


async def test_a_slack_that_is_busy_is_named(place: Place) -> None:
    place.workspace.faults.rate_limit("auth.test", None)
    assert await place.checks() == 1
    assert "Try again" in place.line("FAIL Slack")


async def test_a_bot_outside_of_its_announcement_channel_is_told_how_to_get_in(place: Place) -> None:
    assert await place.checks(incident_config=None) == 0
    await Person(place.workspace, "alice").removes("incidents", place.app)
    assert await place.checks() == 0
    assert place.line("in no channel incidents").startswith("note")
    assert "/invite" in place.line("in no channel incidents")


async def test_an_announcement_channel_by_its_id_is_looked_at_too(place: Place, tmp_path: Path) -> None:
    other = place.workspace.channel("ml-platform")
    config = tmp_path / "incidents.yml"
    config.write_text(f"announcements: {other.id}\n", encoding="utf-8")
    assert await place.checks(incident_config=config) == 0
    assert "/invite" in place.line(f"in no channel {other.id}")


async def test_a_wrong_configuration_is_named_with_its_line(place: Place, tmp_path: Path) -> None:
    config = tmp_path / "incidents.yml"
    config.write_text("announcements: incidents\nchannel_prefix: NOPE\n", encoding="utf-8")
    assert await place.checks(incident_config=config) == 1
    assert place.line("line 2").startswith("FAIL configuration")


async def test_a_port_that_is_taken_is_named_in_both_transports(
    place: Place, over_socket: dict[str, Any]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        for transport in (dict[str, Any](), over_socket):
            assert await place.checks(port=taken, **transport) == 1
            assert "Set PORT or HOST" in place.line(f"port {taken}")


async def test_a_host_that_is_not_this_machines_is_named(place: Place) -> None:
    assert await place.checks(host="192.0.2.1") == 1
    assert place.line("192.0.2.1").startswith("FAIL")


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


async def test_several_mistakes_are_all_named_at_once(place: Place) -> None:
    code = await place.checks(slack_bot_token="xoxp-1", database_url=DATABASES["a folder that is not there"])
    assert code == 1
    assert len([line for line in place.said.splitlines() if line.startswith("FAIL")]) == 3
