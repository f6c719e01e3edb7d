"""Clocks of the catalogue, from what is known of an incident to who is asked and reminded when."""

from datetime import UTC, datetime, timedelta

from bot.catalogue.regulations import find_member_state, load_regulations, place
from bot.domain.regulation.clock import Clock, ClockState
from bot.domain.regulation.place import Place
from bot.domain.regulation.regulations import Regulations
from bot.domain.regulation.reminding import (
    ClockReminders,
    Term,
    next_asking,
    planned_moments,
    sought,
    term_of,
)
from tests.regulation.desk import Desk
from tests.regulation.reminding.terms import AWAKE, BERLIN

MINUTE = timedelta(minutes=1)


def berlin(regulations: Regulations) -> Place:
    return place(
        regulations,
        years=range(2025, 2030),
        zone="Europe/Berlin",
        member_state=find_member_state("DE", regulations.member_states),
    )


def found(desk: Desk, name: str, facts: str, **anchors: str) -> tuple[Clock, Term]:
    clock = desk.clocks(facts, anchors)[name]
    term = term_of(clock, desk.regulations, berlin(desk.regulations))
    assert term is not None
    return clock, term


def last_working_day(term: Term) -> datetime | None:
    moments = planned_moments(term, AWAKE, lead_zone=BERLIN)
    return next((m.at for m in moments if m.why == "last working day"), None)


def test_a_gdpr_limit_on_a_german_holiday_is_reminded_of_on_the_day_before(desk: Desk) -> None:
    """25 and 26 December are holidays, the 27th is a Sunday."""
    facts = "personal_data_involved eu_data_subjects"
    _, term = found(desk, "eu-gdpr-33/notify", facts, aware_at="2026-12-23T08:00:00+01:00")
    assert last_working_day(term) == datetime(2026, 12, 24, 8, tzinfo=UTC)


def test_a_californian_limit_looks_to_american_holidays_and_the_japanese_to_japans(desk: Desk) -> None:
    _, california = found(
        desk,
        "us-ca-breach-1798-82/individuals",
        "personal_data_involved us_ca_residents",
        discovered_at="2026-11-25T09:00:00-08:00",
    )
    assert last_working_day(california) == datetime(2026, 12, 24, 17, tzinfo=UTC)
    _, japan = found(
        desk,
        "jp-appi/preliminary",
        "personal_data_involved jp_data_subjects sensitive_data_involved",
        aware_at="2026-10-31T09:00:00+09:00",  # due at 24:00 on 3 November, Culture Day
    )
    assert last_working_day(japan) == datetime(2026, 11, 2, 0, tzinfo=UTC)
    assert japan.lead == timedelta(days=1)


def test_the_sec_is_counted_down_by_new_yorks_mornings(desk: Desk) -> None:
    _, term = found(
        desk,
        "us-sec-8k-105/8k",
        "us_public_company security_compromise material_to_investors",
        material_at="2026-11-25T16:00:00-05:00",
    )
    moments = planned_moments(term, AWAKE, lead_zone=BERLIN)
    assert [f"{m.at:%d %H:%M} {m.why}" for m in moments] == [
        "25 21:00 start",
        "27 14:00 mornings",
        "30 14:00 mornings",
        "01 14:00 mornings",
        "02 14:00 mornings",
        "02 19:30 T-3h",
        "02 22:30 due",
    ]


def test_what_does_not_bind_or_has_not_started_is_not_reminded_of(desk: Desk) -> None:
    regulations = desk.regulations
    nis2 = desk.clocks("nis2_entity security_compromise", aware_at="2026-11-23T10:00:00Z")
    assert term_of(nis2["eu-nis2-23/final"], regulations, berlin(regulations)) is None
    raise_act = desk.clocks(
        "frontier_developer critical_safety_incident", reasonable_belief_at="2026-11-23T10:00:00Z"
    )["us-ny-raise/office"]
    assert raise_act.state is ClockState.NOT_IN_FORCE
    assert term_of(raise_act, regulations, berlin(regulations)) is None


def test_every_clock_that_has_started_can_be_reminded_of(desk: Desk) -> None:
    """All facts true and all anchors known: each clock has its moments, and the last is when it is due."""
    regulations = desk.regulations
    at = {kind.id: "2026-11-20T15:04:05+01:00" for kind in regulations.anchors if kind.derived_from is None}
    facts = " ".join(fact.id for fact in regulations.facts)
    where = berlin(regulations)
    found = desk.clocks(facts, at, on="2028-12-31").values()
    clocks = [c for c in found if c.starts_at and c.state is not ClockState.NOT_IN_FORCE]
    assert len(clocks) > 60
    for clock in clocks:
        term = term_of(clock, regulations, where)
        assert term is not None, (clock.regime, clock.state)
        moments = planned_moments(term, ClockReminders(), lead_zone=BERLIN)
        assert moments[-1].at == clock.due_at if clock.due_at else moments[0].at >= term.starts_at


def test_people_are_asked_for_what_only_they_know(desk: Desk) -> None:
    clocks = desk.clocks(
        "nis2_entity us_public_company material_to_investors security_compromise personal_data_involved "
        "hipaa_entity health_data_us us_ca_residents",
        aware_at="2026-11-23T10:00:00Z",
    )
    waiting = {clock.anchor for clock in clocks.values() if clock.state is ClockState.NOT_STARTED}
    assert {"filed:notification", "resolved_at", "year_end"} <= waiting
    asked = sought(waiting, desk.regulations.anchor_kinds)
    assert {"material_at", "discovered_at"} <= set(asked)
    assert not {"filed:notification", "resolved_at", "year_end"} & set(asked)
    assert len(asked) == len(set(asked))


def test_they_are_asked_after_half_an_hour_and_then_every_morning() -> None:
    since = datetime(2026, 11, 2, 20, tzinfo=UTC)
    at, asked = since, []
    for _ in range(3):
        at = next_asking(since, ClockReminders(), after=at, lead_zone=BERLIN)
        asked.append(at)
    assert asked == [
        since + 30 * MINUTE,
        datetime(2026, 11, 3, 8, tzinfo=UTC),
        datetime(2026, 11, 4, 8, tzinfo=UTC),
    ]


def test_whatever_has_waited_long_is_asked_for_in_the_same_question() -> None:
    now = datetime(2026, 11, 5, 12, tzinfo=UTC)
    first, second = (now - timedelta(days=n) for n in (2, 3))
    mornings = {
        next_asking(since, ClockReminders(), after=now, lead_zone=BERLIN) for since in (first, second)
    }
    assert mornings == {datetime(2026, 11, 6, 8, tzinfo=UTC)}


def test_the_calendars_for_reminders_have_holidays_of_every_year() -> None:
    regulations = load_regulations()
    days = berlin(regulations).local_days
    for zone, worked in days.items():
        assert all(any(day.year == year for day in worked.closed) for year in range(2025, 2030)), zone
