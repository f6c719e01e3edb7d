"""Messages captured, durably and chained, against a Bolt app that does nothing with them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from bot.domain.timeline import Verification
from tests.benchmarks.load import Outcome, drive
from tests.benchmarks.talk import talk
from tests.benchmarks.yard import Kind, bare, cpu_seconds, declared, on_yard, pid_of, resident_mib, serve
from tests.killing.ground import Ground

Say = Callable[[str], None]
WARM_UP = 400
POINTS = 10


@dataclass
class Found:
    """What stands in the timelines after the process was killed."""

    messages: int
    whole: bool


async def capture(kind: Kind, say: Say, *, messages: int = 8000, paced: int = 4000) -> None:
    """Bare, bot, bare again; then at half of the bot's rate; then SIGKILL, and the rows are counted.

    A message is numbered, chained and committed before its ack, so that "acked" and "captured and chained"
    are one and the same rate.
    """
    async with on_yard(kind) as ground:
        first, bare_cpu = await _bare(ground, messages)
        await serve(ground)
        channel = await declared(ground)
        said = talk(ground, channel, WARM_UP + messages + paced)
        warm = await drive(ground.port, islice(said, WARM_UP))
        before = cpu_seconds(pid_of(ground))
        full = await drive(ground.port, list(islice(said, messages)))
        cpu = (cpu_seconds(pid_of(ground)) - before) / messages
        half = await drive(ground.port, list(said), rate=full.rate / 2)
        await ground.kill()
        found = await found_in(ground)
        second, _ = await _bare(ground, messages)
    acked = warm.acked + full.acked + half.acked
    assert acked == found.messages == WARM_UP + messages + paced, f"{acked} acked, {found.messages} found"
    assert found.whole, "the chain is broken"
    yardstick = (first.rate + second.rate) / 2
    say(
        f"capture, {kind}: {full.rate / yardstick:.2f} of a bare Bolt app (aim 0.50, at least 0.25);"
        f" {full.rate:,.0f} against {first.rate:,.0f} and {second.rate:,.0f} a second;"
        f" {cpu / bare_cpu:.1f} times its processor time ({cpu * 1e6:.0f} against {bare_cpu * 1e6:.0f} µs)"
    )
    say(
        f"  at half of that rate 99 % of the acks came within {half.within(0.99) * 1000:.0f} ms (aim 100);"
        f" {found.messages:,} acked, then killed with SIGKILL: {found.messages:,} rows, the chain is whole"
    )


async def _bare(ground: Ground, messages: int) -> tuple[Outcome, float]:
    """What the yardstick does: how it answered, and its processor time for each."""
    channel = next(iter(ground.workspace.channels.values()))
    async with bare(ground.app.signing_secret) as (port, pid):
        said = talk(ground, channel, WARM_UP + messages)
        await drive(port, islice(said, WARM_UP))
        rest = list(said)
        before = cpu_seconds(pid)
        outcome = await drive(port, rest)
        assert outcome.acked == messages
        return outcome, (cpu_seconds(pid) - before) / messages


async def memory(kind: Kind, say: Say, *, messages: int = 20_000) -> None:
    """Capture many messages and print what the process holds on the way; count the rows after a kill."""
    async with on_yard(kind) as ground:
        await serve(ground)
        said = talk(ground, await declared(ground), WARM_UP + messages)
        # What is said was never in the channel, and would be taken for deleted there by whoever looks.
        ground.workspace.faults.rate_limit("conversations.history", None, retry_after=3600)
        acked = (await drive(ground.port, islice(said, WARM_UP))).acked
        held = [resident_mib(pid_of(ground))]
        for _ in range(POINTS):
            acked += (await drive(ground.port, _of(said, messages // POINTS))).acked
            held.append(resident_mib(pid_of(ground)))
        await ground.kill()
        found = await found_in(ground)
    assert acked == found.messages, f"{acked} acked, {found.messages} found"
    assert found.whole
    points = " ".join(f"{mib:.0f}" for mib in held)
    say(
        f"memory, {kind}: {held[-1] / held[POINTS // 2]:.2f} of what it was half-way through {messages:,}"
        f" messages (MiB at ten points: {points})"
    )


def _of(said: Iterator[bytes], many: int) -> Iterator[bytes]:
    return islice(said, many)


async def found_in(ground: Ground) -> Found:
    """Read every timeline as it stands and follow its chain."""
    messages, whole = 0, True
    async with ground.database() as database, database.reading() as repositories:
        for incident in await repositories.incidents.all():
            chain = Verification()
            async for entry in repositories.timeline.stream(incident.number):
                whole &= chain.follow(entry)
                messages += entry.kind == "message"
    return Found(messages, whole)
