"""What holds of every counting rule, whatever the instant, the zone and the days off."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalogue.regulations import find_member_state, load_regulations, place
from bot.domain.regulation.counting import count
from bot.domain.regulation.counting.after_year_end import after_year_end
from bot.domain.regulation.counting.business_days import business_days
from bot.domain.regulation.counting.calendar_days import calendar_days, calendar_months
from bot.domain.regulation.counting.elapsed_hours import elapsed_hours
from bot.domain.regulation.counting.eu_days import eu_days
from bot.domain.regulation.counting.eu_month import eu_month
from bot.domain.regulation.counting.next_month_day import next_month_day
from bot.domain.regulation.place import Place
from bot.domain.regulation.reading import Reading
from bot.domain.regulation.regime import Regime
from bot.domain.regulation.regulations import Regulations
from bot.domain.regulation.rule import CountingRule
from bot.domain.regulation.stage import Stage
from bot.domain.regulation.working_days import CalendarTooShort, WorkingDays
from tests.regulation.moments import ZONES

HOUR = timedelta(hours=1)
# A busy machine is no fault of an example.
patient = settings(deadline=None)
WEEKENDS = WorkingDays(closed=frozenset(), first_year=2020, last_year=2040)
BERLIN = ZoneInfo("Europe/Berlin")


@cache
def shipped() -> Regulations:
    return load_regulations()


NUMBERED = [(regime, stage) for regime in shipped().regimes for stage in regime.stages if stage.period]


@cache
def where(zone: str, state: str | None, *, relief: bool = False) -> Place:
    regulations = shipped()
    member_state = find_member_state(state, regulations.member_states) if state else None
    return place(
        regulations, years=range(2022, 2036), zone=zone, member_state=member_state, relief_allowed=relief
    )


FIRST = datetime(2023, 1, 1, tzinfo=UTC)
instants = st.integers(0, 10 * 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
places = st.builds(where, st.sampled_from(ZONES), st.sampled_from((None, "DE", "FR-971", "PT-20", "IE")))
stages = st.sampled_from(NUMBERED)
lags = st.timedeltas(timedelta(0), timedelta(hours=40))


def read(
    pair: tuple[Regime, Stage], start: datetime, place: Place, cap_start: datetime | None = None
) -> Reading:
    regime, stage = pair
    zone = place.zone(stage.zone or regime.zone)
    found = count(stage, start, zone=zone, place=place, cap_start=cap_start)
    assert found is not None
    return found


@patient
@given(stages, instants, places, lags)
def test_nothing_is_due_before_it_starts(
    pair: tuple[Regime, Stage], start: datetime, place: Place, lag: timedelta
) -> None:
    assert read(pair, start, place, start - lag).due_at >= start


@patient
@given(stages, instants, places)
def test_an_hour_later_makes_nothing_due_earlier(
    pair: tuple[Regime, Stage], start: datetime, place: Place
) -> None:
    """Months end where a date is missing, so that only their last days may fall back."""
    _, stage = pair
    earlier, later = read(pair, start, place), read(pair, start + HOUR, place)
    zone = place.zone(stage.zone or pair[0].zone)
    if stage.rule is CountingRule.EU_MONTH and start.astimezone(zone).day >= 28:
        return
    assert later.due_at >= earlier.due_at
    if earlier.legal_latest and later.legal_latest:
        assert later.legal_latest >= earlier.legal_latest


@patient
@given(stages, instants, places, lags)
def test_the_strict_reading_is_never_after_the_legal_latest(
    pair: tuple[Regime, Stage], start: datetime, place: Place, lag: timedelta
) -> None:
    allowed = place.model_copy(update={"relief_allowed": True})
    found = read(pair, start, allowed, start - lag)
    assert found.legal_latest is None or found.due_at <= found.legal_latest


@patient
@given(stages, instants)
def test_a_second_reading_comes_only_from_the_unions_rules(
    pair: tuple[Regime, Stage], start: datetime
) -> None:
    found = read(pair, start, where("Europe/Berlin", "DE"))
    unions = pair[1].rule in (CountingRule.EU_DAYS, CountingRule.EU_MONTH)
    assert (found.legal_latest is not None) == unions


@patient
@given(instants, st.integers(1, 200), st.sampled_from(ZONES))
def test_days_end_at_a_local_midnight_that_many_dates_later(start: datetime, days: int, name: str) -> None:
    zone = ZoneInfo(name)
    due = calendar_days(start, days, zone=zone)
    first_day, last_day = (
        start.astimezone(zone).date(),
        (due - timedelta(microseconds=1)).astimezone(zone).date(),
    )
    assert last_day - first_day == timedelta(days=days)
    assert due.astimezone(zone).date() > last_day


@patient
@given(instants, st.integers(1, 40), st.sampled_from(ZONES))
def test_business_days_count_exactly_the_days_that_are_worked(start: datetime, days: int, name: str) -> None:
    zone, calendar = ZoneInfo(name), where("UTC", None).calendars["US_FEDERAL_EDGAR"]
    due = business_days(start, days, zone=zone, days=calendar)
    last = (due - timedelta(microseconds=1)).astimezone(zone).date()
    first = start.astimezone(zone).date()
    assert calendar.between(first + timedelta(days=1), last) == days
    assert calendar.works(last)


@patient
@given(instants, st.integers(2, 90), st.sampled_from(ZONES))
def test_a_period_of_the_regulation_ends_on_a_working_day_and_contains_two(
    start: datetime, days: int, name: str
) -> None:
    zone, worked = ZoneInfo(name), where("Europe/Berlin", "DE").authority_days
    latest = eu_days(start, days, zone=zone, days=worked).legal_latest
    assert latest is not None
    first = start.astimezone(zone).date() + timedelta(days=1)
    last = (latest - timedelta(microseconds=1)).astimezone(zone).date()
    assert worked.works(last)
    assert worked.between(first, last) >= 2
    assert last >= first + timedelta(days=days - 1)


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        pytest.param("2026-10-23T18:30", 72, "2026-10-26T17:30", id="clocks go back: an hour earlier"),
        pytest.param("2027-03-26T18:30", 72, "2027-03-29T19:30", id="clocks go forward: an hour later"),
        pytest.param("2027-12-30T10:00", 72, "2028-01-02T10:00", id="over the year's end"),
        pytest.param("2028-02-27T10:00", 72, "2028-03-01T10:00", id="over a leap day"),
    ],
)
def test_hours_pass_whatever_the_clock_on_the_wall_does(start: str, hours: int, due: str) -> None:
    assert elapsed_hours(at(start), hours) == at(due)


@pytest.mark.parametrize(
    ("start", "strict", "latest"),
    [
        pytest.param("2026-11-30T10:00", "2026-12-30T10:00", "2026-12-31T00:00", id="30 November"),
        pytest.param("2027-04-30T10:00", "2027-05-30T10:00", "2027-06-01T00:00", id="a month, not 30 days"),
        pytest.param("2027-01-31T10:00", "2027-02-28T10:00", "2027-03-02T00:00", id="a date February lacks"),
        pytest.param("2028-01-31T10:00", "2028-02-29T10:00", "2028-03-01T00:00", id="a leap year's February"),
        pytest.param("2027-12-31T23:59", "2028-01-31T23:59", "2028-02-01T00:00", id="over the year's end"),
        pytest.param(
            "2027-02-28T02:30", "2027-03-28T03:30", "2027-03-31T00:00", id="an hour that was skipped"
        ),
        pytest.param(
            "2026-09-25T02:30", "2026-10-25T02:30", "2026-10-27T00:00", id="an hour that came twice"
        ),
    ],
)
def test_a_month_ends_on_the_same_date(start: str, strict: str, latest: str) -> None:
    holidays = where("Europe/Berlin", "DE").authority_days
    found = eu_month(at(start), 1, zone=BERLIN, days=holidays)
    assert (found.due_at, found.legal_latest) == (at(strict), at(latest))


@patient
@given(instants, st.sampled_from(ZONES))
def test_a_month_is_never_taken_for_thirty_days(start: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    there = start.astimezone(zone).date()
    due = eu_month(start, 1, zone=zone, days=WEEKENDS).due_at.astimezone(zone).date()
    assert (due.year * 12 + due.month) - (there.year * 12 + there.month) == 1
    assert due.day == there.day or (due.day < there.day and (due + timedelta(days=1)).day == 1)


def test_a_month_end_may_fall_back_and_nothing_else_may() -> None:
    late_on_the_30th = eu_month(at("2027-01-30T23:00"), 1, zone=BERLIN, days=WEEKENDS).due_at
    early_on_the_31st = eu_month(at("2027-01-31T00:00"), 1, zone=BERLIN, days=WEEKENDS).due_at
    assert early_on_the_31st < late_on_the_30th


def test_two_days_from_a_friday_evening_are_sunday_strictly_and_tuesday_in_law() -> None:
    found = eu_days(at("2027-01-15T18:00"), 2, zone=BERLIN, days=WEEKENDS)
    assert (found.due_at, found.legal_latest) == (at("2027-01-17T18:00"), at("2027-01-20T00:00"))


def test_strict_days_end_with_the_last_day_when_the_clocks_go_forward_on_the_way() -> None:
    found = eu_days(at("2027-03-20T23:30"), 10, zone=BERLIN, days=WEEKENDS)
    assert found.due_at == found.legal_latest == at("2027-03-31T00:00")


@pytest.mark.parametrize(
    ("start", "due"),
    [
        pytest.param("2026-11-25T16:00", "2026-12-02T17:30", id="over Thanksgiving"),
        pytest.param("2026-11-28T10:00", "2026-12-03T17:30", id="a Saturday: Monday is the first"),
        pytest.param("2027-12-23T20:00", "2027-12-30T17:30", id="Christmas on a Saturday is kept on Friday"),
        pytest.param("2025-12-22T12:00", "2025-12-31T17:30", id="closures by executive order"),
    ],
)
def test_form_8_k_is_due_on_the_fourth_business_day_at_half_past_five(start: str, due: str) -> None:
    new_york = ZoneInfo("America/New_York")
    regime = shipped().regimes_by_id["us-sec-8k-105"]
    found = read((regime, regime.stages[0]), at(start, new_york), where("Asia/Tokyo", None))
    assert found.due_at == at(due, new_york)


def test_sixty_days_after_the_year_end_differ_in_a_leap_year() -> None:
    assert after_year_end(at("2026-05-05T10:00"), 60, zone=BERLIN) == at("2027-03-02T00:00")
    assert after_year_end(at("2027-05-05T10:00"), 60, zone=BERLIN) == at("2028-03-01T00:00")


def test_a_day_of_the_next_month_and_a_month_of_days_end_at_midnight() -> None:
    assert next_month_day(at("2026-12-31T23:59"), 15, zone=BERLIN) == at("2027-01-16T00:00")
    assert calendar_months(at("2027-01-31T08:00"), 1, zone=BERLIN) == at("2027-03-01T00:00")


@pytest.mark.parametrize(
    ("aware", "classified", "due"),
    [
        pytest.param("09:00", "10:00", "2027-06-01T14:00", id="classified early: four hours"),
        pytest.param("09:00", "2027-06-02T07:00", "2027-06-02T09:00", id="the cap binds"),
        pytest.param("09:00", "2027-06-02T09:00", "2027-06-02T09:00", id="on the cap itself"),
        pytest.param("09:00", "2027-06-02T09:01", "2027-06-02T13:01", id="after it: four hours again"),
    ],
)
def test_doras_cap_binds_until_classification_comes_after_it(aware: str, classified: str, due: str) -> None:
    regime = shipped().regimes_by_id["eu-dora-19"]
    day = "2027-06-01T"
    start = at(classified if "T" in classified else day + classified)
    found = read((regime, regime.stages[0]), start, where("Europe/Berlin", "DE"), at(day + aware))
    assert (found.due_at, found.legal_latest) == (at(due), None)


@pytest.mark.parametrize(
    ("start", "relief", "latest"),
    [
        pytest.param("2026-11-28T14:30", True, "2026-11-30T12:00", id="a Saturday"),
        pytest.param("2026-12-24T21:00", True, "2026-12-28T12:00", id="Christmas and its weekend"),
        pytest.param("2026-11-30T10:00", True, None, id="a working day"),
        pytest.param("2026-11-28T14:30", False, None, id="not allowed"),
    ],
)
def test_doras_relief_moves_days_off_to_the_next_noon(start: str, relief: bool, latest: str | None) -> None:
    regime = shipped().regimes_by_id["eu-dora-19"]
    where_allowed = where("Europe/Berlin", "DE", relief=relief)
    found = read((regime, regime.stages[0]), at(start), where_allowed)
    assert found.due_at == at(start) + 4 * HOUR
    assert found.legal_latest == (at(latest) if latest else None)


@pytest.mark.parametrize(
    ("start", "latest"),
    [
        pytest.param("2027-04-15T10:00", "2027-05-18T12:00", id="15 May is a Saturday before Whit Monday"),
        pytest.param("2027-04-14T10:00", "2027-05-15T00:00", id="a Friday: its end"),
    ],
)
def test_doras_final_report_has_its_own_relief(start: str, latest: str) -> None:
    regime = shipped().regimes_by_id["eu-dora-19"]
    found = read((regime, regime.stages[2]), at(start), where("Europe/Berlin", "DE"))
    assert found.legal_latest == at(latest)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Lets a test move the server to another zone, and brings it back."""
    yield monkeypatch
    monkeypatch.undo()
    time.tzset()


def test_the_servers_own_zone_makes_no_difference(elsewhere: pytest.MonkeyPatch) -> None:
    start, here = at("2027-03-27T23:30"), where("America/Chicago", "DE")
    found = []
    for zone in ("UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Europe/Berlin"):
        elsewhere.setenv("TZ", zone)
        time.tzset()
        assert os.environ["TZ"] == zone
        found.append([read(pair, start, here) for pair in NUMBERED])
    assert all(readings == found[0] for readings in found)


def test_a_calendar_refuses_days_it_knows_nothing_about() -> None:
    with pytest.raises(CalendarTooShort):
        WEEKENDS.works(date(2041, 1, 1))
