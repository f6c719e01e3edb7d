"""Real `serve` processes: told to stop, refused beside another on one file, several on one PostgreSQL."""

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import aiohttp
import pytest
import yaml

import bot.sandbox.http_transport
from bot.domain.phase import Phase
from bot.domain.severity import Severity
from bot.sandbox.delivery_log import Kind
from bot.sandbox.entities import Channel
from storage import Repositories
from tests.killing.ground import POLICY, Ground, free_port, on_ground
from tests.stage import ROOT

SEED = 20230320

Recorded = Callable[[Repositories], Awaitable[bool]]
"""Looks whether something is in the record."""


async def _start(ground: Ground, port: int, *words: str) -> Process:
    """Start a copy over HTTP, given `words`."""
    config = ground.folder / "policy.yml"
    config.write_text(yaml.safe_dump(POLICY), encoding="utf-8")
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("SLACK_")},
        "SLACK_BOT_TOKEN": ground.app.bot_token,
        "SLACK_SIGNING_SECRET": ground.app.signing_secret,
        "SLACK_API_URL": ground.server.api_url,
        "DATABASE_URL": ground.url,
        "INCIDENT_CONFIG": str(config),
        "PORT": str(port),
        "LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(ROOT),
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.guarantees.copy_of_serve", *words, cwd=ground.folder, env=environment,
        stdout=PIPE, stderr=PIPE,
    )  # fmt: skip


async def _answers(port: int, path: str = "/readyz") -> bool:
    url = f"http://127.0.0.1:{port}{path}"
    try:
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


async def _serving(ground: Ground) -> tuple[Process, int]:
    """Start a copy on a free port, wait until it is ready, and let Slack send everything there."""
    for _ in range(3):
        port = free_port()
        process = await _start(ground, port)
        await ground.until(partial(_ready_or_dead, process, port), "neither ready nor dead")
        if process.returncode is None:
            address = f"http://127.0.0.1:{port}/slack/events"
            ground.app.events_url = ground.app.interactivity_url = address
            ground.app.command_urls = dict.fromkeys(ground.app.command_urls, address)
            return process, port
    raise AssertionError((await _ended(process))[1])  # Somebody else may take the port, but not three times.


async def _ready_or_dead(process: Process, port: int) -> bool:
    return process.returncode is not None or await _answers(port)


async def _ended(process: Process) -> tuple[int | None, str]:
    """Wait for a process to end; its exit code and what it wrote."""
    _, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, err.decode()


async def _gets(ground: Ground, command: str, channel: Channel | str, recorded: Recorded) -> None:
    """Alice types a command until it is recorded, going on as each answer tells her to.

    Told that nothing was recorded, she says it again; not told how it ended, she looks before she does.
    """
    answer = ""
    for _ in range(20):
        said = await ground.person("alice").runs(f"/incident {command}", channel)
        answer = said.text or str(said.error)
        if "Nothing was recorded" in answer:
            continue
        in_doubt = said.error is not None or "cannot say" in answer
        if in_doubt:
            await ground.settle()
        async with ground.database() as database, database.reading() as repositories:
            if await recorded(repositories):
                return
        assert in_doubt, f"it is not recorded, and the answer is {answer!r}"
    raise AssertionError(f"it is not recorded, however often it is said: {answer!r}")


def _declared_so_many(count: int) -> Recorded:
    async def recorded(repositories: Repositories) -> bool:
        return len(await repositories.incidents.all()) == count

    return recorded


def _stands(**fields: object) -> Recorded:
    async def recorded(repositories: Repositories) -> bool:
        incident = await repositories.incidents.get(1)
        return incident is not None and all(
            getattr(incident, name) == is_so for name, is_so in fields.items()
        )

    return recorded


def _is_a_task(title: str) -> Recorded:
    async def recorded(repositories: Repositories) -> bool:
        return title in [task.title for task in await repositories.tasks.of(1)]

    return recorded


