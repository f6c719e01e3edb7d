"""An outage: no process of the bot listens, Slack delivers to nobody, and time passes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.sandbox.workspace import Workspace
from tests.databases import RawSql
from tests.stage import Stage


async def pretend(stage: Stage, seconds: float) -> None:
    """Let the database have seen nobody listening for so long."""
    raw = RawSql(stage.database_url)
    await raw.run("UPDATE listening SET seen_epoch = seen_epoch - :seconds", seconds=seconds)


@asynccontextmanager
async def unheard_in(workspace: Workspace) -> AsyncIterator[None]:
    """What happens now is never delivered to anybody."""
    subscribers, workspace.subscribers[:] = list(workspace.subscribers), []
    try:
        yield
    finally:
        workspace.subscribers[:] = subscribers


@asynccontextmanager
async def unheard_of(stage: Stage) -> AsyncIterator[None]:
    """What happens now on a stage is never delivered to anybody."""
    async with unheard_in(stage.workspace):
        yield


@asynccontextmanager
async def outage(stage: Stage, *, minutes: int = 20, seconds: float = 1200.0) -> AsyncIterator[None]:
    """The bot is down while this lasts, and up and done with what it missed afterwards."""
    await stage.bot.beat()
    await stage.settle()
    await stage.stop()
    stage.clock.move(timedelta(minutes=minutes) / 2)
    async with unheard_of(stage):
        yield
    stage.clock.move(timedelta(minutes=minutes) / 2)
    await pretend(stage, seconds)
    await stage.start()
    await comes_back(stage)


async def comes_back(stage: Stage) -> None:
    """The bot does what is due, and everything that follows from it."""
    await stage.bot.beat()
    await stage.settle()


async def waits_no_more(stage: Stage) -> None:
    """Slack's Retry-After has passed, and the bot is another one: it knows of none."""
    await stage.stop()
    await RawSql(stage.database_url).run("UPDATE outbox SET not_before = NULL")
    await stage.start()
