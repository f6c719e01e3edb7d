"""What is left after a fire, as those outside see it, and the list of checks that look at it."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr
from sqlmodel import select

from bot.commands.export import export
from bot.commands.verify import verify
from bot.config import Settings
from bot.domain.incident import Incident
from bot.sandbox.entities import Message
from storage.rows import rows_of
from storage.tables import OutboxRow
from tests.fire.life import Life

Told = dict[str, Any]


@dataclass(frozen=True)
class Effect:
    """A row of the outbox."""

    kind: str
    incident: int | None
    state: str
    error: str | None
    lane: str
    position: int


@dataclass
class Outcome:
    """Everything that is left, as those outside see it: the workspace, exports, the outbox, logs."""

    life: Life
    incidents: dict[int, Incident]
    exports: dict[int, Told]
    effects: dict[str, Effect]
    verified: str
    logs: list[str]

    @classmethod
    async def of(cls, life: Life) -> "Outcome":
        """Look at everything."""
        settings = Settings(_env_file=None, database_url=SecretStr(life.ground.url))  # type: ignore[call-arg]
        async with life.ground.database() as database, database.reading() as repositories:
            incidents = {i.number: i for i in await repositories.incidents.all()}
            rows = await rows_of(repositories.outbox._connection, select(OutboxRow))
        effects = {row["id"]: Effect(*(row[name] for name in Effect.__dataclass_fields__)) for row in rows}
        exports: dict[int, Told] = {}
        for number in incidents:
            out, errors = io.StringIO(), io.StringIO()
            assert await export(settings, str(number), "json", out, errors) == 0, errors.getvalue()
            exports[number] = json.loads(out.getvalue())
        out = io.StringIO()
        code = await verify(settings, None, None, out)
        logs = [path.read_text(encoding="utf-8") for path in life.ground.logs]
        return cls(life, incidents, exports, effects, "" if code == 0 else out.getvalue(), logs)

    def channel_messages(self, number: int) -> list[Message]:
        """What the bot posted into an incident's channel."""
        channel = self.life.ground.workspace.channels[str(self.incidents[number].places.channel_id)]
        return [m for m in channel.messages.values() if m.app_id == self.life.ground.app.app_id]

    def deliveries_about(self, channel_id: str, ts: str) -> str:
        """What Slack delivered about a message, try by try, and what came back."""
        lines = []
        for delivery in self.life.ground.workspace.deliveries.log.of(self.life.ground.app.app_id):
            if ts in json.dumps(delivery.payload) and channel_id in json.dumps(delivery.payload):
                name = delivery.payload.get("event", {}).get("subtype") or delivery.name
                tries = [
                    f"{each.sent_at:.2f} +{each.latency:.2f}: {each.response.failure or each.response.status}"
                    for each in delivery.attempts
                ]
                lines.append(f"\n      {name}: {'; '.join(tries)}")
        return "".join(lines)

    def posted(self) -> Iterator[tuple[str, Message]]:
        """Every message of the bot that carries an effect's id."""
        for channel in self.life.ground.workspace.channels.values():
            for message in channel.messages.values():
                payload = (message.metadata or {}).get("event_payload", {})
                if "effect" in payload:
                    yield payload["effect"], message


Check = Callable[[Outcome], Iterator[str]]
CHECKS: dict[str, Check] = {}


def check(judged: Check) -> Check:
    """Enter a check; it yields what is wrong."""
    CHECKS[judged.__name__.replace("_", " ")] = judged
    return judged
