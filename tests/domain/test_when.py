"""When something happened, as people write it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadInstant
from bot.domain.incident import Certainty
from bot.domain.when import Moment, parse_when, split_when

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
ZONES = st.sampled_from(
    [
        UTC,
        BERLIN,
        NEW_YORK,
        ZoneInfo("Asia/Kolkata"),
        ZoneInfo("Pacific/Chatham"),
        ZoneInfo("Australia/Lord_Howe"),
    ]
)
NOON = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)  # 13:00 in Berlin, a Friday


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def known(text: str) -> Moment:
    return Moment(at=utc(text))


def about(text: str) -> Moment:
    return Moment(at=utc(text), certainty=Certainty.ESTIMATED)


@pytest.mark.parametrize(
    ("typed", "moment", "rest"),
    [
        ("12:30", known("2026-03-20 11:30"), ""),
        ("13:00 now", known("2026-03-20 12:00"), "now"),
        ("14:05", known("2026-03-19 13:05"), ""),
        ("9:30 alice saw it", known("2026-03-20 08:30"), "alice saw it"),
        ("09:30:15 alice saw it", known("2026-03-20 08:30:15"), "alice saw it"),
        ("9:30: alice saw it", known("2026-03-20 08:30"), "alice saw it"),
        ("9:30 - alice saw it", known("2026-03-20 08:30"), "alice saw it"),
        ("9:30 -5% conversions", known("2026-03-20 08:30"), "-5% conversions"),
        ("at 9:30 alice saw it", known("2026-03-20 08:30"), "alice saw it"),
        ("9:30 pm it began", known("2026-03-19 20:30"), "it began"),
        ("12:15am it began", known("2026-03-19 23:15"), "it began"),
        ("12 pm it began", known("2026-03-20 11:00"), "it began"),
        ("9:30Z it began", known("2026-03-20 09:30"), "it began"),
        ("9:30 UTC it began", known("2026-03-20 09:30"), "it began"),
        ("9:30+05:30 it began", known("2026-03-20 04:00"), "it began"),
        ("2026-03-20 10:05 x", known("2026-03-20 09:05"), "x"),
        ("2026-03-20, 10:05 x", known("2026-03-20 09:05"), "x"),
        ("2026-3-1 at 10:05 x", known("2026-03-01 09:05"), "x"),
        ("2026-03-20T10:05Z x", known("2026-03-20 10:05"), "x"),
        ("2026-03-20T10:05:30.250Z x", known("2026-03-20 10:05:30"), "x"),
        ("2026-03-20T10:05+02:00 x", known("2026-03-20 08:05"), "x"),
        ("2026-03-20T05:05-05:00 x", known("2026-03-20 10:05"), "x"),
        ("20 Mar 10:05 x", known("2026-03-20 09:05"), "x"),
        ("20th March 2025, 10:05 x", known("2025-03-20 09:05"), "x"),
        ("Mar 1 10:05 x", known("2026-03-01 09:05"), "x"),
        ("March 19, 2026 at 10:05 x", known("2026-03-19 09:05"), "x"),
        ("21 Mar 10:05 x", known("2025-03-21 09:05"), "x"),
        ("29 Feb 10:05 x", known("2024-02-29 09:05"), "x"),
        ("yesterday 14:05 x", known("2026-03-19 13:05"), "x"),
        ("Today 10:00 x", known("2026-03-20 09:00"), "x"),
        ("10:00 yesterday x", known("2026-03-19 09:00"), "x"),
        ("about 9:30 x", about("2026-03-20 08:30"), "x"),
        ("~9:30 x", about("2026-03-20 08:30"), "x"),
        ("Around 20 Mar 10:05 x", about("2026-03-20 09:05"), "x"),
        ("ca. yesterday 14:05 x", about("2026-03-19 13:05"), "x"),
    ],
)
def test_a_leading_time_is_taken_off_a_note(typed: str, moment: Moment, rest: str) -> None:
    assert split_when(typed, BERLIN, NOON) == (moment, rest)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "14 customers called",
        "about 14 customers called",
        "20 Mar is the launch",
        "40 may be affected",
        "2026-03-20 build failed",
        "2026-13-45 build failed",
        "yesterday we deployed",
        "10:05-11:30 outage",
        "1:2 ratio",
        "16:9 video",
        "3.14:15 x",
        "1:30.5 seconds",
        "10:05:06:07 address",
        "100:00 marathon",
        "v2 14:05",
        "١٢:٣٠ it began",
        "at once",
        "about time",
    ],
)
def test_a_text_that_merely_starts_like_a_time_stays_whole(typed: str) -> None:
    assert split_when(typed, BERLIN, NOON) == (None, typed)


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("25:00 x", "`25:00` is not a time of day"),
        ("14:75 x", "`14:75` is not a time of day"),
        ("2026-13-01 10:00 x", "`2026-13-01` is not in the calendar"),
        ("30 Feb 10:00 x", "`30 Feb` is not in the calendar"),
        ("0001-01-01 10:00 x", "`0001-01-01` is not in the calendar"),
        ("2026-03-21 10:00 x", "`2026-03-21 10:00` lies ahead"),
        ("today 23:00 x", "`today 23:00` lies ahead"),
        ("2026-03-20T10:00+19:00 x", "no offset"),
    ],
)
def test_what_looks_like_a_time_and_cannot_be_one_is_refused_with_an_example(
    typed: str, complaint: str
) -> None:
    with pytest.raises(BadInstant) as refusal:
        split_when(typed, BERLIN, NOON)
    assert complaint in refusal.value.message
    assert refusal.value.message.count("`") >= 4


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("9:30", known("2026-03-20 08:30")),
        ("about 9:30", about("2026-03-20 08:30")),
        ("2026-03-18", about("2026-03-17 23:00")),
        ("about 3 Feb", about("2026-02-02 23:00")),
        ("yesterday", about("2026-03-18 23:00")),
        ("now", known("2026-03-20 12:00")),
        ("2 hours ago", about("2026-03-20 10:00")),
        ("45 min ago", about("2026-03-20 11:15")),
        ("about a week ago", about("2026-03-13 12:00")),
    ],
)
def test_a_start_can_be_named_loosely(typed: str, moment: Moment) -> None:
    assert parse_when(typed, BERLIN, NOON) == moment


@pytest.mark.parametrize("typed", ["", "soon", "9:30 or so", "about", "2026-03-21", "last `week`", "x" * 500])
def test_a_start_that_cannot_be_read_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(BadInstant) as refusal:
        parse_when(typed, BERLIN, NOON)
    assert "`2026-03-20 14:05`" in refusal.value.message
    assert refusal.value.message.count("`") % 2 == 0
    assert len(refusal.value.message) < 300


@pytest.mark.parametrize(
    ("typed", "at", "zone", "expected"),
    [
        pytest.param(
            "2026-03-29 02:30", "2026-03-30 12:00", BERLIN, "2026-03-29 01:30", id="skipped: after the jump"
        ),
        pytest.param(
            "2025-10-26 02:30", "2026-03-20 12:00", BERLIN, "2025-10-26 00:30", id="twice: the first"
        ),
        pytest.param("2:30", "2025-10-26 12:00", BERLIN, "2025-10-26 00:30", id="twice, said the same day"),
        pytest.param(
            "2:30", "2025-10-26 00:45", BERLIN, "2025-10-26 00:30", id="twice, said between the two"
        ),
        pytest.param(
            "2026-03-08 02:30", "2026-03-20 12:00", NEW_YORK, "2026-03-08 07:30", id="skipped, New York"
        ),
        pytest.param(
            "23:30", "2026-03-29 22:30", BERLIN, "2026-03-29 21:30", id="late on the day of the jump"
        ),
    ],
)
def test_clock_changes_are_settled_the_same_way_every_time(
    typed: str, at: str, zone: ZoneInfo, expected: str
) -> None:
    moment, rest = split_when(typed, zone, utc(at))
    assert (moment, rest) == (known(expected), "")


INSTANTS = st.datetimes(
    datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2100-01-01"), timezones=st.just(UTC)
)


@given(st.times(), ZONES, INSTANTS)
def test_a_bare_time_is_never_ahead_and_never_more_than_a_day_back(
    clock: object, zone: ZoneInfo, at: datetime
) -> None:
    moment, _ = split_when(f"{clock:%H:%M} x", zone, at)
    assert moment is not None
    # Days on which the clocks change are up to an hour longer.
    assert timedelta(0) <= at - moment.at < timedelta(hours=25)


@given(INSTANTS, ZONES, st.timedeltas(timedelta(0), timedelta(days=3000)))
def test_an_instant_written_with_its_offset_is_read_back(
    at: datetime, zone: ZoneInfo, ago: timedelta
) -> None:
    then = (at - ago).replace(microsecond=0)
    moment, rest = split_when(f"{then.astimezone(zone).isoformat()} x", zone, at)
    if then.year >= 1970 and (then.astimezone(zone).utcoffset() or timedelta(0)).seconds % 60 == 0:
        assert (moment, rest) == (Moment(at=then), "x")


@given(st.text(max_size=60), ZONES, INSTANTS)
def test_whatever_is_typed_is_kept_or_refused(text: str, zone: ZoneInfo, at: datetime) -> None:
    try:
        moment, rest = split_when(text, zone, at)
    except BadInstant:
        return
    assert (moment is None) == (rest == text.strip()) or text.strip() == ""
