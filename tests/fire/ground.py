"""The ground a fire burns on: a workspace, a database, copies of the bot, and relays that can be cut."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import aiohttp
import yaml
from sqlalchemy import make_url

from bot.sandbox.delivery_rules import DeliveryRules
from bot.sandbox.entities import App, Channel
from bot.sandbox.people import Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace
from storage import Database, StorageError
from tests.fire.controls import Controls
from tests.fire.relay import Relay
from tests.fire.served import CONTROLS, NEWER, POINT, WITHOUT
from tests.killing.ground import free_port
from tests.nursery import Child, Nursery
from tests.stage import ROOT, Transport

PATIENCE = 120.0
POLICY = {
    "slack": {"channel_posts_per_second": 200, "method_rate": 1000, "call_timeout": 1},
    "delivery_days": 365,
}


@dataclass
class Copy:
    """One process of the bot, where it listens, and where it is to die by itself, if it gets there."""

    child: Child
    port: int
    point: str = ""


@dataclass
class Ground:
    """Everything of one run; `front` is where Slack sends to, `pipe` where the bot finds PostgreSQL."""

    workspace: Workspace
    server: SandboxServer
    app: App
    url: str
    transport: Transport
    folder: Path
    controls: Controls
    nursery: Nursery
    policy: dict[str, object]
    front: Relay = field(init=False)
    pipe: Relay | None = None
    copies: list[Copy] = field(default_factory=list)
    logs: list[Path] = field(default_factory=list)
    kills: int = 0

    @property
    def is_postgres(self) -> bool:
        """Whether several copies may share the database."""
        return self.url.startswith("postgresql")

    def person(self, name: str) -> Person:
        """One of the cast."""
        return Person(self.workspace, name)

    def incident_channels(self) -> list[Channel]:
        """Every channel that was made for an incident and has its number, the oldest first."""
        named = [c for c in self.workspace.channels.values() if (c.name or "").startswith("inc-")]
        return [channel for channel in named if channel not in self.unnumbered()]

    def unnumbered(self) -> list[Channel]:
        """Every channel that was opened while nothing could be recorded, and is nobody's yet."""
        return [c for c in self.workspace.channels.values() if (c.name or "").startswith("inc-new-")]

    @property
    def living(self) -> list[Copy]:
        """The copies that have not ended."""
        return [copy for copy in self.copies if copy.child.lives]

    async def launch(self, point: str = "", *, without: str = "", newer: bool = False) -> Copy:
        """Start a copy; it dies at `point` (`commit.after 5`); `without` takes a guard out."""
        port = free_port()
        log = self.folder / f"serve-{len(self.logs)}.log"
        log.touch()
        self.logs.append(log)
        copy = Copy(
            self.nursery.start(
                "tests.fire.served",
                {**self._environment(port, point), WITHOUT: without, NEWER: str(newer or "")},
                self.folder,
                log,
            ),
            port,
            point,
        )
        self.copies.append(copy)
        return copy

    def _environment(self, port: int, point: str) -> dict[str, str]:
        config = self.folder / "policy.yml"
        config.write_text(yaml.safe_dump(self.policy), encoding="utf-8")
        url = make_url(self.url)
        if self.pipe is not None:
            url = url.set(host="127.0.0.1", port=self.pipe.port)
        environment = {
            "SLACK_BOT_TOKEN": self.app.bot_token,
            "SLACK_API_URL": self.server.api_url,
            "DATABASE_URL": url.render_as_string(hide_password=False),
            "INCIDENT_CONFIG": str(config),
            "PORT": str(port),
            "LOG_FORMAT": "json",
            CONTROLS: str(self.controls.path),
            POINT: point,
        }
        by_socket = self.transport == "socket"
        secret = self.app.app_token if by_socket else self.app.signing_secret
        return environment | {"SLACK_APP_TOKEN" if by_socket else "SLACK_SIGNING_SECRET": secret}

    async def ready(self, copy: Copy) -> bool:
        """Wait until a copy is ready, or has ended; say whether it is ready."""

        async def settled() -> bool:
            return not copy.child.lives or await answers(copy.port)

        await self.until(settled, f"neither ready nor dead: {copy.child.log}")
        return copy.child.lives

    async def serve(self, copies: int = 1) -> None:
        """See that so many copies live and are ready; a port that somebody else took is no failure."""
        for _ in range(5):
            for _ in range(copies - len(self.living)):
                await self.launch()
            if all([await self.ready(copy) for copy in self.living]):
                return
        raise AssertionError(f"it does not start: {self.logs[-1].read_text()[-2000:]}")

    def kill(self, copy: Copy) -> None:
        """SIGKILL."""
        if copy.child.lives:
            copy.child.kill()
            self.kills += 1

    async def until(self, condition: Callable[[], object], otherwise: str) -> None:
        """Wait for a condition, looking again and again."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while True:
            held = condition()
            if asyncio.iscoroutine(held):
                held = await held
            if held:
                return
            assert asyncio.get_running_loop().time() < deadline, otherwise
            await asyncio.sleep(0.05)

    async def settle(self) -> None:
        """Wait until Slack has nothing left to tell, and the bot nothing left to do."""
        calm, before = 0, -1
        database = Database(self.url)
        try:
            while calm < 3:
                await asyncio.wait_for(self.workspace.quiet(), PATIENCE)
                try:
                    await self.until(partial(self._is_idle, database), "it does not come to an end")
                except AssertionError as error:
                    raise AssertionError(f"{error}: {await self._what_waits()}") from None
                calm = calm + 1 if len(self.workspace.calls) == before else 0
                before = len(self.workspace.calls)
                await asyncio.sleep(0.1)
        finally:
            await database.close()

    async def _is_idle(self, database: Database) -> bool:
        try:
            await database.open()  # Kept open from one look to the next: opening is most of the work.
            async with database.reading() as repositories:
                due = await repositories.reminders.incidents_due(self.controls.clock())
                return not due and await repositories.outbox.pending_count() == 0 and not self._unadopted()
        except StorageError:
            return False  # Locked for a moment by the bot itself.

    def _unadopted(self) -> list[Channel]:
        """Channels that are to be made an incident's: marked, and not told to be one's already."""
        ours = {c.id: [m for m in c.messages.values() if m.metadata] for c in self.unnumbered()}
        told = {key for key, said in ours.items() if any("recorded meanwhile" in m.text for m in said)}
        return [channel for channel in self.unnumbered() if ours[channel.id] and channel.id not in told]

    async def _what_waits(self) -> str:
        """What is not done, and what the newest copy says."""
        async with self.database() as database, database.reading() as repositories:
            due = await repositories.reminders.incidents_due(self.controls.clock())
            numbers = [incident.number for incident in await repositories.incidents.all()]
            waiting = [e for n in numbers for e in await repositories.outbox.waiting(n)]
        effects = [(effect.kind.value, effect.incident, effect.lane, effect.order) for effect in waiting]
        said = [copy.child.log.read_text(encoding="utf-8")[-3000:] for copy in self.living]
        unadopted = [channel.name for channel in self._unadopted()]
        return f"reminders of {due}, effects {effects}, channels {unadopted}\n" + "\n\n".join(said)

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database]:
        """The database, looked at past the relay."""
        async with Database(self.url, patience=PATIENCE) as database:
            yield database


async def answers(port: int, path: str = "/readyz") -> bool:
    """Whether a copy says that it is well."""
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{port}{path}") as answer,
        ):
            return answer.status == 200
    except (aiohttp.ClientError, OSError):
        return False


@asynccontextmanager
async def on_ground(
    url: str,
    transport: Transport,
    folder: Path,
    nursery: Nursery,
    *,
    rate_scale: float | None = None,
    policy: dict[str, object] | None = None,
) -> AsyncIterator[Ground]:
    """Set the ground; Slack repeats what was not acked a little later than a restart takes."""
    controls = Controls(folder / "controls")
    rules = DeliveryRules(retry_waits=(0.3, 1.5, 4.0), refresh_notice=0.2)
    workspace = Workspace(controls.clock, rules=rules, rate_scale=rate_scale, file_share_delay=0.0)
    workspace.populate()
    app = workspace.install(yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8")))
    server = SandboxServer(workspace)
    await server.start()
    ground = Ground(
        workspace, server, app, url, transport, folder, controls, nursery, {**POLICY, **(policy or {})}
    )
    await _connect(ground)
    incidents = next(c for c in workspace.channels.values() if c.name == "incidents")
    await ground.person("alice").invites(incidents, app)
    try:
        yield ground
    finally:
        for copy in ground.living:
            copy.child.kill()
        await ground.front.stop()
        if ground.pipe is not None:
            await ground.pipe.stop()
        await server.stop()


async def _connect(ground: Ground) -> None:
    """Put a relay before the copies of the bot, and one before PostgreSQL."""
    ground.front = Relay(lambda: [("127.0.0.1", copy.port) for copy in ground.living])
    await ground.front.start()
    if ground.is_postgres:
        url = make_url(ground.url)
        there = (str(url.host), url.port or 5432)
        ground.pipe = Relay(lambda: [there])
        await ground.pipe.start()
    if ground.transport == "http":
        ground.workspace.send_to(ground.app, f"http://127.0.0.1:{ground.front.port}/slack/events")
    else:
        ground.app.socket_mode = True
