"""`/incident update`, the card's button, and the form of stakeholder updates."""

from datetime import timedelta
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.actor import Actor
from bot.domain.changes.common import require_not_over
from bot.domain.due import parse_due
from bot.domain.errors import BadInstant
from bot.domain.incident import Incident
from bot.domain.mrkdwn import plain
from bot.domain.permission import Act
from bot.domain.value import Instant
from bot.services import updates
from bot.services.unit import Unit
from bot.services.updates import Wording
from bot.views import ids
from bot.views import updates as words
from bot.views.form import Filled
from bot.views.ids import Ref
from handlers.answers import Answer
from handlers.arguments import Arguments
from handlers.forms import Forms
from handlers.subcommand import on_subcommand
from handlers.work import Work


def register(app: AsyncApp) -> None:
    """Register everything about updates."""
    on_subcommand(app, "update", update)
    app.action(ids.OPEN_UPDATE)(open_form)
    app.view(ids.UPDATE_FORM)(filled_in)


async def update(  # noqa: PLR0917 - Bolt injects by name
    arguments: Arguments, body: dict[str, Any], work: Work, answer: Answer, ack: AsyncAck, forms: Forms
) -> None:
    """`/incident update [TEXT]`; without text the form opens."""
    unit, incident, rest = await work.on_incident(arguments)
    text = plain(rest).strip()
    if not text:
        forms.open(body, await _form(unit, incident))
        await ack()
        return
    posted = await updates.post(unit, incident, Wording(conditions=text))
    await answer(words.posted_answer(incident, posted))


async def open_form(about: Ref, body: dict[str, Any], work: Work, ack: AsyncAck, forms: Forms) -> None:
    """Open the form by a button."""
    unit, incident = await work.about(about)
    forms.open(body, await _form(unit, incident))
    await ack()


async def _form(unit: Unit, incident: Incident) -> dict[str, Any]:
    await unit.allow(Act.RESPOND, incident)
    require_not_over(incident)
    every = unit.policy.update_every(incident.severity)
    last = await unit.repositories.updates.latest(incident.number)
    return words.update_form(incident, last, await updates.what_happened(unit, incident), every)


async def filled_in(about: Ref, actor: Actor, view: dict[str, Any], work: Work, ack: AsyncAck) -> None:
    """Post what was written; the channel's message is the answer."""
    unit, incident = await work.about(about)
    filled = Filled(view)
    wording = Wording(
        conditions=filled.text("conditions"),
        actions=filled.text("actions"),
        needs=filled.text("needs"),
        next_at=_next_at(filled, actor, unit),
    )
    await updates.post(unit, incident, wording)
    await ack()


def _next_at(filled: Filled, actor: Actor, unit: Unit) -> Instant | None:
    """When the next one comes: as it was written, else as it was chosen."""
    written, chosen = filled.text("next_at"), filled.chosen("next")
    if written:
        try:
            return parse_due(written, actor.tz, unit.at)
        except BadInstant as error:
            error.field = "next_at"
            raise
    return unit.at + timedelta(minutes=int(chosen)) if chosen else None
