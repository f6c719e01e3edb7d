"""Severities: their order, their marks, the words people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import UnknownWord
from bot.domain.severity import Severity

CRITICAL, HIGH, MEDIUM, LOW = Severity


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("critical", CRITICAL),
        ("High", HIGH),
        ("MEDIUM", MEDIUM),
        (" low ", LOW),
        ("sev1", CRITICAL),
        ("SEV2", HIGH),
        ("Sev-3", MEDIUM),
        ("sev4", LOW),
        ("s1", CRITICAL),
        ("S2", HIGH),
        ("s3", MEDIUM),
        ("S4", LOW),
    ],
)
def test_the_words_people_type_are_understood(typed: str, meant: Severity) -> None:
    assert Severity.parse(typed) is meant
    assert Severity.parse_or_none(typed) is meant


@pytest.mark.parametrize("typed", ["", "sev0", "sev5", "sev", "s12", "urgent", "higher", "s1 down"])
def test_any_other_word_is_answered_with_the_four(typed: str) -> None:
    assert Severity.parse_or_none(typed) is None
    with pytest.raises(UnknownWord) as refusal:
        Severity.parse(typed)
    for severity in Severity:
        assert f"`{severity}`" in refusal.value.message


def test_a_slip_is_answered_with_the_word_that_was_meant() -> None:
    with pytest.raises(UnknownWord, match="/incident severity critical"):
        Severity.parse("critcal")


def test_the_order_runs_from_critical_down_to_low() -> None:
    assert [severity.rank for severity in (LOW, MEDIUM, HIGH, CRITICAL)] == [1, 2, 3, 4]
    assert max(Severity, key=lambda severity: severity.rank) is CRITICAL


@given(st.sampled_from(Severity), st.sampled_from(Severity))
def test_of_two_different_severities_exactly_one_is_higher(one: Severity, other: Severity) -> None:
    assert [one.is_higher_than(other), other.is_higher_than(one)].count(True) == (one is not other)


def test_a_mark_says_the_word_so_that_nobody_needs_the_colour() -> None:
    assert CRITICAL.mark == "🔴 Critical"
    assert len({severity.mark[0] for severity in Severity}) == 4
    assert all(severity.label in severity.mark and severity.meaning for severity in Severity)
