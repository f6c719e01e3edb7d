"""What the catalogue holds besides categories, phases, roles and questions, as values."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from pydantic import Field

from bot.domain.value import Value


class Vocabulary(Value):
    """Somebody else's list of ids, in the edition that the mappings use."""

    id: str
    name: str
    edition: str
    licence: str | None = None
    titles: Mapping[str, str] = Field(default={}, description="Empty where the ids are not listed here")
    aliases: Mapping[str, str] = Field(default={}, description="Ids that a later edition has renamed")

    def qualified(self, identifier: str) -> str:
        """The id as it is kept in a record: `owasp_llm@2025:LLM01`."""
        return f"{self.id}@{self.edition}:{identifier}"


class HarmStatus(Value):
    """Whether harm came of it, in our words and in three vocabularies."""

    id: str
    label: str
    cset: str
    oecd: str | None
    veris: str


class OecdSuggestion(Value):
    """Which of the OECD's severities a harm status points to."""

    value: str
    harm_status: tuple[str, ...]
    serious: bool


class OecdSeverity(Value):
    """The OECD's scale, mildest first, and what may be suggested of it."""

    values: tuple[str, ...]
    suggestions: tuple[OecdSuggestion, ...]


class RootCauseGroup(Value):
    """Causes that have their layer in common: data, model, people …"""

    id: str
    label: str
    causes: Mapping[str, str]


class RootCauses(Value):
    """Every cause a review can name, and the words it should not stop at."""

    groups: tuple[RootCauseGroup, ...]
    confidence: tuple[str, ...]
    never: tuple[str, ...]
    oecd: Mapping[str, str]

    @property
    def labels(self) -> dict[str, str]:
        """Every cause by its id."""
        return {cause: label for group in self.groups for cause, label in group.causes.items()}

    def oecd_term(self, cause: str) -> str | None:
        """What the OECD's framework calls a cause, where it has a word for it."""
        return self.oecd.get(cause) or self.oecd.get(f"{cause.partition('.')[0]}.*")


class EvidenceKind(Value):
    """Something worth keeping; what is volatile is gone unless somebody copies it."""

    id: str
    label: str
    volatile: bool
    otel: tuple[str, ...] = ()


class ContainmentKind(StrEnum):
    """The four ways to stop harm."""

    DISABLE = "disable"
    ROUTE = "route"
    DISABLE_FEATURE = "disable_feature"
    LIMIT = "limit"


class ContainmentAction(Value):
    """One way to stop harm, what it costs, and what should be copied before it is taken."""

    id: str
    kind: ContainmentKind
    label: str
    scope: Literal["full", "partial"]
    reversible: bool
    evidence_risk: Literal["low", "medium", "high"]
    evidence_first: tuple[str, ...]
    trade_off: str
