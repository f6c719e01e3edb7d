"""`/incident task`, `/incident tasks`, and the buttons to finish tasks and open them again."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.changes.daily import TaskWish
from bot.domain.errors import WrongUse
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import inert
from bot.domain.reference import split_reference
from bot.domain.task import Task, TaskStatus
from bot.services import effects, tasks
from bot.services.meeting import Meant, Meeting
from bot.services.unit import Unit
from bot.views import ids
from bot.views import tasks as words
from bot.views.blocks import date
from bot.views.ids import Ref
from handlers.answers import Answer
from handlers.arguments import Arguments
from handlers.subcommand import on_subcommand
from handlers.task_words import Written, read_done, read_task
from handlers.work import Work


def register(app: AsyncApp) -> None:
    """Register everything about tasks."""
    on_subcommand(app, "task", task)
    on_subcommand(app, "tasks", show)
    app.action(re.compile(f"^{ids.TASK_DONE}(:|$)"))(done)
    app.action(re.compile(f"^{ids.TASK_REOPEN}(:|$)"))(reopen)


async def task(  # noqa: PLR0917 - Bolt injects by name
    arguments: Arguments, actor: Actor, work: Work, answer: Answer, meeting: Meeting, clock: Clock
) -> None:
    """`/incident task TEXT [@user] [due DATE]`, `/incident task done N`."""
    typed = split_reference(arguments.text, in_channel=False)[1]
    meant = None
    if read_done(typed) is None:
        meant = await _owner(read_task(typed, actor.tz, clock()), actor, work, meeting)
    unit, incident, rest = await work.on_incident(arguments)
    number = read_done(rest)
    if number is not None:
        finished = await tasks.finish(unit, incident, number)
        await answer(f"{incident.reference}: task {number} is done: {inert(finished.title)}.")
        return
    written = read_task(rest, actor.tz, unit.at)
    wish = TaskWish(title=written.title, due_at=written.due_at)
    added = await tasks.add(unit, incident, wish, owner=meant.person if meant else None)
    await answer(_added(incident, added, meant))


async def _owner(written: Written, actor: Actor, work: Work, meeting: Meeting) -> Meant | None:
    """Who shall do it, found out before the unit of work begins; None for nobody."""
    if written.mine:
        return Meant(asked_for="me", person=await meeting.oneself(actor))
    return await meeting.of(written.owner, work.here) if written.owner else None


def _added(incident: Incident, added: Task, meant: Meant | None) -> str | Outgoing:
    if meant is not None and meant.person is None:
        return words.unclear_owner(added, meant.asked_for, meant.possible)
    who = f" for <@{added.owner}>" if added.owner else ""
    due = f", due {date(added.due_at)}" if added.due_at else ""
    return f"{incident.reference}: task {added.number} is added{who}{due}."


async def show(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident tasks`."""
    unit, number, _ = await work.which(arguments)
    await answer(await _list(unit, await unit.glance(number)))


async def _list(unit: Unit, incident: Incident) -> Outgoing:
    found = await unit.repositories.tasks.of(incident.number)
    people = {user for each in found for user in (each.owner, each.done_by) if user}
    names = await unit.names("".join(f"<@{user_id}>" for user_id in people))
    return words.task_list(incident, found, names)


async def done(  # noqa: PLR0917 - Bolt injects by name
    about: Ref, action: dict[str, Any], body: dict[str, Any], work: Work, answer: Answer, ack: AsyncAck
) -> None:
    """Finish a task by its button; one that is done already is shown as it is."""
    unit, incident = await work.about(about)
    found = await tasks.find(unit, incident, number_of(about))
    if found.status is TaskStatus.OPEN:
        found = await tasks.finish(unit, incident, found.number)
    else:
        await answer.tell(f"Task {found.number} is {found.status.value} already.")
    await _redraw(unit, incident, found, action, body, answer)
    await ack()


async def reopen(  # noqa: PLR0917 - Bolt injects by name
    about: Ref, action: dict[str, Any], body: dict[str, Any], work: Work, answer: Answer, ack: AsyncAck
) -> None:
    """Open a finished task again by its button."""
    unit, incident = await work.about(about)
    found = await tasks.find(unit, incident, number_of(about))
    if found.status is TaskStatus.OPEN:
        await answer.tell(f"Task {found.number} is open already.")
    else:
        found = await tasks.reopen(unit, incident, found.number)
    await _redraw(unit, incident, found, action, body, answer)
    await ack()


async def _redraw(  # noqa: PLR0917 - what was tapped, and where
    unit: Unit, incident: Incident, found: Task, action: dict[str, Any], body: dict[str, Any], answer: Answer
) -> None:
    """Let what was tapped show how it stands: the list anew, a message in place."""
    container = body["container"]
    if container.get("is_ephemeral"):
        await answer.instead(await _list(unit, incident))
    elif container.get("type") == "message":
        place = container["channel_id"], container["message_ts"]
        await unit.put(
            effects.refresh_message(incident, *place, words.redrawn(body["message"], action, found), unit.at)
        )


def number_of(about: Ref) -> int:
    """Return the number of the task that a button or form is about.

    Raises:
        WrongUse: it is from an older version.
    """
    if not about.s.isdigit():
        raise WrongUse("That button is too old for me. `/incident tasks` shows the newest.")
    return int(about.s)
