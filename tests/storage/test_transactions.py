"""Transactions commit whole or not at all, and snapshots stand still."""

import pytest

from storage.database import Database
from tests.databases import OpenAnother
from tests.storage.examples import an_incident


async def test_what_a_transaction_did_is_there_afterwards(database: Database) -> None:
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident(1))
    async with database.reading() as repositories:
        assert await repositories.incidents.get(1) == an_incident(1)


async def test_an_error_takes_everything_back_even_a_number_given_out(database: Database) -> None:
    with pytest.raises(LookupError):
        async with database.transaction() as repositories:
            number = await repositories.incidents.next_number()
            await repositories.incidents.add(an_incident(number))
            raise LookupError
    async with database.transaction() as repositories:
        assert await repositories.incidents.get(number) is None
        assert await repositories.incidents.next_number() == number


async def test_a_snapshot_does_not_see_what_is_committed_beside_it(
    database: Database, another: OpenAnother
) -> None:
    copy = await another()
    async with database.reading() as snapshot:
        assert await snapshot.incidents.all() == []
        async with copy.transaction() as repositories:
            await repositories.incidents.add(an_incident(1))
        assert await snapshot.incidents.all() == []
    async with database.reading() as snapshot:
        assert [incident.number for incident in await snapshot.incidents.all()] == [1]
