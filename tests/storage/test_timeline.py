"""Timelines are appended to one entry after another, capture a message once, and answer questions."""

import asyncio

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.message import Source
from bot.domain.rereading import recovered
from bot.domain.timeline import Draft, EntryKind, append, first_broken, fold
from storage.database import Database
from storage.errors import StaleHead
from storage.repositories import Repositories
from tests.databases import OpenAnother
from tests.storage.examples import a_message, an_incident, later, record


def a_correction(kind: EntryKind, of: int, text: str = "", **fields: object) -> Draft:
    return a_message("1.1", text, kind=kind, refers_to=of, **fields)


async def fill(database: Database, *drafts: Draft) -> None:
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident())
        await record(repositories, *drafts)


async def key_texts(repositories: Repositories, limit: int = 10) -> list[str]:
    shown = fold(await repositories.timeline.key_events(1, limit))
    return [s.text for s in shown if s.key_event]


async def test_entries_come_back_as_they_were_and_verify(database: Database) -> None:
    note = Draft(at=later(-7), kind="note", actor="UALICE", text="“Seen” 🙈", details={"files": ["a.png"]})
    await fill(database, a_message("1.1"), note, a_message("1.2"))
    async with database.reading() as repositories:
        entries = await repositories.timeline.all(1)
        head = await repositories.timeline.head(1)
    assert first_broken(entries) is None
    assert [entry.sequence for entry in entries] == [1, 2, 3]
    assert (entries[1].text, entries[1].details, entries[1].source) == (note.text, note.details, None)
    assert entries[2].source == a_message("1.2").source
    assert (head.count, head.hash) == (3, entries[2].hash)


async def test_the_last_messages_with_files_come_with_what_became_of_them(database: Database) -> None:
    attached = {"files": ["a.png"], "file_ids": ["F1"]}
    await fill(
        database,
        a_message("1.1", details=attached),
        a_message("1.2", details=attached),
        a_message("1.3", "it says file_ids, without any"),
        a_message("1.4", details=attached),
        a_message("1.2", "", kind=EntryKind.DELETED, refers_to=2),
        a_message("1.1", "", kind=EntryKind.DELETED, refers_to=1),
    )
    async with database.reading() as repositories:
        found = fold(await repositories.timeline.with_files(1, 2))
    told = [(shown.entry.sequence, shown.deleted) for shown in found if shown.entry.details]
    assert told == [(2, True), (4, False)]


async def test_a_long_timeline_streams_whole_and_in_order(database: Database) -> None:
    drafts = [a_message(f"1.{number}") for number in range(1, 504)]
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident())
        head = await repositories.timeline.head(1)
        entries = []
        for draft in drafts:
            entry = append(head, draft, incident=1, at=later(2), salt="s")
            head = head.model_copy(update={"count": entry.sequence, "hash": entry.hash})
            entries.append(entry)
        await repositories.timeline.add(entries)
    async with database.reading() as repositories:
        assert [entry async for entry in repositories.timeline.stream(1)] == entries
        assert await repositories.timeline.latest(1, 2) == entries[-2:]


async def test_an_entry_made_upon_an_old_head_is_refused(database: Database) -> None:
    await fill(database)
    async with database.transaction() as repositories:
        head = await repositories.timeline.head(1)
        await record(repositories, a_message("1.1"))
        late = append(head, a_message("1.2"), incident=1, at=later(2), salt="s")
        with pytest.raises(StaleHead):
            await repositories.timeline.add([late])
        assert [entry.source for entry in await repositories.timeline.all(1)] == [a_message("1.1").source]


async def test_copies_that_append_at_once_keep_one_unbroken_chain(
    database: Database, another: OpenAnother
) -> None:
    await fill(database)
    copy = await another()

    async def say(of: Database, ts: str) -> None:
        async with of.transaction() as repositories:
            await repositories.incidents.lock(1)
            await record(repositories, a_message(ts))

    await asyncio.gather(*(say(of, f"1.{n}") for n, of in enumerate([database, copy] * 4)))
    async with database.reading() as repositories:
        entries = await repositories.timeline.all(1)
    assert len(entries) == 8
    assert first_broken(entries) is None


