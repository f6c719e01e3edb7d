"""What was declared while the database was away survives SIGKILL, before and while it is adopted."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from bot.sandbox.entities import Channel
from tests.killing.ground import Ground, Grounds

POINTS = ("commit.after", "call.before:conversations.rename")


@contextmanager
def _away(ground: Ground) -> Iterator[None]:
    """Somebody else writes to the file, and does not end."""
    path = ground.url.removeprefix("sqlite+aiosqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("COMMIT")


async def _declared_unrecorded(ground: Ground) -> Channel:
    """Alice declares; her channel is there, marked, with her in it."""
    alice = ground.person("alice")
    await alice.runs("/incident declare sev1 answers leak", "support")
    await ground.until(ground.incident_channels, "no channel was opened")
    (channel,) = ground.incident_channels()
    await ground.until(lambda: alice.id in channel.members, "nobody let her in")
    return channel


@pytest.mark.parametrize("point", POINTS)
async def test_it_is_adopted_once_whenever_the_process_is_killed(
    point: str, sqlite_url: str, grounds: Grounds
) -> None:
    async with grounds(sqlite_url, "http") as ground:
        await ground.launch()
        with _away(ground):
            channel = await _declared_unrecorded(ground)
            await ground.person("alice").says(channel, "said meanwhile")
            await ground.kill()
        await ground.launch(point, wait=False)
        await ground.until(ground._ready_or_dead, "neither ready nor dead")
        assert await ground.dead(20.0), f"{point} was never passed"
        await ground.launch()
        await ground.until(lambda: channel.name == "inc-1-answers-leak", "it was never adopted")
        await ground.settle()
        assert ground.incident_channels() == [channel]
        said = [m.text for m in channel.messages.values() if m.app_id == ground.app.app_id]
        assert len([text for text in said if "This is *INC-1* now" in text]) == 1
        await ground.check(["said meanwhile"])
