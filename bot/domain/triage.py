"""What people answered in triage, and when an `unknown` has to be asked again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Self

from pydantic import model_validator

from bot.domain.question import FOUR_QUESTIONS, UNKNOWN, AnswerGuide, Question, QuestionGuide
from bot.domain.severity import Severity
from bot.domain.suggestion import Nudge, Reason, Suggestion, suggest
from bot.domain.value import Instant, Value

__all__ = [
    "FOUR_QUESTIONS",
    "PATIENCE",
    "UNKNOWN",
    "AnswerGuide",
    "Nudge",
    "Question",
    "QuestionGuide",
    "Reason",
    "Suggestion",
    "TriageAnswer",
    "asked_again_at",
    "needs_asking_again",
    "suggest",
]

PATIENCE: Mapping[Severity, timedelta] = {
    Severity.CRITICAL: timedelta(minutes=30),
    Severity.HIGH: timedelta(minutes=30),
    Severity.MEDIUM: timedelta(hours=4),
    Severity.LOW: timedelta(hours=24),
}
"""How long an `unknown` may stand before the question is put again."""


class TriageAnswer(Value):
    """What somebody answered to one question, and when."""

    question: Question
    answer: str
    note: str | None = None
    answered_by: str
    answered_at: Instant

    @model_validator(mode="after")
    def _is_one_of_the_answers(self) -> Self:
        if self.answer not in self.question.answers:
            raise ValueError(f"{self.answer!r} does not answer {self.question.value}")
        return self

    @property
    def is_unknown(self) -> bool:
        """Whether the person said that it is not known yet."""
        return self.answer == UNKNOWN


def asked_again_at(
    answer: TriageAnswer, severity: Severity, patience: Mapping[Severity, timedelta] = PATIENCE
) -> datetime | None:
    """When an `unknown` is due to be asked again at this severity; None for an answer that says something."""
    return answer.answered_at + patience[severity] if answer.is_unknown else None


def needs_asking_again(
    answer: TriageAnswer,
    severity: Severity,
    at: datetime,
    patience: Mapping[Severity, timedelta] = PATIENCE,
) -> bool:
    """Whether an `unknown` has stood longer than this severity has patience for."""
    due = asked_again_at(answer, severity, patience)
    return due is not None and at >= due
