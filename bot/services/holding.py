"""Reminders put off or stopped by people, each on the record."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.asking import is_missing
from bot.domain.errors import NothingChanged, NotNow
from bot.domain.event import Change, ReminderHeld
from bot.domain.incident import Incident
from bot.domain.instant_token import instant_token
from bot.domain.permission import Act
from bot.domain.reminder import Reminder, ReminderKind
from bot.services.unit import Unit
from bot.views.reminders import named

About = Sequence[tuple[ReminderKind, str]]

DONE = "That is done by now, so I do not ask for it any more. The card shows how it stands."


async def snooze(unit: Unit, incident: Incident, about: About, minutes: int) -> datetime:
    """Ask again so many minutes from now, unless it is done by then; returns when.

    Raises:
        NothingChanged: none of it is missing any more.
        NotNow: the incident is over, and nothing of it is asked for any more.
    """
    missing = await _missing(unit, incident, about)
    until = unit.at + timedelta(minutes=minutes)
    for each in missing:
        await unit.repositories.reminders.add(each.model_copy(update={"due_at": until}))
    held = [(each.kind, each.subject) for each in missing]
    words = f"put off the reminder about {named(held)} until {instant_token(until)}"
    await _record(unit, incident, words)
    return until


async def stop(unit: Unit, incident: Incident, about: About) -> None:
    """Ask for it no more, until something new makes it missing again.

    Raises:
        NothingChanged: none of it is missing any more.
        NotNow: the incident is over, and nothing of it is asked for any more.
    """
    missing = await _missing(unit, incident, about)
    for each in missing:
        await unit.repositories.reminders.stop(
            incident.number, each.kind, each.subject, by=unit.actor.user_id, at=unit.at
        )
    held = [(each.kind, each.subject) for each in missing]
    await _record(unit, incident, f"stopped the reminder about {named(held)}")


async def _record(unit: Unit, incident: Incident, words: str) -> None:
    event = ReminderHeld(text=f"<@{unit.actor.user_id}> {words}.")
    await unit.record(Change(incident=incident, events=(event,)), quietly=True)


async def _missing(unit: Unit, incident: Incident, about: About) -> list[Reminder]:
    """Return what of it is still missing, as it waits; after the last asking it would wait once more."""
    tasks = {str(task.number): task for task in await unit.repositories.tasks.of(incident.number)}
    review = await unit.repositories.reviews.get(incident.number)
    owners = {task.owner for subject, task in tasks.items() if (ReminderKind.TASK_DUE, subject) in about}
    if (ReminderKind.REVIEW_DUE, "") in about and review is not None:
        owners.add(review.owner)
    if unit.actor.user_id not in owners:
        await unit.allow(Act.RESPOND, incident)
    found = []
    for kind, subject in about:
        waiting = await unit.repositories.reminders.find(incident.number, kind, subject)
        each = waiting or await _asked_last(unit, incident, kind, subject)
        if is_missing(each, incident, unit.policy, task=tasks.get(subject), review=review):
            found.append(each)
    if not found:
        raise NotNow(_over(incident)) if incident.status.is_over else NothingChanged(DONE)
    return found


def _over(incident: Incident) -> str:
    return (
        f"{incident.reference} is {incident.status.value}, so I do not ask for that any more."
        " `/incident status` shows how it stands."
    )


async def _asked_last(unit: Unit, incident: Incident, kind: ReminderKind, subject: str) -> Reminder:
    history = await unit.repositories.reminders.history(incident.number)
    before = [each for each in history if (each.kind, each.subject) == (kind, subject)]
    asked = max((each.asked for each in before), default=0)
    since = before[-1].since if before else unit.at
    return Reminder(
        incident=incident.number, kind=kind, subject=subject, due_at=unit.at, since=since, asked=asked
    )
