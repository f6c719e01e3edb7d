"""What a burst asks together is answered as its parts are, one by one."""

from bot.domain.timeline import EntryKind
from storage.database import Database
from tests.storage.examples import AT, a_message, an_incident, later, record


async def claim(database: Database, *keys: str) -> bool:
    async with database.transaction() as repositories:
        return await repositories.deliveries.claim(keys, AT)


async def test_of_several_deliveries_taken_together_each_is_taken_once(database: Database) -> None:
    await claim(database, "event Ev1", "message 1.1")
    batch = [
        ["event Ev1", "envelope 1"],
        ["event Ev2", "message 1.2"],
        ["event Ev3", "message 1.2"],
        ["event Ev4"],
    ]
    async with database.transaction() as repositories:
        assert (await repositories.bursts.take(batch, [], AT)).are_new == [False, True, False, True]
        assert (await repositories.bursts.take([], [], AT)).are_new == []
    assert await claim(database, "envelope 1")
    assert await claim(database, "event Ev3")
    assert not await claim(database, "event Ev4")


async def test_of_several_messages_those_captured_or_marked_are_told(database: Database) -> None:
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident())
        await record(
            repositories,
            a_message("1.1"),
            a_message("1.2"),
            a_message("1.3", kind=EntryKind.DELETED, refers_to=9),
        )
        marks = repositories.marks
        await marks.put("C1", "1.1", "UBOB", stands=True, at=later(2))
        await marks.put("C1", "1.1", "UALICE", stands=True, at=later(1))
        await marks.put("C1", "1.2", "UALICE", stands=False, at=later(1))
        await marks.put("C2", "1.2", "UCARA", stands=True, at=later(1))
        asked = [("C1", "1.1"), ("C1", "1.2"), ("C1", "1.3"), ("C2", "1.1"), ("C2", "1.2")]
        taken = await repositories.bursts.take([["event Ev1"]], asked, AT)
        assert taken.are_new == [True]
        assert taken.captured == {("C1", "1.1"), ("C1", "1.2")}
        assert taken.marked == {("C1", "1.1"): "UALICE", ("C2", "1.2"): "UCARA"}
