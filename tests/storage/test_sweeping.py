"""A sweep asks for what is due through the index, and for nothing else."""

from datetime import timedelta

import pytest

from bot.catalogue import load_catalogue
from bot.domain.policy import Policy
from bot.domain.reminder import Reminder, ReminderKind
from bot.services.reminders import ReminderService
from bot.telemetry import Meter
from storage import Database
from tests.counting import counting
from tests.databases import RawSql
from tests.storage.examples import AT, an_incident

FAR = AT + timedelta(days=30)


async def wait_for(database: Database, incidents: int, each: int) -> None:
    async with database.transaction() as repositories:
        for number in range(1, incidents + 1):
            await repositories.incidents.add(an_incident(number))
            for subject in range(each):
                await repositories.reminders.add(
                    Reminder(
                        incident=number,
                        kind=ReminderKind.TASK_DUE,
                        subject=str(subject),
                        due_at=FAR,
                        since=AT,
                    )
                )


async def swept(database: Database) -> int:
    """How many statements a sweep takes."""
    service = ReminderService(database, Policy(), load_catalogue(), Meter())
    with counting(database) as counted:
        assert not await service.fire_due(AT)
    return len(counted.statements)


async def test_a_sweep_takes_the_same_however_many_wait(database: Database) -> None:
    nothing = await swept(database)
    await wait_for(database, 20, 10)
    assert await swept(database) == nothing


@pytest.mark.parametrize("question", ["incidents_due", "next_after"])
async def test_the_due_are_found_by_the_index(database: Database, raw: RawSql, question: str) -> None:
    await wait_for(database, 50, 40)
    await raw.run("ANALYZE")
    with counting(database) as counted:
        async with database.reading() as repositories:
            await getattr(repositories.reminders, question)(AT)
    ((sql, parameters),) = [each for each in counted.statements if "reminders" in each[0]]
    explain = "EXPLAIN" if database.is_postgres else "EXPLAIN QUERY PLAN"
    async with database.reading() as repositories:
        plan = await repositories.reminders._connection.exec_driver_sql(f"{explain} {sql}", parameters)
        steps = " ".join(str(part) for row in plan for part in row)
    assert "ix_reminders_due_at" in steps, steps


async def test_the_next_to_fall_due_is_not_one_that_is_overdue(database: Database) -> None:
    await wait_for(database, 1, 2)
    async with database.transaction() as repositories:
        overdue = Reminder(incident=1, kind=ReminderKind.UPDATE_DUE, due_at=AT, since=AT)
        await repositories.reminders.add(overdue)
    async with database.reading() as repositories:
        assert await repositories.reminders.next_after(AT) == FAR
        assert await repositories.reminders.next_after(FAR) is None