@pytest.mark.parametrize(
    "again",
    [
        a_message("1.1"),
        a_correction(EntryKind.DELETED, 1),
        a_correction(EntryKind.EDITED, 1, "Again!", details={"edited_ts": "2.0"}),
    ],
    ids=["message", "deletion", "edit"],
)
async def test_what_happened_to_a_message_is_captured_once(database: Database, again: Draft) -> None:
    first = a_message("1.1")
    await fill(database, first, *([] if again == first else [again]))

    async def capture_again() -> None:
        async with database.transaction() as repositories:
            await record(repositories, again)

    with pytest.raises(IntegrityError):
        await capture_again()


async def test_the_same_ts_in_another_channel_or_of_another_edit_is_another_thing(
    database: Database,
) -> None:
    elsewhere = a_message("1.1").model_copy(
        update={"source": a_message("1.1").source.model_copy(update={"channel_id": "C2"})}  # type: ignore[union-attr]  # a message has a source
    )
    edits = [
        a_correction(EntryKind.EDITED, 1, "a", details={"edited_ts": "2.0"}),
        a_correction(EntryKind.EDITED, 1, "b", details={"edited_ts": "3.0"}),
    ]
    await fill(database, a_message("1.1"), elsewhere, *edits)
    async with database.reading() as repositories:
        timeline = repositories.timeline
        here, there = await timeline.message(1, "C1", "1.1"), await timeline.message(1, "C2", "1.1")
        assert (here and here.sequence, there and there.sequence) == (1, 2)


async def test_a_message_is_found_with_its_corrections(database: Database) -> None:
    await fill(
        database,
        a_message("1.1", "Frist"),
        a_message("1.2", "Other"),
        a_correction(EntryKind.EDITED, 1, "First", details={"edited_ts": "2.0"}),
        a_correction(EntryKind.MARKED, 1),
    )
    async with database.reading() as repositories:
        timeline = repositories.timeline
        message = await timeline.message(1, "C1", "1.1")
        assert message is not None
        assert (message.sequence, message.text) == (1, "Frist")
        assert [entry.sequence for entry in await timeline.corrections(1, 1)] == [3, 4]
        assert await timeline.message(1, "C1", "9.9") is None


async def test_key_events_are_those_left_after_all_marks(database: Database) -> None:
    await fill(
        database,
        a_message("1.1", "marked"),
        a_message("1.2", "unmarked again"),
        a_message("1.3", "never"),
        Draft(at=later(3), kind="severity_changed", actor="UALICE", text="act", key_event=True),
        Draft(at=later(4), kind="phase_entered", actor="UALICE", text="act unmarked", key_event=True),
        a_correction(EntryKind.MARKED, 1),
        a_correction(EntryKind.MARKED, 2),
        a_correction(EntryKind.UNMARKED, 2),
        a_correction(EntryKind.UNMARKED, 5),
    )
    async with database.reading() as repositories:
        assert await key_texts(repositories) == ["marked", "act"]
        assert await key_texts(repositories, limit=1) == ["act"]


async def test_a_key_event_comes_with_its_edit(database: Database) -> None:
    await fill(
        database,
        a_message("1.1", "Frist", key_event=True),
        a_correction(EntryKind.EDITED, 1, "First", details={"edited_ts": "2.0"}),
    )
    async with database.reading() as repositories:
        assert await key_texts(repositories) == ["First"]


async def test_erased_words_are_gone_and_the_chain_still_verifies(database: Database) -> None:
    await fill(database, a_message("1.1", "Her address is 12 Elm Street"), a_message("1.2", "Noted"))
    async with database.transaction() as repositories:
        assert await repositories.timeline.erase(1, [1]) == 1
        assert await repositories.timeline.erase(1, [1]) == 0
    async with database.reading() as repositories:
        entries = await repositories.timeline.all(1)
    assert [entry.text for entry in entries] == [None, "Noted"]
    assert entries[0].salt is None
    assert first_broken(entries) is None


async def test_forgetting_a_message_takes_the_words_of_its_edits_too(database: Database) -> None:
    await fill(
        database,
        a_message("1.1", "Her adress", details={"files": ["letter.pdf"]}),
        a_correction(EntryKind.EDITED, 1, "Her address", details={"edited_ts": "2.0"}),
        a_message("1.2", "Noted"),
    )
    async with database.transaction() as repositories:
        assert await repositories.timeline.forget(1, 1) == 2
        entries = await repositories.timeline.all(1)
    assert [entry.text for entry in entries] == [None, None, "Noted"]
    assert entries[0].details == {}
    assert first_broken(entries) is None


