"""Whoever keeps one incident locked for long does not keep what is said in others from being taken down."""

import asyncio
from collections.abc import Callable

import pytest

from bot.services.capture import Scribe
from bot.slack.hearing import hear
from storage import Database, RowsLocked
from tests.counting import Counted, counting
from tests.services.hearing import BOT, a_scribe, changed, open_incident, posted, timeline_of, ts_of


async def said(scribe: Scribe, channel: str, second: int) -> None:
    await _delivered(scribe, posted(channel, ts_of(second), f"at {second}"), f"{channel} {second}")


async def edited(scribe: Scribe, channel: str, second: int) -> None:
    event = changed(channel, ts_of(second), f"at {second}", f"at {second}, corrected", ts_of(second + 90))
    await _delivered(scribe, event, f"{channel} {second} edited")


async def _delivered(scribe: Scribe, event: dict[str, object], event_id: str) -> None:
    heard = hear(event, BOT)
    assert heard is not None
    await scribe.take_down(heard, (f"event:{event_id}",))


def locks(counted: Counted) -> list[str]:
    """What was asked to be locked, one for each time that somebody may have waited for it."""
    return sorted(
        str(parameters)
        for sql, parameters in counted.statements
        if "FOR UPDATE" in sql and "SKIP LOCKED" not in sql and "timeline_hash" in sql
    )


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 - nobody tells when it is so
            await asyncio.sleep(0.01)


async def test_what_is_said_in_other_incidents_is_kept_while_one_is_locked(postgres_url: str) -> None:
    async with Database(postgres_url) as database, Database(postgres_url) as another:
        for number in (1, 2):
            await open_incident(database, number, f"C{number}")
        scribe = a_scribe(database)
        async with another.transaction() as repositories:
            await repositories.incidents.lock(1)
            together = asyncio.gather(
                said(scribe, "C1", 1), said(scribe, "C2", 1), edited(scribe, "C2", 1), return_exceptions=True
            )
            refused, *kept = await together
            assert isinstance(refused, RowsLocked)
            assert kept == [None, None]
            with counting(database) as counted:
                refused, kept_too = await asyncio.gather(
                    said(scribe, "C1", 2), said(scribe, "C2", 2), return_exceptions=True
                )
            assert isinstance(refused, RowsLocked)
            assert kept_too is None
            # Nobody waited for the locked one but what is said there.
            assert len(locks(counted)) == 2
        for second in (1, 2):
            await said(scribe, "C1", second)
        with counting(database) as counted:
            await asyncio.gather(said(scribe, "C1", 3), said(scribe, "C2", 3))
        assert len(locks(counted)) == counted.commits == 1
        entries = await timeline_of(database, 1)
        assert [entry.text for entry in entries] == ["at 1", "at 2", "at 3"]
        assert len(await timeline_of(database, 2)) == 4


async def test_what_is_said_while_an_incident_is_locked_is_kept_in_its_order(postgres_url: str) -> None:
    async with Database(postgres_url) as database, Database(postgres_url) as another:
        for number in (1, 2):
            await open_incident(database, number, f"C{number}")
        scribe = a_scribe(database)

        def tell(begin: int) -> asyncio.Future[list[None]]:
            return asyncio.gather(*(said(scribe, f"C{n % 2 + 1}", n) for n in range(begin, begin + 6)))

        async with another.transaction() as repositories:
            await repositories.incidents.lock(1)
            telling = [tell(0)]
            await until(lambda: scribe._queue.is_written and not scribe._queue.waiting)
            telling.append(tell(6))
            await until(lambda: scribe._held)
            telling.append(tell(12))
            await asyncio.sleep(0)
        await asyncio.gather(*telling)
        for number in (1, 2):
            entries = await timeline_of(database, number)
            assert [entry.text for entry in entries] == [f"at {n}" for n in range(number - 1, 18, 2)]


@pytest.mark.parametrize("asked", [{1, 2}, {2}])
async def test_which_incidents_are_locked_is_known_without_waiting(
    postgres_url: str, asked: set[int]
) -> None:
    async with Database(postgres_url) as database, Database(postgres_url) as another:
        for number in (1, 2):
            await open_incident(database, number, f"C{number}")
        async with another.transaction() as holding, database.transaction() as repositories:
            await holding.incidents.lock(1)
            assert await repositories.timeline.unlocked(asked) == {2}
