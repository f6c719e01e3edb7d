"""The checklists of roles: laid out when a role is first taken, ticked by whoever holds it."""

from collections.abc import Collection

from bot.domain.changes import response
from bot.domain.checklist import ChecklistItem
from bot.domain.incident import Incident
from bot.domain.role import Role
from bot.services import effects
from bot.services.unit import Unit
from bot.views.roles import checklist_message


async def checklist(unit: Unit, incident: Incident, role: Role) -> list[ChecklistItem]:
    """Return a role's checklist in this incident, laid out on first need."""
    texts = unit.catalogue.role(role).checklist
    items = [
        ChecklistItem(incident=incident.number, role=role, key=str(number), text=text)
        for number, text in enumerate(texts, start=1)
    ]
    await unit.repositories.checklists.add(items)
    return await unit.repositories.checklists.of(incident.number, role)


async def tick(
    unit: Unit,
    incident: Incident,
    role: Role,
    *,
    chosen: Collection[str],
    shown_done: Collection[str],
    place: tuple[str, str],
) -> None:
    """Bring a checklist to what its holder ticked, and show it so in its message at `place`.

    An item that somebody else ticked and that this message did not show as done stays done: the boxes come
    all at once, also those that were drawn before.
    """
    items = await checklist(unit, incident, role)
    mine = unit.actor.user_id
    now = [item for item in items if item.done_at is None and item.key in chosen]
    off = [
        item
        for item in items
        if item.done_at is not None
        and item.key not in chosen
        and (item.key in shown_done or item.done_by == mine)
    ]
    if now or off:
        change = response.tick(
            incident,
            role,
            ticked=tuple(item.text for item in now),
            unticked=tuple(item.text for item in off),
            by=unit.actor,
        )
        await unit.record(change)
    for item in now:
        await unit.repositories.checklists.tick(incident.number, role, item.key, by=mine, at=unit.at)
    for item in off:
        await unit.repositories.checklists.untick(incident.number, role, item.key)
    items = await unit.repositories.checklists.of(incident.number, role)
    message = checklist_message(incident, role, items, unit.catalogue)
    await unit.put(effects.refresh_message(incident, *place, message, unit.at))
