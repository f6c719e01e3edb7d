"""One thing the record says, how well it is known, and where it comes from."""

from collections.abc import Mapping

from bot.domain.incident import Certainty
from bot.domain.regulation.answer import Answer
from bot.domain.value import Instant, Value


class Statement(Value):
    """A sentence's worth for a notice.

    Attributes:
        what: what it is about, before a colon.
        text: the words; empty where the instant says it all.
        source: where in the record it stands.
        by: the person who said it.
    """

    what: str
    text: str = ""
    at: Instant | None = None
    certainty: Certainty = Certainty.KNOWN
    source: str
    by: str | None = None


class SaidAnchor(Value):
    """An instant that clocks start from, as somebody told it; for all regimes where none is named."""

    kind: str
    regime: str = ""
    at: Instant
    told_by: str
    basis: str = ""
    confirmed: bool = False


class SaidFact(Value):
    """An answer to one of the facts that decide which duties apply."""

    fact: str
    answer: Answer
    note: str | None = None
    answered_by: str
    answered_at: Instant | None = None


class SentNotice(Value):
    """A notice of the incident that went out already."""

    regime: str
    stage: str
    title: str
    filed_at: Instant
    filed_by: str | None = None
    reference: str | None = None
    reason: str | None = None
    """Why it was late."""


class FactSheet(Value):
    """The one set of statements that all notices of an incident draw on, by what they are about."""

    reference: str
    statements: Mapping[str, tuple[Statement, ...]] = {}
    anchors: tuple[SaidAnchor, ...] = ()
    facts: tuple[SaidFact, ...] = ()
    sent: tuple[SentNotice, ...] = ()

    def about(self, topic: str) -> tuple[Statement, ...]:
        """What the record says of it."""
        return self.statements.get(topic, ())

    def fact(self, fact: str) -> SaidFact | None:
        """What was answered last."""
        return next((said for said in reversed(self.facts) if said.fact == fact), None)

    def anchor(self, kind: str, regime: str) -> SaidAnchor | None:
        """What counts for a regime: its own instant, else that of all."""
        of_kind = [said for said in self.anchors if said.kind == kind]
        own = [said for said in of_kind if said.regime == regime]
        return next(reversed(own or [said for said in of_kind if not said.regime]), None)
