"""How an incident ends, and goes on after all: resolved, closed, reopened, cancelled."""

from datetime import timedelta

from bot.domain.changes import lifecycle
from bot.domain.event import Change, ReviewScheduled
from bot.domain.incident import Incident
from bot.domain.permission import Act, counsel_of
from bot.domain.review import Review
from bot.services import effects, reviewing
from bot.services.unit import Unit
from bot.views import clock_reminder
from bot.views import lifecycle as words


async def resolve(unit: Unit, incident: Incident, summary: str | None) -> Incident:
    """Say that it is over; the review is with the commander until somebody else takes it.

    Raises:
        NotNow: it is resolved or over already.
    """
    await unit.allow(Act.RESPOND, incident)
    change = lifecycle.resolve(incident, summary, by=unit.actor, at=unit.at)
    review, scheduled = await _scheduled(unit, change.incident)
    now = await unit.record(_with(change, scheduled), quietly=True)
    names = await unit.names(*(event.line() for event in change.events))
    message = words.resolved(now, change.events[0].line(), review, names)
    await unit.put(effects.post(now, message, unit.at))
    return now


async def close(unit: Unit, incident: Incident, reason: str | None) -> tuple[Incident, tuple[str, ...]]:
    """End it, with its review summary, unless something is open and no reason says why that may be.

    Returns:
        The incident, closed or as it was, and what is (or was) still open.

    Raises:
        NotAllowed: somebody else commands.
        NotNow: it is over already.
    """
    await unit.allow(Act.COMMAND, incident)
    left_open = await reviewing.points(unit, incident)
    change = lifecycle.close(incident, reason, left_open=left_open, by=unit.actor, at=unit.at)
    if left_open and not reason:
        return incident, left_open
    _, scheduled = await _scheduled(unit, change.incident)
    now = await unit.record(_with(change, scheduled), quietly=True)
    await reviewing.post_summary(unit, now, left_open=left_open)
    return now, left_open


async def reopen(unit: Unit, incident: Incident, reason: str) -> Incident:
    """Go on with it; the bot asks again for what is missing.

    Raises:
        NotAllowed: somebody else commands.
        NotNow: it is open, or was merged.
    """
    await unit.allow_command(incident, because=reason, command="reopen REASON")
    change = lifecycle.reopen(incident, reason, by=unit.actor)
    review = await unit.repositories.reviews.get(incident.number)
    if review is not None:
        await unit.repositories.reviews.save(review.model_copy(update={"due_at": None}))
    return await _told(unit, change)


async def cancel(unit: Unit, incident: Incident, reason: str) -> Incident:
    """Say that it was no incident; nothing is asked any more.

    Raises:
        NotAllowed: somebody else commands.
        NotNow: it is over already.
    """
    await unit.allow_command(incident, because=reason, command="cancel REASON")
    now = await _told(unit, lifecycle.cancel(incident, reason, by=unit.actor, at=unit.at))
    await _ask_for_each_clock(unit, now)
    return now


async def _ask_for_each_clock(unit: Unit, incident: Incident) -> None:
    """No clock ends by itself: whoever decides about duties is asked for each."""
    dossier = await unit.repositories.duties.dossier(incident.number)
    owed = [each for each in dossier.owed if each.is_counting]
    if not owed:
        return
    counsel = counsel_of(incident)
    message = clock_reminder.cancelled(incident, owed, unit.at)
    await unit.put(effects.post(incident, message, unit.at))
    if counsel is not None:
        await unit.put(effects.tell(incident, counsel, message, unit.at))


async def _told(unit: Unit, change: Change) -> Incident:
    now = await unit.record(change, quietly=True)
    names = await unit.names(*(event.line() for event in change.events))
    await unit.put(effects.post(now, words.turned(now, change.events[0].line(), names), unit.at))
    return now


async def _scheduled(unit: Unit, incident: Incident) -> tuple[Review | None, ReviewScheduled | None]:
    """See that a review is due where the policy wants one; one that was scheduled stays as it is."""
    days = unit.policy.review.due_days.get(incident.severity)
    review = await unit.repositories.reviews.get(incident.number) or Review(incident=incident.number)
    if days is None or review.due_at is not None:
        return review, None
    owner = review.owner or incident.commander
    review = review.model_copy(update={"owner": owner, "due_at": unit.at + timedelta(days=days)})
    await unit.repositories.reviews.save(review)
    assert review.due_at is not None  # noqa: S101 - set just above
    return review, ReviewScheduled(owner=owner, due_at=review.due_at, by=unit.actor.user_id)


def _with(change: Change, scheduled: ReviewScheduled | None) -> Change:
    if scheduled is None:
        return change
    return Change(incident=change.incident, events=(*change.events, scheduled))
