"""The chain holds whatever is appended, finds whatever is changed, and folds to what people see."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.message import Source
from bot.domain.timeline import (
    CORRECTIONS,
    Draft,
    Entry,
    EntryKind,
    Head,
    Verification,
    append,
    first_broken,
    fold,
)

AT = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)


def chain(*drafts: Draft) -> list[Entry]:
    """The drafts as a timeline."""
    head, entries = Head(), []
    for draft in drafts:
        entry = append(head, draft, incident=1, at=AT, salt=f"salt {head.count}")
        head = Head(count=entry.sequence, hash=entry.hash)
        entries.append(entry)
    return entries


def said(text: str, **fields: Any) -> Draft:
    source = Source(channel_id="C1", message_ts="1.1")
    return Draft(at=AT, kind=EntryKind.MESSAGE, actor="UBOB", text=text, source=source, **fields)


def of(kind: EntryKind, target: int, text: str = "", minutes: int = 1) -> Draft:
    return Draft(at=AT + timedelta(minutes=minutes), kind=kind, actor="UBOB", text=text, refers_to=target)


DRAFTS = st.builds(
    Draft,
    at=st.datetimes(timezones=st.just(UTC)),
    kind=st.sampled_from([*EntryKind, "declared"]),
    actor=st.text(max_size=8),
    text=st.text(max_size=30),
    key_event=st.booleans(),
    source=st.none()
    | st.builds(Source, channel_id=st.text(max_size=5), message_ts=st.text(max_size=5), permalink=st.none()),
    refers_to=st.none() | st.integers(1, 9),
    details=st.dictionaries(
        st.text(max_size=4), st.text(max_size=4) | st.lists(st.text(max_size=4)), max_size=2
    ),
)
CHANGES: dict[str, Any] = {
    "incident": 2,
    "at": AT - timedelta(days=400),
    "recorded_at": AT + timedelta(seconds=1),
    "kind": "something else",
    "actor": "somebody else entirely",
    "text": "something that was never said there, by anybody",
    "source": Source(channel_id="another channel", message_ts="1"),
    "refers_to": 77,
    "details": {"another key": "x"},
    "salt": "no salt",
    "digest": "00",
    "previous": "00",
    "hash": "00",
}


@given(st.lists(DRAFTS, max_size=8))
def test_whatever_is_appended_is_numbered_and_verifies(drafts: list[Draft]) -> None:
    entries = chain(*drafts)
    assert [entry.sequence for entry in entries] == list(range(1, len(drafts) + 1))
    assert first_broken(entries) is None


@given(st.lists(DRAFTS, min_size=1, max_size=6), st.data())
def test_whatever_is_changed_is_found_where_it_was_changed(drafts: list[Draft], data: st.DataObject) -> None:
    entries = chain(*drafts)
    place = data.draw(st.integers(0, len(entries) - 1))
    name = data.draw(st.sampled_from([*CHANGES, "key_event"]))
    value = not entries[place].key_event if name == "key_event" else CHANGES[name]
    entries[place] = entries[place].model_copy(update={name: value})
    assert first_broken(entries) == place + 1


@given(st.lists(DRAFTS, min_size=2, max_size=6), st.data())
def test_what_is_left_out_or_moved_is_found(drafts: list[Draft], data: st.DataObject) -> None:
    entries = chain(*drafts)
    first = data.draw(st.integers(0, len(entries) - 2))
    without = entries[:first] + entries[first + 1 :]
    assert first_broken(without) == first + 1
    swapped = [*entries]
    swapped[first], swapped[first + 1] = swapped[first + 1], swapped[first]
    assert first_broken(swapped) == first + 1


@given(st.lists(DRAFTS, min_size=1, max_size=6), st.data())
def test_words_can_be_erased_and_the_rest_still_verifies(drafts: list[Draft], data: st.DataObject) -> None:
    entries = chain(*drafts)
    for place in data.draw(st.sets(st.integers(0, len(entries) - 1))):
        left = data.draw(st.sampled_from([{}, {"recovered": True}]))
        entries[place] = entries[place].model_copy(update={"text": None, "salt": None, "details": left})
    assert first_broken(entries) is None


@pytest.mark.parametrize(
    "half",
    [
        {"text": None},
        {"salt": None},
        {"text": None, "salt": None},
        {"text": None, "salt": None, "details": {"recovered": True, "files": ["a.log"]}},
        {"text": None, "salt": None, "details": {"recovered": "by Jane Doe"}},
    ],
    ids=["the salt left", "the text left", "what went with it left", "a file left", "words in a mark"],
)
def test_words_erased_by_half_are_found(half: dict[str, Any]) -> None:
    (entry,) = chain(said("secret", details={"files": ["a.log"]}))
    assert first_broken([entry.model_copy(update=half)]) == 1


def test_a_noted_hash_is_met_where_it_stands() -> None:
    entries = chain(said("one"), said("two"), said("three"))
    chained = Verification(entries[1].hash)
    assert all(chained.follow(entry) for entry in entries)
    assert chained.noted_at == 2
    assert chained.head == Head(count=3, hash=entries[2].hash)


def test_the_edit_that_was_made_last_stands_whichever_came_in_last() -> None:
    (shown, *_) = fold(
        chain(said("first"), of(EntryKind.EDITED, 1, "third", 2), of(EntryKind.EDITED, 1, "second", 1))
    )
    assert (shown.text, shown.original_text, shown.edited) == ("third", "first", True)


@pytest.mark.parametrize(
    ("kinds", "is_key"),
    [
        ([], False),
        ([EntryKind.MARKED], True),
        ([EntryKind.MARKED, EntryKind.UNMARKED], False),
        ([EntryKind.MARKED, EntryKind.UNMARKED, EntryKind.MARKED], True),
    ],
)
def test_the_last_mark_decides(kinds: list[EntryKind], is_key: bool) -> None:
    shown = fold(chain(said("words"), *(of(kind, 1) for kind in kinds)))
    assert shown[0].key_event is is_key


def test_an_entry_that_is_key_by_itself_can_be_unmarked() -> None:
    shown = fold(chain(said("words", key_event=True), of(EntryKind.UNMARKED, 1)))
    assert shown[0].key_event is False


def test_corrections_stay_entries_and_correct_nothing_but_their_target() -> None:
    shown = fold(chain(said("one"), said("two"), of(EntryKind.EDITED, 2, "two!"), of(EntryKind.DELETED, 1)))
    assert [each.text for each in shown] == ["one", "two!", "two!", ""]
    assert [each.deleted for each in shown] == [True, False, False, False]
    assert [each.edited for each in shown] == [False, True, False, False]
    assert [each.entry.kind in CORRECTIONS for each in shown] == [False, False, True, True]
