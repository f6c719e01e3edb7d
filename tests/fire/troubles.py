"""What goes wrong with Slack and on the way to it, one trouble each; those of the database stand beside."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from tests.fire.life import Life

Began = Callable[[Life], AsyncIterator[None]]
Trouble = Callable[[Life], AbstractAsyncContextManager[None]]
TROUBLES: dict[str, tuple[Trouble, frozenset[str]]] = {}
METHODS = ("*", "chat.*", "chat.postMessage", "conversations.*", "users.info", "pins.add")


def trouble(*where: str) -> Callable[[Began], Trouble]:
    """Enter a trouble; `where` says in which lanes it is possible (`http`, `socket`, `sqlite`, …)."""

    def entered(made: Began) -> Trouble:
        manager = asynccontextmanager(made)
        TROUBLES[made.__name__] = (manager, frozenset(where))
        return manager

    return entered


def possible(transport: str, engine: str) -> list[str]:
    """The troubles of a lane."""
    return [name for name, (_, where) in TROUBLES.items() if where <= {transport, engine}]


@trouble()
async def slack_limits(life: Life) -> AsyncIterator[None]:
    """429."""
    life.ground.workspace.faults.rate_limit(life.chance.choice(METHODS), life.chance.randint(1, 6))
    yield


@trouble()
async def slack_breaks(life: Life) -> AsyncIterator[None]:
    """500, or an error of Slack's own."""
    faults, method = life.ground.workspace.faults, life.chance.choice(METHODS)
    if life.chance.random() < 0.5:
        faults.fail(method, life.chance.randint(1, 6))
    else:
        faults.refuse(
            method, life.chance.choice(("internal_error", "fatal_error")), life.chance.randint(1, 6)
        )
    yield


@trouble()
async def slack_hangs(life: Life) -> AsyncIterator[None]:
    """No answer at all."""
    life.ground.workspace.faults.hang(life.chance.choice(METHODS), life.chance.randint(1, 3))
    yield
    life.ground.workspace.faults.release()


@trouble()
async def slack_is_slow(life: Life) -> AsyncIterator[None]:
    """Every call takes a while."""
    life.ground.workspace.faults.latency("*", life.chance.choice((0.1, 0.3)))
    yield


@trouble()
async def calls_are_lost_before(life: Life) -> AsyncIterator[None]:
    """The connection breaks, and nothing was done."""
    life.ground.workspace.faults.lose_before(life.chance.choice(METHODS), life.chance.randint(1, 6))
    yield


@trouble()
async def calls_are_lost_after(life: Life) -> AsyncIterator[None]:
    """The connection breaks after it was done."""
    life.ground.workspace.faults.lose_after(life.chance.choice(METHODS), life.chance.randint(1, 6))
    yield


@trouble()
async def calls_come_about_late(life: Life) -> AsyncIterator[None]:
    """The connection breaks, and it is done while the bot asks about it or does it again."""
    method = life.chance.choice(("chat.postMessage", "conversations.create", "files.completeUploadExternal"))
    life.ground.workspace.faults.lose_late(method, life.chance.randint(1, 3), after=0.3)
    yield


@trouble()
async def deliveries_are_repeated(life: Life) -> AsyncIterator[None]:
    """Slack sends things twice."""
    life.ground.workspace.deliveries.faults(life.ground.app).repeat = life.chance.randint(2, 12)
    yield


@trouble()
async def answers_are_lost(life: Life) -> AsyncIterator[None]:
    """Slack does not hear the answer, and sends it again."""
    life.ground.workspace.deliveries.faults(life.ground.app).lose_answers = life.chance.randint(1, 6)
    yield


@trouble()
async def deliveries_are_reordered(life: Life) -> AsyncIterator[None]:
    """The next deliveries come in reverse order."""
    faults = life.ground.workspace.deliveries.faults(life.ground.app)
    faults.shuffle_next(life.chance.randint(2, 4))
    releasing = asyncio.get_running_loop().call_later(0.7, faults.release)
    yield
    releasing.cancel()
    faults.release()


@trouble("socket")
async def sockets_are_cut(life: Life) -> AsyncIterator[None]:
    """The WebSocket breaks."""
    life.ground.workspace.deliveries.sockets.cut(life.ground.app)
    yield


@trouble("socket")
async def sockets_are_refreshed(life: Life) -> AsyncIterator[None]:
    """Slack warns, and closes the connection a little later."""
    refreshing = asyncio.create_task(life.ground.workspace.deliveries.sockets.refresh(life.ground.app))
    yield
    await refreshing


@trouble("http")
async def requests_are_cut(life: Life) -> AsyncIterator[None]:
    """Connections from Slack break in the middle."""
    async with again_and_again(life, life.ground.front.cut):
        yield


@asynccontextmanager
async def again_and_again(life: Life, cut: Callable[[], object]) -> AsyncIterator[None]:
    async def cutting() -> None:
        for _ in range(6):
            cut()
            await asyncio.sleep(life.chance.uniform(0.02, 0.3))

    task = asyncio.create_task(cutting())
    try:
        yield
    finally:
        task.cancel()
