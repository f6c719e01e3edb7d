"""Work that may die with the process: opening a form, a courtesy look-up. Tracked, logged, drained."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from storage.errors import StorageError

log = structlog.get_logger()


class Background:
    """Holds on to tasks until they end, and logs how they failed."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def spawn(self, name: str, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start `work`; `name` says what it is for in the log."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        if isinstance(error, StorageError):
            log.warning("background_cut_short", task=task.get_name(), reason=str(error))
            return
        log.error("background_failed", task=task.get_name(), error=repr(error))

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))
