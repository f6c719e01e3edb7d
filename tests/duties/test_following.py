"""Deadlines follow facts, anchors and filings: stable numbers, history kept, the same whatever the order."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.duties import deciding
from bot.domain.duties.deadline import DeadlineStatus
from bot.domain.errors import NothingChanged, NotNow, WrongUse
from bot.domain.event import AnchorTold, ClockMoved, ClockStarted, ClockSuperseded, ClockWaits
from bot.domain.regulation.answer import Answer
from bot.services.following import entities
from tests.duties.case import BEGIN, COUNSEL, FIRST, Case, an_incident, nothing_stands

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEAK = {"personal_data_involved": "yes", "eu_data_subjects": "yes"}


def profile(**standing: str) -> Any:
    bare = nothing_stands()
    answers = {fact: {"answer": answer} for fact, answer in standing.items()}
    return type(bare).model_validate(bare.model_dump() | {"facts": bare.model_dump()["facts"] | answers})


def test_nothing_runs_while_nobody_answered_anything() -> None:
    case = Case()
    assert case.follows() == ()
    assert case.dossier.deadlines == ()
    assert case.dossier.anchors == ()


def test_the_first_answers_start_clocks_from_the_earliest_plausible_instant_not_confirmed() -> None:
    case = Case(incident=an_incident(detected_at=BEGIN - 5 * HOUR))
    case.answers_all(**LEAK)
    gdpr = case.stands("eu-gdpr-33/notify")
    assert (gdpr.starts_at, gdpr.due_at) == (BEGIN - 5 * HOUR, BEGIN + 67 * HOUR)
    assert gdpr.anchor_confirmed is False
    assert gdpr.status(BEGIN) is DeadlineStatus.RUNNING


def test_without_a_told_first_notice_the_declaration_is_the_last_resort() -> None:
    case = Case()
    case.answers_all(**LEAK)
    aware = [anchor for anchor in case.dossier.anchors if anchor.kind == "aware_at"]
    assert [(anchor.at, anchor.confirmed) for anchor in aware] == [(BEGIN, False)]
    assert "declared" in aware[0].basis


def test_the_first_notice_told_later_moves_what_was_only_proposed() -> None:
    case = Case()
    case.answers_all(**LEAK)
    [moved] = [e for e in case.changes(detected_at=BEGIN - 3 * HOUR) if isinstance(e, ClockMoved)]
    assert (moved.old, moved.new) == (BEGIN + 72 * HOUR, BEGIN + 69 * HOUR)


def test_a_told_first_notice_does_not_move_what_a_person_confirmed() -> None:
    case = Case()
    case.answers_all(**LEAK)
    case.tells("aware_at", BEGIN)
    case.changes(detected_at=BEGIN - 3 * HOUR)
    assert case.stands("eu-gdpr-33/notify").due_at == BEGIN + 72 * HOUR


def test_a_correction_for_one_regime_leaves_the_others_alone() -> None:
    case = Case()
    case.answers_all(**LEAK, uk_data_subjects="yes")
    case.at = BEGIN + DAY
    case.tells("aware_at", BEGIN + 20 * HOUR, regime="uk-gdpr-33-34", basis="the UK list was found then")
    assert case.stands("uk-gdpr-33-34/notify-ico").due_at == BEGIN + 92 * HOUR
    assert case.stands("uk-gdpr-33-34/notify-ico").anchor_confirmed is True
    assert case.stands("eu-gdpr-33/notify").due_at == BEGIN + 72 * HOUR
    assert case.stands("eu-gdpr-33/notify").anchor_confirmed is False


def test_an_unknown_fact_proposes_and_its_answer_starts_or_ends_the_clock() -> None:
    case = Case()
    case.answers_all(**(LEAK | {"eu_data_subjects": "unknown"}))
    gdpr = case.stands("eu-gdpr-33/notify")
    assert gdpr.status(BEGIN) is DeadlineStatus.PROPOSED
    assert gdpr.unknown == ("eu_data_subjects",)
    [started] = [
        e
        for e in case.answers(eu_data_subjects="yes")
        if isinstance(e, ClockStarted) and e.number == gdpr.number
    ]
    assert started.is_proposed is False
    gone = [e for e in case.answers(eu_data_subjects="no") if isinstance(e, ClockSuperseded)]
    assert gdpr.number in {event.number for event in gone}
    assert case.stands("eu-gdpr-33/notify").status(BEGIN) is DeadlineStatus.SUPERSEDED


def test_a_clock_that_comes_back_keeps_its_number() -> None:
    case = Case()
    case.answers_all(**LEAK)
    number = case.stands("eu-gdpr-33/notify").number
    case.answers(eu_data_subjects="no")
    case.answers(eu_data_subjects="yes")
    again = case.stands("eu-gdpr-33/notify")
    assert (again.number, again.status(BEGIN)) == (number, DeadlineStatus.RUNNING)


def test_a_death_turns_fifteen_days_into_ten_with_history() -> None:
    case = Case(profile(gpai_systemic_risk_provider="yes"))
    case.answers_all(death_or_serious_injury="yes")
    harm = case.stands("eu-gpai-55/initial-harm")
    assert harm.due_at == BEGIN + 15 * DAY
    events = case.answers(death_occurred="yes")
    death = case.stands("eu-gpai-55/initial-death")
    assert death.due_at == BEGIN + 10 * DAY
    assert death.number > harm.number
    [gone] = [e for e in events if isinstance(e, ClockSuperseded) and e.number == harm.number]
    assert "governs now" in gone.because
    assert case.stands("eu-gpai-55/initial-harm").status(BEGIN) is DeadlineStatus.SUPERSEDED


def test_a_stage_that_follows_starts_with_the_actual_filing_not_with_the_due_instant() -> None:
    case = Case(profile(nis2_entity="yes"))
    case.answers_all(security_compromise="yes", service_disruption_material="yes")
    assert case.stands("eu-nis2-23/final").status(BEGIN) is DeadlineStatus.NOT_STARTED
    case.at = BEGIN + 80 * HOUR
    events = case.files("eu-nis2-23/notification", BEGIN + 79 * HOUR)
    assert case.stands("eu-nis2-23/notification").status(case.at) is DeadlineStatus.FILED_LATE
    final = case.stands("eu-nis2-23/final")
    assert final.starts_at == BEGIN + 79 * HOUR
    assert final.due_at == datetime(2026, 12, 26, 16, 0, tzinfo=UTC)
    assert final.number in {e.number for e in events if isinstance(e, ClockStarted)}


def test_taking_a_filing_back_stops_what_followed_it() -> None:
    case = Case(profile(nis2_entity="yes"))
    case.answers_all(security_compromise="yes", service_disruption_material="yes")
    case.files("eu-nis2-23/notification")
    filed = case.stands("eu-nis2-23/notification")
    _, after = deciding.take_back(case.incident, filed, "the wrong one", by=COUNSEL, at=case.at)
    events = case.decided(after)
    assert case.stands("eu-nis2-23/notification").status(case.at) is DeadlineStatus.RUNNING
    assert case.stands("eu-nis2-23/final").status(case.at) is DeadlineStatus.NOT_STARTED
    assert any(isinstance(e, ClockWaits) for e in events)


def test_what_repeats_is_due_again_after_each_filing() -> None:
    case = Case(profile(gpai_systemic_risk_provider="yes"))
    case.answers_all(death_or_serious_injury="yes", critical_safety_incident="yes")
    initial = next(d for d in case.dossier.owed if d.regime == "eu-gpai-55" and d.stage.startswith("initial"))
    case.files(f"eu-gpai-55/{initial.stage}", BEGIN)
    first = case.stands("eu-gpai-55/intermediate")
    assert (first.repeat, first.due_at) == (0, BEGIN + 28 * DAY)
    case.at = BEGIN + 20 * DAY
    case.files("eu-gpai-55/intermediate", BEGIN + 20 * DAY)
    second = case.stands("eu-gpai-55/intermediate")
    assert (second.repeat, second.due_at) == (1, BEGIN + 48 * DAY)
    assert case.dossier.deadline(first.number).status(case.at) is DeadlineStatus.FILED  # type: ignore[union-attr]


def test_resolving_starts_some_clocks_and_stops_none() -> None:
    case = Case(profile(gpai_systemic_risk_provider="yes"))
    case.answers_all(death_or_serious_injury="yes", critical_safety_incident="yes")
    before = case.owed
    assert case.stands("eu-gpai-55/final").status(BEGIN) is DeadlineStatus.NOT_STARTED
    case.changes(resolved_at=BEGIN + DAY)
    assert case.stands("eu-gpai-55/final").due_at == BEGIN + 61 * DAY
    # What is due every four weeks while it is open is no longer owed by its own rule.
    assert before - case.owed == {"eu-gpai-55/intermediate"}


def test_several_legal_entities_have_deadlines_of_their_own() -> None:
    bank = profile(nydfs_covered="yes").model_copy(update={"name": "bank"})
    shop = profile().model_copy(update={"name": "shop"})
    case = Case(bank, shop)
    case.answers_all(**LEAK, security_compromise="yes")
    assert case.stands("eu-gdpr-33/notify", "bank").number != case.stands("eu-gdpr-33/notify", "shop").number
    assert {d.entity for d in case.dossier.deadlines if d.regime == "us-nydfs-500-17"} == {"bank"}


def test_the_facts_of_an_affected_system_go_before_those_of_the_organisation() -> None:
    bare = profile().model_dump() | {"systems": {"Pump": {"medical_device_eu": "yes"}}}
    pump = type(profile()).model_validate(bare)
    for systems, wanted in (((), False), (("pump",), True), (("Chatbot", "PUMP"), True)):
        case = Case(pump, incident=an_incident(affected_systems=systems))
        case.answers_all(death_or_serious_injury="yes")
        assert any(each.startswith("eu-mdr-87/") for each in case.owed) is wanted, systems


def test_an_affected_system_without_facts_of_its_own_is_as_the_organisation_is() -> None:
    """That the other affected system is of low risk says nothing about this one."""
    own = {"toaster": {"high_risk_ai_system": {"answer": "no"}}}
    of = profile(ai_act_provider="yes", high_risk_ai_system="yes").model_copy(
        update={"systems": type(profile()).model_validate({"name": "x", "systems": own}).systems}
    )
    alone = Case(of, incident=an_incident(affected_systems=("Toaster",)))
    alone.answers_all(death_or_serious_injury="yes")
    assert "eu-ai-act-73/general" not in {f"{d.regime}/{d.stage}" for d in alone.dossier.deadlines}
    both = Case(of, incident=an_incident(affected_systems=("Toaster", "triage model")))
    both.answers_all(death_or_serious_injury="yes")
    assert both.stands("eu-ai-act-73/general").status(BEGIN) is DeadlineStatus.REHEARSAL


def test_a_deadline_under_a_cap_is_confirmed_only_with_the_caps_own_start() -> None:
    case = Case(profile(financial_entity_eu="yes"))
    case.answers_all(security_compromise="yes")
    case.at = BEGIN + DAY
    case.tells("classified_major_at", BEGIN + 22 * HOUR)
    initial = case.stands("eu-dora-19/initial")
    assert (initial.due_at, initial.anchor_confirmed) == (BEGIN + 24 * HOUR, False)
    case.tells("aware_at", BEGIN)
    assert case.stands("eu-dora-19/initial").anchor_confirmed is True


def test_a_report_that_resolving_ends_says_that_this_is_why() -> None:
    case = Case(profile(gpai_systemic_risk_provider="yes"))
    case.answers_all(security_compromise="yes")
    case.files("eu-gpai-55/initial-cyber", BEGIN)
    assert case.stands("eu-gpai-55/intermediate").is_owed
    case.changes(resolved_at=BEGIN + DAY)
    ended = case.stands("eu-gpai-55/intermediate")
    assert ended.superseded_because == "the incident was resolved before it was due, which ends it"


@pytest.mark.parametrize(
    ("of_profile", "member_state", "configured", "ends_in"),
    [
        ("Asia/Tokyo", None, "Europe/Berlin", "Asia/Tokyo"),
        (None, "IE", "Europe/Berlin", "Europe/Dublin"),
        (None, None, "Europe/Berlin", "Europe/Berlin"),
    ],
)
def test_an_organisations_days_end_where_its_profile_its_authority_or_the_configuration_says(
    of_profile: str | None, member_state: str | None, configured: str, ends_in: str
) -> None:
    of = profile().model_copy(update={"zone": of_profile, "member_state": member_state})
    case = Case(of)
    case.catalogue = case.catalogue.model_copy(update={"zone": configured})
    [entity] = entities(case.dossier, case.incident, case.catalogue, BEGIN)
    assert entity.place.organisation_zone == ends_in


def test_a_standing_fact_nobody_answered_counts_as_unknown() -> None:
    unanswered = nothing_stands().model_copy(update={"facts": {}})
    case = Case(unanswered)
    case.answers_all(death_or_serious_injury="yes")
    assert case.stands("eu-mdr-87/death").status(BEGIN) is DeadlineStatus.PROPOSED


def test_a_follow_up_that_was_to_be_asked_counts_as_unknown_until_it_is_answered() -> None:
    case = Case()
    case.answers(**(dict.fromkeys(FIRST, "no") | {"personal_data_involved": "yes"}))
    assert "eu_data_subjects" in case.stands("eu-gdpr-33/notify").unknown


def test_decisions_want_a_reason_and_stand_until_they_are_taken_back() -> None:
    case = Case()
    case.answers_all(**LEAK)
    gdpr = case.stands("eu-gdpr-33/notify")
    with pytest.raises(WrongUse):
        deciding.waive(case.incident, gdpr, "  ", by=COUNSEL, at=case.at)
    _, waived = deciding.waive(case.incident, gdpr, "no risk", by=COUNSEL, at=case.at)
    case.decided(waived)
    assert case.stands("eu-gdpr-33/notify").status(case.at) is DeadlineStatus.WAIVED
    with pytest.raises(NotNow, match="waived already"):
        case.files("eu-gdpr-33/notify")
    case.answers(eu_data_subjects="no")
    assert case.stands("eu-gdpr-33/notify").status(case.at) is DeadlineStatus.WAIVED


def test_a_filing_in_the_future_or_said_twice_is_refused() -> None:
    case = Case()
    case.answers_all(**LEAK)
    with pytest.raises(WrongUse, match="ahead"):
        case.files("eu-gdpr-33/notify", case.at + HOUR)
    case.files("eu-gdpr-33/notify", BEGIN)
    with pytest.raises(NothingChanged):
        case.files("eu-gdpr-33/notify", BEGIN)


def test_an_anchor_said_again_changes_nothing_and_a_correction_keeps_the_old_one() -> None:
    case = Case()
    case.answers_all(**LEAK)
    case.tells("aware_at", BEGIN - HOUR)
    with pytest.raises(NothingChanged):
        case.tells("aware_at", BEGIN - HOUR)
    case.tells("aware_at", BEGIN - 2 * HOUR)
    told = [anchor.at for anchor in case.dossier.anchors if anchor.kind == "aware_at"]
    assert told == [BEGIN, BEGIN - HOUR, BEGIN - 2 * HOUR]
    case.at = BEGIN + DAY
    with pytest.raises(WrongUse, match="later than the declaration"):
        case.tells("aware_at", BEGIN + HOUR, basis="")


def test_a_law_that_takes_effect_while_the_incident_goes_on_joins_by_itself() -> None:
    eve = datetime(2026, 12, 30, 12, tzinfo=UTC)
    case = Case(profile(frontier_developer="yes"), incident=an_incident(declared_at=eve))
    case.at = eve + HOUR
    case.answers_all(critical_safety_incident="yes")
    assert "us-ca-sb53/oes" in case.owed
    assert "us-ny-raise/office" not in case.owed
    case.at = datetime(2027, 1, 2, 12, tzinfo=UTC)
    case.follows()
    assert case.stands("us-ny-raise/office").status(case.at) is DeadlineStatus.NOT_STARTED
    case.tells("reasonable_belief_at", case.at - HOUR)
    assert case.stands("us-ny-raise/office").due_at == case.at - timedelta(minutes=1) - HOUR + 72 * HOUR


def test_a_duty_without_a_number_is_never_overdue() -> None:
    case = Case()
    case.answers_all(**LEAK, high_risk_to_individuals="yes")
    people = case.stands("eu-gdpr-34/inform-people")
    assert people.due_at is None
    assert people.status(BEGIN + 400 * DAY) is DeadlineStatus.RUNNING
    assert case.stands("eu-gdpr-33/notify").status(BEGIN + 73 * HOUR) is DeadlineStatus.OVERDUE
    assert case.stands("eu-gdpr-33/notify").status(BEGIN + 72 * HOUR) is DeadlineStatus.RUNNING


# whatever the order ---------------------------------------------------------------------------------------

FACTS = (
    "personal_data_involved",
    "eu_data_subjects",
    "security_compromise",
    "death_or_serious_injury",
    "death_occurred",
)
steps = st.one_of(
    st.tuples(st.just("fact"), st.sampled_from(FACTS), st.sampled_from(list(Answer))),
    st.tuples(st.just("anchor"), st.sampled_from(["aware_at", "discovered_at"]), st.integers(0, 48)),
    st.tuples(st.just("file"), st.integers(0, 5), st.integers(0, 48)),
)
ORGANISATION = profile(nis2_entity="yes", medical_device_eu="yes", india_operations="yes")


def _do(case: Case, step: Any) -> None:
    kind, what, value = step
    if kind == "fact":
        if case.dossier.answer(what) is not value:
            case.answers(**{what: value})
    elif kind == "anchor":
        try:
            case.tells(what, BEGIN - value * HOUR)
        except NothingChanged:
            return
    elif case.dossier.owed and (mine := case.dossier.owed[what % len(case.dossier.owed)]).is_counting:
        case.at = max(case.at, BEGIN + value * HOUR)
        case.files(f"{mine.regime}/{mine.stage}", BEGIN + value * HOUR)


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, max_size=10))
def test_in_whatever_order_things_are_told_the_deadlines_are_those_worked_out_from_scratch(told: Any) -> None:
    case = Case(ORGANISATION)
    for step in told:
        _do(case, step)
    assert case.follows() == ()
    anew = Case(ORGANISATION, incident=case.incident)
    decided = tuple(each for each in case.dossier.deadlines if each.decision is not None)
    anew.dossier = case.dossier.model_copy(update={"deadlines": decided})
    anew.follows()

    def told_of(one: Case) -> set[Any]:
        return {
            (d.key, d.state, d.starts_at, d.due_at, d.unknown, d.decision, d.filed_at)
            for d in one.dossier.deadlines
            if d.superseded_because is None
        }

    assert told_of(case) == told_of(anew)
    assert [d.number for d in case.dossier.deadlines] == list(range(1, len(case.dossier.deadlines) + 1))
    assert all(not isinstance(event, AnchorTold) and event.line() for event in case.events)
