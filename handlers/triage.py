"""The triage questions: asked, answered with a tap, changed; the severity they suggest; the category."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import WrongUse
from bot.domain.incident import Incident
from bot.domain.question import Question
from bot.domain.severity import Severity
from bot.domain.systems import read_systems
from bot.services import assessing
from bot.slack.directory import Directory
from bot.views import assessment as words
from bot.views import ids
from bot.views.form import Filled
from bot.views.ids import Ref
from handlers.answers import Answer
from handlers.arguments import Arguments
from handlers.declared_form import under
from handlers.forms import Forms
from handlers.subcommand import on_subcommand
from handlers.work import Work

OLD = "That button is too old for me. `/incident triage` asks the questions again."


def register(app: AsyncApp) -> None:
    """Register everything about triage."""
    on_subcommand(app, "triage", triage)
    app.action(ids.ASK_TRIAGE)(ask)
    app.action(re.compile(f"^{ids.ANSWER_TRIAGE}:"))(tap)
    app.action(re.compile(f"^{ids.CHANGE_ANSWER}:"))(change)
    app.view(ids.TRIAGE_FORM)(changed)
    app.action(ids.SET_SEVERITY)(accept)
    app.action(ids.KEEP_SEVERITY)(keep)
    app.view(ids.KEEP_FORM)(kept)
    app.action(ids.OPEN_CATEGORY)(open_category)
    app.action(ids.CATEGORY_CHOSEN)(category_chosen)
    app.view(ids.CATEGORY_FORM)(category_set)


async def triage(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident triage`."""
    unit, incident, _ = await work.on_incident(arguments)
    incident = await assessing.ask_triage(unit, incident)
    await answer(f"{incident.reference}: the four questions are at the end of {_place(incident)}.")


async def ask(about: Ref, work: Work, answer: Answer, directory: Directory) -> None:
    """The card's button: leads to the questions, or asks them again when they are far up."""
    unit, incident = await work.about(about)
    channel, ts = incident.places.channel_id, incident.places.triage_ts
    if channel and ts and await assessing.questions_are_near(unit, incident):
        identity = await directory.identity()
        await answer(f"The questions are <{identity.permalink(channel, ts)}|here>, one tap each.")
        return
    await assessing.ask_triage(unit, incident)
    await answer("The questions are at the end of the channel now, one tap each.")


async def tap(about: Ref, work: Work, ack: AsyncAck, answer: Answer, body: dict[str, Any]) -> None:
    """One tap answers a question: the questions show it, and whoever tapped elsewhere is told."""
    unit, incident = await work.about(about)
    question = _question(about)
    if about.x not in question.answers:
        raise WrongUse(OLD)
    await assessing.tap(unit, incident, question, about.x)
    if body["container"].get("message_ts") == incident.places.triage_ts:
        await ack()
    else:
        await answer(words.recorded(unit.catalogue.question(question), about.x))


async def change(about: Ref, work: Work, ack: AsyncAck, forms: Forms, body: dict[str, Any]) -> None:
    """Open the form to change an answer or add a note."""
    unit, incident = await work.about(about)
    forms.open(body, words.answer_form(incident, _question(about), unit.catalogue))
    await ack()


async def changed(about: Ref, work: Work, ack: AsyncAck, view: dict[str, Any]) -> None:
    """Record what was filled in."""
    unit, incident = await work.about(about)
    filled, question = Filled(view), _question(about)
    word = question.parse_answer(filled.chosen("answer") or "")
    await assessing.answer(unit, incident, question, word, filled.text("note"))
    await ack()


async def accept(about: Ref, work: Work, ack: AsyncAck) -> None:
    """Take the suggested severity, or confirm the present one."""
    unit, incident = await work.about(about)
    await assessing.accept_suggestion(unit, incident, Severity.parse(about.s))
    await ack()


async def keep(about: Ref, work: Work, ack: AsyncAck, forms: Forms, body: dict[str, Any]) -> None:
    """Ask why the present severity is kept."""
    _, incident = await work.about(about)
    suggested = Severity.parse(about.s)
    assessing.require_suggested(incident, suggested)
    forms.open(body, words.keep_form(incident, suggested))
    await ack()


async def kept(about: Ref, work: Work, ack: AsyncAck, view: dict[str, Any]) -> None:
    """Record that the present severity is kept, and why."""
    unit, incident = await work.about(about)
    reason = Filled(view).text("reason")
    await assessing.decline_suggestion(unit, incident, Severity.parse(about.s), reason)
    await ack()


async def open_category(about: Ref, work: Work, ack: AsyncAck, forms: Forms, body: dict[str, Any]) -> None:
    """Open the form for category, subtype and what the incident involves."""
    unit, incident = await work.about(about)
    forms.open(body, words.category_form(incident, unit.catalogue))
    await ack()


async def category_chosen(work: Work, ack: AsyncAck, forms: Forms, body: dict[str, Any]) -> None:
    """Show in the form what the chosen kind means."""
    unit, incident = await work.about(Ref.unpack(body["view"]["private_metadata"]))
    chosen = Filled(body["view"]).chosen("category")
    forms.update(body, words.category_form(incident, unit.catalogue, chosen))
    await ack()


async def category_set(about: Ref, work: Work, ack: AsyncAck, view: dict[str, Any]) -> None:
    """Record what kind it is, what it involves and which systems it affects, as one act."""
    unit, incident = await work.about(about)
    filled, taxonomy = Filled(view), unit.catalogue.taxonomy
    chosen = filled.chosen("category")
    kind = taxonomy.parse_category(chosen) if chosen else None
    facets = tuple(f.id for f in taxonomy.facets if f.id in filled.ticked("facets"))
    with under(words.SYSTEMS):
        systems = read_systems(filled.text(words.SYSTEMS))
    await assessing.describe(unit, incident, kind, facets=facets, systems=systems)
    await ack()


def _question(about: Ref) -> Question:
    found = next((question for question in Question if question.value == about.s), None)
    if found is None:
        raise WrongUse(OLD)
    return found


def _place(incident: Incident) -> str:
    channel = incident.places.channel_id
    return f"<#{channel}>" if channel else "its channel, as soon as it is open"
