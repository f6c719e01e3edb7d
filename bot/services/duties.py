"""Regulatory duties of an incident: facts, instants and decisions, by whoever may decide about them."""

from collections.abc import Mapping, Sequence

from bot.domain.changes.common import changed, require_not_over
from bot.domain.duties import deciding, telling
from bot.domain.duties.deadline import Deadline
from bot.domain.duties.deciding import Decided, Filed
from bot.domain.duties.edition import Edition
from bot.domain.duties.telling import ToldAnchor
from bot.domain.errors import NothingChanged, WrongUse
from bot.domain.event import CatalogueAccepted
from bot.domain.incident import Incident, Status
from bot.domain.permission import Act, stands_in_for_legal
from bot.domain.regulation.answer import Answer
from bot.domain.reminder import ReminderKind
from bot.domain.words import join_words
from bot.services.listing import visible
from bot.services.unit import Unit

NAMED = 10


async def answer_facts(
    unit: Unit, incident: Incident, answers: Mapping[str, Answer], *, note: str | None = None
) -> Incident:
    """Answer facts; the clocks follow.

    Raises:
        NotAllowed: somebody else decides about duties.
        NothingChanged: all of it was answered so already.
    """
    await _may_decide(unit, incident)
    dossier = await unit.repositories.duties.dossier(incident.number)
    change, given = telling.answer_facts(
        incident,
        dossier,
        answers,
        unit.catalogue.regulations,
        by=unit.actor.user_id,
        at=unit.at,
        note=note,
    )
    await unit.repositories.duties.answer(incident.number, given)
    return await unit.record(change)


async def tell_anchor(unit: Unit, incident: Incident, told: ToldAnchor) -> Incident:
    """Confirm, tell or correct an instant that clocks start from; the clocks follow.

    Raises:
        NotAllowed: somebody else decides about duties.
        NothingChanged: it is confirmed so already.
    """
    await _may_decide(unit, incident)
    dossier = await unit.repositories.duties.dossier(incident.number)
    change, anchor = telling.tell_anchor(
        incident, dossier, told, unit.catalogue.regulations, by=unit.actor.user_id, at=unit.at
    )
    await unit.repositories.duties.tell([anchor])
    return await unit.record(change)


async def accept_edition(unit: Unit, incident: Incident, edition: str) -> Incident:
    """Let the clocks follow the regulations as they are now.

    Raises:
        NothingChanged: it was accepted already, or has changed again since.
    """
    await _may_decide(unit, incident)
    known = await unit.repositories.duties.edition(incident.number)
    if known is None or known.proposed != edition or edition != (await unit.organised()).edition:
        raise NothingChanged(
            "That was accepted already, or the regulations have changed again since."
            " `/incident deadlines` shows how it stands."
        )
    fresh = Edition(incident=incident.number, accepted=edition)
    await unit.repositories.duties.keep_edition(fresh)
    event = CatalogueAccepted(for_legal=stands_in_for_legal(incident), by=unit.actor.user_id)
    return await unit.record(changed(incident, event))


async def file(unit: Unit, incident: Incident, number: int, filed: Filed) -> Deadline:
    """Record that a notice was filed; what follows it starts."""
    deadline = await _mine(unit, incident, number)
    return await _record(unit, deciding.file(incident, deadline, filed, by=unit.actor.user_id, at=unit.at))


async def file_now(unit: Unit, incident: Incident, number: int, reference: str | None) -> Deadline:
    """Record that a notice was filed just now; one that was filed before keeps its own instant.

    Raises:
        NothingChanged: it is recorded so already.
    """
    before = await _mine(unit, incident, number)
    filed = Filed(
        at=before.filed_at or unit.at,
        reference=reference or before.reference,
        reason=before.reason if before.filed_at else None,
        file=before.file,
        file_id=before.file_id,
        file_name=before.file_name,
    )
    return await file(unit, incident, number, filed)


async def waive(
    unit: Unit, incident: Incident, number: int, reason: str, *, superseded: bool = False
) -> Deadline:
    """Record, with the reason, that nothing is to be filed."""
    deadline = await _mine(unit, incident, number)
    decided = deciding.waive(
        incident, deadline, reason, by=unit.actor.user_id, at=unit.at, superseded=superseded
    )
    return await _record(unit, decided)


