"""What is said of a fact: yes, no, or that nobody knows yet."""

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.value import Value


class Answer(StrEnum):
    """Unknown is an answer: it proposes a clock and never takes one away."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Answers(Value):
    """The answers given so far, and what counts for a fact that nobody was asked about."""

    given: Mapping[str, Answer] = {}
    otherwise: Answer = Answer.NO

    def of(self, fact: str) -> Answer:
        """The answer for one fact."""
        return self.given.get(fact, self.otherwise)
