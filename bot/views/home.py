"""The App Home tab: what I have to do, which roles I hold, and what is open."""

from collections.abc import Sequence
from typing import Any

from bot.domain.duties.deadline import Deadline
from bot.domain.incident import Incident
from bot.domain.mrkdwn import clip, inert
from bot.domain.role import Role
from bot.domain.task import Task
from bot.views import ids
from bot.views.blocks import Block, actions, button, context, date, divider, header, section
from bot.views.card import since_when, state_words, title_line

SHOWN = 20
"""Incidents, roles and tasks shown; a view holds 100 blocks, and nobody reads more."""
CLOCKS_SHOWN = 10
TITLE_SHOWN = 300


def home(
    incidents: Sequence[Incident],
    mine: set[int],
    tasks: Sequence[Task],
    user_id: str,
    deadlines: Sequence[Deadline] = (),
) -> dict[str, Any]:
    """Return the Home tab.

    Args:
        incidents: those that are open, and of mine also those that are resolved and not closed.
        mine: the numbers of those I declared, hold a role in, or am in the channel of.
        tasks: my open tasks, the next due first.
        user_id: whose Home it is.
        deadlines: regulatory clocks that are mine to decide about.
    """
    declare = button("Declare an incident", ids.OPEN_DECLARE, ids.ref(None), style="primary")
    return {
        "type": "home",
        "blocks": [
            actions(declare),
            *_deadlines(deadlines),
            *_tasks(tasks),
            divider(),
            *_roles(incidents, user_id),
            divider(),
            *_incidents(incidents, mine, user_id),
        ],
    }


def _deadlines(deadlines: Sequence[Deadline]) -> list[Block]:
    """The clocks that whoever decides about duties has to look at, the soonest first."""
    if not deadlines:
        return []
    ordered = sorted(deadlines, key=lambda each: each.urgency)
    blocks: list[Block] = [header("My regulatory deadlines")]
    for each in ordered[:CLOCKS_SHOWN]:
        due = f"due {date(each.due_at)}" if each.due_at else "without undue delay"
        value = ids.ref(each.incident)
        show = button("Show", f"{ids.SHOW_DEADLINES}:{each.incident}:{each.number}", value)
        title = clip(inert(each.title), TITLE_SHOWN)
        blocks.append(
            section(f"*INC-{each.incident} deadline {each.number}:* {title}\n{due}", accessory=show)
        )
    if len(ordered) > CLOCKS_SHOWN:
        blocks.append(context(f"{len(ordered) - CLOCKS_SHOWN} more. `/incident deadlines` shows all."))
    calendar = button("Calendar file", ids.DEADLINE_CALENDAR, ids.ref(None))
    return [*blocks, actions(calendar), divider()]


def _tasks(tasks: Sequence[Task]) -> list[Block]:
    blocks: list[Block] = [header("My tasks")]
    if not tasks:
        blocks.append(section("None."))
    for task in tasks[:SHOWN]:
        due = f"\ndue {date(task.due_at)}" if task.due_at else ""
        title = clip(inert(task.title), TITLE_SHOWN)
        value = ids.ref(task.incident, str(task.number))
        done = button("Done", f"{ids.TASK_DONE}:{task.incident}:{task.number}", value)
        blocks.append(section(f"*INC-{task.incident} task {task.number}:* {title}{due}", accessory=done))
    return blocks + _more(len(tasks), "`/incident tasks` in the incident's channel shows all.")


def _roles(incidents: Sequence[Incident], user_id: str) -> list[Block]:
    held = [(i, role) for i in incidents for role in Role if i.holder(role) == user_id]
    blocks: list[Block] = [header("My roles")]
    if not held:
        blocks.append(section("None."))
    for incident, role in held[:SHOWN]:
        value = ids.ref(incident.number, role.value, user_id)
        hand_over = button("Hand over", f"{ids.HAND_OVER}:{incident.number}:{role.value}", value)
        blocks.append(section(f"*{role.label}* of {_where(incident)}", accessory=hand_over))
    return blocks + _more(len(held), "`/incident list mine` shows all.")


def _incidents(incidents: Sequence[Incident], mine: set[int], user_id: str) -> list[Block]:
    blocks: list[Block] = [header("Open incidents")]
    if not incidents:
        blocks.append(section("None. If something looks odd, declare it: it can be cancelled again."))
    ordered = sorted(incidents, key=lambda i: (i.number not in mine, -i.severity.rank, -i.number))
    blocks += [section(_line(incident, incident.number in mine, user_id)) for incident in ordered[:SHOWN]]
    return blocks + _more(len(ordered), "`/incident list` shows all.")


def _more(count: int, where: str) -> list[Block]:
    return [context(f"{count - SHOWN} more. {where}")] if count > SHOWN else []


def _line(incident: Incident, is_mine: bool, user_id: str) -> str:
    held = [role.label.lower() for role in Role if incident.holder(role) == user_id]
    marks = [incident.severity.mark, state_words(incident), since_when(incident)]
    if held:
        marks.append(f"you: {', '.join(held)}")
    elif is_mine:
        marks.append("you are in it")
    if incident.places.channel_id:
        marks.append(f"<#{incident.places.channel_id}>")
    return f"*{inert(title_line(incident))}*\n{' · '.join(marks)}"


def _where(incident: Incident) -> str:
    channel = f" · <#{incident.places.channel_id}>" if incident.places.channel_id else ""
    return f"{incident.reference} {clip(inert(incident.title), TITLE_SHOWN)}{channel}"
