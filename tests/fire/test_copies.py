"""Several copies on one PostgreSQL: killed, upgraded and hurried together, they keep every promise."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from pydantic import SecretStr

import storage.schema
from bot.commands.check import check
from bot.config import Settings
from bot.domain.message import Outgoing
from bot.services import effects
from bot.slack.limits import PER_MINUTE
from tests.databases import RawSql
from tests.fire.acts import talks
from tests.fire.acts_by_command import notes
from tests.fire.burning import broken_promises, burn, judge
from tests.fire.ground import Copy, Ground, answers, on_ground
from tests.fire.life import PEOPLE, Fate, Life
from tests.fire.newer import folders
from tests.fire.plan import chance_of, plan_of
from tests.nursery import Nursery

SEED = int(os.environ.get("FIRE_SEED", "20230320"))
RUNS = int(os.environ.get("FIRE_RUNS", "1"))
COPIES = int(os.environ.get("FIRE_COPIES", "2"))
SLACKS_PACE: dict[str, object] = {"slack": {"call_timeout": 1}}


@pytest.fixture
async def ground(
    request: pytest.FixtureRequest, postgres_url: str, tmp_path: Path, nursery: Nursery
) -> AsyncIterator[Ground]:
    """The ground, over the transport that the test names."""
    async with on_ground(postgres_url, getattr(request, "param", "http"), tmp_path, nursery) as ground:
        yield ground


@pytest.mark.parametrize("seed", range(SEED, SEED + RUNS))
@pytest.mark.parametrize("ground", ["http", "socket"], indirect=True)
async def test_a_whole_incident_on_several_copies_that_are_killed(
    ground: Ground, seed: int, record_property: Callable[[str, object], None]
) -> None:
    plan = plan_of(seed, ground.transport, "postgresql", copies=COPIES)
    print(plan)  # noqa: T201 - shown when the run fails
    life = await burn(ground, plan)
    await judge(life, plan)
    record_property("kills", f"fire, seed {seed}, {ground.transport}, {COPIES} copies: {ground.kills}")


def _refused(ground: Ground) -> list[str]:
    return [call.method for call in ground.workspace.calls if call.outcome == "http_429"]


async def test_copies_keep_slacks_limits_together(
    postgres_url: str, tmp_path: Path, nursery: Nursery
) -> None:
    """More channels are wanted at once than a minute allows; Slack never has to refuse one."""
    allowed = PER_MINUTE["conversations.create"]
    async with on_ground(
        postgres_url, "http", tmp_path, nursery, rate_scale=1.0, policy=SLACKS_PACE
    ) as ground:
        await ground.serve(3)
        while len(await _opening(ground)) + len(ground.incident_channels()) < allowed + 3:
            await asyncio.gather(
                *(ground.person(name).runs("/incident declare leaks", "support") for name in PEOPLE)
            )

        async def refused_or_tried() -> bool:
            tried = 0 not in await _opening(ground)
            return bool(_refused(ground)) or (tried and len(ground.incident_channels()) >= allowed)

        await ground.until(refused_or_tried, "the channels are not even tried")
        assert _refused(ground) == []


async def _opening(ground: Ground) -> list[int]:
    """How often each channel that is not open yet was tried."""
    rows = await RawSql(ground.url).run(
        "SELECT attempts FROM outbox WHERE kind = 'open_channel' AND state = 'waiting'"
    )
    return [row[0] for row in rows]


@pytest.mark.parametrize("without", ["", "together"])
async def test_copies_together_post_into_one_channel_no_faster_than_slack_takes_it(
    without: str, postgres_url: str, tmp_path: Path, nursery: Nursery
) -> None:
    """A second each, whoever posts: the lane goes from copy to copy, and so does the pace."""
    policy: dict[str, object] = {"slack": {"channel_posts_per_second": 5, "call_timeout": 1}}
    async with on_ground(postgres_url, "http", tmp_path, nursery, rate_scale=5.0, policy=policy) as ground:
        for copy in [await ground.launch(without=without) for _ in range(3)]:
            await ground.ready(copy)
        await ground.person("alice").runs("/incident declare leaks", "support")
        await ground.settle()
        async with ground.database() as database, database.transaction() as repositories:
            incident = await repositories.incidents.get(1)
            assert incident is not None
            for number in range(20):
                # Each in a lane of its own, so that all copies want to post at once.
                post = effects.post(incident, Outgoing(text=f"number {number}"), ground.controls.clock())
                await repositories.outbox.put(post.model_copy(update={"lane": f"1:{number}"}))
        await ground.settle()
        assert bool(_refused(ground)) is bool(without)


async def _upgraded(ground: Ground, life: Life, old: list[Copy]) -> None:
    """A newer release takes over, one copy after the other, while people talk."""
    newer: list[Copy] = []
    for leaving in old:
        newer.append(await ground.launch(newer=True))
        await ground.ready(newer[-1])
        await ground.until(lambda: _outgrown(old[-1]), "the old copy notices nothing")
        await asyncio.gather(*(act(life) for act in (talks, notes, talks)))
        leaving.child.send_signal(signal.SIGTERM)
        await ground.until(partial(_ended, leaving), "it does not stop")
        assert leaving.child.returncode == 0
        await asyncio.gather(*(act(life) for act in (talks, notes)))


def _ended(copy: Copy) -> bool:
    return not copy.child.lives


async def _outgrown(copy: Copy) -> bool:
    return not copy.child.lives or "outgrown" in copy.child.log.read_text(encoding="utf-8")


@pytest.mark.parametrize("ground", ["http", "socket"], indirect=True)
async def test_a_rolling_upgrade_with_a_migration_in_the_middle_loses_nothing(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = Life(ground, chance_of(SEED))
    await ground.serve(2)
    old = list(ground.living)
    await ground.person("alice").runs("/incident declare high leaks", "support")
    await ground.settle()
    await _upgraded(ground, life, old)
    await ground.settle()
    monkeypatch.setattr(storage.schema, "folders", folders)
    monkeypatch.setattr(storage.schema, "known", storage.schema.known.__wrapped__)
    broken = [each for each in await broken_promises(life) if '"event": "outgrown"' not in each]
    assert broken == []
    assert [wish.fate for wish in life.wishes] == [Fate.KEPT] * 4
    assert len(life.said) == 6


async def test_a_copy_that_is_older_than_the_schema_says_so(
    postgres_url: str, tmp_path: Path, nursery: Nursery
) -> None:
    """Running: on /readyz and in the log, and it leaves what waits to others. Starting: it refuses."""
    async with on_ground(postgres_url, "http", tmp_path, nursery) as ground:
        old = await ground.launch()
        await ground.ready(old)
        newer = await ground.launch(newer=True)
        await ground.ready(newer)
        await ground.until(lambda: _outgrown(old), "the old copy notices nothing")
        assert not await answers(old.port)
        assert await answers(newer.port)
        ground.kill(newer)
        answer = await ground.person("alice").runs("/incident declare high leaks", "support")
        assert "INC-1" in answer.text
        again = await ground.launch()
        await ground.until(lambda: not again.child.lives, "an old copy serves on a newer schema")
        assert again.child.returncode == 1
        assert "newer release" in again.child.log.read_text(encoding="utf-8")
        assert ground.incident_channels() == []
        await ground.ready(await ground.launch(newer=True))
        await ground.settle()
        assert len(ground.incident_channels()) == 1
    out = StringIO()
    settings = Settings(_env_file=None, database_url=SecretStr(postgres_url))  # type: ignore[call-arg]
    assert await check(settings, out) == 1
    assert "newer release" in out.getvalue()
