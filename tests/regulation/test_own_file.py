"""What an organisation lays over the catalogue: its own regimes, days off and switches, marked as its own."""

from datetime import date
from pathlib import Path

import pytest

from bot.catalogue import CatalogueError
from bot.catalogue.regulations import load_regulations
from bot.catalogue.regulations.own import laid_over
from bot.domain.regulation.own_changes import changes_behind
from bot.domain.regulation.regulations import Regulations
from tests.regulation.desk import Desk, instant

AWARE = "2026-11-23T10:00:00+01:00"


def stage(keys: str) -> str:
    """A file that changes the one stage of a contract."""
    return f"regimes: [{{id: contractual-notice, stages: [{{id: notice, {keys}}}]}}]"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "our-regulations.yaml"


def test_a_clause_replaces_the_common_default_and_shows_it(own: Path, regulations: Regulations) -> None:
    own.write_text(
        "regimes:\n"
        "  - id: contractual-notice\n"
        "    authority: Example Bank, security desk\n"
        "    stages:\n"
        "      - {id: notice, period: PT8H}\n"
    )
    changed = load_regulations(own=own)
    regime = changed.regimes_by_id["contractual-notice"]
    assert regime.changed == ("authority", "stages.notice.period")
    clock = Desk(changed).clocks("contract_notice_clause security_compromise", aware_at=AWARE)
    assert clock["contractual-notice/notice"].due_at == instant("2026-11-23T18:00:00+01:00")
    assert clock["contractual-notice/notice"].authority == "Example Bank, security desk"
    untouched = [regime for regime in changed.regimes if regime.id != "contractual-notice"]
    assert untouched == [regime for regime in regulations.regimes if regime.id != "contractual-notice"]


def test_a_disabled_regime_starts_no_clock_and_stays_on_record(own: Path) -> None:
    own.write_text("disable: [eu-gdpr-33]")
    changed = load_regulations(own=own)
    found = Desk(changed).clocks("personal_data_involved eu_data_subjects uk_data_subjects", aware_at=AWARE)
    assert list(found) == ["uk-gdpr-33-34/notify-ico"]
    assert changed.regimes_by_id["eu-gdpr-33"].changed == ("disabled",)


def test_a_closure_moves_business_days(own: Path) -> None:
    own.write_text("calendars:\n  - {id: US_FEDERAL_EDGAR, closed: [2026-12-01]}")
    facts = "us_public_company security_compromise material_to_investors"
    found = Desk(load_regulations(own=own)).clocks(facts, material_at="2026-11-25T16:00:00-05:00")
    assert found["us-sec-8k-105/8k"].due_at == instant("2026-12-03T17:30:00-05:00")


def test_an_own_regime_with_its_own_fact_and_content_runs_like_any_other(own: Path) -> None:
    own.write_text(
        """
facts:
  - {id: clinic_data, question: "Is a clinic's data involved?", scope: incident}
contents:
  clinic_form: The clinics' form
regimes:
  - id: our-clinics
    name: Clinics
    jurisdiction: Contract
    zone: Europe/Vienna
    authority: Each clinic
    citation: Framework contract
    status: in_force
    effective_note: Since it was signed
    effective_from: 2026-01-01
    confidence: high
    applies_to: Us
    trigger: Any incident
    clock_start: Awareness
    select: {all: [clinic_data]}
    categories: [security]
    recipients: [customers]
    stages:
      - id: tell
        name: Tell
        period: P2D
        counted_from: aware_at
        rule: calendar_days_eod
        content: [clinic_form]
"""
    )
    changed = load_regulations(own=own)
    clock = Desk(changed).clocks("clinic_data", aware_at=AWARE)["our-clinics/tell"]
    assert clock.due_at == instant("2026-11-26T00:00:00+01:00")
    assert changed.regimes_by_id["our-clinics"].changed == ("added",)


def test_an_organisation_elsewhere_puts_its_own_state_in(own: Path) -> None:
    own.write_text("calendars:\n  - {id: AU_NSW, subdivision: VIC}")
    calendar = next(c for c in load_regulations(own=own).calendars if c.id == "AU_NSW")
    assert (calendar.country, calendar.subdivision, calendar.closed) == ("AU", "VIC", ())


