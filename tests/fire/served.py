"""`serve` in a process of its own that a test controls: its clock, its disk, and where it dies.

Nothing of what is promised is changed; what is shortened are pauses that a test would only sit through.
"""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import bot.arrival
import bot.commands.serve
import bot.scheduling
import bot.services.adopting
import bot.services.carriers.messages
import bot.services.carriers.redrawing
import bot.services.courier
import bot.serving
from bot.cli import run
from bot.services.carriers.ledger import Backoff
from bot.services.courier import Courier
from handlers.socket import SocketDoor
from storage import Database, Repositories
from tests.fire.controls import Controls
from tests.fire.guards import GUARDS
from tests.fire.newer import become_newer
from tests.guarantees.defaults import defaults_of
from tests.killing.launcher import Trap, set_traps

CONTROLS, POINT, WITHOUT, NEWER = "FIRE_CONTROLS", "FIRE_POINT", "FIRE_WITHOUT", "FIRE_NEWER"
LEASE_SECONDS = 2.0
PAGES = 1_000_000


def main() -> int:
    """Serve as the environment says."""
    controls = Controls(Path(os.environ[CONTROLS]))
    bot.commands.serve.system_clock = controls.clock  # type: ignore[attr-defined]
    point, _, nth = os.environ.get(POINT, "").rpartition(" ")
    if point:
        set_traps(Trap(point, int(nth)))
    if os.environ.get(WITHOUT):
        GUARDS[os.environ[WITHOUT]]()
    if os.environ.get(NEWER):
        become_newer()
    _fill_the_disk_when_told(controls)
    _hurry()
    return run(["serve"])


def _hurry() -> None:
    defaults_of(Courier).update(
        lease_seconds=LEASE_SECONDS, backoff=Backoff(first=0.1, most=1.0), probe_seconds=1.0
    )
    defaults_of(SocketDoor).update(first_pause=0.1)
    defaults_of(Database).update(pool_size=5)  # Many copies share the server's connections with other tests.
    bot.services.courier.POLL = 0.2
    bot.services.carriers.redrawing.OVER_AFTER = 0.5
    bot.services.carriers.messages.SHARED_AFTER = 0.5
    bot.services.adopting.EVERY, bot.services.adopting.AGAIN = 2.0, 0.5
    bot.scheduling.BEAT_SECONDS = 0.25  # type: ignore[assignment]
    bot.arrival.FIRST_PAUSE, bot.arrival.LONGEST_PAUSE = 0.2, 1.0
    bot.serving.FIRST_PAUSE, bot.serving.LONGEST_PAUSE = 0.2, 1.0


def _fill_the_disk_when_told(controls: Controls) -> None:
    """A full disk, for SQLite: the file may not take one page more."""
    whole = Database.transaction
    told = False

    @asynccontextmanager
    async def transaction(self: Database, *, brief: bool = False) -> AsyncIterator[Repositories]:
        nonlocal told
        async with whole(self, brief=brief) as repositories:
            if not self.is_postgres and (told or controls.disk_is_full):
                told = controls.disk_is_full
                connection = repositories.outbox._connection
                await connection.exec_driver_sql(f"PRAGMA max_page_count = {1 if told else PAGES}")
            yield repositories

    Database.transaction = transaction  # type: ignore[method-assign]


if __name__ == "__main__":
    sys.exit(main())
