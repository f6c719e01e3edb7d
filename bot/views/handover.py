"""What the next holder of a role is told privately: how the incident stands, and what is open."""

from collections.abc import Mapping, Sequence

from bot.catalogue import Catalogue
from bot.domain.checklist import ChecklistItem
from bot.domain.duties.deadline import Deadline
from bot.domain.event import RoleAssigned
from bot.domain.incident import Incident, Status
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import clip, inert
from bot.domain.question import Question
from bot.domain.role import Role
from bot.domain.task import Task
from bot.domain.timeline import Shown
from bot.views.blocks import Block, date, outgoing, paragraphs, section
from bot.views.card import clocks_line, severity_line, state_line, title_line
from bot.views.people import mention
from bot.views.timeline import line

Names = Mapping[str, str]

TASKS_SHOWN = 10
EVENT_SHOWN = 300
TITLE_SHOWN = 150


def state_message(
    incident: Incident,
    taken: RoleAssigned,
    events: Sequence[Shown],
    tasks: Sequence[Task],
    deadlines: Sequence[Deadline] = (),
    *,
    catalogue: Catalogue,
    names: Names,
) -> Outgoing:
    """Return the state for whoever takes a role that was handed over or given to them."""
    label = taken.role.label.lower()
    lead = f"You are {label} of {incident.reference} now{_from(taken, names)}."
    blocks: list[Block] = [section(f"*{lead}*\n{_where(incident)}"), section(_state(incident))]
    if taken.note:
        blocks += paragraphs(f"*Open points, in their words:*\n{inert(taken.note)}")
    blocks += paragraphs("\n".join(_open(incident, tasks, deadlines, catalogue)))
    if events:
        told = "\n".join(f"• {line(each, names, limit=EVENT_SHOWN)}" for each in events)
        blocks += paragraphs(f"*Last key events:*\n{told}")
    return outgoing(f"{lead} {inert(title_line(incident))}", blocks)


def _from(taken: RoleAssigned, names: Names) -> str:
    by = inert(names.get(taken.by, taken.by))
    if taken.previous is None:
        return f"; {by} gave you the role"
    previous = inert(names.get(taken.previous, taken.previous))
    if taken.by == taken.previous:
        return f", handed over by {previous}"
    return f", after {previous}" if taken.by == taken.user_id else f", after {previous}; {by} saw to it"


def _where(incident: Incident) -> str:
    channel = incident.places.channel_id
    return f"{inert(title_line(incident))}{f' · <#{channel}>' if channel else ''}"


def _state(incident: Incident) -> str:
    lines = [severity_line(incident), state_line(incident), f"*Declared:* {date(incident.declared_at)}"]
    if incident.summary:
        lines.append(f"*Known:* {inert(clip(incident.summary, 1000))}")
    held = [(role, incident.holder(role)) for role in Role]
    lines.append(f"*Roles:* {' · '.join(f'{role.label}: {mention(who)}' for role, who in held if who)}")
    return "\n".join(lines)


def _open(
    incident: Incident, tasks: Sequence[Task], deadlines: Sequence[Deadline], catalogue: Catalogue
) -> list[str]:
    lines = [f"*Unanswered:* {inert(line)}" for line in _questions(incident, catalogue)]
    if incident.empty_roles:
        lines.append(f"*Nobody yet:* {', '.join(role.label for role in incident.empty_roles)}")
    lines += [f"*Task {task.number}:* {_task(task)}" for task in tasks[:TASKS_SHOWN]]
    if len(tasks) > TASKS_SHOWN:
        lines.append(f"… and {len(tasks) - TASKS_SHOWN} more: `/incident tasks`")
    if incident.next_update_at is not None and incident.status is Status.OPEN:
        lines.append(f"*Next stakeholder update:* due {date(incident.next_update_at)}")
    lines += clocks_line(deadlines)
    return lines or ["Nothing is unanswered and no task is open."]


def _task(task: Task) -> str:
    owner = f", {mention(task.owner)}" if task.owner else ", nobody's"
    due = f", due {date(task.due_at)}" if task.due_at else ""
    return f"{inert(clip(task.title, TITLE_SHOWN))}{owner}{due}"


def _questions(incident: Incident, catalogue: Catalogue) -> list[str]:
    """Return the questions nobody answered, or answered with unknown."""
    if not incident.triage:
        return ["all four triage questions"]
    lines = []
    for question in Question:
        given, guide = incident.answer(question), catalogue.question(question)
        if given is None:
            lines.append(guide.text)
        elif given.is_unknown:
            lines.append(f"{guide.text} ({guide.label_of(given.answer).lower()})")
    return lines


def open_points(
    incident: Incident, items: Sequence[ChecklistItem], tasks: Sequence[Task], catalogue: Catalogue
) -> str:
    """Return what is open in plain lines, as the first draft of a hand-over's note."""
    lines = [f"- Unanswered: {line}" for line in _questions(incident, catalogue)]
    lines += [f"- Nobody is {role.label.lower()}" for role in incident.empty_roles]
    lines += [f"- Task {task.number}: {clip(task.title, TITLE_SHOWN)}" for task in tasks]
    lines += [f"- Not ticked yet: {item.text}" for item in items if item.done_at is None]
    return "\n".join(lines)
