"""The catalogue that ships: complete, coherent, and refused when it is not."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

import bot.catalogue
from bot.catalogue import Catalogue, CatalogueError, load_catalogue
from bot.catalogue.entries import ContainmentKind
from bot.domain.category import Category
from bot.domain.phase import Phase
from bot.domain.question import Question
from bot.domain.role import Role
from bot.domain.severity import Severity

SHIPPED = Path(bot.catalogue.__file__).parent


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files, to break."""
    for file in SHIPPED.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    return tmp_path


def test_it_has_the_fourteen_subtypes_and_a_fallback_each(catalogue: Catalogue) -> None:
    named = [subtype.id for subtype in catalogue.taxonomy.subtypes if not subtype.is_fallback]
    assert named == [
        *("perf.data_drift", "perf.concept_drift", "perf.inference_infra"),
        *("safety.harmful_content", "safety.bias", "safety.privacy_exposure", "safety.physical"),
        *("sec.prompt_injection", "sec.model_extraction", "sec.data_poisoning", "sec.adversarial_input"),
        *("comp.privacy_law", "comp.fair_lending", "comp.industry_specific"),
    ]
    fallbacks = [subtype.id for subtype in catalogue.taxonomy.subtypes if subtype.is_fallback]
    assert fallbacks == ["perf.other", "safety.other", "sec.other", "comp.other"]


def test_each_of_the_fourteen_says_what_may_cause_it_and_whom_it_may_concern(catalogue: Catalogue) -> None:
    for subtype in catalogue.taxonomy.subtypes:
        if not subtype.is_fallback:
            assert subtype.root_causes, subtype.id
            assert subtype.regimes, subtype.id
            assert subtype.mappings.oecd_criteria, subtype.id


def test_everything_shown_in_a_menu_fits_there(catalogue: Catalogue) -> None:
    taxonomy = catalogue.taxonomy
    shown = [
        *(text for s in taxonomy.subtypes for text in (s.label, s.hint)),
        *(text for c in taxonomy.categories for text in (c.label, c.hint)),
        *(facet.label for facet in taxonomy.facets),
        *(action.label for action in catalogue.containment_actions),
        *(status.label for status in catalogue.harm_status),
        *(label for label in catalogue.root_causes.labels.values()),
    ]
    assert [text for text in shown if not 0 < len(text) <= 75] == []


@pytest.mark.parametrize("phase", Phase, ids=str)
def test_a_phase_says_what_it_is_for_and_what_to_do_now(catalogue: Catalogue, phase: Phase) -> None:
    guide = catalogue.phase(phase)
    assert guide.purpose.endswith(".")
    assert all(len(line) <= 120 and line.endswith(".") for line in guide.to_do)


@pytest.mark.parametrize("role", Role, ids=str)
def test_a_role_says_what_it_answers_for_and_what_to_go_through(catalogue: Catalogue, role: Role) -> None:
    guide = catalogue.role(role)
    assert guide.accountable_for.endswith(".")
    assert 5 <= len(guide.checklist) <= 7
    assert all(len(line) <= 120 for line in guide.checklist)


@pytest.mark.parametrize("question", Question, ids=str)
def test_a_question_has_a_label_for_each_of_its_answers(catalogue: Catalogue, question: Question) -> None:
    guide = catalogue.question(question)
    assert tuple(answer.answer for answer in guide.answers) == question.answers
    assert guide.text.endswith("?")
    assert guide.label_of("unknown") == "Not known yet"
    assert len({answer.label for answer in guide.answers}) == len(guide.answers)


def test_the_cadence_of_updates_follows_the_severity(catalogue: Catalogue) -> None:
    cadence = [catalogue.severity(severity).update_every for severity in Severity]
    assert cadence == [timedelta(minutes=m) for m in (30, 60, 240, 1440)]
    assert catalogue.severity(Severity.CRITICAL).roles == tuple(Role)


def test_all_four_kinds_of_containment_are_there_and_evidence_is_asked_for_first(
    catalogue: Catalogue,
) -> None:
    actions = catalogue.containment_actions
    assert {action.kind for action in actions} == set(ContainmentKind)
    risky = [action for action in actions if action.evidence_risk == "high"]
    assert risky
    assert all(action.evidence_first for action in risky)
    known = catalogue.evidence_kind("system_prompt")
    assert known is not None
    assert known.volatile
    assert catalogue.evidence_kind("hearsay") is None


