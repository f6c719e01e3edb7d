"""The ids that a channel has had, told in any order and more than once, and what is found by each of them."""

import asyncio
from datetime import datetime
from itertools import permutations

import pytest

from bot.domain.channel_ids import ChannelIds
from storage import Database
from tests.databases import OpenAnother
from tests.storage.examples import a_message, an_incident, later, record

CHANGES = [("C1", "C2", later(1)), ("C2", "C3", later(2))]


async def told(database: Database, *changes: tuple[str, str, datetime]) -> None:
    for old, new, at in changes:
        async with database.transaction() as repositories:
            await repositories.channel_ids.change(old, new, at)


@pytest.mark.parametrize("order", list(permutations([*CHANGES, CHANGES[0]])))
async def test_a_channel_is_known_by_its_last_id_in_whatever_order_and_how_often_it_is_told(
    database: Database, order: list[tuple[str, str, datetime]]
) -> None:
    await told(database, *order)
    async with database.reading() as repositories:
        ids = repositories.channel_ids
        assert [await ids.current(each) for each in ("C1", "C2", "C3", "C9")] == ["C3", "C3", "C3", "C9"]
        several = await ids.of(["C2", "C9"])
    assert several.of("C1") == several.of("C3") == {"C1", "C2", "C3"}
    assert several.of("C9") == {"C9"}


async def test_a_channel_that_is_given_an_earlier_id_again_is_known_by_that(database: Database) -> None:
    await told(database, ("C1", "C2", later(1)), ("C2", "C1", later(2)), ("C1", "C2", later(1)))
    async with database.reading() as repositories:
        assert await repositories.channel_ids.current("C2") == "C1"


async def test_two_changes_that_turn_out_to_be_of_one_channel_are_joined(database: Database) -> None:
    await told(database, ("C1", "C2", later(1)), ("C3", "C4", later(3)), ("C2", "C3", later(2)))
    async with database.reading() as repositories:
        assert (await repositories.channel_ids.of(["C1"])).of("C1") == {"C1", "C2", "C3", "C4"}
        assert await repositories.channel_ids.current("C1") == "C4"


async def test_copies_that_are_told_of_two_changes_at_once_know_one_channel(
    database: Database, another: OpenAnother
) -> None:
    other = await another()
    async with database.transaction() as repositories:
        await repositories.channel_ids.change(*CHANGES[1])
        second = asyncio.create_task(told(other, CHANGES[0]))
        await asyncio.wait({second}, timeout=0.2)
    await second
    async with other.reading() as repositories:
        assert await repositories.channel_ids.current("C1") == "C3"


async def test_an_incident_is_found_by_every_id_of_its_channel(database: Database) -> None:
    await told(database, *CHANGES)
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident(1, channel_id="C3"))
        await repositories.incidents.add(an_incident(2, channel_id="C9"))
    async with database.reading() as repositories:
        asked = ["C1", "C2", "C3", "C8", "C9"]
        numbers, ids = await repositories.incidents.homes(asked)
        one_by_one = [await repositories.incidents.in_channel(each) for each in asked]
    assert numbers == {"C1": 1, "C2": 1, "C3": 1, "C9": 2}
    assert ids.of("C1") == {"C1", "C2", "C3"}
    assert ids.of("C9") == {"C9"}
    assert [each and each.number for each in one_by_one] == [1, 1, 1, None, 2]


async def test_an_entry_is_found_by_every_id_of_its_channel(database: Database) -> None:
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident(channel_id="C1"))
        await record(repositories, a_message("1.1"))
    await told(database, *CHANGES)
    async with database.reading() as repositories:
        timeline = repositories.timeline
        for channel_id in ("C1", "C2", "C3"):
            found = await timeline.message(1, channel_id, "1.1")
            assert found is not None
            assert await timeline.within(1, channel_id, "1.1", "1.1") == [found]
            assert await timeline.beside(1, channel_id, ["1.1"]) == [found]
        assert await timeline.message(1, "C9", "1.1") is None
        ids = await repositories.channel_ids.of(["C3"])
        (capture,) = await timeline.captures(ids.spread([("C3", "1.1")]))
    assert capture.entry == found
    assert ids.pair(("C3", "1.1")) == ids.pair(("C1", "1.1")) != ids.pair(("C3", "1.2"))


async def test_the_last_word_on_a_mark_counts_by_whichever_id_it_was_said(database: Database) -> None:
    await told(database, *CHANGES)
    async with database.transaction() as repositories:
        marks = repositories.marks
        await marks.put("C1", "1.1", "UALICE", stands=True, at=later(1))
        await marks.put("C3", "1.1", "UBOB", stands=True, at=later(2))
        await marks.put("C2", "1.1", "UALICE", stands=False, at=later(3))
        ids = await repositories.channel_ids.of(["C3"])
        for channel_id in ("C1", "C2", "C3"):
            assert await marks.on(channel_id, "1.1") == ["UBOB"]
            assert await marks.pushpins(channel_id, ["1.1"]) == {"1.1": {"UBOB"}}
            pair = (channel_id, "1.1")
            assert await marks.standing([pair], ids) == {ids.pair(pair): "UBOB"}
        assert await marks.standing([("C1", "1.1")], ChannelIds()) == {("C1", "1.1"): "UALICE"}
        await marks.put("C3", "1.1", "UALICE", stands=True, at=later(4))
        assert await marks.on("C1", "1.1") == ["UBOB", "UALICE"]
