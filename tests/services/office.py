"""A simulated workspace, a real database and a courier between them."""

# ruff: noqa: ARG002 - what is listened in with has the signatures of the protocols

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import yaml
from sqlalchemy import select
from sqlmodel import col

from bot.clock import MovableClock
from bot.domain.effect import Effect, EffectKind, Priority
from bot.domain.incident import Incident, Places
from bot.domain.message import Outgoing
from bot.sandbox.entities import App, Channel, User
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace
from bot.services.carriers.ledger import Backoff
from bot.services.carriers.load import Carried
from bot.services.courier import Courier
from bot.slack.directory import Directory
from bot.slack.gateway import Slack
from bot.slack.pacing import Pacing
from storage.database import Database
from storage.lanes import is_waiting
from storage.repositories import Repositories
from storage.rows import rows_of
from storage.tables import OutboxRow

AT = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
MANIFEST = yaml.safe_load((Path(__file__).parents[2] / "manifest.yml").read_text(encoding="utf-8"))
AT_ONCE = Backoff(first=0.0, most=0.0)
NEVER = Backoff(first=3600.0, most=3600.0)


class Plainly:
    """Shows an incident by its title; what it shows can be changed."""

    def __init__(self) -> None:
        self.broken = False

    async def card(self, incident: Incident) -> Outgoing:
        if self.broken:
            raise RuntimeError("a view with a mistake in it")
        return _saying(f"Card of {incident.reference}: {incident.title}")

    async def triage(self, incident: Incident) -> Outgoing:
        return _saying(f"Questions about {incident.reference}: {incident.title}")

    def triage_moved(self, incident: Incident, link: str) -> Outgoing:
        return _saying(f"Moved to {link}")

    async def topic(self, incident: Incident) -> str:
        return f"{incident.severity} & {incident.title}"

    def announcement(self, incident: Incident) -> Outgoing | None:
        return _saying(f"Announced {incident.reference}: {incident.title}")

    async def document(self, incident: Incident, about: dict[str, Any]) -> AsyncIterator[str]:
        yield f"{incident.reference} as {about['form']}"

    async def home(self, user_id: str) -> dict[str, Any]:
        return {"type": "home", "blocks": [_section(f"Home of {user_id}")]}


@dataclass
class Heard:
    """Keeps what the courier reports."""

    done: list[tuple[Effect, Carried]] = field(default_factory=list)
    failures: list[tuple[int | None, EffectKind, str]] = field(default_factory=list)
    forbidden: list[tuple[int, str, bool]] = field(default_factory=list)
    broken: bool = False

    async def carried(
        self, repositories: Repositories, incident: Incident | None, effect: Effect, carried: Carried
    ) -> None:
        self.done.append((effect, carried))
        if self.broken:
            raise RuntimeError("a mistake in what is done afterwards")

    async def failed(
        self, repositories: Repositories, incident: Incident | None, effect: Effect, code: str
    ) -> None:
        self.failures.append((effect.incident, effect.kind, code))
        if self.broken:
            raise RuntimeError("a mistake in telling of it")

    async def channel_forbidden(
        self, repositories: Repositories, incident: Incident, effect: Effect, code: str, *, borrowed: bool
    ) -> None:
        self.forbidden.append((incident.number, code, borrowed))


