"""What people tell about an incident's duties: answers to facts, and when what counts happened."""

from collections.abc import Mapping

from bot.domain.changes.common import changed
from bot.domain.duties.anchor import Anchor, latest
from bot.domain.duties.dossier import Dossier
from bot.domain.duties.fact import FactAnswer
from bot.domain.errors import NothingChanged, UnknownWord, WrongUse
from bot.domain.event import AnchorTold, AnsweredFact, Change, FactsAnswered
from bot.domain.incident import Incident
from bot.domain.mrkdwn import inert, quoted
from bot.domain.permission import stands_in_for_legal
from bot.domain.regulation.answer import Answer
from bot.domain.regulation.regulations import Regulations
from bot.domain.value import Instant, Value

BASIS_MAX = 1000


def answer_facts(
    incident: Incident,
    dossier: Dossier,
    answers: Mapping[str, Answer],
    regulations: Regulations,
    *,
    by: str,
    at: Instant,
    note: str | None = None,
) -> tuple[Change, tuple[FactAnswer, ...]]:
    """Answer facts, each as often as people learn more; what was answered so already is left alone.

    Raises:
        NothingChanged: all of it was answered so.
        UnknownWord: there is no such fact.
    """
    known = {fact.id: fact for fact in regulations.facts}
    for fact in answers:
        if fact not in known:
            raise UnknownWord(f"There is no fact {quoted(fact)}. `/incident facts` shows those there are.")
    new = {fact: answer for fact, answer in answers.items() if dossier.answer(fact) is not answer}
    if not new:
        raise NothingChanged("All of that was answered so already; nothing was changed.")
    given = tuple(
        FactAnswer(fact=fact, answer=answer, note=note, answered_by=by, answered_at=at)
        for fact, answer in new.items()
    )
    said = tuple(
        AnsweredFact(
            fact=fact,
            question=known[fact].question,
            answer=answer.value,
            before=before.value if (before := dossier.answer(fact)) else None,
        )
        for fact, answer in new.items()
    )
    event = FactsAnswered(answers=said, note=note, for_legal=stands_in_for_legal(incident), by=by)
    return changed(incident, event), given


class ToldAnchor(Value):
    """When something happened, as a person tells it."""

    kind: str
    regime: str = ""
    at: Instant
    zone: str
    basis: str = ""


def tell_anchor(
    incident: Incident, dossier: Dossier, told: ToldAnchor, regulations: Regulations, *, by: str, at: Instant
) -> tuple[Change, Anchor]:
    """Confirm, tell or correct an instant that clocks start from; the old one stays in the record.

    Raises:
        NothingChanged: a person said so already.
        WrongUse: it lies ahead, or there is no such instant or regime.
    """
    _require_known(told, regulations)
    if told.at > at:
        raise WrongUse("That lies ahead. Say when it happened, like `14:05` or `2026-03-20 14:05`.")
    if told.kind == "aware_at" and told.at > incident.declared_at and not told.regime and not told.basis:
        raise WrongUse(
            "That is later than the declaration. Say in the basis why nobody was aware then, or tell it for"
            " the one regime whose facts became known later."
        )
    before = latest(dossier.anchors, told.kind, told.regime)
    same_place = before is not None and before.regime == told.regime
    if before and same_place and before.confirmed and before.at == told.at:
        named = regulations.start_named(told.kind, told.regime)
        raise NothingChanged(f"<@{before.told_by}> has confirmed that instant of {inert(named)} already.")
    anchor = Anchor(
        incident=incident.number,
        kind=told.kind,
        regime=told.regime,
        at=told.at,
        zone=told.zone,
        told_by=by,
        basis=told.basis[:BASIS_MAX],
        confirmed=True,
        recorded_at=at,
    )
    event = AnchorTold(
        anchor=told.kind,
        named=regulations.start_named(told.kind, told.regime),
        regime=told.regime,
        at=told.at,
        old=before.at if before else None,
        basis=anchor.basis,
        for_legal=stands_in_for_legal(incident),
        by=by,
    )
    return changed(incident, event), anchor


def _require_known(told: ToldAnchor, regulations: Regulations) -> None:
    kind = regulations.anchor_kinds.get(told.kind)
    if kind is None or not kind.asked:
        raise UnknownWord(f"Nobody is asked for {quoted(told.kind)}; `/incident deadlines` shows what waits.")
    if told.regime and told.regime not in regulations.regimes_by_id:
        raise UnknownWord(
            f"There is no regime {quoted(told.regime)}; `/incident deadlines` shows those that matter here."
        )
