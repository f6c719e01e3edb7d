"""From when a stage runs: anchors, filings of earlier stages, repeats, spans that end."""

from tests.regulation.desk import Desk, instant

NIS2 = "nis2_entity security_compromise"
DORA = "financial_entity_eu security_compromise"
GPAI = "gpai_systemic_risk_provider security_compromise"
HIPAA = "hipaa_entity personal_data_involved health_data_us"
AWARE = "2026-11-23T10:00:00+01:00"


def test_a_month_runs_from_the_filing_and_never_from_when_it_was_due(desk: Desk) -> None:
    waiting = desk.clocks(NIS2, aware_at=AWARE)["eu-nis2-23/final"]
    assert (waiting.state, waiting.anchor, waiting.due_at) == ("not_started", "filed:notification", None)
    filed = "eu-nis2-23/notification=2026-11-24T09:00:00+01:00"
    running = desk.clocks(NIS2, aware_at=AWARE, filed=filed)["eu-nis2-23/final"]
    assert running.due_at == instant("2026-12-24T09:00:00+01:00")


def test_a_trust_service_providers_notification_starts_the_final_report_too(desk: Desk) -> None:
    found = desk.clocks(
        f"{NIS2} trust_service_provider_eu",
        aware_at=AWARE,
        filed="eu-nis2-23/notification-trust=2026-11-24T09:00:00+01:00",
    )
    assert found["eu-nis2-23/notification-trust"].due_at == instant("2026-11-24T10:00:00+01:00")
    assert "eu-nis2-23/notification" not in found
    assert found["eu-nis2-23/final"].due_at == instant("2026-12-24T09:00:00+01:00")


def test_another_regimes_filing_starts_nothing(desk: Desk) -> None:
    filed = "eu-cra-14-incident/notification=2026-11-24T09:00:00+01:00"
    assert desk.clocks(NIS2, aware_at=AWARE, filed=filed)["eu-nis2-23/final"].starts_at is None


def test_doras_final_report_follows_the_latest_intermediate_one(desk: Desk) -> None:
    filed = (
        "eu-dora-19/intermediate=2026-12-05T09:00:00+01:00 eu-dora-19/intermediate=2026-12-01T09:00:00+01:00"
    )
    found = desk.clocks(DORA, filed=filed)
    assert found["eu-dora-19/final"].due_at == instant("2027-01-05T09:00:00+01:00")
    assert found["eu-dora-19/final"].anchor == "filed:intermediate"


def test_doras_first_notice_waits_for_the_classification(desk: Desk) -> None:
    assert desk.clocks(DORA, aware_at=AWARE)["eu-dora-19/initial"].state == "not_started"
    classified = "2026-11-24T09:00:00+01:00"
    found = desk.clocks(DORA, aware_at=AWARE, classified_major_at=classified)["eu-dora-19/initial"]
    assert found.due_at == instant("2026-11-24T10:00:00+01:00")


def test_doras_relief_is_taken_from_nis2_entities(desk: Desk) -> None:
    saturday = {"classified_major_at": "2026-11-28T14:30:00+01:00"}
    plain = desk.clocks(DORA, saturday, relief=True)["eu-dora-19/initial"]
    assert plain.legal_latest == instant("2026-11-30T12:00:00+01:00")
    both = desk.clocks(f"{DORA} nis2_entity", saturday, relief=True)["eu-dora-19/initial"]
    assert both.legal_latest is None


def test_any_first_report_starts_the_four_weeks_and_each_report_starts_the_next(desk: Desk) -> None:
    stage = "eu-gpai-55/intermediate"
    assert desk.clocks(GPAI, aware_at=AWARE)[stage].anchor == "filed:initial-*"
    first = "eu-gpai-55/initial-cyber=2026-11-25T10:00:00+01:00"
    assert desk.clocks(GPAI, filed=first)[stage].due_at == instant("2026-12-23T10:00:00+01:00")
    again = f"{first} eu-gpai-55/intermediate=2026-12-20T10:00:00+01:00"
    assert desk.clocks(GPAI, filed=again)[stage].due_at == instant("2027-01-17T10:00:00+01:00")


def test_intermediate_reports_end_with_the_incident_and_the_final_one_begins(desk: Desk) -> None:
    first = "eu-gpai-55/initial-cyber=2026-11-25T10:00:00+01:00"
    found = desk.clocks(GPAI, filed=first, resolved_at="2026-12-01T10:00:00+01:00")
    assert "eu-gpai-55/intermediate" not in found
    assert found["eu-gpai-55/final"].due_at == instant("2027-01-30T10:00:00+01:00")
    late = desk.clocks(GPAI, filed=first, resolved_at="2027-01-10T10:00:00+01:00")
    assert late["eu-gpai-55/intermediate"].due_at == instant("2026-12-23T10:00:00+01:00")


def test_the_years_end_follows_from_the_discovery(desk: Desk) -> None:
    stage = "us-hipaa-breach/hhs-annual"
    found = desk.clocks(HIPAA, discovered_at="2026-12-31T23:30:00-06:00", zone="America/Chicago")[stage]
    assert found.due_at == instant("2027-03-02T00:00:00-06:00")
    assert found.anchor == "year_end"
    next_year = desk.clocks(HIPAA, discovered_at="2027-01-01T00:30:00-06:00", zone="America/Chicago")[stage]
    assert next_year.due_at == instant("2028-03-01T00:00:00-06:00")


def test_a_year_end_told_as_midnight_ends_the_old_year(desk: Desk) -> None:
    stage = "us-hipaa-breach/hhs-annual"
    told = desk.clocks(HIPAA, year_end="2027-01-01T00:00:00-06:00", zone="America/Chicago")[stage]
    assert told.due_at == instant("2027-03-02T00:00:00-06:00")


def test_one_regime_may_know_of_awareness_later_than_the_others(desk: Desk) -> None:
    facts = "personal_data_involved eu_data_subjects uk_data_subjects"
    later = "2026-11-24T10:00:00+01:00"
    found = desk.clocks(facts, aware_at=AWARE, own={"eu-gdpr-33": {"aware_at": later}})
    assert found["eu-gdpr-33/notify"].starts_at == instant(later)
    assert found["uk-gdpr-33-34/notify-ico"].starts_at == instant(AWARE)


def test_hours_after_an_oral_report_follow_that_report_alone(desk: Desk) -> None:
    found = desk.clocks(
        "soci_entity_au security_compromise service_disruption_material",
        aware_at=AWARE,
        filed="au-soci/critical=2026-11-23T12:00:00+01:00",
    )
    assert found["au-soci/critical-written"].due_at == instant("2026-11-27T00:00:00+01:00")
    assert found["au-soci/other-written"].state == "not_started"
