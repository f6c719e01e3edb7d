"""Timelines of any length are read page by page."""

from itertools import pairwise

import pytest

from bot.domain.timeline import Draft, EntryKind, Head, Order, append, fold
from storage import Database
from storage.pages import PAGE
from tests.counting import counting
from tests.storage.examples import AT, an_incident, later

MANY = 2 * PAGE + 50


@pytest.fixture
async def long(database: Database) -> Database:
    """An incident with more entries than a page holds; they happened in the other order; some were marked."""
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident())
        head, entries = Head(), []
        for number in range(MANY):
            draft = Draft(at=later(-number), kind=EntryKind.NOTE, actor="UALICE", text=f"note {number}")
            if number % 100 == 99:
                draft = Draft(at=AT, kind=EntryKind.MARKED, actor="UBOB", refers_to=number - 50)
            entries.append(append(head, draft, incident=1, at=AT, salt="s"))
            head = Head(count=entries[-1].sequence, hash=entries[-1].hash)
        await repositories.timeline.add(entries)
    return database


async def test_every_entry_is_read_once_in_either_order_as_it_stands(long: Database) -> None:
    async with long.reading() as repositories:
        whole = fold(await repositories.timeline.all(1))
        numbered = [each async for each in repositories.pages.shown(1, Order.BY_NUMBER)]
        in_time = [each async for each in repositories.pages.shown(1, Order.IN_TIME)]
        keys = [each async for each in repositories.pages.shown(1, Order.KEY_EVENTS)]
    assert numbered == whole
    said = [each for each in whole if each.entry.kind != EntryKind.MARKED]
    assert sorted(each.entry.sequence for each in in_time) == [each.entry.sequence for each in said]
    assert all(one.entry.at <= other.entry.at for one, other in pairwise(in_time))
    assert keys == [each for each in in_time if each.key_event]
    assert len(keys) == MANY // 100


async def test_no_more_than_a_page_is_asked_for_at_once(long: Database) -> None:
    with counting(long) as counted:
        async with long.reading() as repositories:
            async for _ in repositories.pages.shown(1, Order.BY_NUMBER):
                pass
    pages = [sql for sql, _ in counted.statements if "timeline.salt" in sql]
    assert len(pages) == 2 * 3, "a page is its entries and their corrections"
