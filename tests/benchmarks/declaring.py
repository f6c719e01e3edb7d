"""Declaring while Slack takes 200 ms for every call: one incident, and fifty at once while messages flow."""

import asyncio
import re
import time
from collections.abc import Callable
from contextlib import suppress
from statistics import median

from bot.sandbox.entities import Channel
from tests.benchmarks.load import Outcome, drive
from tests.benchmarks.talk import talk
from tests.benchmarks.yard import declared, on_yard, serve
from tests.killing.ground import POLICY, Ground

Say = Callable[[str], None]
CALL = 0.2
PATIENCE = 120.0
SCALE = 10.0
"""Slack's limits, and the bot's pace, are taken ten times as fast, so that it ends in seconds."""

PER_WINDOW, WINDOW = 20, 60.0 / SCALE
"""Channels that Slack lets an app create in a window."""


async def one(say: Say) -> None:
    """One declaration: when the declarer is in a channel with the card in it."""
    async with on_yard("sqlite") as ground:
        await serve(ground, {})
        ground.workspace.faults.latency("*", CALL)
        began = time.perf_counter()
        answer = await ground.person("alice").runs("/incident declare sev1 answers leak", "support")
        answered = time.perf_counter() - began
        assert "INC-1" in answer.text, answer
        await ground.until(lambda: _usable(ground), "no channel to be used")
        usable = time.perf_counter() - began
        ground.workspace.faults.clear()
        await ground.settle()
    say(
        f"declaring, 200 ms a call: a channel with the declarer and the card in it after {usable / CALL:.1f}"
        f" times a call (4 calls in a row; aim under 7.5; {usable:.2f} s); answered in {answered:.2f} s"
    )


def _usable(ground: Ground) -> bool:
    alice = ground.person("alice").id
    ours = [channel for channel in ground.incident_channels() if alice in channel.members]
    return any(message.app_id == ground.app.app_id for c in ours for message in c.messages.values())


async def many(say: Say, *, declarations: int = 50, critical: int = 10) -> None:
    """Many at once, the critical ones last, while messages flow in an incident that is open already."""
    pace = {"channel_posts_per_second": SCALE, "method_rate": SCALE, "call_timeout": 10}
    async with on_yard("sqlite") as ground:
        await serve(ground, {**POLICY, "slack": pace})
        flowing = await declared(ground, "low already open")
        ground.workspace.settings.rate_scale = SCALE
        ground.workspace.faults.latency("*", CALL)
        before = len(ground.workspace.calls)
        flow = asyncio.create_task(_flow(ground, flowing))
        began = time.perf_counter()
        answers = await asyncio.gather(
            *(_declares(ground, number, declarations - critical) for number in range(declarations))
        )
        made: dict[str, float] = {}

        def all_made() -> bool:
            for channel in ground.incident_channels():
                made.setdefault(channel.name or "", time.perf_counter() - began)
            return len(made) > declarations

        await ground.until(all_made, "not every incident has its channel", patience=PATIENCE)
        flow.cancel()
        with suppress(asyncio.CancelledError):
            await flow
        busy = sum("429" in call.outcome for call in ground.workspace.calls[before:])
        ground.workspace.faults.clear()
        ground.workspace.settings.rate_scale = None
        await ground.settle()
    numbers = {found.group() for text, _ in answers if (found := re.search(r"INC-\d+", text))}
    assert len(numbers) == declarations, "not everybody was told a number of their own"
    burning, odd = _place(made, "burning"), _place(made, "odd")
    assert burning < odd or declarations <= PER_WINDOW, "the critical ones did not go first"
    # The window is open already: the incident before has taken one of its places.
    lasted, least = max(made.values()), declarations // PER_WINDOW * WINDOW or WINDOW
    slowest = max(seconds for _, seconds in answers)
    say(
        f"declaring {declarations} at once: everybody was answered with a number, the last after"
        f" {slowest:.2f} s (aim 3); the channels took {lasted / least:.2f} of the time Slack's limits ask"
        f" ({lasted:.1f} s at ten times these limits; Slack said wait {busy} times)"
    )
    say(
        f"  of their channels the critical ones', declared last, came as number {burning:.0f}"
        f" in the middle, the others' as number {odd:.0f}"
    )


def _place(made: dict[str, float], word: str) -> float:
    ordered = [name for name in sorted(made, key=lambda name: made[name]) if "already" not in name]
    return median(place for place, name in enumerate(ordered, start=1) if word in name)


async def _declares(ground: Ground, number: int, ordinary: int) -> tuple[str, float]:
    """One of those at once: its answer and how long it took."""
    words = f"sev1 burning {number}" if number >= ordinary else f"low odd {number}"
    began = time.perf_counter()
    answer = await ground.person("alice").runs(f"/incident declare {words}", "support")
    assert answer.error is None, answer
    return answer.text, time.perf_counter() - began


async def _flow(ground: Ground, channel: Channel) -> Outcome:
    return await drive(ground.port, talk(ground, channel, 100_000), rate=20, connections=8)
