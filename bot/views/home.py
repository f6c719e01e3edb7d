"""The App Home tab."""

from collections.abc import Sequence
from typing import Any

from bot.domain.incident import Incident
from bot.domain.mrkdwn import inert
from bot.domain.role import Role
from bot.domain.task import Task
from bot.views import ids
from bot.views.blocks import Block, actions, button, context, date, divider, header, section
from bot.views.card import state_words, title_line

SHOWN = 20
"""Incidents and tasks shown; a view holds 100 blocks, and nobody reads more."""


def home(
    incidents: Sequence[Incident], mine: set[int], tasks: Sequence[Task], user_id: str
) -> dict[str, Any]:
    """Return the Home tab: Declare, open incidents (mine first), my tasks."""
    ordered = sorted(incidents, key=lambda i: (i.number not in mine, -i.severity.rank, -i.number))
    blocks: list[Block] = [
        actions(button("Declare an incident", ids.OPEN_DECLARE, ids.ref(None), style="danger")),
        header("Open incidents"),
    ]
    if not ordered:
        blocks.append(section("None. If something looks odd, declare it: it can be cancelled again."))
    for incident in ordered[:SHOWN]:
        blocks.append(section(_line(incident, user_id)))
    if len(ordered) > SHOWN:
        blocks.append(context(f"{len(ordered) - SHOWN} more: `/incident list all`"))
    blocks += [divider(), header("My tasks")]
    if not tasks:
        blocks.append(section("None."))
    for task in tasks[:SHOWN]:
        due = f" · due {date(task.due_at)}" if task.due_at else ""
        done = button("Done", ids.TASK_DONE, ids.ref(task.incident, str(task.number)))
        blocks.append(
            section(f"INC-{task.incident} task {task.number}: {inert(task.title)}{due}", accessory=done)
        )
    return {"type": "home", "blocks": blocks}


def _line(incident: Incident, user_id: str) -> str:
    held = [role.label.lower() for role in Role if incident.holder(role) == user_id]
    where = f" · <#{incident.places.channel_id}>" if incident.places.channel_id else ""
    role = f" · you: {', '.join(held)}" if held else ""
    state = f"{incident.severity.mark} · {state_words(incident)}"
    return f"*{inert(title_line(incident))}*\n{state}{role} · since {date(incident.declared_at)}{where}"
