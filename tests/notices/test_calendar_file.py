"""Deadlines as a calendar file: read back by an independent reading of RFC 5545."""

import re
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.views.calendar_file import CalendarEntry, calendar_file

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
ENTRY = CalendarEntry(
    reference="INC-7",
    title="chat titles of strangers",
    number=3,
    stage="Notify the supervisory authority",
    authority="Competent authority",
    due_at=datetime(2026, 11, 26, 9, 30, 5, tzinfo=UTC),
    sequence=12,
)


def events(*entries: CalendarEntry) -> list[dict[str, str]]:
    """Every event's properties by name, unfolded and unescaped as RFC 5545 section 3 says."""
    return parsed(calendar_file(entries, at=AT, workspace="T0ACME"))


def parsed(content: bytes) -> list[dict[str, str]]:
    assert content.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    unfolded = re.sub(rb"\r\n[ \t]", b"", content).decode()
    found: list[dict[str, str]] = []
    for line in unfolded.removesuffix("\r\n").split("\r\n"):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and name not in ("END",):
            found[-1][name] = re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)
    return found


def test_an_entry_is_an_instant_in_utc_with_a_lasting_id_and_a_growing_sequence() -> None:
    [event] = events(ENTRY)
    assert event["DTSTART"] == "20261126T093005Z"
    assert event["DTSTAMP"] == "20261123T090000Z"
    assert event["UID"] == "inc-7-deadline-3@T0ACME.incident-bot"
    assert event["SEQUENCE"] == "12"
    assert event["STATUS"] == "CONFIRMED"
    assert event["SUMMARY"] == "INC-7, deadline 3: Notify the supervisory authority"


def test_its_id_stays_when_the_date_moves_and_differs_for_every_deadline_and_workspace() -> None:
    moved = ENTRY.model_copy(update={"due_at": AT, "sequence": 13})
    other = ENTRY.model_copy(update={"number": 4})
    elsewhere = parsed(calendar_file([ENTRY], at=AT, workspace="T0OTHER"))
    ids = [event["UID"] for event in (*events(ENTRY, moved, other), *elsewhere)]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


def test_a_private_incidents_title_is_never_in_it() -> None:
    hidden = ENTRY.model_copy(update={"title": None})
    assert b"strangers" in calendar_file([ENTRY], at=AT, workspace="T0ACME")
    assert b"strangers" not in calendar_file([hidden], at=AT, workspace="T0ACME")


def test_what_is_over_is_taken_away_and_what_is_proposed_is_tentative() -> None:
    over = ENTRY.model_copy(update={"over": True})
    proposed = ENTRY.model_copy(update={"tentative": True})
    assert [event["STATUS"] for event in events(over, proposed)] == ["CANCELLED", "TENTATIVE"]


def test_the_second_reading_and_the_disclaimer_are_in_the_description() -> None:
    later = ENTRY.model_copy(
        update={"legal_latest": datetime(2026, 11, 30, 23, tzinfo=UTC), "entity": "GmbH"}
    )
    [event] = events(later)
    assert event["DESCRIPTION"].splitlines() == [
        "chat titles of strangers",
        "To: Competent authority",
        "For: GmbH",
        "Legal latest, for counsel to confirm: 2026-11-30 23:00 UTC",
        "Counted by the incident bot; not legal advice.",
    ]


def test_no_deadlines_are_an_empty_calendar() -> None:
    content = calendar_file([], at=AT, workspace="T0ACME")
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"\r\nVERSION:2.0\r\n" in content
    assert parsed(content) == []


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=300))
def test_any_words_come_back_as_they_were_and_add_no_line(words: str) -> None:
    [event] = events(ENTRY.model_copy(update={"stage": words, "title": words}))
    assert event["SUMMARY"] == f"INC-7, deadline 3: {words}"
    assert event["DESCRIPTION"].startswith(f"{words}\nTo: ")
    assert set(event) == {
        *("UID", "DTSTAMP", "DTSTART", "SEQUENCE", "STATUS", "TRANSP", "SUMMARY", "DESCRIPTION"),
    }


def test_line_breaks_and_control_signs_in_a_title_cannot_forge_a_property() -> None:
    forged = ENTRY.model_copy(update={"title": "x\r\nSTATUS:CANCELLED\nEND:VEVENT\x00\x07"})
    [event] = events(forged)
    assert event["STATUS"] == "CONFIRMED"
    assert event["DESCRIPTION"].startswith("x STATUS:CANCELLED END:VEVENT\nTo: ")
