"""Triage answers, and when an unknown is asked again."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from bot.domain.errors import UnknownWord
from bot.domain.severity import Severity
from bot.domain.triage import (
    FOUR_QUESTIONS,
    PATIENCE,
    Question,
    TriageAnswer,
    asked_again_at,
    needs_asking_again,
)

ANSWERED = datetime(2026, 3, 20, 14, 5, tzinfo=UTC)


def answered(answer: str, question: Question = Question.SCOPE) -> TriageAnswer:
    return TriageAnswer(question=question, answer=answer, answered_by="U1", answered_at=ANSWERED)


@pytest.mark.parametrize(
    ("severity", "minutes"),
    [(Severity.CRITICAL, 30), (Severity.HIGH, 30), (Severity.MEDIUM, 240), (Severity.LOW, 1440)],
)
def test_an_unknown_is_asked_again_when_it_has_stood_long_enough(severity: Severity, minutes: int) -> None:
    due = ANSWERED + timedelta(minutes=minutes)
    assert asked_again_at(answered("unknown"), severity) == due
    assert not needs_asking_again(answered("unknown"), severity, due - timedelta(seconds=1))
    assert needs_asking_again(answered("unknown"), severity, due)


@pytest.mark.parametrize("severity", Severity, ids=str)
def test_an_answer_that_says_something_is_not_asked_again(severity: Severity) -> None:
    assert asked_again_at(answered("limited"), severity) is None
    assert not needs_asking_again(answered("limited"), severity, ANSWERED + timedelta(days=30))


def test_the_patience_can_be_set() -> None:
    patience = {**PATIENCE, Severity.HIGH: timedelta(minutes=5)}
    assert needs_asking_again(answered("unknown"), Severity.HIGH, ANSWERED + timedelta(minutes=5), patience)


def test_the_second_half_of_a_pair_is_asked_with_its_first() -> None:
    assert FOUR_QUESTIONS == (
        Question.ONGOING_HARM,
        Question.SCOPE,
        Question.IMPACT,
        Question.REGULATORY,
    )
    assert Question.ONGOING_HARM.second_half is Question.SAFETY_RISK
    assert Question.IMPACT.second_half is Question.EXPOSURE
    assert Question.SCOPE.second_half is None
    assert Question.EXPOSURE.first_half is Question.IMPACT
    assert all(question.first_half is None for question in FOUR_QUESTIONS)


@pytest.mark.parametrize("question", Question, ids=str)
def test_unknown_is_an_answer_to_everything(question: Question) -> None:
    assert question.answers[-1] == "unknown"
    assert answered("unknown", question).is_unknown
    assert question.parse_answer(" Unknown ") == "unknown"


def test_another_word_is_answered_with_those_that_fit() -> None:
    with pytest.raises(UnknownWord, match=r"`limited`.*`widespread`"):
        Question.SCOPE.parse_answer("many")


def test_an_answer_that_does_not_fit_its_question_cannot_be_recorded() -> None:
    with pytest.raises(ValidationError, match="does not answer scope"):
        answered("public")
