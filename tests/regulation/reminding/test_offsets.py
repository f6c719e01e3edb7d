"""Every row of the table of offsets, and what holds whatever the clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.regulation.reminding import Escalation, Term, next_moment
from bot.domain.regulation.reminding.policy import ClockReminders
from bot.domain.regulation.rule import CountingRule
from tests.regulation.moments import ZONES
from tests.regulation.reminding.terms import (
    AWAKE,
    BERLIN,
    MONDAY,
    WEEKENDS,
    days,
    hours,
    planned,
    spoken,
    term,
    unnumbered,
)

DAY = timedelta(days=1)

ROWS = {
    "1 h (MAS, CAC)": (hours(1), "1h 30min 15min 0d"),
    "2 h": (hours(2), "2h 1h 30min 15min 0d"),
    "4 h (DORA, CAC)": (hours(4), "4h 2h 1h 30min 15min 0d"),
    "6 h (CERT-In)": (hours(6), "6h 3h 1h 30min 15min 0d"),
    "8 h, as 36 h": (hours(8), "8h 6h 4h 2h! 30min 0d"),
    "12 h": (hours(12), "12h 6h 2h! 30min 0d"),
    "24 h": (hours(24), "1d 12h 6h 2h! 30min 0d"),
    "36 h": (hours(36), "36h 18h 6h 2h! 30min 0d"),
    "48 h": (hours(48), "2d 1d 12h? 4h! 1h 0d"),
    "72 h": (hours(72), "3d 2d 1d 12h? 4h! 1h 0d"),
    "84 h": (hours(84), "84h 3d 2d 1d 12h? 4h! 1h 0d"),
    "240 h, longer than every row in hours": (hours(240), "10d 5d 3d 1d! 4h 0d"),
    "2 days": (days(2), "2d 1d! 4h 0d"),
    "3 days are not 72 h": (days(3), "3d 36h 1d! 4h 0d"),
    "10 days": (days(10), "10d 5d 3d 1d! 4h 0d"),
    "15 days": (days(15), "15d 180h 3d 1d! 4h 0d"),
    "4 weeks": (days(28), "28d 14d 7d 3d! 1d 0d"),
    "30 days": (days(30), "30d 14d 7d 3d! 1d 0d"),
    "90 days": (days(90), "90d 14d 7d 3d! 1d 0d"),
    "425 days": (days(425), "425d 14d 7d 3d! 1d 0d"),
}


@pytest.mark.parametrize(("clock", "wanted"), ROWS.values(), ids=ROWS.keys())
def test_a_clock_is_reminded_of_at_the_offsets_of_its_length(clock: Term, wanted: str) -> None:
    weekdays_off = [m for m in planned(clock) if m.why == "last working day"]
    left = [text for text, m in zip(spoken(clock), planned(clock), strict=True) if m not in weekdays_off]
    assert left == wanted.split()


def test_one_month_goes_by_the_long_row_and_so_does_a_day_of_the_next_month() -> None:
    month = term(CountingRule.EU_MONTH, "P1M", MONDAY, datetime(2026, 12, 2, 10, tzinfo=UTC))
    assert spoken(month) == ["30d", "14d", "7d", "3d!", "1d", "0d"]
    nhtsa = term(
        CountingRule.NEXT_MONTH_DAY, "day 15 of the next month", MONDAY, datetime(2026, 12, 16, tzinfo=UTC)
    )
    assert [m.why for m in planned(nhtsa)] == ["start", "T-14d", "T-7d", "T-3d", "T-24h", "due"]


def test_fifteen_whole_days_are_fifteen_days_though_the_last_one_ends_at_midnight() -> None:
    start = datetime(2026, 11, 2, 0, 1, tzinfo=UTC)
    clock = term(CountingRule.CALENDAR_DAYS_EOD, "P15D", start, datetime(2026, 11, 18, tzinfo=UTC))
    assert [m.why for m in planned(clock)] == ["start", "half", "T-3d", "T-24h", "T-4h", "due"]


def test_a_capped_clock_is_as_long_as_the_cap_leaves_it() -> None:
    clock = term(CountingRule.DORA_HOURS, "PT4H", MONDAY, MONDAY + timedelta(minutes=50))
    assert spoken(clock) == ["50min", "30min", "25min", "15min", "0d"]


def test_business_days_are_reminded_of_every_morning_and_three_hours_before_the_cut_off() -> None:
    """Thanksgiving is no business day; 09:00 is New York's."""
    new_york = ZoneInfo("America/New_York")
    closed = WEEKENDS.model_copy(update={"closed": frozenset({date(2026, 11, 26)})})
    clock = term(
        CountingRule.BUSINESS_DAYS,
        "4 business days",
        datetime(2026, 11, 25, 16, tzinfo=new_york),
        datetime(2026, 12, 2, 17, 30, tzinfo=new_york),
        zone="America/New_York",
        days=closed,
    )
    found = [(f"{m.at.astimezone(new_york):%d %H:%M}", m.why, m.escalation.value) for m in planned(clock)]
    assert found == [
        ("25 16:00", "start", "none"),
        ("27 09:00", "mornings", "none"),
        ("30 09:00", "mornings", "none"),
        ("01 09:00", "mornings", "none"),
        ("02 09:00", "mornings", "always"),
        ("02 14:30", "T-3h", "none"),
        ("02 17:30", "due", "none"),
    ]


