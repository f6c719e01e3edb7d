"""What is said in a channel that Slack gave another id: taken down once, by whichever id it is delivered."""

import asyncio
from datetime import timedelta
from itertools import count

import pytest

from bot.domain.timeline import EntryKind
from bot.services.capture import Scribe
from bot.slack.hearing import hear
from storage import Database
from tests.services.hearing import (
    BEGAN,
    BOT,
    Json,
    a_scribe,
    changed,
    deleted,
    open_incident,
    posted,
    timeline_of,
    ts_of,
)

MINUTE = timedelta(minutes=1)
BATCHES = count()


async def move(database: Database) -> None:
    """The channel C1 of the incident is C2 from now on."""
    async with database.transaction() as repositories:
        await repositories.channel_ids.change("C1", "C2", BEGAN + MINUTE)
        await repositories.incidents.move_channel({"C1", "C2"}, "C2")


async def hears(database: Database, *events: Json, scribe: Scribe | None = None) -> None:
    """The events arrive at once, each as a delivery of its own."""
    scribe, batch = scribe or a_scribe(database), next(BATCHES)
    heard = [hear(event, BOT) for event in events]
    await asyncio.gather(
        *(scribe.take_down(each, (f"event:{batch}:{number}",)) for number, each in enumerate(heard) if each)
    )
    await scribe._background.settle()


async def kinds(database: Database) -> list[str]:
    return [entry.kind for entry in await timeline_of(database, 1)]


@pytest.mark.parametrize("ids", [("C1", "C2"), ("C2", "C1")], ids=["the old one first", "the new one first"])
async def test_what_is_delivered_by_both_ids_at_once_is_one_entry(
    database: Database, ids: tuple[str, str]
) -> None:
    await open_incident(database, 1, "C1")
    await move(database)
    ts = ts_of(1)
    await hears(database, *(posted(channel, ts, "one") for channel in ids))
    await hears(database, *(changed(channel, ts, "one", "two", ts_of(2)) for channel in ids))
    await hears(database, *(deleted(channel, ts, "two", ts_of(3)) for channel in ids))
    assert await kinds(database) == [EntryKind.MESSAGE, EntryKind.EDITED, EntryKind.DELETED]


async def test_what_was_deleted_by_the_old_id_before_it_arrived_is_not_brought_back_by_the_new_one(
    database: Database,
) -> None:
    await open_incident(database, 1, "C1")
    gone = deleted("C1", ts_of(1), "one", ts_of(2))
    gone["previous_message"] = None
    await hears(database, gone)
    await move(database)
    await hears(database, posted("C2", ts_of(1), "one"))
    await hears(database, changed("C2", ts_of(1), "one", "two", ts_of(3)))
    assert await kinds(database) == []
    await hears(database, posted("C2", ts_of(4), "another"))
    assert await kinds(database) == [EntryKind.MESSAGE]


async def test_a_mark_that_came_by_the_old_id_before_its_message_holds(database: Database) -> None:
    await open_incident(database, 1, "C1")
    async with database.transaction() as repositories:
        await repositories.marks.put("C1", ts_of(1), "UANN", stands=True, at=BEGAN + MINUTE)
    await move(database)
    await hears(database, posted("C2", ts_of(1), "one"))
    assert await kinds(database) == [EntryKind.MESSAGE, EntryKind.MARKED]


@pytest.mark.parametrize("known", ["C1", "C2"], ids=["its old id", "its new one"])
async def test_whoever_took_down_what_was_said_by_one_id_takes_it_down_once_by_both(
    database: Database, known: str
) -> None:
    await open_incident(database, 1, known)
    scribe = a_scribe(database)
    for second in (1, 2):
        await hears(database, posted(known, ts_of(second), "before"), scribe=scribe)
    await move(database)
    for channel, second in (("C1", 3), ("C2", 4), ("C1", 5), ("C2", 5), ("C2", 6), ("C1", 6)):
        await hears(database, posted(channel, ts_of(second), "after"), scribe=scribe)
    assert [entry.text for entry in await timeline_of(database, 1)] == [*["before"] * 2, *["after"] * 4]
