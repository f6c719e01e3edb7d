"""Tasks, updates, reviews and checklists are numbered, kept and ticked within their incident."""

import asyncio

import pytest

from bot.domain.checklist import ChecklistItem
from bot.domain.review import Review, ReviewAnswer, ReviewQuestion
from bot.domain.role import Role
from bot.domain.task import Task, TaskKind, TaskStatus
from bot.domain.update import Update
from storage.database import Database
from tests.databases import OpenAnother
from tests.storage.examples import AT, an_incident, later


@pytest.fixture
async def stored(database: Database) -> Database:
    """A database with incidents 1 and 2."""
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident(1))
        await repositories.incidents.add(an_incident(2))
    return database


def a_task(number: int, incident: int = 1, **fields: object) -> Task:
    values: dict[str, object] = {"owner": "UBOB", "created_by": "UALICE", "created_at": AT}
    return Task(incident=incident, number=number, title=f"Task {number}", **(values | fields))  # type: ignore[arg-type]  # fields of Task


def an_update(number: int) -> Update:
    return Update(incident=1, number=number, conditions=f"Version {number}", posted_by="UBOB", posted_at=AT)


def an_item(key: str, role: Role = Role.LEGAL) -> ChecklistItem:
    return ChecklistItem(incident=1, role=role, key=key, text=f"Do {key}")


async def test_numbers_count_within_the_incident_even_when_taken_at_once(
    stored: Database, another: OpenAnother
) -> None:
    copy = await another()

    async def number(of: Database, incident: int) -> int:
        async with of.transaction() as repositories:
            return await repositories.tasks.next_number(incident)

    numbers = await asyncio.gather(*(number(of, 1) for of in [stored, copy] * 3))
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]
    assert await number(stored, 2) == 1
    async with stored.transaction() as repositories:
        assert await repositories.updates.next_number(1) == 1


async def test_a_task_is_kept_through_its_life(stored: Database) -> None:
    done = a_task(1, status=TaskStatus.DONE, done_by="UBOB", done_at=later(4))
    async with stored.transaction() as repositories:
        await repositories.tasks.add(a_task(1))
        await repositories.tasks.add(a_task(2, kind=TaskKind.ACTION_ITEM))
        assert await repositories.tasks.get(1, 1) == a_task(1)
        await repositories.tasks.save(done)
    async with stored.reading() as repositories:
        assert await repositories.tasks.get(1, 1) == done
        assert await repositories.tasks.get(2, 1) is None
        assert [task.number for task in await repositories.tasks.of(1)] == [1, 2]
        assert [task.number for task in await repositories.tasks.of(1, kind=TaskKind.ACTION_ITEM)] == [2]


async def test_somebodys_open_tasks_are_by_due_date_over_all_incidents(stored: Database) -> None:
    async with stored.transaction() as repositories:
        for task in (
            a_task(1),
            a_task(2, due_at=later(90)),
            a_task(3, incident=2, due_at=later(30)),
            a_task(4, status=TaskStatus.DONE),
            a_task(5, owner="UALICE"),
        ):
            await repositories.tasks.add(task)
        found = await repositories.tasks.open_of_person("UBOB")
    assert [task.number for task in found] == [3, 2, 1]


async def test_the_latest_update_is_the_last_of_all(stored: Database) -> None:
    async with stored.transaction() as repositories:
        assert await repositories.updates.latest(1) is None
        for number in (1, 2):
            await repositories.updates.add(an_update(number))
        assert await repositories.updates.latest(1) == an_update(2)
        assert await repositories.updates.of(1) == [an_update(1), an_update(2)]


async def test_answers_of_a_review_stand_beside_each_other(stored: Database) -> None:
    answers = [
        ReviewAnswer(
            question=ReviewQuestion.PROCESS, text=f"{who}’s view", answered_by=who, answered_at=later(n)
        )
        for n, who in enumerate(("UBOB", "UALICE"))
    ]
    async with stored.transaction() as repositories:
        assert await repositories.reviews.get(1) is None
        await repositories.reviews.add_answer(1, answers[0])
        assert await repositories.reviews.get(1) == Review(incident=1, answers=(answers[0],))
        await repositories.reviews.save(Review(incident=1, owner="UBOB", due_at=later(9)))
        await repositories.reviews.add_answer(1, answers[1])
        await repositories.reviews.save(Review(incident=1, owner="UALICE", due_at=later(9)))
        review = await repositories.reviews.get(1)
    assert review == Review(incident=1, owner="UALICE", due_at=later(9), answers=tuple(answers))


async def test_a_checklist_keeps_its_order_and_its_ticks_when_added_again(stored: Database) -> None:
    items = [an_item("second"), an_item("first"), an_item("other", Role.COMMS)]
    async with stored.transaction() as repositories:
        checklists = repositories.checklists
        await checklists.add(items)
        assert await checklists.tick(1, Role.LEGAL, "first", by="UBOB", at=later(3))
        await checklists.add(items)
        ticked = items[1].model_copy(update={"done_by": "UBOB", "done_at": later(3)})
        assert await checklists.of(1, Role.LEGAL) == [items[0], ticked]
        assert await checklists.of(1) == [items[2], items[0], ticked]


async def test_an_item_is_ticked_and_unticked_once(stored: Database) -> None:
    async with stored.transaction() as repositories:
        checklists = repositories.checklists
        await checklists.add([an_item("first")])
        assert not await checklists.untick(1, Role.LEGAL, "first")
        assert await checklists.tick(1, Role.LEGAL, "first", by="UBOB", at=later(3))
        assert not await checklists.tick(1, Role.LEGAL, "first", by="UALICE", at=later(4))
        assert not await checklists.tick(1, Role.LEGAL, "unheard-of", by="UALICE", at=later(4))
        assert await checklists.untick(1, Role.LEGAL, "first")
        assert await checklists.of(1) == [an_item("first")]