def test_days_add_up_over_the_shipped_ones(own: Path, regulations: Regulations) -> None:
    own.write_text("calendars:\n  - {id: BR, closed: [2026-12-24], open: [2026-11-20]}")
    calendar = next(c for c in load_regulations(own=own).calendars if c.id == "BR")
    assert (calendar.closed, calendar.open) == ((date(2026, 12, 24),), (date(2026, 11, 20),))
    facts = "personal_data_involved br_data_subjects sensitive_data_involved"
    found = Desk(load_regulations(own=own)).clocks(facts, aware_at="2026-11-19T15:00:00-03:00")
    assert found["br-lgpd/anpd"].due_at == instant("2026-11-25T00:00:00-03:00")


def test_own_closures_come_to_those_that_ship(own: Path) -> None:
    own.write_text("calendars:\n  - {id: BR, closed: [2026-12-24]}")
    shipped = {"id": "BR", "country": "BR", "closed": [date(2026, 2, 17)]}
    content = {"facts": [], "anchors": [], "contents": {}, "regimes": [], "calendars": [shipped]}
    (calendar,) = laid_over(content, own)["calendars"]
    closed = [date(2026, 2, 17), date(2026, 12, 24)]
    assert calendar == {**shipped, "closed": closed, "changed": ["closed 2026-12-24"]}


def test_whatever_a_clock_follows_from_says_what_the_organisation_changed_of_it(
    own: Path, regulations: Regulations
) -> None:
    own.write_text(
        """
calendars:
  - {id: US_FEDERAL_EDGAR, closed: [2026-12-24]}
  - {id: EU_MEMBER_STATE, closed: [2026-10-31]}
facts: [{id: material_to_investors, question: Would an investor want to know?}]
anchors: [{id: material_at, meaning: The disclosure committee decided.}, {id: signed_at, meaning: Signed.}]
contents: {nature: Nature in one sentence}
regimes: [{id: eu-gdpr-33, authority: The DPA}]
"""
    )
    changed = load_regulations(own=own)
    facts = "us_public_company security_compromise material_to_investors personal_data_involved "
    facts += "eu_data_subjects uk_data_subjects high_risk_to_individuals gpai_systemic_risk_provider"
    found = Desk(changed).clocks(facts, aware_at=AWARE, material_at=AWARE)
    said = {name: changes_behind(clock, changed) for name, clock in found.items()}
    assert said["us-sec-8k-105/8k"] == (
        "fact material_to_investors: question",
        "anchor material_at: meaning",
        "calendar US_FEDERAL_EDGAR: closed 2026-12-24",
        "content nature",
    )
    assert said["eu-gdpr-33/notify"] == ("authority", "content nature")
    assert said["uk-gdpr-33-34/inform-people"] == ()
    assert said["eu-gpai-55/initial-cyber"] == ("calendar EU_MEMBER_STATE: closed 2026-10-31",)
    assert changed.anchor_kinds["signed_at"].changed == ("added",)
    shipped = Desk(regulations).clocks(facts, aware_at=AWARE, material_at=AWARE)
    assert {changes_behind(clock, regulations) for clock in shipped.values()} == {()}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("regime: []", "there is no `regime`", id="a misspelt key"),
        pytest.param("disable: [eu-gdpr]", "no regime `eu-gdpr`", id="a regime nobody knows"),
        pytest.param("regimes: [{id: eu-gdpr-33, zne: UTC}]", "eu-gdpr-33.zne", id="a misspelt key inside"),
        pytest.param("regimes: [{name: Ours}]", "id", id="no id"),
        pytest.param("regimes: 3", "id", id="no list"),
        pytest.param("calendars: [{id: BR, closed: [soon]}]", "BR.closed", id="a day nobody can read"),
        pytest.param("facts: [{id: idle, question: Why, scope: incident}]", "idle", id="an idle fact"),
        pytest.param("- regimes", "expected keys", id="no keys"),
        pytest.param("calendars: [{id: BR, country: XX}]", "calendars.BR: no holidays", id="no country"),
        pytest.param(
            "calendars: [{id: AU_NSW, subdivision: XX}]", "AU has no part `XX`; it has ACT", id="no part"
        ),
        pytest.param(
            "calendars: [{id: BR, categories: [bank]}]", "no `bank` holidays; there are", id="no kind"
        ),
        pytest.param(stage("period: P99999999999D"), "at most ten years", id="an endless period"),
        pytest.param(stage("period: PT0H"), "greater than or equal to 1", id="no time at all"),
        pytest.param(
            stage("period: day 31 of the next month, rule: next_month_day"), "not in every month", id="a 31st"
        ),
    ],
)
def test_a_mistake_in_it_is_refused_and_named(own: Path, text: str, complaint: str) -> None:
    own.write_text(text)
    with pytest.raises(CatalogueError) as refusal:
        load_regulations(own=own)
    assert complaint in str(refusal.value)