async def test_that_an_entry_was_recovered_outlives_its_words(database: Database) -> None:
    await fill(
        database,
        recovered(a_message("1.1", "Her adress", details={"files": ["letter.pdf"]})),
        recovered(a_correction(EntryKind.EDITED, 1, "Her address", details={"edited_ts": "2.0"})),
        a_message("1.2", "Noted", details={"recovered": False}),
    )
    async with database.transaction() as repositories:
        assert await repositories.timeline.erase(1, [1, 2, 3]) == 3
        entries = await repositories.timeline.all(1)
    assert [entry.text for entry in entries] == [None, None, None]
    assert [entry.details for entry in entries] == [{"recovered": True}, {"recovered": True}, {}]
    assert first_broken(entries) is None


async def test_a_forgotten_edit_is_still_captured_once(database: Database) -> None:
    edit = a_correction(EntryKind.EDITED, 1, "Again!", details={"edited_ts": "2.0"})
    await fill(database, a_message("1.1"), edit)

    async def capture_again() -> None:
        async with database.transaction() as repositories:
            await repositories.timeline.forget(1, 1)
            await record(repositories, edit)

    with pytest.raises(IntegrityError):
        await capture_again()


async def test_of_what_stood_beside_the_messages_read_no_more_than_the_last_is_looked_at(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.timeline._BESIDE", 2)
    thread = Source(channel_id="C1", message_ts="1.8", thread_ts="1.2")
    drafts = [a_message(f"1.{n}") for n in range(1, 8)]
    await fill(database, *drafts, a_message("1.8", source=thread))
    async with database.reading() as repositories:
        beside = await repositories.timeline.beside(1, "C1", ["1.2", "1.3"])
        none = await repositories.timeline.beside(1, "C1", [])
    assert [entry.source.message_ts for entry in beside if entry.source] == ["1.2", "1.3", "1.6", "1.7"]
    assert none == []


async def test_captures_tell_which_messages_are_deleted(database: Database) -> None:
    await fill(database, a_message("1.1"), a_message("1.2"), a_correction(EntryKind.DELETED, 1))
    async with database.reading() as repositories:
        captures = await repositories.timeline.captures([("C1", "1.1"), ("C1", "1.2"), ("C1", "9.9")])
        corrections = await repositories.timeline.corrections_of_all(1)
        assert await repositories.timeline.captures([]) == []
    assert [(c.entry.sequence, c.deleted) for c in captures] == [(1, True), (2, False)]
    assert [entry.sequence for entry in corrections] == [3]


async def test_copies_that_lock_several_heads_at_once_take_turns(
    database: Database, another: OpenAnother
) -> None:
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident(1))
        await repositories.incidents.add(an_incident(2))
        assert await repositories.timeline.lock_heads([]) == {}
    copy = await another()

    async def say_in_both(of: Database, ts: str, numbers: list[int]) -> None:
        async with of.transaction() as repositories:
            heads = await repositories.timeline.lock_heads(numbers)
            for number in numbers:
                assert heads[number] == await repositories.timeline.head(number)
                await record(repositories, a_message(ts), incident=number)

    pairs = [(database, [1, 2]), (copy, [2, 1])] * 3
    await asyncio.gather(*(say_in_both(of, f"1.{n}", numbers) for n, (of, numbers) in enumerate(pairs)))
    async with database.reading() as repositories:
        heads = [(await repositories.timeline.head(number)).count for number in (1, 2)]
    assert heads == [6, 6]


async def test_the_last_act_of_people_is_neither_the_bots_nor_coming_and_going(database: Database) -> None:
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident())
        assert await repositories.timeline.last_act_of_people(1) is None
        for minute, draft in enumerate(
            (
                a_message("1.1"),
                a_message("1.2", actor="BDEPLOY"),
                Draft(at=later(0), kind="reminder_sent", actor="incident-bot"),
                Draft(at=later(0), kind="member", actor="UBOB"),
            )
        ):
            head = await repositories.timeline.head(1)
            entry = append(head, draft, incident=1, at=later(minute), salt="salt")
            await repositories.timeline.add([entry])
        assert await repositories.timeline.last_act_of_people(1) == later(0)
