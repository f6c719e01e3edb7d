"""APScheduler only ticks: no job store that two processes could share, no beat that overlaps another."""

import asyncio

import pytest
from apscheduler.jobstores.memory import MemoryJobStore

import bot.scheduling
from bot.scheduling import Heartbeat


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beats follow one another at once."""
    monkeypatch.setattr(bot.scheduling, "BEAT_SECONDS", 0.01)


async def test_a_beat_that_fails_is_not_the_last_one() -> None:
    beats = 0
    enough = asyncio.Event()

    async def beat() -> None:
        nonlocal beats
        beats += 1
        if beats == 3:
            enough.set()
        raise RuntimeError("this beat fails")

    heart = Heartbeat(beat)
    heart.start()
    await asyncio.wait_for(enough.wait(), 20)
    heart.stop()


async def test_beats_never_overlap() -> None:
    at_once = most = beats = 0
    enough = asyncio.Event()

    async def beat() -> None:
        nonlocal at_once, most, beats
        at_once, beats = at_once + 1, beats + 1
        most = max(most, at_once)
        await asyncio.sleep(0.05)
        at_once -= 1
        if beats == 3:
            enough.set()

    heart = Heartbeat(beat)
    heart.start()
    await asyncio.wait_for(enough.wait(), 20)
    heart.stop()
    assert most == 1


async def test_what_is_due_is_kept_in_the_database_and_not_by_the_scheduler() -> None:
    async def beat() -> None: ...

    heart = Heartbeat(beat)
    heart.start()
    (job,) = heart._scheduler.get_jobs()
    stores = heart._scheduler._jobstores.values()
    heart.stop()
    assert [type(store) for store in stores] == [MemoryJobStore]
    assert (job.coalesce, job.max_instances) == (True, 1)
