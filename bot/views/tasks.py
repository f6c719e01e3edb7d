"""Tasks as people see them: one in the channel with its buttons, the list, and the form to change one."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from bot.domain.changes.daily import OPENED_AGAIN
from bot.domain.event import TaskAdded, TaskChanged, TaskDone
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import clip, inert
from bot.domain.person import Person
from bot.domain.task import Task, TaskStatus
from bot.domain.words import count_in_words, join_words
from bot.views import form, ids
from bot.views.blocks import Block, actions, button, context, date, outgoing, plain_text, section
from bot.views.card import title_line
from bot.views.ids import Ref
from bot.views.people import calm, mention, mentioned
from bot.views.scene import Scene

OPEN_SHOWN = 20
DONE_SHOWN = 5
NAMED = 150
TITLE_SHOWN = 300
_BLOCK = "task:"

Names = Mapping[str, str]


def task_blocks(task: Task, owner: str | None = None) -> list[Block]:
    """Return one task with its buttons; `owner` is how its owner is named, if not by a mention."""
    value = ids.ref(task.incident, str(task.number))
    lines = [f"*Task {task.number}:* {inert(task.title)}"]
    if task.status is TaskStatus.DONE:
        lines.append(f"✅ Done by {mention(task.done_by)}{f' {date(task.done_at)}' if task.done_at else ''}")
        row = [button("Reopen", f"{ids.TASK_REOPEN}:{task.number}", value)]
    else:
        who = owner or (mention(task.owner) if task.owner else "nobody's yet")
        lines.append(who + (f" · due {date(task.due_at)}" if task.due_at else ""))
        row = [
            button("Done", f"{ids.TASK_DONE}:{task.number}", value, style="primary"),
            button("Change", f"{ids.OPEN_TASK}:{task.number}", value),
        ]
    if task.status is TaskStatus.DROPPED:
        return [section(lines[0]), context("Dropped, or moved to another incident.")]
    return [section("\n".join(lines)), actions(*row, block_id=f"{_BLOCK}{task.number}")]


def is_task(block_id: str) -> bool:
    """Whether a button stands in the message of one task, which can be drawn anew."""
    return block_id.startswith(_BLOCK)


def task_message(task: Task) -> Outgoing:
    """Return the message of one task as it is now."""
    state = "done" if task.status is TaskStatus.DONE else "open"
    text = f"INC-{task.incident} task {task.number} ({state}): {clip(inert(task.title), NAMED)}"
    return outgoing(text, task_blocks(task))


def redrawn(shown: Mapping[str, Any], action: Mapping[str, Any], task: Task) -> Outgoing:
    """Return the message in which a task's button was used, as it is now.

    The message of one task is drawn anew; in any other, what became of it takes the place of the buttons.
    """
    if is_task(action["block_id"]):
        return task_message(task)
    is_done = task.status is TaskStatus.DONE
    said = f"✅ Task {task.number} is done." if is_done else f"Task {task.number} is open again."
    blocks: list[Block] = []
    for block in shown.get("blocks") or []:
        if block.get("block_id") != action["block_id"]:
            blocks.append(block)
            continue
        if block["type"] == "section":
            blocks.append({name: part for name, part in block.items() if name != "accessory"})
        blocks.append(context(said))
    return outgoing(str(shown.get("text") or ""), blocks)


def due_words(due_at: datetime, zone: tzinfo) -> str:
    """Return a due date as the form shows it and takes it back."""
    return f"{due_at.astimezone(zone):%Y-%m-%d %H:%M}"


def added(event: TaskAdded, scene: Scene) -> Outgoing:
    """Return what the channel is told of a new task: its owner is called, unless they added it themselves."""
    task = _task_of(event, scene.incident)
    mine = scene.names.get(event.by) if event.owner == event.by else None
    by = calm(f"<@{event.by}>", scene.names)
    text = f"{by} added task {event.number}: {clip(inert(event.title), NAMED)}"
    return outgoing(text, [*task_blocks(task, inert(mine) if mine else None), context(f"Added by {by}.")])


def finished(event: TaskDone, scene: Scene) -> Outgoing:
    """Return what the channel is told of a finished task."""
    text = f"✅ {calm(event.line(), scene.names)}"
    value = ids.ref(scene.incident.number, str(event.number))
    reopen = button("Reopen", f"{ids.TASK_REOPEN}:{event.number}", value)
    return outgoing(text, [section(text, accessory=reopen)])


def changed(event: TaskChanged, scene: Scene) -> Outgoing:
    """Return what the channel is told of a changed task: a new owner is called."""
    is_new = event.owner in mentioned(event.what) and event.owner != event.by
    task = _task_of(event, scene.incident)
    owner = None if is_new or event.owner is None else calm(f"<@{event.owner}>", scene.names)
    by = calm(f"<@{event.by}>", scene.names)
    did = "Opened again" if event.what == OPENED_AGAIN else "Changed"
    text = f"{did} by {by}: task {event.number}, {clip(inert(event.title), NAMED)}"
    return outgoing(text, [*task_blocks(task, owner), context(f"{did} by {by}.")])


def _task_of(event: TaskAdded | TaskChanged, incident: Incident) -> Task:
    return Task(
        incident=incident.number,
        number=event.number,
        title=event.title,
        owner=event.owner,
        due_at=event.due_at,
        created_by=event.by,
        created_at=incident.declared_at,
    )


def task_list(incident: Incident, tasks: Sequence[Task], names: Names) -> Outgoing:
    """Return an incident's tasks for one person: open ones first, then those done last."""
    todo = [task for task in tasks if task.status is TaskStatus.OPEN]
    done = [task for task in tasks if task.status is TaskStatus.DONE]
    blocks: list[Block] = [section(f"*{inert(title_line(incident))}*: tasks")]
    if not tasks:
        blocks.append(section("None yet. `/incident task copy the index @alice due tomorrow` adds one."))
    blocks += [_line(task, names) for task in todo[:OPEN_SHOWN]]
    if len(todo) > OPEN_SHOWN:
        more = ", ".join(str(task.number) for task in todo[OPEN_SHOWN : OPEN_SHOWN + 50])
        blocks.append(context(f"{len(todo) - OPEN_SHOWN} more are open: {more}."))
    latest = sorted(done, key=lambda task: task.done_at or task.created_at, reverse=True)
    blocks += [_line(task, names) for task in latest[:DONE_SHOWN]]
    if len(done) > DONE_SHOWN:
        blocks.append(context(f"{len(done) - DONE_SHOWN} more are done."))
    text = f"{incident.reference}: {count_in_words(len(todo), 'open task')}, {len(done)} done"
    return outgoing(text, blocks)


