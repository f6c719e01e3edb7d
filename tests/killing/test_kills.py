"""SIGKILL at named points and at random moments: what was acked is there afterwards, and nothing twice.

Every run ends with a table of kills for each point; a point that was never hit fails.
"""

import asyncio
import os
import random
from collections.abc import Callable

import pytest

from tests.killing.ground import Ground, Grounds
from tests.stage import Transport

POINTS = (
    ("commit.before", 1),
    ("commit.before", 6),
    ("commit.before", 14),
    ("commit.after", 1),
    ("commit.after", 2),
    ("commit.after", 5),
    ("commit.after", 17),
    ("ack.before", 1),
    ("ack.before", 4),
    ("call.before:conversations.create", 1),
    ("call.after:conversations.create", 1),
    ("call.before:conversations.invite", 1),
    ("call.after:conversations.invite", 1),
    ("call.before:chat.postMessage", 1),
    ("call.after:chat.postMessage", 1),
    ("call.after:chat.postMessage", 2),
    ("call.after:chat.postMessage", 4),
    ("call.before:pins.add", 1),
    ("call.after:pins.add", 1),
    ("call.after:conversations.setTopic", 1),
    ("call.before:chat.update", 1),
    ("call.after:chat.update", 1),
    ("call.after:conversations.history", 1),
    ("reminder.recorded", 1),
    ("reminder.committed", 1),
)
SEED = int(os.environ.get("KILL_SEED", "20230320"))
RANDOM_KILLS = int(os.environ.get("KILL_RUNS", "4"))
_GONE = 60.0
"""Seconds in which a trap has to be reached."""


async def _declares(ground: Ground) -> None:
    """Alice declares; when she is told that it timed out she looks whether it was, and repeats it if not."""
    alice = ground.person("alice")
    for _ in range(3):
        await alice.runs("/incident declare sev1 model answers with other people's data", "support")
        if ground.process is not None and ground.process.returncode is not None:
            return
        if ground.incident_channels():
            return


async def _talks(ground: Ground, count: int) -> None:
    """Two people talk in the channel, at the same time."""
    channel = ground.incident_channels()[0]
    for name in ("alice", "bob"):
        await ground.person(name).joins(channel)
    await ground.person("alice").runs(f"/incident title Model answers with data of {count} others", channel)
    for number in range(count):
        await asyncio.gather(
            ground.person("alice").says(channel, f"alice sees {number}"),
            ground.person("bob").says(channel, f"bob sees {number}"),
        )


async def _live(ground: Ground) -> None:
    """The part of an incident during which processes are killed: declared, peopled, talked in, reminded."""
    await _declares(ground)
    if not ground.incident_channels():
        await ground.until(lambda: ground.incident_channels() or _died(ground), "no channel")
    if ground.incident_channels():
        await _talks(ground, 5)


def _died(ground: Ground) -> bool:
    return ground.process is not None and ground.process.returncode is not None


def _acked(ground: Ground) -> list[str]:
    """Texts of the messages whose delivery was acknowledged at some time."""
    log = ground.workspace.deliveries.log.of(ground.app.app_id)
    events = [d.payload.get("event", {}) for d in log if d.acknowledged]
    return [e["text"] for e in events if e.get("type") == "message" and " sees " in e.get("text", "")]


async def _afterwards(ground: Ground) -> None:
    """A process runs again; whoever had got no answer asks again; then everything must be true."""
    await ground.launch()
    await ground.settle()
    if not ground.incident_channels():
        await _declares(ground)
        await ground.settle()
    await _talks(ground, 1)
    await ground.settle()
    assert ground.incident_channels(), "nothing was declared at all"
    await ground.check(_acked(ground))
    await _reminded_once(ground)


async def _reminded_once(ground: Ground) -> None:
    """The commander's role was due to be asked for at once: asked exactly once."""

    async def asked() -> int:
        async with ground.database() as database, database.reading() as repositories:
            return sum(e.kind == "reminder_sent" for e in await repositories.timeline.all(1))

    await ground.until(asked, "nobody was reminded")
    await ground.settle()
    assert await asked() == 1


@pytest.mark.parametrize(("point", "nth"), POINTS, ids=[f"{point} {nth}" for point, nth in POINTS])
async def test_whatever_was_acked_survives_a_kill_at_a_named_point(
    point: str,
    nth: int,
    database_url: str,
    grounds: Grounds,
    record_property: Callable[[str, object], None],
) -> None:
    """The point is passed for the N-th time, the process dies there, another takes over."""
    killed = await _killed_at(point, nth, database_url, grounds)
    record_property("kills", f"{point} {nth}, {_engine(database_url)}: {killed}")
    assert killed == 1, f"{point} was never passed {nth} times"


def _engine(url: str) -> str:
    return url.partition("+")[0]


async def _killed_at(point: str, nth: int, url: str, grounds: Grounds) -> int:
    async with grounds(url, "http") as ground:
        await ground.launch(point, nth, wait=False)
        await ground.until(ground._ready_or_dead, "neither ready nor dead")
        if not _died(ground):
            await _live(ground)
        killed = await ground.dead(_GONE)
        if not killed:
            await ground.kill()
        await _afterwards(ground)
        return int(killed)


@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_whatever_was_acked_survives_kills_at_random_moments(
    transport: Transport,
    database_url: str,
    grounds: Grounds,
    record_property: Callable[[str, object], None],
) -> None:
    """The moments follow from a seed, which is printed: KILL_SEED and KILL_RUNS set others."""
    chance = random.Random(SEED)
    async with grounds(database_url, transport) as ground:
        await ground.launch()
        await _declares(ground)
        for _ in range(RANDOM_KILLS):
            living = asyncio.create_task(
                _talks(ground, 5) if ground.incident_channels() else _declares(ground)
            )
            await asyncio.sleep(chance.uniform(0.0, 0.4))
            await ground.kill()
            await living
            await ground.launch()
        await ground.settle()
        await _talks(ground, 1)
        await ground.settle()
        record_property("kills", f"random, seed {SEED}, {transport}, {_engine(database_url)}: {ground.kills}")
        assert ground.kills == RANDOM_KILLS
        await ground.check(_acked(ground))


async def test_a_bot_that_acks_before_it_commits_is_caught(sqlite_url: str, grounds: Grounds) -> None:
    """With the commit taken out from before the ack, the same checks go red."""
    async with grounds(sqlite_url, "http") as ground:
        await ground.launch()
        await _declares(ground)
        await ground.until(ground.incident_channels, "no channel")
        await ground.settle()
        await ground.kill()
        await ground.launch("eager-ack")
        await _talks(ground, 5)
        await asyncio.wait_for(ground.workspace.quiet(), 30)
        await ground.kill()
        await ground.launch()
        await ground.settle()
        with pytest.raises(AssertionError, match="acked and not captured"):
            await ground.check(_acked(ground))
