"""The four severities: their order, their marks, and the words people type for them."""

import re
from datetime import timedelta
from enum import StrEnum

from pydantic import Field

from bot.domain.errors import UnknownWord
from bot.domain.role import Role
from bot.domain.value import Value
from bot.domain.words import nearest

_NUMBERED = re.compile(r"s(?:ev)?-?([1-4])")


class Severity(StrEnum):
    """How bad it is, for deciding who is called and how often people are told; worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """4 for critical down to 1 for low, to sort and compare by."""
        return len(Severity) - list(Severity).index(self)

    @property
    def label(self) -> str:
        """The word as it starts a sentence."""
        return self.value.capitalize()

    @property
    def mark(self) -> str:
        """A coloured sign that always stands with the word, so nobody needs to see the colour."""
        return f"{_SIGNS[self]} {self.label}"

    @property
    def meaning(self) -> str:
        """What earns this severity, in one line."""
        return _MEANINGS[self]

    def is_higher_than(self, other: "Severity") -> bool:
        """Whether this one is worse than the other."""
        return self.rank > other.rank

    @classmethod
    def parse_or_none(cls, text: str) -> "Severity | None":
        """The severity a word stands for (`high`, `SEV2`, `s2`), or None for any other word."""
        word = text.strip().casefold()
        numbered = _NUMBERED.fullmatch(word)
        if numbered:
            return list(cls)[int(numbered[1]) - 1]
        return next((severity for severity in cls if severity.value == word), None)

    @classmethod
    def parse(cls, text: str) -> "Severity":
        """The severity a word stands for; an unknown word is answered with the four."""
        found = cls.parse_or_none(text)
        if found is not None:
            return found
        near = nearest(text, [severity.value for severity in cls])
        example = near[0] if near else cls.HIGH.value
        raise UnknownWord(
            "A severity is `critical`, `high`, `medium` or `low` (or `sev1` to `sev4`). "
            f"For example: `/incident severity {example}`."
        )


_SIGNS = {
    Severity.CRITICAL: "🔴",
    Severity.HIGH: "🟠",
    Severity.MEDIUM: "🟡",
    Severity.LOW: "🔵",
}

_MEANINGS = {
    Severity.CRITICAL: "Harm is going on, a person could be hurt, or a major rule is broken.",
    Severity.HIGH: "Significant impact, seen by the public, or a regulator may need to know.",
    Severity.MEDIUM: "Quality has dropped or few people are affected.",
    Severity.LOW: "A minor fault that hardly touches the business.",
}


class SeverityGuide(Value):
    """What a severity brings with it: how often an update is due, and which roles are called."""

    severity: Severity
    update_minutes: int = Field(gt=0)
    roles: tuple[Role, ...]

    @property
    def update_every(self) -> timedelta:
        """How long an update holds before the next one is due."""
        return timedelta(minutes=self.update_minutes)
