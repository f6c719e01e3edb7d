"""Who responds: roles taken, given, handed over with the state, and released."""

from bot.domain.changes import response
from bot.domain.errors import NoSuchPerson, NotNow
from bot.domain.event import Change, RoleAssigned
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.permission import Act
from bot.domain.person import Person
from bot.domain.role import Role
from bot.domain.task import Task, TaskKind, TaskStatus
from bot.services import effects, timeline
from bot.services.checklists import checklist
from bot.services.unit import Unit
from bot.views import handover
from bot.views import roles as words

KEY_EVENTS = 5
"""How many of the last key events the next holder of a role is told."""


async def assign(
    unit: Unit, incident: Incident, role: Role, holder: Person, *, note: str | None = None
) -> Incident:
    """Give a role to a person; from one who holds it, it is handed over.

    Raises:
        NoSuchPerson: not a person of the organisation.
        NothingChanged: they hold it already.
    """
    await unit.allow(Act.RESPOND, incident)
    require_person(holder)
    change = response.assign(incident, role, holder.user_id, by=unit.actor, at=unit.at, note=note or None)
    return await _take(unit, change, role, holder)


async def claim(unit: Unit, incident: Incident, role: Role, holder: Person) -> Incident:
    """Take an empty role by a button; whoever came first keeps it."""
    await unit.allow(Act.RESPOND, incident)
    require_person(holder)
    return await _take(unit, response.claim(incident, role, by=unit.actor, at=unit.at), role, holder)


async def hand_over(
    unit: Unit, incident: Incident, role: Role, holder: Person, *, note: str, seen: str
) -> Incident:
    """Hand a role over by the form; `seen` held it when the form was opened.

    Raises:
        NotNow: somebody else holds it by now.
    """
    require_held(incident, role, seen)
    return await assign(unit, incident, role, holder, note=note)


def require_held(incident: Incident, role: Role, seen: str) -> None:
    """Let a hand-over go on only while the role is with whom the person saw it with.

    Raises:
        NotNow: somebody else holds it by now.
    """
    present = incident.holder(role)
    if present != (seen or None):
        named = f"the role of {role.label.lower()}"
        state = f"<@{present}> holds {named} by now" if present else f"Nobody holds {named} any more"
        raise NotNow(f"{state}, so nothing was handed over. `/incident roles` shows who does what.")


async def release(unit: Unit, incident: Incident, role: Role) -> Incident:
    """Make a role empty; the bot will ask for it again."""
    await unit.allow(Act.RESPOND, incident)
    return await unit.record(response.release(incident, role, by=unit.actor, at=unit.at))


def require_person(person: Person) -> None:
    """Let only people of the organisation hold a role.

    Raises:
        NoSuchPerson: a bot, a deactivated account, or a guest from outside; the sentence says which.
    """
    if person.may_hold_a_role:
        return
    who = f"<@{person.user_id}>"
    if person.deleted:
        why = f"{who} is deactivated"
    elif person.is_bot:
        why = f"{who} is an app"
    else:
        why = f"{who} is a guest from outside"
    raise NoSuchPerson(f"{why}, and a role wants a person of this organisation. Name somebody else.")


async def _take(unit: Unit, change: Change, role: Role, holder: Person) -> Incident:
    """Record it, bring the new holder in, and give them state and checklist privately."""
    incident = await unit.record(change)
    taken = next(event for event in change.events if isinstance(event, RoleAssigned))
    if not await unit.repositories.members.is_member(incident.number, holder.user_id):
        await unit.put(effects.invite(incident, (holder.user_id,), unit.at))
    if taken.previous is not None or taken.by != holder.user_id:
        await unit.put(effects.tell(incident, holder.user_id, await _state(unit, incident, taken), unit.at))
    items = await checklist(unit, incident, role)
    message = words.checklist_message(incident, role, items, unit.catalogue)
    await unit.put(effects.tell(incident, holder.user_id, message, unit.at))
    return incident


async def _state(unit: Unit, incident: Incident, taken: RoleAssigned) -> Outgoing:
    """How the incident stands, for whoever is handed a role."""
    events = await timeline.what_people_did(unit, incident, KEY_EVENTS)
    deadlines = await unit.repositories.duties.deadlines(incident.number)
    texts = [shown.text for shown in events]
    actors = "".join(f"<@{shown.entry.actor}>" for shown in events)
    names = await unit.names(*texts, actors, taken.line())
    tasks = await open_tasks(unit, incident)
    return handover.state_message(
        incident, taken, events, tasks, deadlines, catalogue=unit.catalogue, names=names
    )


async def open_tasks(unit: Unit, incident: Incident) -> list[Task]:
    """Return the tasks of the response that are not done."""
    tasks = await unit.repositories.tasks.of(incident.number, kind=TaskKind.TASK)
    return [task for task in tasks if task.status is TaskStatus.OPEN]


async def open_points(unit: Unit, incident: Incident, role: Role) -> str:
    """Return what is open, as the first draft of a hand-over's note."""
    items = await unit.repositories.checklists.of(incident.number, role)
    return handover.open_points(incident, items, await open_tasks(unit, incident), unit.catalogue)
