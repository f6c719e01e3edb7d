"""Phases: their order and the words people type."""

import pytest

from bot.domain.errors import UnknownWord
from bot.domain.phase import Phase


def test_the_seven_phases_follow_one_another() -> None:
    walked = [Phase.DETECTION]
    while following := walked[-1].following:
        assert walked[-1].is_before(following)
        assert not following.is_before(walked[-1])
        walked.append(following)
    assert walked == list(Phase)
    assert [phase.number for phase in walked] == [1, 2, 3, 4, 5, 6, 7]


def test_no_phase_is_before_itself() -> None:
    assert not any(phase.is_before(phase) for phase in Phase)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("containment", Phase.CONTAINMENT),
        ("Recovery", Phase.RECOVERY),
        ("post_incident_review", Phase.REVIEW),
        ("Post-incident review", Phase.REVIEW),
        (" triage ", Phase.TRIAGE),
    ],
)
def test_the_words_people_type_are_understood(typed: str, meant: Phase) -> None:
    assert Phase.parse(typed) is meant


def test_an_unknown_word_is_answered_with_all_phases_and_the_nearest() -> None:
    with pytest.raises(UnknownWord) as refusal:
        Phase.parse("investgation")
    assert all(f"`{phase}`" in refusal.value.message for phase in Phase)
    assert "/incident phase investigation" in refusal.value.message


@pytest.mark.parametrize("typed", ["", "12", "monday"])
def test_a_word_near_to_none_still_gets_an_example(typed: str) -> None:
    with pytest.raises(UnknownWord, match="For example: `/incident phase"):
        Phase.parse(typed)
