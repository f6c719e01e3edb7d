"""In which state a clock is shown: in force by date, rehearsed, not started, proposed, without a number."""

from datetime import timedelta

import pytest

from tests.regulation.desk import Desk, instant

BREACH = "personal_data_involved eu_data_subjects"
FRONTIER = "frontier_developer critical_safety_incident"
HIGH_RISK = "ai_act_provider high_risk_ai_system death_or_serious_injury"
EVERY_ANCHOR = ("aware_at", "discovered_at", "reasonable_belief_at", "determined_at", "payment_at")


@pytest.mark.parametrize(
    ("stage", "facts", "day", "state"),
    [
        ("eu-gdpr-33/notify", BREACH, "2018-05-24", "not_in_force"),
        ("eu-gdpr-33/notify", BREACH, "2018-05-25", "running"),
        ("us-ny-raise/office", FRONTIER, "2026-12-31", "not_in_force"),
        ("us-ny-raise/office", FRONTIER, "2027-01-01", "running"),
        ("us-il-sb315/agency", FRONTIER, "2026-12-31", "not_in_force"),
        ("us-il-sb315/agency", FRONTIER, "2027-01-01", "proposed"),
        ("eu-ai-act-73/general", HIGH_RISK, "2026-08-01", "not_in_force"),
        ("eu-ai-act-73/general", HIGH_RISK, "2026-08-02", "rehearsal"),
        ("eu-ai-act-73/general", HIGH_RISK, "2027-12-01", "rehearsal"),
        ("eu-ai-act-73/general", HIGH_RISK, "2027-12-02", "running"),
        (
            "eu-cra-14-incident/early-warning",
            "cra_manufacturer security_compromise",
            "2026-09-10",
            "not_in_force",
        ),
        ("eu-cra-14-incident/early-warning", "cra_manufacturer security_compromise", "2026-09-11", "running"),
        ("in-dpdp/board-detail", "personal_data_involved in_data_subjects", "2027-05-12", "not_in_force"),
        ("in-dpdp/board-detail", "personal_data_involved in_data_subjects", "2027-05-13", "running"),
        (
            "us-circia/incident",
            "critical_infrastructure_us security_compromise",
            "2029-01-01",
            "not_in_force",
        ),
        ("us-fcc-cpni/agencies", "telecom_carrier_us personal_data_involved", "2029-01-01", "rehearsal"),
        ("us-nydfs-500-17/extortion", "nydfs_covered extortion_payment_made", "2023-11-30", "not_in_force"),
        ("us-nydfs-500-17/extortion", "nydfs_covered extortion_payment_made", "2023-12-01", "running"),
        ("us-nydfs-500-17/notify", "nydfs_covered extortion_payment_made", "2023-11-30", "running"),
        ("contractual-notice/notice", "contract_notice_clause security_compromise", "2020-01-01", "running"),
        ("us-fda-mdr/thirty-day", "medical_device_us near_miss_serious_harm", "2016-01-01", "running"),
    ],
)
def test_a_date_switches_a_regime_on_by_itself_unless_the_entry_is_doubtful(
    desk: Desk, stage: str, facts: str, day: str, state: str
) -> None:
    on_its_anchor = desk.clocks(facts, dict.fromkeys(EVERY_ANCHOR, f"{day}T12:00:00-05:00"))
    asked = desk.clocks(facts, dict.fromkeys(EVERY_ANCHOR, "2026-03-01T12:00:00Z"), on=day)
    assert (on_its_anchor[stage].state, asked[stage].state) == (state, state)


def test_new_years_eve_in_new_york_is_still_the_old_year(desk: Desk) -> None:
    found = desk.clocks(FRONTIER, reasonable_belief_at="2027-01-01T04:59:00+00:00")
    assert found["us-ny-raise/office"].state == "not_in_force"
    found = desk.clocks(FRONTIER, reasonable_belief_at="2027-01-01T05:00:00+00:00")
    assert found["us-ny-raise/office"].state == "running"


def test_what_does_not_bind_is_counted_all_the_same(desk: Desk) -> None:
    found = desk.clocks(FRONTIER, reasonable_belief_at="2026-11-23T10:00:00+00:00")
    assert found["us-ny-raise/office"].due_at == instant("2026-11-26T10:00:00+00:00")


def test_a_stage_that_has_not_started_is_judged_by_the_latest_that_has_happened(desk: Desk) -> None:
    found = desk.clocks(FRONTIER, discovered_at="2027-01-05T10:00:00+00:00")
    assert found["us-ny-raise/office"].state == "not_started"
    assert desk.clocks(FRONTIER)["us-ny-raise/office"].state == "not_in_force"
    assert desk.clocks(FRONTIER)["us-ca-sb53/oes"].state == "not_started"


def test_repealed_and_voluntary_regimes_are_never_shown(desk: Desk) -> None:
    everything = " ".join(fact.id for fact in desk.regulations.facts)
    shown = {clock.regime for clock in desk.clocks(everything).values()}
    shown |= {clock.regime for clock in desk.clocks("security_compromise critical_safety_incident").values()}
    assert not shown & {"us-co-sb24-205", "voluntary-cisa"}


def test_the_first_state_that_applies_is_the_one_shown(desk: Desk) -> None:
    unknown = "personal_data_involved eu_data_subjects=unknown high_risk_to_individuals=unknown"
    assert desk.clocks(unknown)["eu-gdpr-34/inform-people"].state == "not_started"
    aware = "2026-11-23T10:00:00+01:00"
    assert desk.clocks(unknown, aware_at=aware)["eu-gdpr-34/inform-people"].state == "proposed"
    known = f"{BREACH} high_risk_to_individuals"
    assert desk.clocks(known, aware_at=aware)["eu-gdpr-34/inform-people"].state == "no_number"
    assert desk.clocks(unknown, on="2017-01-01")["eu-gdpr-34/inform-people"].state == "not_in_force"
    unsure = HIGH_RISK.replace("system", "system=unknown")
    assert desk.clocks(unsure, on="2026-11-23")["eu-ai-act-73/general"].state == "rehearsal"


def test_a_duty_without_a_number_is_never_due_but_has_a_target(desk: Desk) -> None:
    aware = "2026-11-23T10:00:00+01:00"
    clock = desk.clocks(f"{BREACH} high_risk_to_individuals", aware_at=aware)["eu-gdpr-34/inform-people"]
    assert (clock.due_at, clock.legal_latest) == (None, None)
    assert clock.internal_target_at == instant(aware) + timedelta(hours=72)


def test_what_binds_comes_before_what_does_not_and_the_soonest_first(desk: Desk) -> None:
    everything = " ".join(f"{fact.id}" for fact in desk.regulations.facts if fact.id != "processor_role")
    found = list(desk.clocks(everything, dict.fromkeys(EVERY_ANCHOR, "2026-11-23T10:00:00+01:00")).values())
    order = ["running", "no_number", "not_started", "rehearsal", "not_in_force"]
    ranks = [order.index("running" if clock.state == "proposed" else clock.state) for clock in found]
    assert ranks == sorted(ranks)
    due = [clock.due_at for clock in found if clock.state in ("running", "proposed") and clock.due_at]
    assert due == sorted(due)
    assert len(due) > 20
