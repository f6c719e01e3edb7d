"""What a page of the history tells, beside what is recorded while it is being read."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import capturing, rereading
from bot.domain.catching_up import ts_of
from bot.domain.message import Edited, Said, Source
from bot.domain.rereading import Known, Reread, Seen
from bot.domain.timeline import Capture, Entry, Head, append

SAID_AT = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return SAID_AT + timedelta(seconds=seconds)


def said(text: str) -> Said:
    source = Source(channel_id="C1", message_ts=ts_of(SAID_AT), permalink="https://acme.slack.com/x")
    return Said(author="UANN", by_person=True, at=SAID_AT, text=text, source=source)


def recorded(*edits: tuple[str, datetime]) -> list[Entry]:
    """A message with its edits, each heard as it was made."""
    entries = [append(Head(), capturing.message(said("as it was")), incident=1, at=SAID_AT, salt="0")]
    for text, at in edits:
        edited = Edited(said=said(text), before=said("as it was"), edit=ts_of(at), at=at)
        head = Head(count=entries[-1].sequence, hash=entries[-1].hash)
        draft = capturing.edit(edited, Capture(entry=entries[0]))
        entries.append(append(head, draft, incident=1, at=at, salt="0"))
    return entries


def page(text: str, *, edited: datetime, read_at: datetime) -> Reread:
    """The message as the history shows it, which dates an edit by whole seconds."""
    whole = f"{int(edited.timestamp())}.000000"
    seen = Seen(ts=ts_of(SAID_AT), said=said(text), edited=whole)
    return Reread(seen=(seen,), read_at=read_at, thread=None, first=ts_of(after(-9)), last=ts_of(after(9)))


@pytest.mark.parametrize("heard_at", [5.2, 30.0], ids=["at once", "later"])
def test_an_edit_that_was_heard_since_the_page_was_read_stands(heard_at: float) -> None:
    known = Known(recorded(("as it is", after(heard_at))))
    assert rereading.edits(page("between", edited=after(5), read_at=after(5.1)), known) == []


def test_an_edit_that_was_not_heard_is_found() -> None:
    known = Known(recorded(("between", after(5))))
    (draft,) = rereading.edits(page("as it is", edited=after(30), read_at=after(60)), known)
    assert (draft.text, draft.at) == ("as it is", after(30))


def test_an_edit_within_the_second_of_one_that_was_heard_is_found() -> None:
    known = Known(recorded(("between", after(5.4))))
    (draft,) = rereading.edits(page("as it is", edited=after(5.8), read_at=after(60)), known)
    assert (draft.text, draft.at) == ("as it is", after(5.4))