def test_a_business_day_that_ends_at_midnight_has_its_morning_and_none_of_the_day_after() -> None:
    clock = term(CountingRule.BUSINESS_DAYS, "3 business days", MONDAY, datetime(2026, 11, 6, tzinfo=UTC))
    assert [f"{m.at:%d %H}" for m in planned(clock)] == ["02 10", "03 09", "04 09", "05 09", "05 21", "06 00"]


@pytest.mark.parametrize(
    ("due", "morning"),
    [
        (datetime(2026, 11, 15, 18, tzinfo=UTC), 13),
        (datetime(2026, 11, 15, tzinfo=UTC), 13),
        (datetime(2026, 11, 16, tzinfo=UTC), 13),
        (datetime(2026, 11, 11, 12, tzinfo=UTC), 10),
    ],
    ids=["Sunday evening", "24:00 on Saturday", "24:00 on Sunday", "a holiday"],
)
def test_a_limit_on_a_day_off_is_reminded_of_on_the_last_working_day_before(
    due: datetime, morning: int
) -> None:
    closed = WEEKENDS.model_copy(update={"closed": frozenset({date(2026, 11, 11)})})
    clock = term(CountingRule.CALENDAR_DAYS_EOD, "P13D", MONDAY, due, days=closed)
    [found] = [m for m in planned(clock) if m.why == "last working day"]
    assert found.at == datetime(2026, 11, morning, 9, tzinfo=UTC)


def test_a_limit_on_a_working_day_has_no_reminder_more() -> None:
    friday_midnight = datetime(2026, 11, 14, tzinfo=UTC)
    clock = term(CountingRule.CALENDAR_DAYS_EOD, "P11D", MONDAY, friday_midnight)
    assert "last working day" not in [m.why for m in planned(clock)]


def test_an_uncertain_first_day_is_counted_down_to_a_day_early_and_still_said_when_it_is_due() -> None:
    clock = days(3, lead=DAY)
    found = [(m.why, m.at - MONDAY) for m in planned(clock)]
    assert found == [
        ("start", 0 * DAY),
        ("half", DAY),
        ("T-4h", 2 * DAY - timedelta(hours=4)),
        ("remind by", 2 * DAY),
        ("due", 3 * DAY),
    ]


def test_a_duty_without_a_number_comes_at_once_then_every_day_and_after_its_target_too() -> None:
    clock, after, found = unnumbered(target=timedelta(hours=30)), MONDAY - DAY, []
    for _ in range(5):
        moment = next_moment(clock, AWAKE, after=after, lead_zone=BERLIN)
        assert moment is not None
        after = moment.at
        found.append((moment.why, moment.at - MONDAY, moment.escalation))
    assert found == [
        ("start", 0 * DAY, Escalation.NONE),
        ("daily", DAY, Escalation.NONE),
        ("target", timedelta(hours=30), Escalation.ALWAYS),
        ("daily", 2 * DAY, Escalation.NONE),
        ("daily", 3 * DAY, Escalation.NONE),
    ]


def test_what_is_overdue_comes_back_every_hour_by_night_too_until_somebody_decides() -> None:
    clock = hours(6)
    after, found = MONDAY + timedelta(hours=5, minutes=50), []
    for _ in range(12):
        moment = next_moment(clock, ClockReminders(), after=after, lead_zone=BERLIN)
        assert moment is not None
        after = moment.at
        found.append((moment.why, moment.at - MONDAY))
    assert found == [
        ("due", timedelta(hours=6)),
        *(("overdue", timedelta(hours=6 + n)) for n in range(1, 12)),
    ]


def test_after_a_long_outage_the_next_one_is_the_next_and_not_all_that_were_missed() -> None:
    late = MONDAY + timedelta(days=400, minutes=7)
    moment = next_moment(hours(6), AWAKE, after=late, lead_zone=BERLIN)
    assert moment is not None
    assert (moment.why, moment.at) == ("overdue", MONDAY + timedelta(days=400, hours=1))


