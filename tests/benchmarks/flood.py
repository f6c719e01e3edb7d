"""A flood in one incident's channel, and what it does to the answers in another's."""

import asyncio
import time
from collections.abc import Callable
from statistics import median

from bot.sandbox.entities import Channel
from tests.benchmarks.capture import found_in
from tests.benchmarks.load import drive
from tests.benchmarks.talk import talk
from tests.benchmarks.yard import Kind, declared, on_yard, serve
from tests.killing.ground import Ground

Say = Callable[[str], None]
CALM = 15


async def flood(kind: Kind, say: Say, *, messages: int = 6000) -> None:
    """Commands one after another in a quiet incident, without and with thousands of messages in another."""
    async with on_yard(kind) as ground:
        await serve(ground)
        loud = await declared(ground, "sev1 loud one")
        quiet = await declared(ground, "sev2 quiet one")
        calm = [await _answer(ground, quiet, number) for number in range(CALM)]
        flooding = asyncio.create_task(drive(ground.port, list(talk(ground, loud, messages))))
        under: list[float] = []
        while not flooding.done():
            under.append(await _answer(ground, quiet, CALM + len(under)))
        outcome = await flooding
        await ground.kill()
        found = await found_in(ground)
    assert outcome.acked == found.messages == messages
    assert found.whole
    say(
        f"flood, {kind}: while {messages:,} messages came into one channel at {outcome.rate:,.0f} a second,"
        f" {len(under)} commands in another took {median(under) / median(calm):.1f} times as long as in quiet"
        f" ({median(under) * 1000:.0f} ms, the slowest {max(under):.2f} s of Slack's 3)"
    )


async def _answer(ground: Ground, channel: Channel, number: int) -> float:
    """Write a note; how long the answer took."""
    began = time.perf_counter()
    answer = await ground.person("alice").runs(f"/incident note looked at log {number}", channel)
    assert answer.error is None, answer
    return time.perf_counter() - began
