"""Everything the bot knows about AI incidents before the first one is declared."""

import hashlib
from collections.abc import Mapping
from functools import cached_property

from bot.catalogue.entries import (
    ContainmentAction,
    EvidenceKind,
    HarmStatus,
    OecdSeverity,
    RootCauses,
    Vocabulary,
)
from bot.domain.category import Taxonomy
from bot.domain.detection import DetectionSource
from bot.domain.phase import Phase, PhaseGuide
from bot.domain.question import Question, QuestionGuide
from bot.domain.regulation.profile import Profile
from bot.domain.regulation.regulations import Regulations
from bot.domain.role import Role, RoleGuide
from bot.domain.severity import Severity, SeverityGuide
from bot.domain.value import Value


class Catalogue(Value):
    """Texts and facts as they were read from the files beside this module; the same for every incident."""

    taxonomy: Taxonomy
    vocabularies: tuple[Vocabulary, ...]
    signals: Mapping[DetectionSource, tuple[str, ...]]
    phases: tuple[PhaseGuide, ...]
    roles: tuple[RoleGuide, ...]
    questions: tuple[QuestionGuide, ...]
    severities: tuple[SeverityGuide, ...]
    harm_types: tuple[str, ...]
    harm_status: tuple[HarmStatus, ...]
    oecd_severity: OecdSeverity
    root_causes: RootCauses
    contributing_factors: Mapping[str, tuple[str, ...]]
    evidence_kinds: tuple[EvidenceKind, ...]
    containment_actions: tuple[ContainmentAction, ...]
    regulations: Regulations
    profiles: tuple[Profile, ...] = ()
    zone: str = "UTC"
    """The organisation's, where no profile says another."""

    @cached_property
    def edition(self) -> str:
        """A word that changes when regulations or profiles do, by which clocks are worked out."""
        told = [self._edition_of_regulations, *(each.model_dump_json() for each in self.profiles)]
        return _digest("\n".join(told))

    @cached_property
    def _edition_of_regulations(self) -> str:
        return _digest(self.regulations.model_dump_json())

    def with_profiles(self, profiles: tuple[Profile, ...]) -> "Catalogue":
        """The same catalogue for an organisation that has answered more."""
        if profiles == self.profiles:
            return self
        changed = self.model_copy(update={"profiles": profiles})
        # A copy takes along what was worked out before, and its edition is another.
        changed.__dict__.pop("edition", None)
        return changed

    def phase(self, phase: Phase) -> PhaseGuide:
        """What a phase is for and what to do in it."""
        return next(guide for guide in self.phases if guide.phase is phase)

    def role(self, role: Role) -> RoleGuide:
        """What a role answers for, and its checklist."""
        return next(guide for guide in self.roles if guide.role is role)

    def question(self, question: Question) -> QuestionGuide:
        """How a triage question is put to people."""
        return next(guide for guide in self.questions if guide.question is question)

    def severity(self, severity: Severity) -> SeverityGuide:
        """How often a severity wants updates, and whom it calls."""
        return next(guide for guide in self.severities if guide.severity is severity)

    def evidence_kind(self, kind_id: str) -> EvidenceKind | None:
        """The kind of evidence with this id, or None when there is none."""
        return next((kind for kind in self.evidence_kinds if kind.id == kind_id), None)

    def vocabulary(self, vocabulary_id: str) -> Vocabulary | None:
        """The vocabulary with this id, or None when there is none."""
        return next((known for known in self.vocabularies if known.id == vocabulary_id), None)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
