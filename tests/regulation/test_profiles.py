"""Profiles: standing answers of one legal entity or several, and of their systems."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.catalogue import CatalogueError
from bot.catalogue.regulations import read_profiles
from bot.domain.regulation.answer import Answer
from bot.domain.regulation.regulations import Regulations


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "acme.yaml"


def test_a_profile_says_who_answered_and_when(file: Path, regulations: Regulations) -> None:
    file.write_text(
        """
name: Acme GmbH
zone: Europe/Berlin
member_state: DE-BE
facts:
  nis2_entity: {answer: yes, by: U0LEGAL, at: 2026-11-02T09:00:00Z, note: BSI registration}
  financial_entity_eu: no
  cra_manufacturer: unknown
  bank_us:
"""
    )
    (profile,) = read_profiles(file, regulations)
    answers = profile.answers(regulations.standing_facts)
    assert (answers["nis2_entity"], answers["financial_entity_eu"]) == (Answer.YES, Answer.NO)
    assert profile.facts["nis2_entity"].by == "U0LEGAL"
    assert profile.facts["nis2_entity"].at == datetime(2026, 11, 2, 9, tzinfo=UTC)
    assert {answers["cra_manufacturer"], answers["bank_us"], answers["hipaa_entity"]} == {Answer.UNKNOWN}
    assert set(answers) == set(regulations.standing_facts)


def test_a_systems_own_answers_go_before_the_organisations(file: Path, regulations: Regulations) -> None:
    file.write_text(
        "facts: {high_risk_ai_system: no, ai_act_provider: yes}\n"
        "systems: {triage-model: {high_risk_ai_system: yes}}\n"
    )
    (profile,) = read_profiles(file, regulations)
    of_system = profile.answers(regulations.standing_facts, system="triage-model")
    assert (of_system["high_risk_ai_system"], of_system["ai_act_provider"]) == (Answer.YES, Answer.YES)
    assert profile.answers(regulations.standing_facts)["high_risk_ai_system"] is Answer.NO


def test_a_short_file_has_its_answers_beside_the_other_keys(file: Path, regulations: Regulations) -> None:
    file.write_text("zone: Europe/Berlin\nnis2_entity: yes\nbank_us: 'no'\n")
    (profile,) = read_profiles(file, regulations)
    assert profile.name == "acme"
    assert profile.facts["nis2_entity"].answer is Answer.YES
    assert profile.facts["bank_us"].answer is Answer.NO


def test_several_legal_entities_are_several_profiles(file: Path, regulations: Regulations) -> None:
    file.write_text("profiles:\n  - {name: GmbH, facts: {nis2_entity: yes}}\n  - {name: Inc}\n")
    assert [profile.name for profile in read_profiles(file, regulations)] == ["GmbH", "Inc"]


def test_an_empty_profile_knows_nothing(file: Path, regulations: Regulations) -> None:
    file.write_text("{}")
    (profile,) = read_profiles(file, regulations)
    assert set(profile.answers(regulations.standing_facts).values()) == {Answer.UNKNOWN}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("facts: {nis2_entty: yes}", "did you mean `nis2_entity`", id="a misspelt fact"),
        pytest.param("facts: {death_occurred: yes}", "in each incident", id="an incident's fact"),
        pytest.param("systems: {m: {nis: yes}}", "no standing fact `nis`", id="a system's misspelt fact"),
        pytest.param("facts: {nis2_entity: perhaps}", "nis2_entity", id="no answer"),
        pytest.param("facts: [nis2_entity]", "facts", id="a list of facts"),
        pytest.param("facts: [nis2_entity]\nbank_us: yes", "facts", id="a list of facts, and more"),
        pytest.param("zone: Europe/Bonn", "there is no zone `Europe/Bonn`", id="an unknown zone"),
        pytest.param("member_state: UK", "there is no Member State `UK`", id="no Member State"),
        pytest.param("member_state: DE-XX", "Germany has no part `XX`", id="no part of one"),
        pytest.param("zne: UTC", "zne", id="a misspelt key"),
        pytest.param("profiles: []", "expected `profiles`", id="no profile"),
        pytest.param("profiles: [{}, {}]", "name", id="profiles without names"),
        pytest.param("profiles: [{}]\nzone: UTC", "stands alone", id="keys beside the profiles"),
        pytest.param("nis2_entity", "expected keys", id="no keys"),
        pytest.param("a: [", "acme.yaml", id="no YAML"),
        pytest.param("a: 2026-13-45", "acme.yaml", id="a date that is none"),
    ],
)
def test_a_mistake_is_refused_and_named(
    file: Path, regulations: Regulations, text: str, complaint: str
) -> None:
    file.write_text(text)
    with pytest.raises(CatalogueError) as refusal:
        read_profiles(file, regulations)
    assert complaint in str(refusal.value)
    assert "\n" not in str(refusal.value)
