"""Where benchmarks run: the simulated workspace, a fresh database, real processes that are watched."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import yaml
from sqlalchemy import make_url

from bot.sandbox.entities import Channel
from storage import Database
from tests.databases import VARIABLE
from tests.killing.ground import POLICY, Ground, free_port, on_ground
from tests.stage import ROOT

Kind = Literal["sqlite", "postgres"]
_TICKS = os.sysconf("SC_CLK_TCK")


def kinds() -> list[Kind]:
    """The databases that can be measured here."""
    return ["sqlite", "postgres"] if os.environ.get(VARIABLE) else ["sqlite"]


@asynccontextmanager
async def on_yard(kind: Kind) -> AsyncIterator[Ground]:
    """Set a workspace and a fresh, migrated database; everything is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        async with _fresh(kind, Path(folder)) as url:
            async with Database(url) as database:
                await database.migrate()
            async with on_ground(url, "http", Path(folder)) as ground:
                yield ground


@asynccontextmanager
async def _fresh(kind: Kind, folder: Path) -> AsyncIterator[str]:
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{folder / 'incident-bot.db'}"
        return
    server, name = make_url(os.environ[VARIABLE]), f"incident_bot_bench_{uuid4().hex[:8]}"
    connection = await asyncpg.connect(
        server.set(drivername="postgresql").render_as_string(hide_password=False)
    )
    try:
        await connection.execute(f"CREATE DATABASE {name}")
        try:
            yield server.set(database=name).render_as_string(hide_password=False)
        finally:
            await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await connection.close()


async def serve(ground: Ground, policy: dict[str, Any] | None = None) -> float:
    """Start `serve` on the ground and return the seconds until it was ready."""
    config = ground.folder / "policy.yml"
    config.write_text(yaml.safe_dump(POLICY if policy is None else policy), encoding="utf-8")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SLACK_")},
        "SLACK_BOT_TOKEN": ground.app.bot_token,
        "SLACK_SIGNING_SECRET": ground.app.signing_secret,
        "SLACK_API_URL": ground.server.api_url,
        "DATABASE_URL": ground.url,
        "INCIDENT_CONFIG": str(config),
        "PORT": str(ground.port),
        "LOG_FORMAT": "json",
        "PYTHONPATH": str(ROOT),
    }
    path = ground.folder / f"serve-{len(ground.logs)}.log"
    ground.logs.append(str(path))
    began = time.perf_counter()
    with path.open("w") as log:
        ground.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "serve", cwd=ground.folder, env=environment, stdout=log, stderr=log
        )
    await ground.until(ground._ready_or_dead, "the process is neither ready nor dead")
    assert ground.process.returncode is None, ground.last_log()
    return time.perf_counter() - began


@asynccontextmanager
async def bare(signing_secret: str) -> AsyncIterator[tuple[int, int]]:
    """Run the yardstick; gives its port and process id."""
    port = free_port()
    environment = {**os.environ, "SLACK_SIGNING_SECRET": signing_secret, "PYTHONPATH": str(ROOT)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.benchmarks.bare", str(port), env=environment
    )
    try:
        for _ in range(400):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            writer.close()
            break
        yield port, process.pid
    finally:
        process.kill()
        await process.wait()


async def declared(ground: Ground, text: str = "sev1 answers leak", *, by: str = "alice") -> Channel:
    """Declare an incident as a person does, and return its channel once everything is done about it."""
    before = {channel.id for channel in ground.incident_channels()}
    await ground.person(by).runs(f"/incident declare {text}", "support")
    await ground.settle()
    (channel,) = [each for each in ground.incident_channels() if each.id not in before]
    return channel


def pid_of(ground: Ground) -> int:
    """The process that serves."""
    assert ground.process is not None
    return ground.process.pid


def cpu_seconds(pid: int) -> float:
    """What a process has used of the processors so far, in all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def resident_mib(pid: int, *, most: bool = False) -> float:
    """What a process holds of the memory now, or the most it ever held."""
    name = "VmHWM" if most else "VmRSS"
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))
