"""Categories and subtypes as people type them."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue import load_catalogue
from bot.domain.category import Category, Taxonomy
from bot.domain.errors import UnknownWord


@cache
def shipped() -> Taxonomy:
    return load_catalogue().taxonomy


@pytest.fixture
def taxonomy() -> Taxonomy:
    return shipped()


@pytest.mark.parametrize(
    ("typed", "category", "subtype"),
    [
        ("safety", "safety", None),
        ("Security", "security", None),
        ("perf", "performance", None),
        ("performance_degradation", "performance", None),
        ("safety_harm", "safety", None),
        ("Safety and harm", "safety", None),
        ("safety/", "safety", None),
        ("data_drift", "performance", "perf.data_drift"),
        ("perf.data_drift", "performance", "perf.data_drift"),
        ("performance.data_drift", "performance", "perf.data_drift"),
        ("performance/data-drift", "performance", "perf.data_drift"),
        ("Performance / Data drift", "performance", "perf.data_drift"),
        ("performance_degradation/concept_drift", "performance", "perf.concept_drift"),
        ("privacy exposure", "safety", "safety.privacy_exposure"),
        ("safety/privacy_exposure", "safety", "safety.privacy_exposure"),
        ("safety.privacy_exposure", "safety", "safety.privacy_exposure"),
        ("PROMPT_INJECTION", "security", "sec.prompt_injection"),
        ("sec/prompt_injection", "security", "sec.prompt_injection"),
        ("performance/other", "performance", "perf.other"),
        ("comp.other", "compliance", "comp.other"),
    ],
)
def test_what_people_type_is_understood(
    taxonomy: Taxonomy, typed: str, category: str, subtype: str | None
) -> None:
    found, kind = taxonomy.parse_category(typed)
    assert found == category
    assert (kind.id if kind else None) == subtype


def test_every_subtype_is_known_by_its_id_its_path_and_its_label(taxonomy: Taxonomy) -> None:
    for subtype in taxonomy.subtypes:
        whole = f"{subtype.category}/{subtype.label}"
        for typed in (subtype.id, subtype.path, whole, subtype.id.upper()):
            assert taxonomy.parse_category(typed) == (subtype.category, subtype)
        if not subtype.is_fallback:
            assert taxonomy.parse_category(subtype.name) == (subtype.category, subtype)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("other", "`performance/other`, `safety/other`, `security/other` or `compliance/other`"),
        ("safety/data_drift", "Write `performance/data_drift`"),
        ("securty", "`security`"),
        ("injection", "`security/prompt_injection`"),
        ("privacy", "`compliance/privacy_law` or `safety/privacy_exposure`"),
        ("safety/privacy_exposre", "`safety/privacy_exposure`"),
        ("safety/xyz", "`harmful_content`, `bias`"),
        ("nonsense/bias", "`safety/bias`"),
        ("qqqq", "For example: `/incident category safety/privacy_exposure`"),
        ("", "For example: `/incident category safety/privacy_exposure`"),
    ],
)
def test_another_word_is_answered_with_what_was_probably_meant(
    taxonomy: Taxonomy, typed: str, answer: str
) -> None:
    with pytest.raises(UnknownWord) as refusal:
        taxonomy.parse_category(typed)
    assert answer in refusal.value.message


@given(st.text(max_size=40))
def test_whatever_is_typed_is_understood_or_refused(text: str) -> None:
    try:
        category, subtype = shipped().parse_category(text)
    except UnknownWord:
        return
    assert subtype is None or subtype.category is category


def test_each_category_ends_with_its_fallback(taxonomy: Taxonomy) -> None:
    for category in Category:
        *others, last = taxonomy.subtypes_of(category)
        assert last.is_fallback
        assert last.name == "other"
        assert others
        assert not any(subtype.is_fallback for subtype in others)


def test_what_is_looked_up_by_its_id_is_found_and_the_rest_is_not(taxonomy: Taxonomy) -> None:
    assert taxonomy.guide(Category.SAFETY).category is Category.SAFETY
    agentic = taxonomy.facet("agentic")
    assert agentic is not None
    assert agentic.label == "AI agent with tools"
    assert taxonomy.facet("nonsense") is None
    assert taxonomy.subtype("perf.nonsense") is None
