"""Merging one incident into another: open tasks move over, people are let in, the channel points there."""

from bot.domain.changes.merging import merge as merge_into
from bot.domain.event import Change, TaskAdded, TaskChanged
from bot.domain.incident import Incident
from bot.domain.permission import Act
from bot.domain.task import Task, TaskStatus
from bot.services import effects
from bot.services.duty_merging import move_duties
from bot.services.unit import Unit
from bot.views import lifecycle as words


async def merge(unit: Unit, number: int, into: int) -> tuple[Incident, Incident]:
    """Merge `number` into `into`; returns both as they are then.

    Raises:
        NoSuchIncident: the actor cannot see one of them.
        NotAllowed: somebody else commands the one that is to be merged.
        NotNow: one of them is over, or not everybody who sees the one may see the other.
        WrongUse: they are the same.
    """
    # Both are locked in the order of their numbers, so that two merges never wait for each other.
    found = {each: await unit.incident(each) for each in sorted({number, into})}
    incident, other = found[number], found[into]
    await unit.allow(Act.COMMAND, incident)
    tasks = await _open_tasks(unit, incident)
    gone, kept = merge_into(incident, other, tasks=len(tasks), by=unit.actor, at=unit.at)
    moved = [await _moved(unit, task, kept.incident) for task in tasks]
    leaving = tuple(_left(task, there, kept.incident, unit) for task, there in zip(tasks, moved, strict=True))
    coming = tuple(_came(task, unit) for task in moved)
    merged = await unit.record(_with(gone, leaving), quietly=True)
    target = await unit.record(_with(kept, coming), quietly=True)
    target = await move_duties(unit, merged, target)
    await _point(unit, merged, target, gone.events[0].line(), len(moved))
    await _welcome(unit, merged, target, kept.events[0].line(), moved)
    return merged, target


async def _open_tasks(unit: Unit, incident: Incident) -> list[Task]:
    tasks = await unit.repositories.tasks.of(incident.number)
    return [task for task in tasks if task.status is TaskStatus.OPEN]


async def _moved(unit: Unit, task: Task, target: Incident) -> Task:
    """Give the task a number in the other incident; where it was, it is dropped."""
    number = await unit.repositories.tasks.next_number(target.number)
    there = task.model_copy(update={"incident": target.number, "number": number})
    await unit.repositories.tasks.add(there)
    dropped = {"status": TaskStatus.DROPPED, "done_by": unit.actor.user_id, "done_at": unit.at}
    await unit.repositories.tasks.save(task.model_copy(update=dropped))
    return there


def _left(task: Task, there: Task, target: Incident, unit: Unit) -> TaskChanged:
    what = f"moved to {target.reference} as task {there.number}"
    return TaskChanged(number=task.number, title=task.title, what=what, by=unit.actor.user_id)


def _came(task: Task, unit: Unit) -> TaskAdded:
    return TaskAdded(
        number=task.number, title=task.title, owner=task.owner, due_at=task.due_at, by=unit.actor.user_id
    )


def _with(change: Change, events: tuple[TaskChanged | TaskAdded, ...]) -> Change:
    return Change(incident=change.incident, events=(*change.events, *events))


async def _point(unit: Unit, merged: Incident, target: Incident, line: str, tasks: int) -> None:
    """Say in the channel of the merged one where to go on."""
    message = words.merged(merged, target, line, tasks, await unit.names(line))
    await unit.put(effects.post(merged, message, unit.at))


async def _welcome(unit: Unit, merged: Incident, target: Incident, line: str, moved: list[Task]) -> None:
    """Say in the other's channel what came to it, and let in those who have work in it now."""
    message = words.took_over(target, merged, line, moved, await unit.names(line))
    await unit.put(effects.post(target, message, unit.at))
    present = set(await unit.repositories.members.current(target.number))
    working = {h.user_id for h in merged.roles if h.is_current} | {t.owner for t in moved if t.owner}
    missing = tuple(sorted(working - present))
    if missing:
        await unit.put(effects.invite(target, missing, unit.at))
