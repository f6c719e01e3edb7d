"""The form that changes a task, and the menu that gives it an owner."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.actor import Actor
from bot.domain.changes.daily import TaskWish
from bot.domain.due import parse_due
from bot.domain.errors import BadInstant, IncidentError, NoSuchPerson
from bot.domain.person import Person
from bot.domain.task import Task
from bot.domain.value import Instant
from bot.domain.words import Mention
from bot.services import effects, tasks
from bot.services.meeting import Meeting
from bot.services.unit import Unit
from bot.views import ids
from bot.views import tasks as words
from bot.views.form import Filled
from bot.views.ids import Ref
from handlers.answers import Answer
from handlers.forms import Forms
from handlers.tasks import number_of
from handlers.work import Work

UNKNOWN = "Slack does not tell me who that is right now. Try again in a moment."


def register(app: AsyncApp) -> None:
    """Register the form and the menu."""
    app.action(re.compile(f"^{ids.OPEN_TASK}(:|$)"))(open_form)
    app.action(ids.PICK_OWNER)(pick_owner)
    app.view(ids.TASK_FORM)(changed)


async def open_form(  # noqa: PLR0917 - Bolt injects by name
    about: Ref,
    actor: Actor,
    action: dict[str, Any],
    body: dict[str, Any],
    work: Work,
    ack: AsyncAck,
    forms: Forms,
) -> None:
    """Open the form to change a task."""
    unit, incident = await work.about(about)
    found = await tasks.find(unit, incident, number_of(about))
    container = body["container"]
    is_own = container.get("type") == "message" and words.is_task(action["block_id"])
    place = f"{container['channel_id']}:{container['message_ts']}" if is_own else ""
    forms.open(body, words.task_form(found, actor.tz, place))
    await ack()


async def changed(  # noqa: PLR0917 - Bolt injects by name
    about: Ref, actor: Actor, view: dict[str, Any], work: Work, ack: AsyncAck, meeting: Meeting
) -> None:
    """Record what was filled in, and draw the task's message anew."""
    filled = Filled(view)
    owner = await _chosen(filled.person("owner"), meeting)
    unit, incident = await work.about(about)
    before = await tasks.find(unit, incident, number_of(about))
    wish = TaskWish(title=filled.text("title"), due_at=_due(filled.text("due"), actor, unit, before))
    try:
        after = await tasks.change(unit, incident, before.number, wish, owner=owner)
    except NoSuchPerson as error:
        raise _under(error, "owner") from error
    channel, _, ts = about.x.partition(":")
    if channel and ts:
        await unit.put(effects.refresh_message(incident, channel, ts, words.task_message(after), unit.at))
    await ack()


def _due(text: str, actor: Actor, unit: Unit, before: Task) -> Instant | None:
    """The due date as it was filled in; one that was left alone stays, also when it has passed."""
    if not text:
        return None
    if before.due_at is not None and text == words.due_words(before.due_at, actor.tz):
        return before.due_at
    try:
        return parse_due(text, actor.tz, unit.at)
    except BadInstant as error:
        raise _under(error, "due") from error


async def pick_owner(action: dict[str, Any], work: Work, answer: Answer, meeting: Meeting) -> None:
    """Give a task to the person picked from the menu, when the command's name was not clear."""
    about = Ref.unpack(action["block_id"])
    owner = await _chosen(action["selected_user"], meeting)
    unit, incident = await work.about(about)
    found = await tasks.find(unit, incident, number_of(about))
    wish = TaskWish(title=found.title, due_at=found.due_at)
    after = await tasks.change(unit, incident, found.number, wish, owner=owner)
    await answer.instead(f"{incident.reference}: task {after.number} is with <@{after.owner}>.")


async def _chosen(user_id: str | None, meeting: Meeting) -> Person | None:
    if user_id is None:
        return None
    meant = await meeting.of(Mention(user_id=user_id), None)
    if meant.person is None:
        raise _under(NoSuchPerson(UNKNOWN), "owner")
    return meant.person


def _under(error: IncidentError, field: str) -> IncidentError:
    error.field = field
    return error
