"""A simulated workspace and the gateway to it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
import yaml

from bot.clock import MovableClock
from bot.sandbox.entities import App, User
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace
from bot.slack.gateway import Slack
from bot.slack.pacing import Pacing

AT = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
MANIFEST = yaml.safe_load((Path(__file__).parents[2] / "manifest.yml").read_text(encoding="utf-8"))


class Counted:
    """Keeps what the gateway counts."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []

    def slack_call(self, method: str, outcome: str, seconds: float) -> None:  # noqa: ARG002
        self.calls.append((method, outcome))


@dataclass
class Line:
    """The workspace, and a gateway to it."""

    workspace: Workspace
    server: SandboxServer
    session: aiohttp.ClientSession
    app: App
    counted: Counted = field(default_factory=Counted)

    def slack(
        self,
        *,
        timeout: float = 5.0,
        token: str | None = None,
        base_url: str | None = None,
        patience: float = 20.0,
    ) -> Slack:
        return Slack(
            self.session,
            token or self.app.bot_token,
            pacing=Pacing(posts_per_second_per_channel=1e6, method_rate=1e3),
            base_url=base_url or self.server.api_url,
            timeout=timeout,
            patience=patience,
            meter=self.counted,
        )

    def user(self, name: str) -> User:
        return self.workspace.user(name)

    @property
    def incidents(self) -> str:
        return self.workspace.channel("incidents").id


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    """A populated workspace with the bot in #incidents."""
    workspace = Workspace(MovableClock(AT), rate_scale=None, file_share_delay=0.0)
    workspace.populate()
    app = workspace.install(MANIFEST)
    workspace.channel("incidents").members[app.bot_user_id] = None
    server = SandboxServer(workspace)
    server.add_routes(workspace.delivery_routes())
    async with server, aiohttp.ClientSession() as session:
        yield Line(workspace, server, session, app)


@pytest.fixture
def slack(line: Line) -> Slack:
    return line.slack()


@pytest.fixture
def issue_url(line: Line) -> Callable[[], str]:
    """Gives out response_urls for Alice in #incidents."""

    def issue() -> str:
        channel = line.workspace.channel("incidents")
        return line.workspace.response_urls.issue(line.app, line.user("alice"), channel)

    return issue
