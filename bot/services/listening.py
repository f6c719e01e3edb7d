"""Notices when nobody was listening to Slack for a while, and has the channels of incidents read again.

Every process that listens says so now and then in one row. Whoever moves it on over a pause sees the pause,
and queues the reading in the same transaction: no leader, once, also with several copies.
"""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import structlog

from bot.domain.catching_up import Gap, Why, catch_up, concerns
from bot.domain.incident import Incident, Status
from bot.services import effects
from storage import Database, Repositories
from storage.listening import Pause

log = structlog.get_logger()

SAY_SO_EVERY = 10.0
"""Real seconds between two signs of a process that it listens."""
SHORT = 60.0
"""Real seconds of a pause that is worth an entry even where nothing was missed."""
SILENCE = 3600.0
"""Real seconds without any delivery to any process after which it is doubted that there was nothing to tell:
Slack switches deliveries off by itself when too many fail, and somebody has to switch them on again."""
MINUTE = timedelta(minutes=1)


class Listening:
    """One process's part in it.

    The first sign of a process, and its first after having been deaf, has the channels read, however short
    the pause was: Slack may lose what it has nobody to deliver to, or repeat it only after minutes.

    Attributes:
        deaf_because: why this process hears nothing at present; None while it does.
    """

    def __init__(self, database: Database) -> None:
        self.deaf_because: Callable[[], str | None] = lambda: None
        self._database = database
        self._said_at: float | None = None
        self._heard = False

    def heard(self) -> None:
        """Slack has delivered an event."""
        self._heard = True

    async def tick(self, at: datetime) -> bool:
        """Say that this process listens; True when there is something to read again."""
        now = asyncio.get_running_loop().time()
        if self.deaf_because():
            self._said_at = None
            return False
        if self._said_at is not None and now - self._said_at < SAY_SO_EVERY:
            return False
        async with self._database.transaction() as repositories:
            settled, heard = at - MINUTE, self._heard
            pause = await repositories.listening.advance(at, settled=settled, heard=heard)
            gaps = list(self._gaps(pause, at)) if pause else []
            for gap in gaps:
                await _reread(repositories, gap, at)
        self._said_at, self._heard = now, False
        for gap in gaps:
            told = {"why": gap.why.value, "since": gap.since.isoformat(), "until": gap.until.isoformat()}
            if gap.quiet:
                log.info("missed_for_a_while", **told)
            else:
                log.warning("missed_for_a_while", **told)
        return bool(gaps)

    async def dropped(self, minute: datetime) -> None:
        """Slack says that it did not deliver everything of a minute.

        Raises:
            DatabaseAway: it could not be noted.
        """
        async with self._database.transaction() as repositories:
            await repositories.listening.dropped(minute, minute + MINUTE)

    def _gaps(self, pause: Pause, at: datetime) -> Iterator[Gap]:
        is_long = pause.seconds >= SHORT
        if is_long or self._said_at is None:
            yield Gap(since=min(pause.since, at), until=at, why=Why.OUTAGE, quiet=not is_long)
        if pause.dropped is not None:
            since, until = pause.dropped
            yield Gap(since=since, until=until, why=Why.DROPPED)
        if pause.silent_since is not None and pause.silent_seconds >= SILENCE:
            yield Gap(since=min(pause.silent_since, at), until=at, why=Why.DROPPED, quiet=True)


async def _reread(repositories: Repositories, gap: Gap, at: datetime) -> None:
    """Have the channels read of whatever is under way, what weighs most first."""
    ongoing = await repositories.incidents.all(None, Status.OPEN, Status.RESOLVED)
    for incident in sorted(ongoing, key=_weight):
        if concerns(incident, gap):
            # A quiet one tells of nothing; one that has not begun may as well be read a moment later.
            word = "catch_up" if gap.quiet else None
            progress = catch_up(incident, gap, at)
            await repositories.outbox.put(effects.catch_up(incident, progress, at, coalesce=word))


def _weight(incident: Incident) -> tuple[bool, int, int]:
    return incident.status is not Status.OPEN, -incident.severity.rank, -incident.number
