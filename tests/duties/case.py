"""A dossier that facts, anchors and decisions are told to, as the services do it, without a database."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.catalogue import Catalogue, load_catalogue
from bot.domain.duties import deciding, telling
from bot.domain.duties.anchor import proposals
from bot.domain.duties.computing import computed
from bot.domain.duties.deadline import Deadline
from bot.domain.duties.deciding import Filed
from bot.domain.duties.dossier import Dossier
from bot.domain.duties.following import follow
from bot.domain.duties.telling import ToldAnchor
from bot.domain.event.base import Event
from bot.domain.incident import Incident
from bot.domain.regulation.answer import Answer
from bot.domain.regulation.asking import first_questions
from bot.domain.regulation.profile import Profile
from bot.services.following import entities

CATALOGUE = load_catalogue()
BEGIN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
COUNSEL = "UCHIARA"


def an_incident(**values: object) -> Incident:
    """An incident declared at `BEGIN`."""
    bare = Incident(number=7, title="It leaks", declared_by="UALICE", declared_at=BEGIN)
    return bare.model_copy(update=values)


def nothing_stands() -> Profile:
    """An organisation to which no standing fact applies."""
    facts = {fact: {"answer": "no"} for fact in CATALOGUE.regulations.standing_facts}
    return Profile.model_validate({"name": "acme", "zone": "UTC", "facts": facts})


class Case:
    """An incident with its dossier; whatever is told to it is followed at once.

    Attributes:
        at: now; moves on by a minute with each thing told.
        events: all that happened to its clocks.
    """

    def __init__(self, *profiles: Profile, incident: Incident | None = None) -> None:
        self.catalogue: Catalogue = CATALOGUE.model_copy(update={"profiles": profiles or (nothing_stands(),)})
        self.incident = incident or an_incident()
        self.dossier = Dossier()
        self.at = BEGIN
        self.events: list[Event] = []

    def answers(self, **answers: str) -> Sequence[Event]:
        """Counsel answers facts."""
        _, given = telling.answer_facts(
            self.incident,
            self.dossier,
            {fact: Answer(answer) for fact, answer in answers.items()},
            self.catalogue.regulations,
            by=COUNSEL,
            at=self.at,
        )
        new = {each.fact for each in given}
        kept = (each for each in self.dossier.facts if each.fact not in new)
        self.dossier = self.dossier.model_copy(update={"facts": (*kept, *given)})
        return self.follows()

    def answers_all(self, **answers: str) -> Sequence[Event]:
        """Counsel answers the first questions with no, and all others that may be asked, but for these."""
        facts = self.catalogue.regulations.facts
        rest = {fact.id: "no" for fact in facts if not fact.standing}
        return self.answers(**(rest | answers))

    def tells(
        self, kind: str, at: datetime, regime: str = "", basis: str = "the log says so"
    ) -> Sequence[Event]:
        """Counsel says when something happened."""
        told = ToldAnchor(kind=kind, regime=regime, at=at, zone="UTC", basis=basis)
        _, anchor = telling.tell_anchor(
            self.incident, self.dossier, told, self.catalogue.regulations, by=COUNSEL, at=self.at
        )
        self.dossier = self.dossier.model_copy(update={"anchors": (*self.dossier.anchors, anchor)})
        return self.follows()

    def files(self, stage: str, at: datetime | None = None) -> Sequence[Event]:
        """Counsel says that a notice went out."""
        deadline = self.stands(stage)
        _, after = deciding.file(self.incident, deadline, Filed(at=at or self.at), by=COUNSEL, at=self.at)
        return self.decided(after)

    def decided(self, after: Deadline) -> Sequence[Event]:
        """Store a decision, and follow it."""
        rest = (each for each in self.dossier.deadlines if each.number != after.number)
        deadlines = sorted((*rest, after), key=lambda each: each.number)
        self.dossier = self.dossier.model_copy(update={"deadlines": tuple(deadlines)})
        return self.follows()

    def changes(self, **values: object) -> Sequence[Event]:
        """Something about the incident itself changes."""
        self.incident = self.incident.model_copy(update=values)
        return self.follows()

    def follows(self) -> Sequence[Event]:
        """Bring the deadlines up to date; return what happened to them."""
        regulations = self.catalogue.regulations
        proposed = proposals(self.incident, self.dossier.anchors, regulations.anchors, at=self.at)
        if self.dossier.facts:
            anchors = (*self.dossier.anchors, *proposed)
            self.dossier = self.dossier.model_copy(update={"anchors": anchors})
        whose = entities(self.dossier, self.incident, self.catalogue, self.at)
        clocks = computed(self.incident, self.dossier, regulations, whose, at=self.at)
        followed = follow(self.incident, self.dossier, clocks, regulations, at=self.at)
        known = {each.number: each for each in self.dossier.deadlines}
        known |= {each.number: each for each in followed.deadlines}
        deadlines = tuple(known[number] for number in sorted(known))
        self.dossier = self.dossier.model_copy(update={"deadlines": deadlines})
        self.at += timedelta(minutes=1)
        self.events += followed.events
        return followed.events

    def stands(self, stage: str, entity: str | None = None) -> Deadline:
        """The latest deadline of `regime/stage`."""
        found = [
            each
            for each in self.dossier.deadlines
            if f"{each.regime}/{each.stage}" == stage and entity in (None, each.entity)
        ]
        assert found, [f"{each.regime}/{each.stage}" for each in self.dossier.deadlines]
        return found[-1]

    @property
    def owed(self) -> set[str]:
        """What is owed, as `regime/stage`."""
        return {f"{each.regime}/{each.stage}" for each in self.dossier.deadlines if each.is_owed}


FIRST = tuple(fact.id for fact in first_questions(CATALOGUE.regulations))
