"""Events of what regulatory clocks follow from: facts, instants, the catalogue, another incident."""

from datetime import date, datetime
from typing import ClassVar

from bot.domain.event.base import Event
from bot.domain.incident import Certainty
from bot.domain.instant_token import instant_token
from bot.domain.mrkdwn import escape_mrkdwn as esc
from bot.domain.value import Instant, Value
from bot.domain.words import count_in_words, join_words


def when_due(at: datetime | None) -> str:
    """Return an instant as the record says it; without one, that there is none."""
    return instant_token(at) if at else "without a date"


def standing_in(for_legal: bool) -> str:
    """Return that a commander decided in the place of legal, where that is so."""
    return ", as commander, since nobody holds the legal role" if for_legal else ""


class AnsweredFact(Value):
    """One fact with its answer, as people read it."""

    fact: str
    question: str
    answer: str
    before: str | None = None

    def __str__(self) -> str:
        """Say it in a few words."""
        before = f" (before: {self.before})" if self.before else ""
        return f"{self.question} {self.answer}{before}"


class FactsAnswered(Event):
    """Facts that decide which duties apply were answered, or answered otherwise."""

    kind = "facts_answered"
    moves_clocks: ClassVar[bool] = True
    answers: tuple[AnsweredFact, ...]
    note: str | None = None
    for_legal: bool = False
    by: str

    def line(self) -> str:
        """Say it in one line."""
        facts = count_in_words(len(self.answers), "fact")
        said = esc("; ".join(str(each) for each in self.answers))
        note = f" {esc(self.note)}" if self.note else ""
        return f"<@{self.by}> answered {facts}{standing_in(self.for_legal)}: {said}.{note}"


class AnchorsProposed(Event):
    """The earliest plausible instants were taken as starts, until a person confirms them."""

    kind = "anchors_proposed"
    kinds: tuple[str, ...]
    named: tuple[str, ...]
    at: Instant
    basis: str

    def line(self) -> str:
        """Say it in one line."""
        named = esc(join_words(list(self.named)))
        return f"Clocks run from {when_due(self.at)} ({named}), {esc(self.basis)}; not confirmed yet."


class AnchorTold(Event):
    """A person confirmed an instant that clocks start from, told it, or corrected it."""

    kind = "anchor_told"
    moves_clocks: ClassVar[bool] = True
    anchor: str
    named: str
    regime: str = ""
    at: Instant
    certainty: Certainty = Certainty.KNOWN
    old: Instant | None = None
    basis: str
    for_legal: bool = False
    by: str

    def line(self) -> str:
        """Say it in one line."""
        where = f" for {self.regime}" if self.regime else ""
        did = "confirmed" if self.old == self.at else "put" if self.old is None else "corrected"
        was = f" (before: {when_due(self.old)})" if self.old and self.old != self.at else ""
        basis = f" Basis: {esc(self.basis)}" if self.basis else ""
        who = f"<@{self.by}>{standing_in(self.for_legal)}"
        return f"{who} {did} {esc(self.named)}{where}: {when_due(self.at)}{was}.{basis}"


class DutiesMoved(Event):
    """The regulatory duties of another incident, merged into this one, go on here."""

    kind = "duties_moved"
    moves_clocks: ClassVar[bool] = True
    other: str
    deadlines: int
    by: str

    def line(self) -> str:
        """Say it in one line."""
        clocks = count_in_words(self.deadlines, "regulatory clock")
        return f"<@{self.by}> merged {self.other} into this: {clocks} of it run on here."


class CatalogueChanged(Event):
    """Another edition of the catalogue would move clocks; they stay until somebody accepts it."""

    kind = "catalogue_changed"
    on_card: ClassVar[bool] = False
    edition: str
    compiled_on: date
    count: int
    moves: tuple[str, ...]

    def line(self) -> str:
        """Say it in one line."""
        counted = count_in_words(self.count, "change")
        more = f" And {self.count - len(self.moves)} more." if self.count > len(self.moves) else ""
        return (
            f"The regulations or profiles in use changed (as of {self.compiled_on}): {counted} of clocks."
            f" Nothing moves until somebody accepts it. {' '.join(self.moves)}{more}"
        )


class CatalogueAccepted(Event):
    """Somebody accepted another edition of the catalogue; the clocks follow it."""

    kind = "catalogue_accepted"
    moves_clocks: ClassVar[bool] = True
    for_legal: bool = False
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}>{standing_in(self.for_legal)} accepted the changed regulations."
