"""`/incident facts`: the form of the facts that decide which duties apply, and what follows from them."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.duties.dossier import Dossier
from bot.domain.duties.fact import answers_of
from bot.domain.errors import NothingChanged, WrongUse
from bot.domain.incident import Incident
from bot.domain.permission import Act
from bot.domain.regulation.asking import first_questions, follow_ups
from bot.domain.regulation.fact import Fact
from bot.domain.words import count_in_words
from bot.services import duties
from bot.services.unit import Unit
from bot.views import facts_form as words
from bot.views import ids
from bot.views.form import Filled
from bot.views.ids import Ref
from handlers.answers import Answer
from handlers.arguments import Arguments
from handlers.fact_words import read_facts
from handlers.forms import Forms
from handlers.subcommand import on_subcommand
from handlers.work import Work


def register(app: AsyncApp) -> None:
    """Register everything about facts."""
    on_subcommand(app, "facts", facts)
    app.action(ids.OPEN_FACTS)(open_form)
    app.view(ids.FACTS_FORM)(first_answered)
    app.view(ids.MORE_FACTS_FORM)(more_answered)


async def facts(  # noqa: PLR0917 - Bolt injects by name
    arguments: Arguments, work: Work, body: dict[str, Any], ack: AsyncAck, forms: Forms, answer: Answer
) -> None:
    """`/incident facts [FACT=ANSWER …]`: the form opens at once, or what was typed is recorded."""
    unit, incident, rest = await work.on_incident(arguments)
    if not rest:
        await _open(unit, incident, body, forms)
        await ack()
        return
    asked = [fact.id for fact in unit.catalogue.regulations.facts if not fact.standing]
    answers = read_facts(rest, asked)
    await duties.answer_facts(unit, incident, answers)
    owed = (await unit.repositories.duties.dossier(incident.number)).owed
    await answer(
        f"{incident.reference}: {count_in_words(len(answers), 'fact')} recorded;"
        f" {count_in_words(len(owed), 'deadline')} open. `/incident deadlines` shows them."
    )


async def open_form(about: Ref, work: Work, body: dict[str, Any], ack: AsyncAck, forms: Forms) -> None:
    """A button: the same form."""
    unit, incident = await work.about(about)
    await _open(unit, incident, body, forms)
    await ack()


async def _open(unit: Unit, incident: Incident, body: dict[str, Any], forms: Forms) -> None:
    await unit.allow(Act.DECIDE, incident)
    dossier = await unit.repositories.duties.dossier(incident.number)
    asked = first_questions(unit.catalogue.regulations)
    forms.open(body, words.first_form(incident, asked, dossier))


async def first_answered(about: Ref, work: Work, view: dict[str, Any], ack: AsyncAck) -> None:
    """Record the first answers; the form then shows what they lead to."""
    unit, incident = await work.about(about)
    await _answer(unit, incident, view, first_questions(unit.catalogue.regulations))
    dossier = await unit.repositories.duties.dossier(incident.number)
    following = await _led_to(unit, incident, dossier)
    if not following:
        await ack()
        return
    await ack(response_action="push", view=words.more_form(incident, following, dossier))


async def more_answered(about: Ref, work: Work, view: dict[str, Any], ack: AsyncAck) -> None:
    """Record what the first answers led to."""
    unit, incident = await work.about(about)
    await _answer(unit, incident, view, unit.catalogue.regulations.facts)
    await ack(response_action="clear")


async def _answer(unit: Unit, incident: Incident, view: dict[str, Any], asked: tuple[Fact, ...]) -> None:
    answers = words.answers_in(view, asked)
    if not answers and not (await unit.repositories.duties.dossier(incident.number)).facts:
        raise WrongUse("Answer at least one; “not known yet” is an answer.")
    try:
        if answers:
            note = Filled(view).text(words.NOTE) or None
            await duties.answer_facts(unit, incident, answers, note=note)
    except NothingChanged:
        return


async def _led_to(unit: Unit, incident: Incident, dossier: Dossier) -> tuple[Fact, ...]:
    """What any of the legal entities has to be asked besides."""
    regulations = unit.catalogue.regulations
    found: dict[str, Fact] = {}
    for profile in (await unit.organised()).profiles or (None,):
        answers = answers_of(dossier.facts, regulations, profile, incident.affected_systems)
        found |= {fact.id: fact for fact in follow_ups(regulations, answers)}
    return tuple(fact for fact in regulations.facts if fact.id in found)
