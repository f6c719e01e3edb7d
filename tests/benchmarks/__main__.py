"""Runs the benchmarks and prints a line or two for each.

    python -m tests.benchmarks [NAME …] [--messages N]

Without names all of them, in under six minutes. With TEST_DATABASE_URL on PostgreSQL too. What is printed
first is a ratio within the run; times and rates behind it depend on the machine and on what else it does.
"""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable

from bot.telemetry import set_up_logging
from tests.benchmarks import declaring
from tests.benchmarks.capture import capture, memory
from tests.benchmarks.due import due
from tests.benchmarks.flood import flood
from tests.benchmarks.long import long
from tests.benchmarks.yard import kinds


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def _capture(_: argparse.Namespace) -> None:
    for kind in kinds():
        await capture(kind, _say)


async def _declare(_: argparse.Namespace) -> None:
    await declaring.one(_say)
    await declaring.many(_say)


async def _due(_: argparse.Namespace) -> None:
    for kind in kinds():
        await due(kind, _say)


async def _long(_: argparse.Namespace) -> None:
    for kind in kinds():
        await long(kind, _say, files=kind == "sqlite")


async def _flood(_: argparse.Namespace) -> None:
    for kind in kinds():
        await flood(kind, _say)


async def _memory(chosen: argparse.Namespace) -> None:
    for kind in kinds():
        await memory(kind, _say, messages=chosen.messages)


BENCHMARKS: dict[str, Callable[[argparse.Namespace], Awaitable[None]]] = {
    "capture": _capture,
    "flood": _flood,
    "declare": _declare,
    "due": _due,
    "long": _long,
    "memory": _memory,
}


async def _run(chosen: argparse.Namespace) -> None:
    for name in chosen.names or BENCHMARKS:
        await BENCHMARKS[name](chosen)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description="Print how fast the bot is."
    )
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="which (all)")
    parser.add_argument("--messages", type=int, default=20_000, help="of the memory benchmark")
    chosen = parser.parse_args()
    set_up_logging("console", "ERROR")
    asyncio.run(_run(chosen))


if __name__ == "__main__":
    main()
