"""The four triage questions with their second halves, and the answers each allows."""

from enum import StrEnum

from pydantic import Field

from bot.domain.errors import UnknownWord
from bot.domain.value import Value

UNKNOWN = "unknown"


class Question(StrEnum):
    """What is asked; the second half of a pair is asked in the same breath as its first."""

    ONGOING_HARM = "ongoing_harm"
    SAFETY_RISK = "safety_risk"
    SCOPE = "scope"
    IMPACT = "impact"
    EXPOSURE = "exposure"
    REGULATORY = "regulatory"

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers to choose from: mildest first, then `unknown`."""
        return _ANSWERS[self]

    @property
    def first_half(self) -> "Question | None":
        """The question this one is the second half of; None for the four themselves."""
        return _SECOND_HALVES.get(self)

    @property
    def second_half(self) -> "Question | None":
        """The question asked together with this one, if there is one."""
        return next((second for second, first in _SECOND_HALVES.items() if first is self), None)

    def parse_answer(self, text: str) -> str:
        """The answer a word stands for; another word is answered with those that fit."""
        word = text.strip().casefold()
        if word in self.answers:
            return word
        listed = ", ".join(f"`{answer}`" for answer in self.answers)
        raise UnknownWord(f"That question is answered with one of {listed}. When in doubt: `{UNKNOWN}`.")


_ANSWERS = {
    Question.ONGOING_HARM: ("no", "stopped", "possible", "yes", UNKNOWN),
    Question.SAFETY_RISK: ("no", "yes", UNKNOWN),
    Question.SCOPE: ("none", "limited", "significant", "widespread", UNKNOWN),
    Question.IMPACT: ("minor", "moderate", "material", "severe", UNKNOWN),
    Question.EXPOSURE: ("internal", "customer", "public", UNKNOWN),
    Question.REGULATORY: ("none", "possible", "likely", "major", UNKNOWN),
}

_SECOND_HALVES = {Question.SAFETY_RISK: Question.ONGOING_HARM, Question.EXPOSURE: Question.IMPACT}

FOUR_QUESTIONS = tuple(question for question in Question if question not in _SECOND_HALVES)


class AnswerGuide(Value):
    """How one answer is shown, and when it is the right one."""

    answer: str
    label: str = Field(min_length=1, max_length=75, description="Fits on a button")
    hint: str = Field(min_length=1, max_length=75, description="Fits beside a choice in a menu")


class QuestionGuide(Value):
    """How a question is put, and its answers as buttons, mildest first and `unknown` last."""

    question: Question
    text: str = Field(min_length=1)
    hint: str = Field(min_length=1)
    answers: tuple[AnswerGuide, ...]

    def label_of(self, answer: str) -> str:
        """How an answer is shown to people."""
        return next((guide.label for guide in self.answers if guide.answer == answer), answer)
