"""Runs `serve` and kills it at the N-th passing of a named point; the program itself has no such hook.

The nursery starts it with two words, POINT and NTH.

Points: `commit.before`, `commit.after` (every transaction that writes), `call.before:METHOD`,
`call.after:METHOD` (every call to Slack), `ack.before` (a delivery is handled, its answer not yet sent).
`reminder.recorded` is inside the transaction that claims a due reminder, `reminder.committed` right after it.
`never` serves as usual. `slow-database` answers long before it stops waiting for its database;
with `slow-commit` the commit of what a person did takes for ever besides. `eager-ack` serves with the promise
broken on purpose: the answer is given before the commit.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.response import BoltResponse

import bot.app
import bot.arrival
import bot.services.carriers.messages
import bot.services.carriers.redrawing
import bot.services.courier
from bot.commands.serve import serve
from bot.config import read_settings
from bot.domain.event import Change, ReminderSent
from bot.domain.incident import Incident
from bot.services.courier import Courier
from bot.services.unit import Unit
from bot.slack.transport import Transport
from bot.telemetry import set_up_logging
from handlers.intake import Intake
from handlers.work import Work
from storage import Database, Repositories
from tests.guarantees.defaults import defaults_of

LEASE_SECONDS = 2.0

BOTS_PATIENCE = "KILLING_PATIENCE"
"""The variable that says how many seconds the bot may take over a delivery."""

_original_transaction = Database.transaction
_original_made = Transport._made
_original_intake = Intake.__call__
_original_record = Unit.record


class Trap:
    """Counts passings of one point and kills the process at the wanted one."""

    def __init__(self, point: str, nth: int) -> None:
        self.point, self.left = point, nth

    def passes(self, point: str) -> None:
        """A point was reached."""
        if point != self.point:
            return
        self.left -= 1
        if self.left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def set_traps(trap: Trap) -> None:
    """Put the points around every commit, every call, every due reminder, and before every ack."""
    reminded: list[int] = []

    @asynccontextmanager
    async def transaction(self: Database, *, brief: bool = False) -> AsyncIterator[Repositories]:
        async with _original_transaction(self, brief=brief) as repositories:
            yield repositories
            trap.passes("commit.before")
        trap.passes("commit.after")
        if reminded:
            reminded.clear()
            trap.passes("reminder.committed")

    async def made(self: Transport, method: str, args: dict[str, Any]) -> Any:
        trap.passes(f"call.before:{method}")
        try:
            return await _original_made(self, method, args)
        finally:
            trap.passes(f"call.after:{method}")

    async def intake(self: Intake, *args: Any, **kwargs: Any) -> BoltResponse:
        response = await _original_intake(self, *args, **kwargs)
        trap.passes("ack.before")
        return response

    async def record(self: Unit, change: Change, **more: Any) -> Incident:
        incident = await _original_record(self, change, **more)
        if any(isinstance(event, ReminderSent) for event in change.events):
            trap.passes("reminder.recorded")
            reminded.append(incident.number)
        return incident

    Unit.record = record  # type: ignore[method-assign]
    Database.transaction = transaction  # type: ignore[method-assign]
    Transport._made = made  # type: ignore[method-assign]
    Intake.__call__ = intake  # type: ignore[method-assign]


def break_the_promise() -> None:
    """Answer Slack first and do the work later, as bots do that lose what was acked."""

    async def eager(self: Intake, request: Any, envelope_id: str | None = None) -> BoltResponse:
        async def later() -> None:
            await asyncio.sleep(60)
            await _original_intake(self, request, envelope_id)

        self._background.spawn("eager", later())
        return BoltResponse(status=200, body="")

    Intake.__call__ = eager  # type: ignore[method-assign]


def be_slow(*, to_commit: bool) -> None:
    """Answer people long before the database gives up, or long before it has committed what they did."""
    original = Work.commit

    async def commit(self: Work, answer: dict[str, Any] | None) -> bool:
        self._stack.push_async_callback(asyncio.sleep, 600)
        return await original(self, answer)

    defaults_of(bot.app.build)["patience"] = 1.0
    defaults_of(Database)["patience"] = 60.0
    if to_commit:
        Work.commit = commit  # type: ignore[method-assign]


def main() -> int:
    """Serve, with the trap that the words ask for."""
    point, nth = sys.argv[1], int(sys.argv[2])
    defaults_of(bot.app.build)["patience"] = float(os.environ[BOTS_PATIENCE])
    if point == "eager-ack":
        break_the_promise()
    elif point in ("slow-database", "slow-commit"):
        be_slow(to_commit=point == "slow-commit")
    elif point != "never":
        set_traps(Trap(point, nth))
    bot.services.carriers.redrawing.OVER_AFTER = 0.2
    bot.services.carriers.messages.SHARED_AFTER = 0.2
    # On PostgreSQL the next process waits for the leases of a killed one; a test would sit through it.
    defaults_of(Courier).update(lease_seconds=LEASE_SECONDS)
    bot.services.courier.POLL = 0.2
    bot.arrival.FIRST_PAUSE = bot.arrival.LONGEST_PAUSE = 0.2
    set_up_logging("json", "INFO")
    return asyncio.run(serve(read_settings()))
