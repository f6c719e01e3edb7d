"""Due work in a large world: sweeping, promptness, start-up, and what an idle process costs."""

import asyncio
import json
import time
from collections.abc import Callable
from datetime import datetime
from statistics import median

from sqlalchemy import text

from bot.catalogue import load_catalogue
from bot.domain.policy import Policy
from bot.services.reminders import ReminderService
from bot.telemetry import Meter
from storage import Database
from tests.benchmarks.filling import fill, let_fall_due, now
from tests.benchmarks.yard import Kind, cpu_seconds, on_yard, pid_of, serve
from tests.killing.ground import Ground

Say = Callable[[str], None]
SWEEPS = 60
PATIENCE = 120.0
_ASKED = text("SELECT payload, stored_epoch FROM outbox WHERE kind = 'post'")


async def due(
    kind: Kind,
    say: Say,
    *,
    incidents: int = 1000,
    reminders: int = 10_000,
    falling: int = 100,
    idle: float = 8,
) -> None:
    """Sweep an empty and a full database; then serve from the full one, and let some fall due."""
    async with on_yard(kind) as ground:
        channel = next(c for c in ground.workspace.channels.values() if c.name == "incidents")
        async with ground.database() as database:
            empty = await _sweep(database)
            await fill(database, incidents=incidents, reminders=reminders, channel_id=channel.id)
            full = await _sweep(database)
        ready = await serve(ground)
        await asyncio.sleep(2)
        before = cpu_seconds(pid_of(ground))
        await asyncio.sleep(idle)
        busy = (cpu_seconds(pid_of(ground)) - before) / idle
        async with ground.database() as database:
            await let_fall_due(database, many=falling, within=6)
        waits = await _waits(ground, falling)
        await ground.kill()
    say(
        f"due work, {kind}: a sweep costs {full / empty:.1f} times what it costs in an empty database"
        f" (aim 1; {full * 1000:.1f} ms) with {reminders:,} reminders of {incidents:,} open incidents"
    )
    late = waits[int(falling * 0.99)] * 1000
    say(
        f"  {falling} fell due: 99 % were in the outbox {late:.0f} ms later (aim 1,000);"
        f" ready {ready:.1f} s after the start (aim 2); idle {busy * 100:.1f} % of a processor (aim 1)"
    )


async def _sweep(database: Database) -> float:
    """The usual time of a sweep that finds nothing due."""
    service = ReminderService(database, Policy(), load_catalogue(), Meter())
    took = []
    for _ in range(SWEEPS):
        began = time.perf_counter()
        assert not await service.fire_due(now())
        took.append(time.perf_counter() - began)
    return median(took)


async def _waits(ground: Ground, falling: int) -> list[float]:
    """How long after its due moment each asking stood in the outbox, shortest first."""
    found: list[float] = []

    async def all_asked() -> bool:
        await asyncio.sleep(1)
        async with database.reading() as repositories:
            rows = await repositories.outbox._connection.execute(_ASKED)
            found[:] = [wait for row in rows if (wait := _wait(*row)) is not None]
        return len(found) >= falling

    async with ground.database() as database:
        await ground.until(all_asked, "not everything due was asked for", patience=PATIENCE)
    assert len(found) == falling
    return sorted(found)


def _wait(payload: str | dict[str, str], stored: float) -> float | None:
    told = json.loads(payload) if isinstance(payload, str) else payload
    return stored - datetime.fromisoformat(told["due_at"]).timestamp() if "due_at" in told else None
