"""What moves to another incident when one is merged into it: facts, instants, decisions, and what is owed."""

from bot.domain.actor import BOT_ID
from bot.domain.duties.anchor import Anchor, latest
from bot.domain.duties.deadline import Deadline
from bot.domain.duties.dossier import Dossier
from bot.domain.duties.fact import FactAnswer
from bot.domain.regulation.answer import Answer
from bot.domain.value import Instant

_WEIGHT = (Answer.NO, Answer.UNKNOWN, Answer.YES)
_DECIDED = (
    "decision",
    "decided_by",
    "decided_at",
    "decided_for_legal",
    "filed_at",
    "reference",
    "reason",
    "file",
    "file_id",
    "file_name",
    "late_because",
    "authority_told",
)


def facts_moved(gone: Dossier, kept: Dossier, reference: str) -> tuple[FactAnswer, ...]:
    """Answers of the merged incident that say more: a yes over an unknown over a no."""
    moved = []
    for each in gone.facts:
        there = kept.answer(each.fact)
        if there is None or _WEIGHT.index(each.answer) > _WEIGHT.index(there):
            note = f"from {reference}{f': {each.note}' if each.note else ''}"
            moved.append(each.model_copy(update={"note": note}))
    return tuple(moved)


def anchors_moved(
    gone: Dossier, kept: Dossier, *, into: int, reference: str, by: str, at: Instant
) -> tuple[Anchor, ...]:
    """Instants of the merged incident that come earlier, or that somebody confirmed and nobody did there."""
    moved = []
    for kind, regime in dict.fromkeys((anchor.kind, anchor.regime) for anchor in gone.anchors):
        mine, theirs = latest(gone.anchors, kind, regime), latest(kept.anchors, kind, regime)
        if mine is None or (theirs is not None and not _says_more(mine, theirs)):
            continue
        moved.append(
            mine.model_copy(
                update={
                    "incident": into,
                    # A proposal that moved rests on another incident's notice, and is not proposed anew here.
                    "told_by": by if mine.told_by == BOT_ID else mine.told_by,
                    "basis": f"{reference}: {mine.basis}",
                    "recorded_at": at,
                }
            )
        )
    return tuple(moved)


def _says_more(mine: Anchor, theirs: Anchor) -> bool:
    if mine.confirmed is not theirs.confirmed:
        return mine.confirmed
    return mine.at < theirs.at


def decisions_moved(gone: Dossier, kept: Dossier) -> tuple[Deadline, ...]:
    """The other incident's deadlines, with what was decided about the same duties in the merged one."""
    there = {each.key: each for each in kept.deadlines}
    moved = []
    for each in gone.deadlines:
        same = there.get(each.key)
        if same is None or same.decision is not None or not (each.decision or each.late_because):
            continue
        moved.append(same.model_copy(update={name: getattr(each, name) for name in _DECIDED}))
    return tuple(moved)


def left_behind(gone: Dossier, kept: Dossier, reference: str) -> tuple[Deadline, ...]:
    """What was owed in the merged incident, now that it is owed in the other."""
    numbers = {each.key: each.number for each in kept.deadlines}
    left = []
    for each in gone.owed:
        number = numbers.get(each.key)
        where = f"as deadline {number}" if number else "where it is not owed"
        left.append(each.model_copy(update={"superseded_because": f"moved to {reference}, {where}"}))
    return tuple(left)
