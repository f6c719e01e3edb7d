"""The form of what stands for the organisation, and the button that opens it."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import NothingChanged, WrongUse
from bot.domain.permission import counsel_of
from bot.domain.regulation.answer import Answer
from bot.services import standing
from bot.services.unit import Unit
from bot.views import ids
from bot.views import standing_form as words
from bot.views.form import Filled
from bot.views.ids import Ref
from handlers.declared_form import under
from handlers.forms import Forms
from handlers.work import Work


def register(app: AsyncApp) -> None:
    """Register the button, the form and its choice of a legal entity."""
    app.action(ids.OPEN_STANDING)(open_form)
    app.action(words.ENTITY)(other_entity)
    app.view(ids.STANDING_FORM)(answered)


async def open_form(about: Ref, work: Work, body: dict[str, Any], ack: AsyncAck, forms: Forms) -> None:
    """The button: the form for the first legal entity."""
    unit = await work.begin()
    await standing.allow(unit)
    open_to = [each for each in standing.entities(unit) if standing.asked(unit, each)]
    if not open_to:
        raise WrongUse("The configuration answers all of it. Change it there, in the files of `profiles`.")
    forms.open(body, await _form(unit, about.n, open_to[0]))
    await ack()


async def other_entity(work: Work, body: dict[str, Any], ack: AsyncAck, forms: Forms) -> None:
    """Somebody chose another legal entity: the form shows what was answered for it."""
    unit, view = await work.begin(), body["view"]
    number = Ref.unpack(str(view.get("private_metadata") or "")).n
    forms.update(body, await _form(unit, number, Filled(view).chosen(words.ENTITY) or ""))
    await ack()


async def _form(unit: Unit, number: int | None, entity: str) -> dict[str, Any]:
    asked = standing.asked(unit, entity)
    return words.standing_form(
        number,
        asked,
        await standing.told(unit, entity),
        entity=entity,
        entities=standing.entities(unit),
        configured=len(unit.catalogue.regulations.standing_facts) - len(asked),
    )


async def answered(about: Ref, work: Work, view: dict[str, Any], ack: AsyncAck) -> None:
    """Record what was answered; the incident it was answered from follows at once, others are asked."""
    unit = await work.begin()
    answers = words.answers_in(view, standing.asked(unit, about.s), about.s)
    first = next((block["block_id"] for block in view["blocks"] if block["type"] == "input"), "")
    with under(first):
        if not answers:
            raise WrongUse("Answer at least one group; “not known yet” is an answer.")
        concerned = await _kept(unit, about.s, answers)
    others = [number for number in concerned if not await _followed(unit, number, about.n)]

    async def ask_the_others() -> None:
        for number in others:
            async with work.again() as later:
                incident = await later.repositories.incidents.lock(number)
                if incident is not None:
                    await later.follow(incident)

    if others:
        work.afterwards = ask_the_others
    await ack()


async def _kept(unit: Unit, entity: str, answers: dict[str, Answer]) -> list[int]:
    try:
        return await standing.answer(unit, entity, answers)
    except NothingChanged:
        return []


async def _followed(unit: Unit, number: int, here: int | None) -> bool:
    """Whether it is the incident it was answered from, and its counsel who answered."""
    if number != here:
        return False
    incident = await unit.incident(number)
    if counsel_of(incident) != unit.actor.user_id:
        return False
    await standing.accept(unit, incident)
    return True
