"""The ground on which processes are killed: a simulated workspace in real time, a database, and `serve`."""

import asyncio
import json
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import yaml

from bot.clock import system_clock
from bot.domain.timeline import Entry, first_broken
from bot.sandbox.delivery_rules import DeliveryRules
from bot.sandbox.entities import App, Channel
from bot.sandbox.people import Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace
from storage import Database
from tests.killing.launcher import BOTS_PATIENCE
from tests.nursery import Child, Nursery
from tests.stage import REAL, ROOT, Patience, Transport

PATIENCE = 120.0
Grounds = Callable[[str, Transport], AbstractAsyncContextManager["Ground"]]
"""Sets the ground, on a database and for a transport, where a slow machine is no part of what is shown.

Over a socket Slack waits for the acks of the dead: there it waits as long as in earnest, and no longer.
"""

POLICY = {
    "slack": {"channel_posts_per_second": 200, "method_rate": 1000, "call_timeout": 2},
    "reminders": {"roles": {"critical": {"commander": 0}, "medium": {}}},
}


@dataclass
class Ground:
    """One workspace, one database, one process after the other."""

    workspace: Workspace
    server: SandboxServer
    app: App
    url: str
    transport: Transport
    folder: Path
    port: int
    nursery: Nursery | None = None
    patience: Patience = REAL
    process: asyncio.subprocess.Process | Child | None = None
    kills: int = 0
    logs: list[str] = field(default_factory=list)

    def person(self, name: str) -> Person:
        """One of the cast."""
        return Person(self.workspace, name)

    def incident_channels(self) -> list[Channel]:
        """Every channel that was made for an incident."""
        return [c for c in self.workspace.channels.values() if (c.name or "").startswith("inc-")]

    async def launch(self, point: str = "never", nth: int = 1, *, wait: bool = True) -> None:
        """Start `serve`; it dies at the N-th passing of `point`."""
        config = self.folder / "policy.yml"
        config.write_text(yaml.safe_dump(POLICY), encoding="utf-8")
        environment = {
            "SLACK_BOT_TOKEN": self.app.bot_token,
            "SLACK_API_URL": self.server.api_url,
            "DATABASE_URL": self.url,
            "INCIDENT_CONFIG": str(config),
            "PORT": str(self.port),
            "LOG_FORMAT": "json",
            BOTS_PATIENCE: str(self.patience.bot),
        }
        if self.transport == "socket":
            environment["SLACK_APP_TOKEN"] = self.app.app_token
        else:
            environment["SLACK_SIGNING_SECRET"] = self.app.signing_secret
        log = self.folder / f"serve-{len(self.logs)}.log"
        log.touch()
        self.logs.append(str(log))
        assert self.nursery is not None, "nobody is there to start it"
        self.process = self.nursery.start(
            "tests.killing.launcher", environment, self.folder, log, point, str(nth)
        )
        if wait:
            await self.until(self._ready_or_dead, "the process is neither ready nor dead")
        if point == "never":
            assert self.process.returncode is None, self.last_log()

    async def _ready_or_dead(self) -> bool:
        if self.process is None or self.process.returncode is not None:
            return True
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"http://127.0.0.1:{self.port}/readyz") as response,
            ):
                return response.status == 200
        except aiohttp.ClientError:
            return False

    async def until(
        self, condition: Callable[[], object], otherwise: str, *, patience: float = PATIENCE
    ) -> None:
        """Wait for a condition, looking again and again."""
        deadline = asyncio.get_running_loop().time() + patience
        while True:
            held = condition()
            if asyncio.iscoroutine(held):
                held = await held
            if held:
                return
            assert asyncio.get_running_loop().time() < deadline, f"{otherwise}\n{self.last_log()}"
            await asyncio.sleep(0.02)

    def last_log(self) -> str:
        """The end of what the last process wrote."""
        return Path(self.logs[-1]).read_text(encoding="utf-8")[-4000:] if self.logs else ""

    async def dead(self, seconds: float = 10.0) -> bool:
        """Wait for the process to be killed by its trap; say whether it was."""
        assert self.process is not None
        try:
            await asyncio.wait_for(self.process.wait(), seconds)
        except TimeoutError:
            return False
        self.kills += self.process.returncode == -9
        return self.process.returncode == -9

    async def kill(self) -> None:
        """Kill the process now, if it lives."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
            self.kills += 1

    async def settle(self) -> None:
        """Wait until the living process has nothing left to do and Slack nothing left to tell."""
        calm = 0
        before = -1
        # Opened once, since opening is most of the work, and closed before anybody is killed: a file that
        # is open nowhere any more is recovered by whoever opens it next.
        async with self.database() as database:

            async def outbox_empty() -> bool:
                async with database.reading() as repositories:
                    return await repositories.outbox.pending_count() == 0

            while calm < 3:
                await asyncio.wait_for(self.workspace.quiet(), PATIENCE)
                await self.until(outbox_empty, "the outbox is not emptied")
                calm = calm + 1 if len(self.workspace.calls) == before else 0
                before = len(self.workspace.calls)
                await asyncio.sleep(0.05)

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database]:
        """The database, looked at from outside the process."""
        async with Database(self.url, patience=PATIENCE) as database:
            yield database

    async def check(self, said: list[str]) -> None:
        """Hold everything that must be true after any kill, once a process has run again and settled.

        `said` are the texts of messages whose delivery was acknowledged at some time.
        """
        async with self.database() as database, database.reading() as repositories:
            incidents = await repositories.incidents.all()
            timelines = {i.number: await repositories.timeline.all(i.number) for i in incidents}
        channels = Counter(c.name for c in self.incident_channels())
        assert len(self.incident_channels()) == len(incidents), f"{channels} for {len(incidents)} incidents"
        for incident in incidents:
            channel = self.workspace.channels[str(incident.places.channel_id)]
            self._once(channel, incident.reference)
            entries = timelines[incident.number]
            assert first_broken(entries) is None
            assert [e.sequence for e in entries] == list(range(1, len(entries) + 1))
            self._captured(entries)
        captured = Counter(e.text for entries in timelines.values() for e in entries if e.kind == "message")
        assert {text for text in said if captured[text] == 0} == set(), "acked and not captured"

    def _once(self, channel: Channel, reference: str) -> None:
        posts = Counter(
            json.dumps(m.metadata.get("event_payload", {}).get("effect"))
            for m in channel.messages.values()
            if m.metadata and m.app_id == self.app.app_id
        )
        assert [effect for effect, count in posts.items() if count > 1] == [], f"posted twice in {reference}"
        texts = [m.text for m in channel.messages.values() if m.app_id == self.app.app_id and not m.subtype]
        doubled = [text for text, count in Counter(texts).items() if count > 1]
        assert doubled == [], f"said twice in {reference}: {doubled}"
        assert len(channel.pins) == 1, f"{len(channel.pins)} pins in {reference}"

    def _captured(self, entries: list[Entry]) -> None:
        sources = Counter(
            (e.source.channel_id, e.source.message_ts) for e in entries if e.kind == "message" and e.source
        )
        assert [source for source, count in sources.items() if count > 1] == [], "captured twice"


@contextmanager
def reserved_port() -> Iterator[int]:
    """A port that nobody else is given while this lasts; whoever is told of it may listen there."""
    with socket.socket() as holder:
        # What is bound and does not listen is in nobody's way who may use an address again.
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        yield int(holder.getsockname()[1])


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def on_ground(
    url: str,
    transport: Transport,
    folder: Path,
    nursery: Nursery | None = None,
    *,
    patience: Patience = REAL,
) -> AsyncIterator[Ground]:
    """Set the ground: a workspace in real time that repeats what was not acked while a restart takes.

    `launch` wants a nursery; whoever starts processes by themselves needs none.
    """
    rules = DeliveryRules(retry_waits=(0.3, 2.0, 5.0), patience=patience.slack)
    workspace = Workspace(system_clock, rules=rules, rate_scale=None, file_share_delay=0.0)
    workspace.populate()
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
    app = workspace.install(manifest)
    server = SandboxServer(workspace)
    await server.start()
    with reserved_port() as port:
        address = f"http://127.0.0.1:{port}/slack/events"
        app.socket_mode = transport == "socket"
        app.events_url = app.interactivity_url = address
        app.command_urls = dict.fromkeys(app.command_urls, address)
        ground = Ground(workspace, server, app, url, transport, folder, port, nursery, patience)
        incidents = next(c for c in workspace.channels.values() if c.name == "incidents")
        await ground.person("alice").invites(incidents, app)
        try:
            yield ground
        finally:
            if ground.process is not None and ground.process.returncode is None:
                ground.process.kill()
                await ground.process.wait()
            await server.stop()
