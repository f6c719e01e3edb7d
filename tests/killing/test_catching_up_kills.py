"""A process that is killed while it reads a channel again: the next one goes on, and nothing doubles."""

import pytest

from tests.databases import RawSql
from tests.killing.ground import Grounds
from tests.scenarios.outage import unheard_in

SAID = [f"alice sees {number}" for number in range(3)]
POINTS = ("call.after:conversations.replies", "commit.before")


async def _signs(url: str) -> bool:
    return bool(await RawSql(url).run("SELECT until FROM listening"))


@pytest.mark.parametrize("point", POINTS)
async def test_a_catch_up_survives_a_kill(point: str, sqlite_url: str, grounds: Grounds) -> None:
    async with grounds(sqlite_url, "http") as ground:
        alice = ground.person("alice")
        await ground.launch()
        await alice.runs("/incident declare sev1 answers leak", "support")
        await ground.until(ground.incident_channels, "no channel")
        await ground.settle()
        await ground.until(lambda: _signs(ground.url), "nobody said that it listens")
        await ground.kill()
        (channel,) = ground.incident_channels()
        async with unheard_in(ground.workspace):
            parent = await alice.says(channel, SAID[0])
            for text in SAID[1:]:
                await alice.says(channel, text, parent)
        await RawSql(ground.url).run("UPDATE listening SET seen_epoch = seen_epoch - 3600")
        await ground.launch(point, wait=False)
        await ground.until(ground._ready_or_dead, "neither ready nor dead")
        assert await ground.dead(20.0), f"{point} was never passed"
        await ground.launch()

        def told() -> list[str]:
            return [m.text for m in channel.messages.values() if "recovered for the timeline" in m.text]

        await ground.until(told, "nothing was recovered")
        await ground.settle()
        (line,) = told()
        assert "3 messages recovered" in line
        await ground.check(SAID)