def _line(task: Task, names: Names) -> Block:
    value, title = ids.ref(task.incident, str(task.number)), inert(clip(task.title, TITLE_SHOWN))
    if task.status is TaskStatus.DONE:
        who = inert(names.get(task.done_by or "", task.done_by or "somebody"))
        again = button("Reopen", f"{ids.TASK_REOPEN}:{task.number}", value)
        return section(f"✅ {task.number} · {title}\nDone by {who}", accessory=again)
    owner = inert(names.get(task.owner, task.owner)) if task.owner else "nobody's yet"
    due = f" · due {date(task.due_at)}" if task.due_at else ""
    done = button("Done", f"{ids.TASK_DONE}:{task.number}", value)
    return section(f"*{task.number}* · {title}\n{owner}{due}", accessory=done)


def unclear_owner(task: Task, asked_for: str, possible: Sequence[Person]) -> Outgoing:
    """Return the answer to a task whose owner was not found: it is kept, and its owner can be chosen."""
    name = asked_for if asked_for.startswith("<@") else inert(asked_for)
    text = f"Task {task.number} is added without an owner: I cannot find {name}."
    if possible:
        several = join_words([inert(f"{person.name} (@{person.handle})") for person in possible[:10]])
        text = f"Task {task.number} is added without an owner: {name} could be {several}."
    menu: Block = {
        "type": "users_select",
        "action_id": ids.PICK_OWNER,
        "placeholder": plain_text("Choose a person", form.PLACEHOLDER_MAX),
    }
    block_id = ids.ref(task.incident, str(task.number))
    return outgoing(text, [section(f"{text} Whose is it?"), actions(menu, block_id=block_id)])


def task_form(task: Task, zone: tzinfo, place: str) -> dict[str, Any]:
    """Return the form to change a task; `place` is the message to be drawn anew afterwards."""
    due = due_words(task.due_at, zone) if task.due_at else ""
    blocks = [
        form.text_input("title", "What is to be done?", initial=task.title, limit=500),
        form.person("owner", "Who does it?", initial=task.owner, optional=True),
        form.text_input(
            "due",
            "By when?",
            placeholder="tomorrow 12:00",
            hint="Like friday, tomorrow 12:00, in 3 days or 2026-12-01, in your time. Empty: no date.",
            initial=due,
            optional=True,
            limit=60,
        ),
    ]
    metadata = Ref(n=task.incident, s=str(task.number), x=place).pack()
    return form.modal(ids.TASK_FORM, f"Task {task.number}", "Save", blocks, metadata=metadata)
