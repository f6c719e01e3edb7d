"""The review: its summary, the form with the three questions, and who sees to it."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.catalogue import Catalogue
from bot.domain.review import ReviewQuestion
from bot.services import reviewing
from bot.views import ids
from bot.views import review as words
from bot.views.form import Filled
from bot.views.ids import Ref
from bot.views.review_form import review_form
from handlers.answers import Answer
from handlers.arguments import Arguments
from handlers.declared_form import under
from handlers.forms import Forms
from handlers.lifecycle import arrived, carried
from handlers.subcommand import on_subcommand
from handlers.work import Work


def register(app: AsyncApp) -> None:
    """Register the review."""
    on_subcommand(app, "review", show)
    app.action(ids.OPEN_REVIEW)(open_form)
    app.view(ids.REVIEW_FORM)(answer_by_form)
    app.action(ids.TAKE_REVIEW)(take)


async def show(arguments: Arguments, work: Work, answer: Answer, catalogue: Catalogue) -> None:
    """`/incident review`: the summary, with the buttons to answer the questions and to take the review."""
    unit, number, _ = await work.which(arguments)
    incident = await unit.glance(number)
    await answer(words.summary(await reviewing.summary(unit, incident), catalogue))


async def open_form(body: dict[str, Any], ack: AsyncAck, about: Ref, work: Work, forms: Forms) -> None:
    """The three questions, under each what was answered so far."""
    unit, incident = await work.about(about)
    told = await reviewing.summary(unit, incident)
    forms.open(body, review_form(told, carried(about, work)))
    await ack()


async def answer_by_form(view: dict[str, Any], ack: AsyncAck, about: Ref, work: Work) -> None:
    """Somebody answered; the channel's message is the answer."""
    arrived(about, work)
    unit, incident = await work.about(about)
    filled = Filled(view)
    with under(ReviewQuestion.PROCESS.value):
        given = {question: filled.text(question.value) for question in ReviewQuestion}
        await reviewing.answer(unit, incident, given)
    await ack()


async def take(about: Ref, work: Work, answer: Answer) -> None:
    """Somebody sees to the review."""
    unit, incident = await work.about(about)
    await reviewing.take(unit, incident)
    await answer(f"The review of {incident.reference} is with you.")