def test_an_id_is_recorded_with_its_edition_and_resolved_by_its_alias(catalogue: Catalogue) -> None:
    owasp, atlas = catalogue.vocabulary("owasp_llm"), catalogue.vocabulary("atlas")
    assert owasp is not None
    assert atlas is not None
    assert owasp.qualified("LLM01") == "owasp_llm@2025:LLM01"
    assert atlas.aliases["AML.T0019"] == "AML.T0115.000"
    assert catalogue.vocabulary("none") is None


def test_a_root_cause_has_a_word_in_the_oecds_framework(catalogue: Catalogue) -> None:
    causes = catalogue.root_causes
    assert causes.oecd_term("data.drift") == "contributing factor"
    assert causes.oecd_term("system.change") == "developer error"
    assert causes.oecd_term("vendor.change") is None
    assert causes.labels["undetermined.open"] == "Not established yet"


def test_the_worst_word_of_the_oecd_is_never_suggested(catalogue: Catalogue) -> None:
    suggested = {suggestion.value for suggestion in catalogue.oecd_severity.suggestions}
    assert suggested == set(catalogue.oecd_severity.values) - {"disaster"}


def test_every_category_is_explained(catalogue: Catalogue) -> None:
    for category in Category:
        assert catalogue.taxonomy.guide(category).definition.endswith(".")
    assert all(subtype.definition.endswith(".") for subtype in catalogue.taxonomy.subtypes)


def test_a_copy_of_the_files_reads_the_same(catalogue: Catalogue, folder: Path) -> None:
    assert load_catalogue(folder) == catalogue


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        pytest.param("taxonomy", "    hint: Answers", "    hnt: Answers", "hnt", id="a misspelt key"),
        pytest.param("taxonomy", "facets:", "facet:", "facet", id="a misspelt section"),
        pytest.param("taxonomy", "data.pipeline, ", "data.pipe, ", "no `data.pipe`", id="an unknown cause"),
        pytest.param("taxonomy", "[LLM10]", "[LLM11]", "no `LLM11`", id="an unknown title"),
        pytest.param("taxonomy", "[financial loss,", "[money,", "no `money`", id="an unknown harm"),
        pytest.param(
            "taxonomy", "id: perf.concept_drift", "id: perf.data_drift", "given twice", id="a doubled id"
        ),
        pytest.param("taxonomy", "is_fallback: true", "is_fallback: false", "fallback", id="no fallback"),
        pytest.param("taxonomy", "user_report:", "user_rumour:", "signals", id="an unknown source"),
        pytest.param("triage", "answer: stopped", "answer: halted", "halted", id="an unknown answer"),
        pytest.param(
            "triage", 'answer: "no"', "answer: no", "answers", id="an answer that YAML takes for false"
        ),
        pytest.param("triage", "update_minutes: 30", "update_minutes: 0", "update_minutes", id="no cadence"),
        pytest.param("triage", "severity: low", "severity: high", "severities", id="a severity left out"),
        pytest.param("phases", "phase: triage", "phase: recovery", "phases", id="a phase left out"),
        pytest.param("phases", "phases:", "phases: &x\n  - 1\nphases:", "given twice", id="a doubled key"),
        pytest.param("roles", "role: comms", "role: scribe", "roles", id="an unknown role"),
        pytest.param(
            "harm", "harm_status: [actual_harm]", "harm_status: [harm]", "no `harm`", id="a harm status"
        ),
        pytest.param(
            "containment", "[agent_trace, ", "[agent_diary, ", "no `agent_diary`", id="unknown evidence"
        ),
        pytest.param(
            "causes", "system.change: developer", "sytem.change: developer", "no `sytem", id="oecd cause"
        ),
        pytest.param(
            "evidence", "evidence_kinds:", "roles: []\nevidence_kinds:", "another file", id="a foreign key"
        ),
        pytest.param("evidence", "evidence_kinds:", "- evidence", "evidence.yaml", id="no keys at all"),
    ],
)
def test_a_mistake_in_a_file_is_refused_and_named(
    folder: Path, file: str, old: str, new: str, complaint: str
) -> None:
    path = folder / f"{file}.yaml"
    content = path.read_text()
    assert old in content
    path.write_text(content.replace(old, new, 1))
    with pytest.raises(CatalogueError) as refusal:
        load_catalogue(folder)
    assert complaint in str(refusal.value)


def test_a_file_that_another_folder_lacks_is_the_one_that_ships(folder: Path) -> None:
    (folder / "roles.yaml").unlink()
    assert load_catalogue(folder).roles == load_catalogue().roles


def test_every_shipped_file_is_read(folder: Path) -> None:
    for file in folder.glob("*.yaml"):
        assert yaml.safe_load(file.read_text())
        kept = file.read_text()
        file.write_text("nonsense: 1")
        with pytest.raises(CatalogueError):
            load_catalogue(folder)
        file.write_text(kept)
