"""Reminders are due by the instant asked about, claimed once, and stopped or put off while they wait."""

import asyncio

import pytest

from bot.domain.reminder import Reminder, ReminderKind
from storage.database import Database
from storage.repositories import Repositories
from tests.databases import OpenAnother
from tests.storage.examples import a_reminder, an_incident, later


@pytest.fixture
async def stored(database: Database) -> Database:
    """A database with incidents 1 and 2."""
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident(1))
        await repositories.incidents.add(an_incident(2))
    return database


async def add(repositories: Repositories, *reminders: Reminder) -> list[int]:
    ids = [(await repositories.reminders.add(reminder)).id for reminder in reminders]
    return [number for number in ids if number is not None]


async def test_a_reminder_is_due_at_its_instant_and_not_before(stored: Database) -> None:
    async with stored.transaction() as repositories:
        [number] = await add(repositories, a_reminder(5))
        assert await repositories.reminders.due(later(4.99)) == []
        due = await repositories.reminders.due(later(5))
        assert due == [a_reminder(5).model_copy(update={"id": number})]
        assert await repositories.reminders.next_due() == later(5)


async def test_the_longest_overdue_comes_first(stored: Database) -> None:
    async with stored.transaction() as repositories:
        await add(repositories, a_reminder(5), a_reminder(3, subject="legal"), a_reminder(4, incident=2))
        due = await repositories.reminders.due(later(9), limit=2)
    assert [reminder.due_at for reminder in due] == [later(3), later(4)]


async def test_of_several_copies_one_claims_a_reminder(stored: Database, another: OpenAnother) -> None:
    copies = [stored, await another(), await another()]
    async with stored.transaction() as repositories:
        [number] = await add(repositories, a_reminder())

    async def claim(of: Database) -> bool:
        async with of.transaction() as repositories:
            return await repositories.reminders.claim(number, later(6))

    assert sorted(await asyncio.gather(*map(claim, copies))) == [False, False, True]
    async with stored.reading() as repositories:
        claimed = await repositories.reminders.get(number)
        assert claimed is not None
        assert claimed.fired_at == later(6)
        assert await repositories.reminders.due(later(99)) == []
        assert await repositories.reminders.next_due() is None


async def test_a_claim_that_is_rolled_back_leaves_the_reminder_due(stored: Database) -> None:
    async with stored.transaction() as repositories:
        [number] = await add(repositories, a_reminder())

    async def claim_and_fail() -> None:
        async with stored.transaction() as repositories:
            assert await repositories.reminders.claim(number, later(6))
            raise LookupError

    with pytest.raises(LookupError):
        await claim_and_fail()
    async with stored.reading() as repositories:
        assert len(await repositories.reminders.due(later(6))) == 1


async def test_one_reminder_waits_for_each_thing_and_adding_again_moves_it(stored: Database) -> None:
    async with stored.transaction() as repositories:
        first = await add(repositories, a_reminder(5))
        await repositories.reminders.postpone(first[0], later(50))
        second = await add(repositories, a_reminder(8, asked=1), a_reminder(9, subject="legal"))
        waiting = await repositories.reminders.waiting(1)
    assert [(r.due_at, r.asked) for r in waiting] == [(later(8), 1), (later(9), 0)]
    assert [r.id for r in waiting] == [first[0], second[1]]


async def test_what_was_asked_can_wait_again_beside_its_history(stored: Database) -> None:
    async with stored.transaction() as repositories:
        [number] = await add(repositories, a_reminder(5))
        await repositories.reminders.claim(number, later(5))
        [again] = await add(repositories, a_reminder(15, asked=1))
        assert again != number
        assert [r.asked for r in await repositories.reminders.history(1)] == [0, 1]
        found = await repositories.reminders.find(1, ReminderKind.ROLE_EMPTY, "commander")
        assert found is not None
        assert found.id == again
        assert await repositories.reminders.find(1, ReminderKind.ROLE_EMPTY) is None


async def test_stopping_reaches_what_it_names_and_nothing_else(stored: Database) -> None:
    def others() -> list[Reminder]:
        return [a_reminder(subject="legal"), a_reminder(kind=ReminderKind.QUIET_CHANNEL, subject="")]

    async with stored.transaction() as repositories:
        reminders = repositories.reminders
        numbers = await add(repositories, a_reminder(), *others(), a_reminder(incident=2))
        assert await reminders.stop(1, ReminderKind.ROLE_EMPTY, "commander", by="UBOB", at=later(1)) == 1
        stopped = await reminders.get(numbers[0])
        assert stopped is not None
        assert (stopped.stopped_at, stopped.stopped_by) == (later(1), "UBOB")
        assert not await reminders.claim(numbers[0], later(9))
        assert await reminders.stop(1, ReminderKind.ROLE_EMPTY, by="UBOB", at=later(1)) == 1
        assert await reminders.stop(1, None, by="UBOB", at=later(1)) == 1
        assert await reminders.waiting(1) == []
        assert len(await reminders.waiting(2)) == 1


async def test_a_snooze_moves_the_due_moment_of_what_still_waits(stored: Database) -> None:
    async with stored.transaction() as repositories:
        [number] = await add(repositories, a_reminder(5))
        assert await repositories.reminders.snooze(number, later(65))
        assert await repositories.reminders.due(later(64)) == []
        assert [r.due_at for r in await repositories.reminders.due(later(65))] == [later(65)]
        await repositories.reminders.claim(number, later(65))
        assert not await repositories.reminders.snooze(number, later(99))


async def test_a_postponed_reminder_waits_but_stays_overdue_since_when_it_was(stored: Database) -> None:
    async with stored.transaction() as repositories:
        [number] = await add(repositories, a_reminder(5))
        assert await repositories.reminders.postpone(number, later(60))
        assert await repositories.reminders.due(later(59)) == []
        assert await repositories.reminders.next_due() == later(60)
        assert [r.due_at for r in await repositories.reminders.due(later(60))] == [later(5)]


async def test_what_is_begun_a_second_time_is_put_off_before_the_work(stored: Database) -> None:
    async with stored.transaction() as repositories:
        [number] = await add(repositories, a_reminder(5))
        await add(repositories, a_reminder(9, subject="legal"), a_reminder(5, incident=2))
        first = await repositories.reminders.begin(1, later(6), held_until=later(66))
        assert [reminder.id for reminder in first] == [number]
        assert len(await repositories.reminders.due(later(6))) == 2
        again = await repositories.reminders.begin(1, later(7), held_until=later(67))
        assert [reminder.id for reminder in again] == [number]
        assert [reminder.incident for reminder in await repositories.reminders.due(later(8))] == [2]
        assert [
            r.due_at for r in await repositories.reminders.begin(1, later(67), held_until=later(127))
        ] == [
            later(5),
            later(9),
        ]
        assert await repositories.reminders.claim(number, later(67))


async def test_incidents_of_which_something_is_due_are_told_once_each(stored: Database) -> None:
    async with stored.transaction() as repositories:
        await add(repositories, a_reminder(5), a_reminder(6, subject="legal"), a_reminder(4, incident=2))
        assert await repositories.reminders.incidents_due(later(3)) == []
        assert await repositories.reminders.incidents_due(later(9)) == [2, 1]