def test_a_rehearsal_is_reminded_of_goes_to_nobody_else_and_ends_when_it_is_due() -> None:
    clock = hours(72, rehearsal=True)
    assert {m.escalation for m in planned(clock)} == {Escalation.NONE}
    assert next_moment(clock, AWAKE, after=MONDAY + timedelta(hours=72), lead_zone=BERLIN) is None


# quiet hours -----------------------------------------------------------------------------------------------


def test_quiet_hours_hold_back_until_the_morning_of_whoever_is_to_be_woken() -> None:
    night = datetime(2026, 11, 2, 22, 30, tzinfo=UTC)  # 23:30 in Berlin, 14:30 in Los Angeles
    in_berlin = [m.at for m in planned(days(15, night), ClockReminders())]
    assert in_berlin[0] == datetime(2026, 11, 3, 6, tzinfo=UTC)
    awake = planned(days(15, night), ClockReminders(), ZoneInfo("America/Los_Angeles"))
    assert awake[0].at == night


def test_with_a_day_left_nobody_rests() -> None:
    night = datetime(2026, 11, 2, 22, 30, tzinfo=UTC)
    clock = hours(24, night)
    assert planned(clock, ClockReminders()) == planned(clock, AWAKE)


def test_what_waits_for_the_morning_waits_no_longer_than_to_the_last_24_hours() -> None:
    start = datetime(2026, 11, 2, 21, 30, tzinfo=UTC)  # 22:30 in Berlin
    clock = hours(27, start)
    first = planned(clock, ClockReminders())[0]
    assert (first.at, first.why) == (start + timedelta(hours=3), "start")


def test_quiet_hours_may_lie_within_a_day() -> None:
    nap = ClockReminders(quiet_hours="12:00-14:00")
    noon = datetime(2026, 11, 2, 12, 15, tzinfo=UTC)  # 13:15 in Berlin
    assert planned(days(15, noon), nap)[0].at == datetime(2026, 11, 2, 13, tzinfo=UTC)


# whatever the clock ----------------------------------------------------------------------------------------

FIRST = datetime(2024, 1, 1, tzinfo=UTC)
starts = st.integers(0, 5 * 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
zones = st.sampled_from(ZONES)
policies = st.sampled_from(
    (AWAKE, ClockReminders(), ClockReminders(quiet_hours="00:00-23:59"), ClockReminders(morning="23:30"))
)
clocks = st.one_of(
    st.builds(lambda n, at, zone: hours(n, at, zone=zone), st.integers(1, 300), starts, zones),
    st.builds(lambda n, at, zone: days(n, at, zone=zone), st.integers(1, 400), starts, zones),
)


@settings(deadline=None)
@given(clocks, policies, zones)
def test_moments_are_in_order_inside_the_clock_and_end_when_it_is_due(
    clock: Term, policy: ClockReminders, zone: str
) -> None:
    found = [m.at for m in planned(clock, policy, ZoneInfo(zone))]
    assert found == sorted(set(found))
    assert clock.due_at is not None
    assert clock.starts_at <= found[0]
    assert found[-1] == clock.due_at
    assert len(found) >= 3


@settings(deadline=None)
@given(clocks, policies, zones)
def test_quiet_hours_only_ever_move_what_has_more_than_a_day_left_and_never_past_that(
    clock: Term, policy: ClockReminders, zone: str
) -> None:
    assert clock.due_at is not None
    a_day_before = clock.due_at - DAY
    without = policy.model_copy(update={"quiet_hours": None})
    resting = [m.at for m in planned(clock, policy, ZoneInfo(zone))]
    awake = [m.at for m in planned(clock, without, ZoneInfo(zone))]
    assert {at for at in awake if at >= a_day_before} <= set(resting)
    for at in set(resting) - set(awake):
        assert clock.starts_at < at <= a_day_before
        assert max(before for before in awake if before < at) >= at - timedelta(hours=25)


@settings(deadline=None)
@given(clocks, policies, zones, st.integers(0, 500 * 24 * 60))
def test_there_is_always_a_next_one_and_it_is_ahead(
    clock: Term, policy: ClockReminders, zone: str, minutes: int
) -> None:
    at = clock.starts_at + timedelta(minutes=minutes)
    moment = next_moment(clock, policy, after=at, lead_zone=ZoneInfo(zone))
    assert moment is not None
    assert moment.at > at
    assert clock.due_at is not None
    if at >= clock.due_at:
        assert moment.at - at <= timedelta(hours=1)


@settings(deadline=None)
@given(starts, policies, zones)
def test_a_duty_without_a_number_is_never_silent_for_two_days(
    start: datetime, policy: ClockReminders, zone: str
) -> None:
    at = start - timedelta(minutes=1)
    for _ in range(4):
        moment = next_moment(unnumbered(start), policy, after=at, lead_zone=ZoneInfo(zone))
        assert moment is not None
        assert at < moment.at <= at + 2 * DAY
        at = moment.at
