"""A timeline of a hundred thousand entries: commands answer in time, files are written in flat memory."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable

from bot.services.exporting import Form
from tests.benchmarks.filling import lengthen
from tests.benchmarks.yard import Kind, declared, on_yard, pid_of, resident_mib, serve
from tests.killing.ground import Ground
from tests.stage import ROOT

Say = Callable[[str], None]
SLACKS_PATIENCE = 3.0
LOOK = 50
"""Lines of an export between looks at what it holds."""

COMMANDS = ("status", "timeline", "export json", "close it is over")


async def long(kind: Kind, say: Say, *, entries: int = 100_000, files: bool = True) -> None:
    """Answer on a long timeline, then write it as a file in each form and compare with a short one."""
    async with on_yard(kind) as ground:
        await serve(ground)
        short = await declared(ground, "sev1 short one")
        channel = await declared(ground, "sev1 answers leak")
        async with ground.database() as database:
            await lengthen(database, 2, channel.id, entries)
            await lengthen(database, 1, short.id, 50)
        held = resident_mib(pid_of(ground))
        took = {command: await _answered(ground, command) for command in COMMANDS}
        await _shared(ground, entries)
        most = resident_mib(pid_of(ground), most=True)
        await ground.kill()
        worst = max(took.values())
        each = ", ".join(f"{command.split()[0]} {seconds:.2f} s" for command, seconds in took.items())
        say(
            f"long timeline, {kind}: the slowest answer took {worst / SLACKS_PATIENCE:.2f} of the"
            f" time Slack gives, on {entries:,} entries ({each})"
        )
        say(f"  both files shared: {most / held:.2f} times the memory it held before ({most:.0f} MiB)")
        if files:
            for form in Form:
                await _file(ground, form, entries, say)


async def _answered(ground: Ground, command: str) -> float:
    """Run a command in the long incident's channel; how long its answer took."""
    channel = next(each for each in ground.incident_channels() if (each.name or "").startswith("inc-2"))
    began = time.perf_counter()
    answer = await ground.person("alice").runs(f"/incident {command}", channel)
    assert answer.error is None, answer
    assert answer.text, command
    return time.perf_counter() - began


async def _shared(ground: Ground, entries: int) -> None:
    """Wait for the export and for the timeline that goes with the end, and see that both are whole."""

    def both() -> bool:
        files = [each for each in ground.workspace.files.values() if (each.name or "").startswith("INC-2")]
        return len(files) == 2 and all(each.content.count(b"\n") >= entries for each in files)

    await ground.until(both, "the files are not shared", patience=120)


async def _file(ground: Ground, form: Form, entries: int, say: Say) -> None:
    small, _, _ = await asyncio.to_thread(_exported, ground, "1", form)
    large, lines, seconds = await asyncio.to_thread(_exported, ground, "2", form)
    assert lines >= entries
    say(
        f"  export {form}: {large / small:.2f} times the memory that a short timeline takes"
        f" ({large:.0f} MiB), {seconds:.1f} s"
    )


def _exported(ground: Ground, reference: str, form: Form) -> tuple[float, int, float]:
    """Export from outside; the most memory it held in MiB, how many lines it wrote, how long it took."""
    environment = {**os.environ, "DATABASE_URL": ground.url, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot", "export", reference, "--format", form.value]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ground.folder, env=environment)
    assert process.stdout is not None
    lines, most = 0, 0.0
    for lines, _ in enumerate(process.stdout, start=1):
        if lines % LOOK == 1:
            most = max(most, resident_mib(process.pid))
    process.stdout.close()
    assert process.wait() == 0
    return most, lines, time.perf_counter() - began
