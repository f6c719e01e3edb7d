"""The catalogue of regulations: complete, coherent, honest about itself, and refused when it is not."""

import re
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

import bot.catalogue.regulations
from bot.catalogue import CatalogueError, load_catalogue
from bot.catalogue.regulations import load_regulations
from bot.domain.regulation.regime import Confidence, Status
from bot.domain.regulation.regulations import Regulations
from bot.domain.regulation.rule import CountingRule

SHIPPED = Path(bot.catalogue.regulations.__file__).parent
NO_ONE_TO_CITE = {"contractual-notice", "insurance-notice"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files, to break."""
    shutil.copytree(SHIPPED, tmp_path / "copy", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path / "copy"


def raw(name: str) -> Any:
    return yaml.safe_load((SHIPPED / f"{name}.yaml").read_text())[name]


def raw_regimes() -> list[dict[str, Any]]:
    files = sorted((SHIPPED / "regimes").glob("*.yaml"))
    return [regime for file in files for regime in yaml.safe_load(file.read_text())["regimes"]]


def test_it_has_fifty_three_regimes_and_all_their_stages_and_facts(regulations: Regulations) -> None:
    stages = [stage for regime in regulations.regimes for stage in regime.stages]
    assert (len(regulations.regimes), len(stages), len(regulations.facts)) == (53, 125, 77)
    assert len(regulations.standing_facts) == 35
    assert sum(fact.first_screen for fact in regulations.facts) == 9


@pytest.mark.parametrize("page", ["README.md", "docs/regulatory-clocks.md"])
def test_what_is_told_of_it_agrees_with_it(regulations: Regulations, page: str) -> None:
    text = (Path(__file__).parents[2] / page).read_text(encoding="utf-8")
    stages = [stage for regime in regulations.regimes for stage in regime.stages]
    assert f"{len(regulations.regimes)} regimes with {len(stages)} stages" in text
    if page == "README.md":
        compiled = regulations.meta.compiled_on
        assert f"compiled on {compiled.day} {compiled:%B %Y}" in text


def test_every_reference_in_the_files_leads_somewhere() -> None:
    """Walks the files themselves, so that the loader's own check is not the only one."""
    facts = {fact["id"] for fact in raw("facts")}
    anchors = {anchor["id"] for anchor in raw("anchors")}
    calendars = {calendar["id"] for calendar in raw("calendars")}
    rules = {rule["rule"] for rule in raw("rules")}
    contents = set(raw("contents"))
    used: dict[str, set[str]] = {"facts": set(), "rules": set(), "contents": set(), "calendars": set()}
    for regime in raw_regimes():
        stages = {stage["id"] for stage in regime.get("stages", [])}
        used["facts"] |= named_facts(regime["select"])
        for stage in regime.get("stages", []):
            used["facts"] |= named_facts(stage.get("when", {})) | set(stage.get("relief_unless", []))
            used["rules"].add(stage["rule"])
            used["contents"] |= set(stage["content"])
            used["calendars"] |= {stage["calendar"]} if "calendar" in stage else set()
            start = stage["counted_from"]
            if isinstance(start, str):
                assert start in anchors, (regime["id"], stage["id"])
            else:
                patterns = [pattern.replace("*", ".*") for pattern in start["filed"]]
                assert all(any(re.fullmatch(p, s) for s in stages - {stage["id"]}) for p in patterns)
    assert used["facts"] <= facts
    assert used["contents"] == contents
    assert used["rules"] == rules
    in_reminders = {calendar["id"] for calendar in raw("calendars") if calendar.get("zones")}
    assert used["calendars"] | in_reminders == calendars - {"EU_MEMBER_STATE"}
    stated = [zone for calendar in raw("calendars") for zone in calendar.get("zones", [])]
    assert len(stated) == len(set(stated))
    zones = {regime["zone"] for regime in raw_regimes()}
    assert zones - set(stated) <= {"authority", "organisation"}
    only_modify = {fact["id"] for fact in raw("facts") if fact.get("modifier")}
    assert facts - used["facts"] <= only_modify
    assert {earlier for fact in raw("facts") for earlier in fact.get("ask_if", [])} <= facts


def named_facts(condition: dict[str, Any]) -> set[str]:
    return {fact for key in ("all", "any", "none") for fact in condition.get(key, [])}


def test_every_entry_keeps_where_it_comes_from_and_how_sure_it_is(regulations: Regulations) -> None:
    for regime in regulations.regimes:
        assert regime.sources or regime.id in NO_ONE_TO_CITE, regime.id
        assert all(source.url.startswith(("https://", "http://")) for source in regime.sources)
        assert all(" " not in source.url for source in regime.sources)
        assert regime.citation
        assert regime.effective_note
        if regime.confidence is not Confidence.HIGH:
            assert regime.unverified, regime.id


def test_nothing_is_left_in_prose_that_counting_needs(regulations: Regulations) -> None:
    undated = {regime.id for regime in regulations.regimes if regime.effective_from is None}
    assert undated == {
        *("us-circia", "us-co-sb24-205", "us-fcc-cpni", "us-fda-mdr", "us-ecoa-reg-b", "us-other-states"),
        *("card-brands", "voluntary-cisa", "contractual-notice", "insurance-notice"),
    }
    texts = list(regulations.contents.values())
    assert not [text for text in texts if re.search(r"\bas (above|individuals|notification|final)\b", text)]
    assert not [fact.question for fact in regulations.facts if fact.question.startswith("...")]


def test_what_is_not_yet_in_force_says_from_when_or_that_nobody_knows(regulations: Regulations) -> None:
    waiting = {r.id: r.effective_from for r in regulations.regimes if r.status is Status.NOT_YET}
    assert waiting == {
        "us-circia": None,
        "us-ny-raise": date(2027, 1, 1),
        "us-il-sb315": date(2027, 1, 1),
        "us-co-sb26-189": date(2027, 1, 1),
        "in-dpdp": date(2027, 5, 13),
    }


def test_every_rule_counts_some_stage_and_is_explained(regulations: Regulations) -> None:
    counted = {stage.rule for regime in regulations.regimes for stage in regime.stages}
    assert counted == set(CountingRule) == {guide.rule for guide in regulations.rules}
    assert all(guide.text.endswith(".") for guide in regulations.rules)


def test_every_regime_that_the_taxonomy_names_is_here(regulations: Regulations) -> None:
    named = {regime for subtype in load_catalogue().taxonomy.subtypes for regime in subtype.regimes}
    assert named <= set(regulations.regimes_by_id)


def test_questions_are_questions(regulations: Regulations) -> None:
    assert [fact.id for fact in regulations.facts if "?" not in fact.question] == []
    residence = [fact.id for fact in regulations.facts if fact.group == "residence"]
    assert len(residence) == 13


def test_it_is_stale_after_ninety_days(regulations: Regulations) -> None:
    compiled = regulations.meta.compiled_on
    assert not regulations.stale(compiled + timedelta(days=90))
    assert regulations.stale(compiled + timedelta(days=91))


def test_a_copy_of_the_files_reads_the_same(regulations: Regulations, folder: Path) -> None:
    assert load_regulations(folder) == regulations


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        pytest.param(
            "regimes/eu_data", "    trigger:", "    triger:", "eu-gdpr-33.triger", id="a misspelt key"
        ),
        pytest.param(
            "regimes/eu_data",
            "rule: elapsed_hours",
            "rule: hours",
            "eu-gdpr-33.stages.notify.rule",
            id="a rule nobody knows",
        ),
        pytest.param(
            "regimes/eu_data", "eu_data_subjects]", "eu_subjects]", "no `eu_subjects`", id="an unknown fact"
        ),
        pytest.param(
            "regimes/eu_data",
            "counted_from: aware_at",
            "counted_from: aware",
            "no `aware`",
            id="an unknown anchor",
        ),
        pytest.param(
            "regimes/eu_data", "period: PT72H", "period: 72 hours", "no period", id="a period nobody can read"
        ),
        pytest.param(
            "regimes/eu_data",
            "period: PT72H",
            "period: P3D",
            "does not count days",
            id="days for an hours' rule",
        ),
        pytest.param("regimes/eu_data", "dpo_contact", "dpo", "no `dpo`", id="an unknown content item"),
        pytest.param(
            "regimes/eu_data", "zone: authority", "zone: Europe/Bonn", "Europe/Bonn", id="an unknown zone"
        ),
        pytest.param(
            "regimes/eu_data", "id: eu-gdpr-34", "id: eu-gdpr-33", "given twice", id="a doubled regime"
        ),
        pytest.param(
            "regimes/eu_data",
            "effective_from: 2018-05-25",
            "effective_from: May 2018",
            "effective_from",
            id="a date in prose",
        ),
        pytest.param(
            "regimes/us_finance",
            "calendar: US_FEDERAL_EDGAR",
            "calendar: NYSE",
            "no `NYSE`",
            id="an unknown calendar",
        ),
        pytest.param(
            "regimes/us_finance",
            "        calendar: US_FEDERAL_EDGAR\n",
            "",
            "calendar",
            id="business days without a calendar",
        ),
        pytest.param(
            "regimes/us_finance", "id: 8ka", "id: 8k", "stage `8k` is given twice", id="a doubled stage"
        ),
        pytest.param(
            "regimes/eu_security",
            "notification-trust]",
            "notification-trst]",
            "no stage `notification-trst`",
            id="a stage to follow",
        ),
        pytest.param(
            "regimes/eu_security",
            "[nis2_entity]\n        content",
            "[nis2]\n        content",
            "no `nis2`",
            id="a relief's fact",
        ),
        pytest.param(
            "regimes/us_states", "never: true", "never: false", "never", id="a repealed regime that may start"
        ),
        pytest.param(
            "facts",
            "    ask_if: [death_or_serious_injury]",
            "    ask_if: [death]",
            "no `death`",
            id="a question after nothing",
        ),
        pytest.param(
            "facts",
            "facts:\n",
            "facts:\n  - {id: idle, question: Why, scope: incident}\n",
            "facts.idle",
            id="a fact nobody asks about",
        ),
        pytest.param(
            "anchors", "    derived_from: noticed_at\n", "", "month_end_of_notice", id="an end of nothing"
        ),
        pytest.param("rules", "rule: no_number", "rule: eu_days", "rules: expected", id="a rule left out"),
        pytest.param(
            "examples", "stage: 8k", "stage: 8q", "no stage `us-sec-8k-105/8q`", id="an example of nothing"
        ),
        pytest.param(
            "examples",
            "rule: business_days",
            "rule: eu_days",
            "counts by business_days",
            id="an example's rule",
        ),
        pytest.param("watch_list", "[eu-mdr-87]", "[eu-mdr]", "no `eu-mdr`", id="a watched regime"),
        pytest.param("calendars", "calendars:", "calendar:", "expected `calendars`", id="a misspelt section"),
        pytest.param("contents", "contents:", "contents:\n  scope: twice", "given twice", id="a doubled key"),
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
        load_regulations(folder)
    assert complaint in str(refusal.value)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "anchors.yaml").unlink()
    with pytest.raises(CatalogueError, match=r"anchors\.yaml"):
        load_regulations(folder)


def test_every_shipped_file_is_read(folder: Path) -> None:
    for file in folder.rglob("*.yaml"):
        kept = file.read_text()
        file.write_text("nonsense: 1")
        with pytest.raises(CatalogueError, match=re.escape(file.name)):
            load_regulations(folder)
        file.write_text(kept)
