"""By when something is to be done, as people write it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.due import parse_due, split_due
from bot.domain.errors import BadInstant

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)  # 13:00 in Berlin, a Friday


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("2026-12-01", "2026-12-01 16:00"),
        ("2026-12-01 09:00", "2026-12-01 08:00"),
        ("2026-12-01T09:00Z", "2026-12-01 09:00"),
        ("1 Dec", "2026-12-01 16:00"),
        ("Dec 1 at 9am", "2026-12-01 08:00"),
        ("1 Feb", "2027-02-01 16:00"),
        ("29 Feb", "2028-02-29 16:00"),
        ("today", "2026-03-20 16:00"),
        ("today 23:00", "2026-03-20 22:00"),
        ("tomorrow", "2026-03-21 16:00"),
        ("Tomorrow, 10:00", "2026-03-21 09:00"),
        ("friday", "2026-03-27 16:00"),
        ("sat", "2026-03-21 16:00"),
        ("monday 09:15", "2026-03-23 08:15"),
        ("thurs", "2026-03-26 16:00"),
        ("in 3 days", "2026-03-23 16:00"),
        ("in a week", "2026-03-27 16:00"),
        ("in 10 days", "2026-03-30 15:00"),
        ("in 2 hours", "2026-03-20 14:00"),
        ("in 30 min", "2026-03-20 12:30"),
        ("14:05", "2026-03-20 13:05"),
        ("12:00", "2026-03-21 11:00"),
        ("5 pm", "2026-03-20 16:00"),
        ("14:05Z", "2026-03-20 14:05"),
    ],
)
def test_a_due_date_is_the_end_of_that_day_unless_a_time_is_given(typed: str, due: str) -> None:
    assert parse_due(typed, BERLIN, NOON) == utc(due)
    assert split_due(f"Fix it due {typed}", BERLIN, NOON) == (utc(due), "Fix it")


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("Fix it @bob due tomorrow", "Fix it @bob"),
        ("Fix it due tomorrow @bob", "Fix it @bob"),
        ("Fix it due: tomorrow <@U123|bob>", "Fix it <@U123|bob>"),
        ("due tomorrow Fix it", "Fix it"),
        ("Fix it, DUE by tomorrow.", "Fix it,"),
        ("Pay what is due to them due tomorrow", "Pay what is due to them"),
        ("Move what was due monday due tomorrow", "Move what was due monday"),
        ("due tomorrow", ""),
    ],
)
def test_the_due_date_is_taken_out_wherever_it_stands(typed: str, rest: str) -> None:
    assert split_due(typed, BERLIN, NOON) == (utc("2026-03-21 16:00"), rest)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "Fix it",
        "Pay the invoice due to the vendor",
        "Due diligence on the dataset",
        "Say what is due",
        "Find out what is due @bob",
        "residue tomorrow",
        "Fix it tomorrow",
        "overdue friday work",
    ],
)
def test_a_text_without_a_due_date_stays_whole(typed: str) -> None:
    assert split_due(typed, BERLIN, NOON) == (None, typed)


@pytest.mark.parametrize(
    "typed",
    [
        "due fridaay",
        "due fridaay @bob",
        "due soon",
        "due whenever",
        "due 20 Mar 13:00",
        "due 3 days",
        "due next week",
        "due 2026-99-99",
        "due 30 Feb",
        "due 25:00",
        "due 2026-03-19",
        "due today 08:00",
    ],
)
def test_what_looks_like_a_due_date_and_is_none_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(BadInstant) as refusal:
        split_due(f"Fix it {typed}", BERLIN, NOON)
    assert refusal.value.message.count("`") >= 2


@pytest.mark.parametrize("typed", ["", "whenever", "tomorrow or so"])
def test_a_due_date_alone_must_be_one(typed: str) -> None:
    with pytest.raises(BadInstant, match="due tomorrow"):
        parse_due(typed, BERLIN, NOON)


INSTANTS = st.datetimes(
    datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2100-01-01"), timezones=st.just(UTC)
)
WRITTEN = st.sampled_from(
    ["tomorrow", "friday", "sunday 03:00", "in 2 days", "in 1 hour", "1 Dec", "02:30", "today"]
)


@given(WRITTEN, INSTANTS, st.sampled_from([UTC, BERLIN, ZoneInfo("Australia/Lord_Howe")]))
def test_what_is_due_is_always_ahead(typed: str, at: datetime, zone: ZoneInfo) -> None:
    try:
        due = parse_due(typed, zone, at)
    except BadInstant:
        # Only these can name a day whose end is over.
        due = at if typed not in ("today", "1 Dec") else at + timedelta(1)
    assert due > at


@given(st.text(max_size=60), INSTANTS)
def test_whatever_is_typed_is_kept_or_refused(text: str, at: datetime) -> None:
    try:
        due, rest = split_due(text, BERLIN, at)
    except BadInstant:
        return
    assert due is not None or rest == text.strip()
