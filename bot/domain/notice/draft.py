"""Fills the items that a stage's notice has to contain from an incident's fact sheet."""

from collections.abc import Iterator, Mapping

from bot.domain.incident import Certainty
from bot.domain.notice.statement import FactSheet, SaidAnchor, SaidFact, Statement
from bot.domain.notice.topics import FACTS, TOPICS
from bot.domain.regulation.answer import Answer
from bot.domain.regulation.regime import Regime
from bot.domain.regulation.regulations import Regulations
from bot.domain.regulation.stage import Stage
from bot.domain.value import Value


class Item(Value):
    """One thing the notice has to say, and what the record has to say to it."""

    id: str
    asks: str
    statements: tuple[Statement, ...] = ()

    @property
    def certainty(self) -> Certainty:
        """Known when all of it is; unknown when none of it is; estimated in between."""
        found = {statement.certainty for statement in self.statements}
        if found == {Certainty.KNOWN}:
            return Certainty.KNOWN
        return Certainty.UNKNOWN if found <= {Certainty.UNKNOWN} else Certainty.ESTIMATED


class Draft(Value):
    """A notice for counsel to finish; nobody sends it but a person."""

    reference: str
    regime: Regime
    stage: Stage
    items: tuple[Item, ...]
    unanswered: tuple[str, ...] = ()
    """Questions on which the duty itself hangs and that nobody has answered."""

    @property
    def missing(self) -> tuple[Item, ...]:
        """The items to which the record says nothing."""
        return tuple(item for item in self.items if item.certainty is Certainty.UNKNOWN)


def draft(regulations: Regulations, regime_id: str, stage_id: str, sheet: FactSheet) -> Draft | None:
    """The draft of one stage's notice; None where there is no such stage."""
    regime = regulations.regimes_by_id.get(regime_id)
    stage = regime.stage(stage_id) if regime else None
    if regime is None or stage is None:
        return None
    filling = _Filling(sheet, regime, {fact.id: fact.question for fact in regulations.facts})
    return Draft(
        reference=sheet.reference,
        regime=regime,
        stage=stage,
        items=tuple(
            Item(id=name, asks=regulations.contents[name], statements=tuple(filling.of(name)))
            for name in stage.content
        ),
        unanswered=tuple(filling.unanswered(stage)),
    )


def missing(regulations: Regulations, regime_id: str, stage_id: str, sheet: FactSheet) -> tuple[str, ...]:
    """What the notice still lacks from the record, in the words of the rule; nothing for an unknown stage."""
    found = draft(regulations, regime_id, stage_id, sheet)
    return tuple(item.asks for item in found.missing) if found else ()


class _Filling:
    """Reads one regime's statements off a fact sheet."""

    def __init__(self, sheet: FactSheet, regime: Regime, questions: Mapping[str, str]) -> None:
        self._sheet = sheet
        self._regime = regime
        self._questions = questions

    def of(self, item: str) -> Iterator[Statement]:
        """What the record says to one item, each statement once."""
        said: list[Statement] = []
        for topic in TOPICS.get(item, ()):
            said += [statement for statement in self._about(topic) if statement not in said]
        yield from said

    def unanswered(self, stage: Stage) -> Iterator[str]:
        for fact in dict.fromkeys((*self._regime.select.facts, *stage.when.facts)):
            said = self._sheet.fact(fact)
            if said and said.answer is Answer.UNKNOWN:
                yield self._questions.get(fact, fact)

    def _about(self, topic: str) -> Iterator[Statement]:
        kind, _, name = topic.partition(":")
        if kind == "fact":
            yield from self._facts(name)
        elif kind == "anchor":
            anchor = self._sheet.anchor(name, self._regime.id)
            if anchor:
                yield _told(anchor)
        elif topic == "since_last_notice":
            yield from self._since_last_notice()
        elif topic == "late":
            yield from self._late()
        else:
            yield from self._sheet.about(topic)

    def _facts(self, group: str) -> Iterator[Statement]:
        named = self._regime.facts if group == "regime" else FACTS.get(group, (group,))
        for said in self._sheet.facts:
            if said.fact in named and (said.answer is not Answer.NO or group not in ("regime", "people")):
                yield _answered(said, self._questions.get(said.fact, said.fact))

    def _since_last_notice(self) -> Iterator[Statement]:
        """What was recorded after the regime's latest notice; everything while there was none."""
        last = max(
            (sent.filed_at for sent in self._sheet.sent if sent.regime == self._regime.id), default=None
        )
        for topic in ("key_events", "conditions", "measures", "resolved"):
            for statement in self._sheet.about(topic):
                if last is None or (statement.at is not None and statement.at > last):
                    yield statement

    def _late(self) -> Iterator[Statement]:
        for sent in self._sheet.sent:
            if sent.regime == self._regime.id and sent.reason:
                yield Statement(
                    what=f"Why {sent.title} was late",
                    text=sent.reason,
                    source="deadlines",
                    by=sent.filed_by,
                )


def _told(anchor: SaidAnchor) -> Statement:
    return Statement(
        what=anchor.kind.removesuffix("_at").replace("_", " ").capitalize(),
        text=anchor.basis,
        at=anchor.at,
        certainty=Certainty.KNOWN if anchor.confirmed else Certainty.ESTIMATED,
        source="instants that clocks start from" + ("" if anchor.confirmed else ", not confirmed"),
        by=anchor.told_by,
    )


def _answered(said: SaidFact, question: str) -> Statement:
    unknown = said.answer is Answer.UNKNOWN
    return Statement(
        what=question,
        text=f"{said.answer.value}{f' ({said.note})' if said.note else ''}",
        certainty=Certainty.UNKNOWN if unknown else Certainty.KNOWN,
        source="facts of the incident",
        by=said.answered_by,
    )
