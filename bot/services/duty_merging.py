"""Moves the regulatory duties of a merged incident to the one it goes on in."""

from bot.domain.changes.common import changed
from bot.domain.duties import moving
from bot.domain.event import Change, ClockSuperseded, DutiesMoved
from bot.domain.incident import Incident
from bot.services.unit import Unit


async def move_duties(unit: Unit, gone: Incident, kept: Incident) -> Incident:
    """Let facts, instants and decisions move over and the clocks run on there; nothing runs twice."""
    duties = unit.repositories.duties
    before, there = await duties.dossier(gone.number), await duties.dossier(kept.number)
    if before.is_empty:
        return kept
    await duties.answer(kept.number, moving.facts_moved(before, there, gone.reference))
    anchors = moving.anchors_moved(
        before,
        there,
        into=kept.number,
        reference=gone.reference,
        by=unit.actor.user_id,
        at=unit.at,
    )
    await duties.tell(anchors)
    event = DutiesMoved(other=gone.reference, deadlines=len(before.owed), by=unit.actor.user_id)
    kept = await unit.record(changed(kept, event), quietly=True)
    decided = moving.decisions_moved(before, await duties.dossier(kept.number))
    if decided:
        await duties.save(decided)
        await unit.follow(kept)
    await _leave(unit, gone, kept)
    return kept


async def _leave(unit: Unit, gone: Incident, kept: Incident) -> None:
    duties = unit.repositories.duties
    before, there = await duties.dossier(gone.number), await duties.dossier(kept.number)
    left = moving.left_behind(before, there, kept.reference)
    await duties.save(left)
    events = tuple(
        ClockSuperseded(
            number=each.number,
            title=each.title,
            entity=each.entity,
            because=each.superseded_because or "",
        )
        for each in left
    )
    await unit.record(Change(incident=gone, events=events), quietly=True)