async def announce_late(
    unit: Unit, incident: Incident, number: int, reason: str, *, authority_told: bool
) -> Deadline:
    """Record that a notice will be late, and whether the authority knows."""
    deadline = await _mine(unit, incident, number)
    decided = deciding.announce_late(
        incident, deadline, reason, authority_told=authority_told, by=unit.actor.user_id, at=unit.at
    )
    return await _record(unit, decided)


async def take_back(unit: Unit, incident: Incident, number: int, reason: str) -> Deadline:
    """Undo a wrong decision."""
    deadline = await _mine(unit, incident, number)
    return await _record(
        unit, deciding.take_back(incident, deadline, reason, by=unit.actor.user_id, at=unit.at)
    )


async def acknowledge(unit: Unit, incident: Incident, numbers: Sequence[int]) -> list[int]:
    """Record that somebody of the incident sees to deadlines; nobody else is called about them for now.

    Raises:
        NothingChanged: all of them are decided by now.
    """
    await unit.allow(Act.RESPOND, incident)
    dossier = await unit.repositories.duties.dossier(incident.number)
    owed = [each for each in dossier.owed if each.number in numbers]
    if not owed:
        raise NothingChanged("All of that is decided by now; `/incident deadlines` shows how it stands.")
    waiting = await unit.repositories.reminders.waiting(incident.number)
    asked = {each.subject for each in waiting if each.kind is ReminderKind.CLOCK_UNANSWERED}
    me = unit.actor.user_id
    owed = [each for each in owed if each.acknowledged_by != me or str(each.number) in asked]
    if not owed:
        raise NothingChanged("You see to that already; nobody is called for it.")
    for deadline in owed:
        change, seen = deciding.acknowledge(incident, deadline, by=unit.actor.user_id, at=unit.at)
        await unit.repositories.duties.save([seen])
        await unit.repositories.reminders.stop(
            incident.number,
            ReminderKind.CLOCK_UNANSWERED,
            str(deadline.number),
            by=unit.actor.user_id,
            at=unit.at,
        )
        incident = await unit.record(change, quietly=True)
    return [each.number for each in owed]


async def find(unit: Unit, incident: Incident, number: int) -> Deadline:
    """Return a deadline of an incident.

    Raises:
        WrongUse: there is none of that number; the sentence names those that are open.
    """
    dossier = await unit.repositories.duties.dossier(incident.number)
    found = dossier.deadline(number)
    if found is not None:
        return found
    owed = [str(each.number) for each in dossier.owed]
    if not owed:
        known = "It has none that is open; `/incident facts` answers what decides which there are."
    else:
        more = ["others"] if len(owed) > NAMED else []
        known = f"Open: {join_words([*owed[:NAMED], *more])}. `/incident deadlines` shows them."
    raise WrongUse(f"{incident.reference} has no deadline {number}. {known}")


async def _may_decide(unit: Unit, incident: Incident) -> None:
    """Let through whoever decides about duties, in every incident whose duties are still its own."""
    await unit.allow(Act.DECIDE, incident)
    if incident.status is Status.MERGED:
        require_not_over(incident)


async def _mine(unit: Unit, incident: Incident, number: int) -> Deadline:
    await _may_decide(unit, incident)
    return await find(unit, incident, number)


async def _record(unit: Unit, decided: Decided) -> Deadline:
    """Store what was decided before the clocks follow it; return the deadline as it is then."""
    change, deadline = decided
    await unit.repositories.duties.save([deadline])
    await unit.record(change)
    after = await unit.repositories.duties.dossier(deadline.incident)
    return after.deadline(deadline.number) or deadline


async def owed_everywhere(unit: Unit) -> list[tuple[Incident, Deadline]]:
    """Return what is owed in all incidents that the actor may see; how they ended ends nothing."""
    owed = await unit.repositories.duties.owed()
    there = [await unit.repositories.incidents.get(number) for number in owed]
    seen = await visible(unit, [incident for incident in there if incident is not None])
    return [(incident, each) for incident in seen for each in owed[incident.number]]
