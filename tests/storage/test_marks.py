"""Whose mark stands on which message, in whatever order the marks came in."""

from bot.domain.channel_ids import ChannelIds
from storage.database import Database
from tests.storage.examples import later


async def test_what_was_picked_is_a_mark_and_no_pushpin(database: Database) -> None:
    async with database.transaction() as repositories:
        marks = repositories.marks
        await marks.put("C1", "1.1", "UBOB", stands=True, at=later(1), picked=True)
        await marks.put("C1", "1.1", "UALICE", stands=True, at=later(1))
        assert await marks.on("C1", "1.1") == ["UALICE", "UBOB"]
        assert await marks.pushpins("C1", ["1.1"]) == {"1.1": {"UALICE"}}
        await marks.put("C1", "1.1", "UBOB", stands=True, at=later(2))
        assert await marks.pushpins("C1", ["1.1"]) == {"1.1": {"UALICE", "UBOB"}}


async def test_the_later_word_of_a_person_counts_whichever_came_in_last(database: Database) -> None:
    async with database.transaction() as repositories:
        marks = repositories.marks
        await marks.put("C1", "1.1", "UBOB", stands=False, at=later(2))
        await marks.put("C1", "1.1", "UBOB", stands=True, at=later(1))
        assert await marks.on("C1", "1.1") == []
        await marks.put("C1", "1.1", "UBOB", stands=True, at=later(3))
        assert await marks.on("C1", "1.1") == ["UBOB"]


async def test_each_persons_mark_stands_for_itself(database: Database) -> None:
    async with database.transaction() as repositories:
        marks = repositories.marks
        await marks.put("C1", "1.1", "UBOB", stands=True, at=later(2))
        await marks.put("C1", "1.1", "UALICE", stands=True, at=later(1))
        await marks.put("C1", "1.2", "UALICE", stands=True, at=later(1))
        assert await marks.on("C1", "1.1") == ["UALICE", "UBOB"]
        await marks.put("C1", "1.1", "UALICE", stands=False, at=later(3))
        assert await marks.on("C1", "1.1") == ["UBOB"]
        assert await marks.on("C2", "1.1") == []


async def test_of_several_messages_those_marked_are_told_with_who_came_first(database: Database) -> None:
    async with database.transaction() as repositories:
        marks = repositories.marks
        await marks.put("C1", "1.1", "UBOB", stands=True, at=later(2))
        await marks.put("C1", "1.1", "UALICE", stands=True, at=later(1))
        await marks.put("C1", "1.2", "UALICE", stands=False, at=later(1))
        pairs = [("C1", "1.1"), ("C1", "1.2"), ("C1", "9.9"), ("C2", "1.1")]
        assert await marks.standing(pairs, ChannelIds()) == {("C1", "1.1"): "UALICE"}
        assert await marks.standing([], ChannelIds()) == {}
