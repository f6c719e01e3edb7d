"""A workspace with everything as it should be, and the program that looks at it."""

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
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
from tests.stage import ROOT


@dataclass
class Place:
    """A workspace with the app on it, and the settings that fit; `date` is what Slack says the time is.

    `now` is when the check is run, as far as the catalogue's age is concerned.
    """

    workspace: Workspace
    app: App
    settings: dict[str, Any]
    date: list[str] = field(default_factory=list)
    now: datetime = datetime(2026, 11, 26, 12, tzinfo=UTC)
    said: str = ""

    async def checks(self, **changed: Any) -> int:
        """Run the check with some settings changed, and keep what it says."""
        out = io.StringIO()
        settings = Settings(**{"_env_file": None, **self.settings, **changed})
        code = await check(settings, out, clock=lambda: self.now)
        self.said = out.getvalue()
        for secret in (self.app.bot_token, self.app.app_token, self.app.signing_secret):
            assert secret not in self.said
        return code

    def line(self, words: str) -> str:
        """The one line that speaks of something."""
        (found,) = [line for line in self.said.splitlines() if words in line]
        return found


def named(tmp_path: Path, text: str) -> Path:
    """A configuration file of this text."""
    config = tmp_path / "incidents.yml"
    config.write_text(text, encoding="utf-8")
    return config


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
