"""The seven phases of an incident, their order, and what people need to know on entering one."""

import re
from enum import StrEnum

from pydantic import Field

from bot.domain.errors import UnknownWord
from bot.domain.value import Value
from bot.domain.words import nearest

_ALIASES = {
    "post_incident_review": "review",
    "postmortem": "review",
    "detect": "detection",
    "contain": "containment",
}


class Phase(StrEnum):
    """Where the response stands; members are in the order they are normally entered."""

    DETECTION = "detection"
    TRIAGE = "triage"
    CONTAINMENT = "containment"
    INVESTIGATION = "investigation"
    REMEDIATION = "remediation"
    RECOVERY = "recovery"
    REVIEW = "review"

    @property
    def number(self) -> int:
        """1 for detection up to 7 for review."""
        return list(Phase).index(self) + 1

    @property
    def label(self) -> str:
        """The word as it starts a sentence."""
        return self.value.capitalize()

    @property
    def following(self) -> "Phase | None":
        """The phase that normally comes next; None after the review."""
        order = list(Phase)
        return order[self.number] if self.number < len(order) else None

    def is_before(self, other: "Phase") -> bool:
        """Whether this phase normally comes earlier than the other."""
        return self.number < other.number

    @classmethod
    def parse_or_none(cls, text: str) -> "Phase | None":
        """The phase a word stands for, in any case; None for any other word."""
        word = re.sub(r"[\s-]+", "_", text.strip().casefold())
        word = _ALIASES.get(word, word)
        return next((phase for phase in cls if phase.value == word), None)

    @classmethod
    def parse(cls, text: str) -> "Phase":
        """The phase a word stands for; an unknown word is answered with the seven."""
        found = cls.parse_or_none(text)
        if found is not None:
            return found
        words = [phase.value for phase in cls]
        example = (nearest(text, words) or words[2:3])[0]
        listed = ", ".join(f"`{word}`" for word in words)
        raise UnknownWord(f"The phases are {listed}. For example: `/incident phase {example}`.")


class PhaseGuide(Value):
    """What a phase is for and what to do first in it."""

    phase: Phase
    purpose: str = Field(min_length=1)
    to_do: tuple[str, ...] = Field(min_length=2, max_length=3)
