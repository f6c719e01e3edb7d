"""Tasks of an incident: added, finished, opened again, changed; whoever they concern sees it at home."""

from bot.domain.changes import daily
from bot.domain.changes.daily import TaskWish
from bot.domain.errors import NoSuchPerson, WrongUse
from bot.domain.event import Change
from bot.domain.incident import Incident
from bot.domain.permission import Act
from bot.domain.person import Person
from bot.domain.task import Task, TaskStatus
from bot.domain.words import join_words
from bot.services import effects
from bot.services.unit import Unit

NAMED = 10


async def add(unit: Unit, incident: Incident, wish: TaskWish, *, owner: Person | None = None) -> Task:
    """Add a task; its owner is brought into the channel.

    Raises:
        NoSuchPerson: the owner is no person.
        WrongUse: there are no words, or too many.
    """
    await unit.allow(Act.RESPOND, incident)
    if owner is not None:
        require_somebody(owner)
        wish = wish.model_copy(update={"owner": owner.user_id})
    daily.clean_task(wish.title)
    number = await unit.repositories.tasks.next_number(incident.number)
    change, task = daily.add_task(incident, wish, number=number, by=unit.actor, at=unit.at)
    await unit.repositories.tasks.add(task)
    await _record(unit, change)
    await _bring_in(unit, incident, task.owner)
    return task


async def finish(unit: Unit, incident: Incident, number: int) -> Task:
    """Say that a task is done.

    Raises:
        NothingChanged: it is done already.
        WrongUse: there is no such task.
    """
    task = await _mine_or_allowed(unit, incident, number)
    change, done = daily.finish_task(incident, task, by=unit.actor, at=unit.at)
    await unit.repositories.tasks.save(done)
    await _record(unit, change)
    return done


async def reopen(unit: Unit, incident: Incident, number: int) -> Task:
    """Open a finished task again.

    Raises:
        NothingChanged: it is open.
    """
    task = await _mine_or_allowed(unit, incident, number)
    change, again = daily.reopen_task(incident, task, by=unit.actor)
    await unit.repositories.tasks.save(again)
    await _record(unit, change)
    return again


async def change(
    unit: Unit, incident: Incident, number: int, wish: TaskWish, *, owner: Person | None
) -> Task:
    """Give an open task other words, another owner (None: nobody) or another due date.

    Raises:
        NoSuchPerson: the owner is no person.
        NothingChanged: it is so already.
    """
    task = await _mine_or_allowed(unit, incident, number)
    if owner is not None and owner.user_id != task.owner:
        require_somebody(owner)
    wish = wish.model_copy(update={"owner": owner.user_id if owner else None})
    changed, after = daily.change_task(incident, task, wish, by=unit.actor)
    await unit.repositories.tasks.save(after)
    await _record(unit, changed)
    if task.owner is not None:
        await unit.show_homes({task.owner})
    if after.owner != task.owner:
        await _bring_in(unit, incident, after.owner)
    return after


async def find(unit: Unit, incident: Incident, number: int) -> Task:
    """Return a task of an incident.

    Raises:
        WrongUse: there is none of that number; the sentence names those that are open.
    """
    task = await unit.repositories.tasks.get(incident.number, number)
    if task is not None:
        return task
    tasks = await unit.repositories.tasks.of(incident.number)
    still = [str(each.number) for each in tasks if each.status is TaskStatus.OPEN]
    if not still:
        known = "It has no open tasks; `/incident tasks` shows all."
    else:
        more = ["others"] if len(still) > NAMED else []
        known = f"Open: {join_words([*still[:NAMED], *more])}. `/incident tasks` shows them."
    raise WrongUse(f"{incident.reference} has no task {number}. {known}")


def require_somebody(person: Person) -> None:
    """Let only people who are still there own a task.

    Raises:
        NoSuchPerson: an app, or a deactivated account.
    """
    if person.is_bot or person.deleted:
        what = "an app" if person.is_bot else "deactivated"
        raise NoSuchPerson(f"<@{person.user_id}> is {what}, and a task wants a person. Name somebody else.")


async def _mine_or_allowed(unit: Unit, incident: Incident, number: int) -> Task:
    """Return the task; whoever owns it may say how far it is from anywhere."""
    task = await find(unit, incident, number)
    if task.owner != unit.actor.user_id:
        await unit.allow(Act.RESPOND, incident)
    return task


async def _record(unit: Unit, change: Change) -> None:
    # The channel of a closed incident stays quiet; the record has it all the same.
    await unit.record(change, quietly=change.incident.status.is_over)


async def _bring_in(unit: Unit, incident: Incident, owner: str | None) -> None:
    if owner is None or incident.status.is_over:
        return
    if not await unit.repositories.members.is_member(incident.number, owner):
        await unit.put(effects.invite(incident, (owner,), unit.at))