@dataclass
class Office:
    """Everything a test of the courier needs."""

    workspace: Workspace
    server: SandboxServer
    database: Database
    session: aiohttp.ClientSession
    app: App
    clock: MovableClock
    render: Plainly
    heard: Heard
    courier: Courier = field(init=False)

    def __post_init__(self) -> None:
        self.courier = self.another_courier()

    def slack(self, *, timeout: float = 5.0, posts_per_second: float = 1e6) -> Slack:
        """A gateway to the workspace, as fast as it may be."""
        pacing = Pacing(posts_per_second_per_channel=posts_per_second, method_rate=1e3)
        return Slack(
            self.session,
            self.app.bot_token,
            pacing=pacing,
            base_url=self.server.api_url,
            timeout=timeout,
        )

    def another_courier(
        self, *, slack: Slack | None = None, database: Database | None = None, **more: Any
    ) -> Courier:
        """A courier with no memory, as after a restart or in another copy of the bot."""
        slack = slack or self.slack()
        options: dict[str, Any] = {"backoff": AT_ONCE, "probe_seconds": 0.0} | more
        database = database or self.database
        return Courier(
            database, slack, Directory(slack), self.render, self.heard, clock=self.clock, **options
        )

    def slow_courier(self, **more: Any) -> Courier:
        """A courier that does not try again while the test runs."""
        return self.another_courier(backoff=NEVER, **more)

    async def declare(self, number: int = 1, *, title: str = "Chatbot invents", **fields: Any) -> Incident:
        """Store an incident whose channel does not exist yet."""
        places = Places(origin_channel_id=fields.pop("origin", None))
        incident = Incident(
            number=number,
            title=title,
            declared_by=self.user("alice").id,
            declared_at=self.clock(),
            places=places,
            **fields,
        )
        async with self.database.transaction() as repositories:
            await repositories.incidents.add(incident)
        return incident

    async def opened(self, number: int = 1, **fields: Any) -> Channel:
        """Declare an incident and have its channel."""
        await self.declare(number, **fields)
        await self.put(an_effect(f"open-{number}", EffectKind.OPEN_CHANNEL, number, needs_channel=False))
        await self.courier.settle()
        channel_id = (await self.incident(number)).places.channel_id
        assert channel_id is not None
        return self.workspace.channel(channel_id)

    async def put(self, *effects: Effect) -> None:
        async with self.database.transaction() as repositories:
            for effect in effects:
                await repositories.outbox.put(effect)

    async def begin(self, effect: Effect) -> None:
        """Leave an effect as a process does that is killed between `begin` and the end of its call."""
        async with self.database.transaction() as repositories:
            await repositories.outbox.put(effect)
            await repositories.outbox.claim(100, "killed", 60.0)
            assert await repositories.outbox.begin(effect.id, "killed")
            await repositories.outbox.release("killed")

    async def change(self, number: int, **fields: Any) -> Incident:
        """Change fields of an incident, or its places."""
        async with self.database.transaction() as repositories:
            incident = await repositories.incidents.lock(number)
            assert incident is not None
            where = {name: fields.pop(name) for name in list(fields) if name in Places.model_fields}
            fields["places"] = incident.places.model_copy(update=where)
            changed = incident.model_copy(update=fields)
            await repositories.incidents.save(changed)
        return changed

    async def incident(self, number: int = 1) -> Incident:
        async with self.database.reading() as repositories:
            incident = await repositories.incidents.get(number)
        assert incident is not None
        return incident

    async def waiting(self) -> int:
        """How many effects are not finished, whatever they wait for, save looks for what is there twice."""
        async with self.database.reading() as repositories:
            query = select(OutboxRow).where(is_waiting(OutboxRow), ~col(OutboxRow.lane).startswith("twins:"))
            return len(await rows_of(repositories.outbox._connection, query))

    async def has_tried_again(self) -> bool:
        """Let the courier go on; say whether nothing waits but what is to be drawn once more."""
        await self.courier.settle()
        async with self.database.reading() as repositories:
            waiting = await repositories.outbox.waiting(1)
        return all(effect.lane.startswith(("redraw:", "twins:")) for effect in waiting)

    async def result(self, effect_id: str) -> dict[str, Any]:
        async with self.database.reading() as repositories:
            finished = await repositories.outbox.finished(effect_id)
        assert finished is not None, f"{effect_id} still waits"
        return dict(finished.result)

    def user(self, name: str) -> User:
        return self.workspace.user(name)

    def grant(self, *scopes: str) -> None:
        """Give the app scopes that it does not ask for."""
        self.app.scopes |= frozenset(scopes)

    async def until(self, seen: Callable[[], bool]) -> None:
        """Wait for what the workspace has no signal for."""
        while not seen():  # noqa: ASYNC110
            await asyncio.sleep(0.005)

    @property
    def bot(self) -> User:
        return self.workspace.bot_user(self.app)

    def calls(self, method: str, outcome: str | None = None) -> int:
        """How often a method was called (and ended so)."""
        found = [c for c in self.workspace.calls if c.method == method]
        return len([c for c in found if outcome is None or c.outcome == outcome])

    def texts(self, channel: Channel) -> list[str]:
        """What the bot said in a channel, in order."""
        said = sorted(channel.messages.values(), key=lambda message: message.ts)
        return [m.text for m in said if m.user == self.bot.id and m.subtype is None]


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _saying(text: str) -> Outgoing:
    return Outgoing(text=text, blocks=(_section(text),))


def saying(text: str) -> dict[str, Any]:
    """A message as payloads carry it."""
    return _saying(text).model_dump(mode="json")


def an_effect(
    name: str, kind: EffectKind = EffectKind.POST, incident: int | None = 1, **fields: Any
) -> Effect:
    """An effect in a lane of its kind."""
    values: dict[str, Any] = {"lane": f"{incident}:{kind}", "created_at": AT}
    if kind is EffectKind.POST:
        values["payload"] = {"target": "incident", "message": saying(name)}
    return Effect(id=name, kind=kind, incident=incident, **(values | fields))


def a_whisper(name: str, channel: Channel, user: User) -> Effect:
    """A message for one person's eyes."""
    payload = {"target": "channel", "channel": channel.id, "user": user.id, "message": saying(name)}
    return an_effect(
        name,
        EffectKind.EPHEMERAL,
        None,
        payload=payload,
        needs_channel=False,
        priority=Priority.ANSWER,
        lane=name,
    )


@asynccontextmanager
async def open_office(database: Database, **settings: Any) -> AsyncIterator[Office]:
    """A populated workspace that is served, with the bot installed and in #incidents."""
    clock = MovableClock(AT)
    workspace = Workspace(clock, **({"rate_scale": None, "file_share_delay": 0.0} | settings))
    workspace.populate()
    app = workspace.install(MANIFEST)
    workspace.channel("incidents").members[app.bot_user_id] = None
    server = SandboxServer(workspace)
    server.add_routes(workspace.delivery_routes())
    async with server, aiohttp.ClientSession() as session:
        yield Office(workspace, server, database, session, app, clock, Plainly(), Heard())
