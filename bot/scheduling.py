"""The heartbeat: calls the bot every second; what is due are rows, so a beat may be late or missed."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()

BEAT_SECONDS = 1


class Heartbeat:
    """Ticks while it is started; a beat that fails is logged and the next one comes all the same."""

    def __init__(self, beat: Callable[[], Awaitable[None]]) -> None:
        self._beat = beat
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Begin to tick; beats that overlap are left out."""
        self._scheduler.add_job(
            self._tick,
            "interval",
            seconds=BEAT_SECONDS,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=60,
        )
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _tick(self) -> None:
        try:
            await self._beat()
        except asyncio.CancelledError:
            # The scheduler cuts its jobs short when it stops, and would report that as an error.
            log.info("beat_cut_short")
        except Exception as error:
            log.exception("beat_failed", exc_info=error)
