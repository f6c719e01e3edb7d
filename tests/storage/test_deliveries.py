"""A delivery is taken once by any of its keys, and a redelivery gets the answer the first was given."""

import asyncio

import pytest

from storage.database import Database
from tests.databases import OpenAnother, RawSql
from tests.storage.examples import AT, later


async def claim(database: Database, *keys: str) -> bool:
    async with database.transaction() as repositories:
        return await repositories.deliveries.claim(keys, AT)


async def test_a_delivery_that_shares_a_key_with_an_earlier_one_is_that_one(database: Database) -> None:
    assert await claim(database, "event Ev1", "message C1 1.1")
    assert not await claim(database, "event Ev2", "message C1 1.1")
    assert await claim(database, "event Ev2")


async def test_a_key_given_twice_counts_once(database: Database) -> None:
    assert await claim(database, "event Ev1", "event Ev1")


async def test_of_copies_that_get_it_at_once_one_takes_it(database: Database, another: OpenAnother) -> None:
    copies = [database, await another(), await another(), await another()]
    orders = [("a", "b"), ("b", "a"), ("a", "b"), ("b", "a")]
    taken = await asyncio.gather(*(claim(of, *keys) for of, keys in zip(copies, orders, strict=True)))
    assert sorted(taken) == [False, False, False, True]


async def test_a_delivery_whose_work_failed_can_be_delivered_again(database: Database) -> None:
    async def claim_and_fail() -> None:
        async with database.transaction() as repositories:
            assert await repositories.deliveries.claim(["event Ev1"], AT)
            raise LookupError

    with pytest.raises(LookupError):
        await claim_and_fail()
    assert await claim(database, "event Ev1")


async def test_a_redelivery_finds_the_answer_by_any_key(database: Database) -> None:
    async with database.transaction() as repositories:
        deliveries = repositories.deliveries
        await deliveries.claim(["trigger 1", "envelope 1"], AT)
        assert await deliveries.answer(["trigger 1"]) is None
        await deliveries.remember(["trigger 1", "envelope 1"], {"text": "INC-7 ✓"})
    async with database.reading() as repositories:
        assert await repositories.deliveries.answer(["trigger 1", "envelope 2"]) == {"text": "INC-7 ✓"}
        assert await repositories.deliveries.answer(["trigger 2"]) is None
        assert await repositories.deliveries.seen(["envelope 1"])
        assert not await repositories.deliveries.seen(["envelope 2"])


async def test_keys_are_not_stored_in_clear(database: Database, raw: RawSql) -> None:
    await claim(database, "trigger 13345224609.738474920")
    [(stored,)] = await raw.run("SELECT key FROM deliveries")
    assert "13345224609" not in stored


async def test_old_deliveries_are_forgotten(database: Database) -> None:
    await claim(database, "event Ev1")
    async with database.transaction() as repositories:
        await repositories.deliveries.claim(["event Ev2"], later(10))
        assert await repositories.deliveries.prune(later(5)) == 1
        assert await repositories.deliveries.seen(["event Ev2"])
        assert not await repositories.deliveries.seen(["event Ev1"])