async def _declared(ground: Ground) -> None:
    alice = ground.person("alice")
    await _gets(ground, "declare sev1 answers leak", "support", _declared_so_many(1))
    await ground.until(ground.incident_channels, "no channel")
    await ground.until(lambda: alice.id in ground.incident_channels()[0].members, "nobody was let in")


async def test_told_to_stop_it_ends_what_is_under_way_and_a_second_one_was_refused(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with on_ground(sqlite_url, "http", tmp_path) as ground:
        process, _ = await _serving(ground)
        code, err = await _ended(await _start(ground, free_port()))
        assert code == 1
        assert "serves from" in err
        assert err.count("\n") == 1

        await _declared(ground)
        slow = ground.workspace.faults.latency("*", 0.5)
        channel = ground.incident_channels()[0]
        alice = ground.person("alice")
        told = [f"alice sees {n}" for n in range(5)]
        await asyncio.gather(
            alice.runs("/incident phase containment", channel),
            alice.runs("/incident role commander me", channel),
            *(alice.says(channel, text) for text in told),
        )
        await ground.until(lambda: slow.struck > 0, "nothing is under way")
        process.send_signal(signal.SIGTERM)
        code, err = await _ended(process)
        assert (code, err) == (0, "")

        ground.workspace.faults.clear()
        again, _ = await _serving(ground)
        await ground.settle()
        await ground.check(told)
        again.send_signal(signal.SIGTERM)
        assert await _ended(again) == (0, "")


async def test_told_to_stop_while_slack_does_not_answer_it_stops(sqlite_url: str, tmp_path: Path) -> None:
    async with on_ground(sqlite_url, "http", tmp_path) as ground:
        ground.workspace.faults.hang("auth.test", None)
        process = await _start(ground, ground.port)
        await ground.until(lambda: _answers(ground.port, "/healthz"), "never alive")
        process.send_signal(signal.SIGTERM)
        code, _ = await _ended(process)
        assert code == 0


async def test_copies_on_one_postgresql_share_the_work_and_take_over_from_one_that_is_killed(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with on_ground(postgres_url, "http", tmp_path) as ground:
        first, _ = await _serving(ground)
        await _declared(ground)
        await ground.settle()
        channel, alice = ground.incident_channels()[0], ground.person("alice")

        hanging = ground.workspace.faults.hang("chat.postMessage", 1)
        await _gets(ground, "phase containment", channel, _stands(phase=Phase.CONTAINMENT))
        await ground.until(lambda: hanging.struck == 1, "nothing was to be posted")
        second, one = await _serving(ground)
        first.kill()
        await first.wait()
        ground.workspace.faults.release()
        await ground.settle()
        assert any("ontainment" in m.text for m in channel.messages.values() if m.app_id == ground.app.app_id)

        third, other = await _serving(ground)
        chance, used = random.Random(SEED), set()

        def either(_app: object, kind: Kind, _payload: object) -> str:
            port = chance.choice([one, other])
            used.add((port, kind))
            return f"http://127.0.0.1:{port}/slack/events"

        monkeypatch.setattr(bot.sandbox.http_transport, "address", either)
        ground.workspace.deliveries.faults(ground.app).repeat = 30
        told = [f"alice sees {n}" for n in range(30)]
        await asyncio.gather(
            *(alice.says(channel, text) for text in told),
            *(_gets(ground, f"task number {n}", channel, _is_a_task(f"number {n}")) for n in range(6)),
            _gets(ground, "severity high it is contained", channel, _stands(severity=Severity.HIGH)),
            _gets(ground, "declare sev2 another one", "support", _declared_so_many(2)),
        )
        await ground.settle()
        assert {port for port, _ in used} == {one, other}
        await ground.check(told)
        async with ground.database() as database, database.reading() as repositories:
            tasks = sorted(task.title for task in await repositories.tasks.of(1))
        assert tasks == [f"number {n}" for n in range(6)]
        assert len(ground.incident_channels()) == 2
        for process in (second, third):
            process.send_signal(signal.SIGTERM)
            assert (await _ended(process))[0] == 0
