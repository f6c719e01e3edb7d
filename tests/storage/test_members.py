"""Who is in a channel, and what is known of people, follows what Slack said last."""

import pytest

from bot.domain.person import Person
from storage.database import Database
from tests.databases import RawSql
from tests.storage.examples import AT, an_incident, later


@pytest.fixture
async def stored(database: Database) -> Database:
    """A database with incidents 1 and 2."""
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident(1))
        await repositories.incidents.add(an_incident(2))
    return database


async def test_joining_counts_once_until_one_has_left(stored: Database) -> None:
    async with stored.transaction() as repositories:
        members = repositories.members
        assert not await members.left(1, "UBOB", later(1))
        assert await members.joined(1, "UBOB", later(1))
        assert not await members.joined(1, "UBOB", later(2))
        assert await members.left(1, "UBOB", later(3))
        assert not await members.left(1, "UBOB", later(4))
        assert not await members.is_member(1, "UBOB")
        assert await members.joined(1, "UBOB", later(5))
        assert await members.is_member(1, "UBOB")


async def test_members_are_told_in_the_order_they_came(stored: Database) -> None:
    async with stored.transaction() as repositories:
        members = repositories.members
        await members.joined(1, "UZOE", later(1))
        await members.joined(1, "UBOB", later(2))
        await members.joined(2, "UBOB", later(2))
        await members.joined(1, "UALICE", later(3))
        await members.left(1, "UALICE", later(4))
        assert await members.current(1) == ["UZOE", "UBOB"]
        assert await members.incidents_of("UBOB") == {1, 2}
        assert await members.incidents_of("UALICE") == set()


async def test_what_was_learnt_later_of_a_person_stays(database: Database) -> None:
    old = Person(user_id="UBOB", name="Bob L.", handle="bob", zone="Europe/Berlin", fetched_at=AT)
    new = old.model_copy(update={"zone": "Asia/Tokyo", "fetched_at": later(60)})
    async with database.transaction() as repositories:
        people = repositories.people
        assert await people.get("UBOB") is None
        for person in (old, new, old):
            await people.put(person)
        assert await people.get("UBOB") == new
        assert await people.many(["UBOB", "UNOBODY"]) == {"UBOB": new}


async def test_a_process_is_alive_as_long_as_its_heart_beats(database: Database, raw: RawSql) -> None:
    for process in ("one", "two", "three"):
        async with database.transaction() as repositories:
            await repositories.heartbeats.beat(process)
    await raw.run("UPDATE heartbeats SET seen_epoch = seen_epoch - 60 WHERE process <> 'one'")
    async with database.transaction() as repositories:
        await repositories.heartbeats.beat("three")
        assert await repositories.heartbeats.alive(30) == ["one", "three"]
        await repositories.heartbeats.forget("one")
        assert await repositories.heartbeats.alive(90) == ["three", "two"]
        assert await repositories.heartbeats.prune(90) == 0
        assert await repositories.heartbeats.prune(30) == 1
        assert await repositories.heartbeats.alive(90) == ["three"]


async def test_a_mark_is_what_a_person_did_last_in_whatever_order_it_arrives(database: Database) -> None:
    async with database.transaction() as repositories:
        marks = repositories.marks
        await marks.put("C1", "1.1", "UBOB", stands=False, at=later(3))
        await marks.put("C1", "1.1", "UBOB", stands=True, at=later(2))
        await marks.put("C1", "1.1", "UALICE", stands=True, at=later(5))
        await marks.put("C1", "1.1", "UZOE", stands=True, at=later(4))
        assert await marks.on("C1", "1.1") == ["UZOE", "UALICE"]
        assert await marks.on("C1", "1.2") == []


async def test_whoever_looked_at_their_home_is_remembered(stored: Database) -> None:
    async with stored.transaction() as repositories:
        homes = repositories.homes
        assert await homes.among(["UBOB", "UZOE"]) == []
        await homes.opened("UZOE", later(1))
        await homes.opened("UBOB", later(2))
        await homes.opened("UZOE", later(3))
        assert await homes.among({"UZOE", "UBOB", "UALICE"}) == ["UBOB", "UZOE"]
