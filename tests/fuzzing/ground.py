"""The ground for fuzzing: one bot that lives through all examples, and what has to be true after each."""

import asyncio
import io
import json
import os
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings

from bot.domain.timeline import first_broken
from bot.telemetry import set_up_logging
from tests.stage import Stage, on_stage

TIMES = int(os.environ.get("FUZZ", "0"))
"""How many times the usual budget; 0 is the usual one, with the same examples in each run."""

FAULTS = frozenset(
    {
        "background_failed",
        "beat_failed",
        "courier_stumbled",
        "delivery_failed",
        "effect_stumbled",
        "effect_unsettled",
        "failure_not_reported",
        "message_not_captured",
        "reminder_failed",
    }
)
"""The log's words for mistakes of ours."""

Result = TypeVar("Result")
Tried = TypeVar("Tried", bound=Callable[..., None])


def budget(examples: int) -> Callable[[Tried], Tried]:
    """So many examples, or many times as many where that was asked for."""
    return settings(
        max_examples=examples * max(TIMES, 1),
        deadline=None,
        derandomize=not TIMES,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )


class Ground:
    """A bot on its stage, driven from outside the loop, since examples are tried one by one."""

    def __init__(self, runner: asyncio.Runner, stage: Stage, log: io.StringIO) -> None:
        self.stage = stage
        self._runner = runner
        self._log = log

    def does(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do something to its end, and let everything that follows from it happen."""

        async def settled() -> Result:
            result = await work
            await self.stage.settle()
            return result

        return self._runner.run(settled())

    def holds(self) -> None:
        """See that nothing went wrong that nobody told of, and that every chain is whole."""
        lines = [json.loads(line) for line in self._log.getvalue().splitlines()]
        self._log.seek(0)
        self._log.truncate()
        faults = [line for line in lines if line["event"] in FAULTS or "exception" in line]
        assert not faults, faults[0]
        self._runner.run(self._chained())

    async def _chained(self) -> None:
        async with self.stage.bot.database.reading() as repositories:
            for incident in await repositories.incidents.all():
                entries = await repositories.timeline.all(incident.number)
                head = await repositories.timeline.head(incident.number)
                assert first_broken(entries) is None
                assert head.count == len(entries)


@contextmanager
def on_ground(database_url: str, *, judged: bool = True) -> Iterator[Ground]:
    """A bot over HTTP; with `judged`, all that passed between it and Slack is judged at the end."""
    log = io.StringIO()
    with asyncio.Runner() as runner:
        set_up_logging("json", "INFO", log)
        staged = on_stage(database_url, judged=judged)
        stage = runner.run(staged.__aenter__())
        try:
            yield Ground(runner, stage, log)
        finally:
            runner.run(staged.__aexit__(None, None, None))
            set_up_logging("console", "INFO")
