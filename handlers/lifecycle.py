"""Resolving, closing, reopening, cancelling, merging, private and public: commands, buttons and forms."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import WrongUse
from bot.domain.incident import Status
from bot.domain.mrkdwn import plain
from bot.domain.reference import split_reference
from bot.services import closing, merging, visibility
from bot.views import ids
from bot.views import lifecycle as words
from bot.views.form import Filled
from bot.views.ids import Ref
from handlers.answers import Answer
from handlers.arguments import Arguments
from handlers.declared_form import under
from handlers.forms import Forms
from handlers.grammar import wrong_use
from handlers.subcommand import on_subcommand
from handlers.work import Work


def register(app: AsyncApp) -> None:
    """Register how an incident ends and goes on."""
    on_subcommand(app, "resolve", resolve)
    on_subcommand(app, "close", close)
    on_subcommand(app, "reopen", reopen)
    on_subcommand(app, "cancel", cancel)
    on_subcommand(app, "merge", merge)
    on_subcommand(app, "private", make_private)
    on_subcommand(app, "public", make_public)
    app.action(ids.OPEN_RESOLVE)(open_resolve)
    app.view(ids.RESOLVE_FORM)(resolve_by_form)
    app.action(ids.CLOSE)(close_by_button)
    app.action(ids.CLOSE_ANYWAY)(open_close)
    app.view(ids.CLOSE_FORM)(close_by_form)
    app.action(ids.OPEN_REOPEN)(open_reopen)
    app.view(ids.REOPEN_FORM)(reopen_by_form)
    app.action(ids.MERGE_INTO)(merge_by_button)


def carried(about: Ref, work: Work) -> str:
    """Pack what a form is about, with the channel in which it was opened: forms come from nowhere."""
    return ids.ref(about.n, about.s, work.here or "")


def arrived(about: Ref, work: Work) -> None:
    """Let a form act from the channel in which it was opened."""
    work.here = about.x or None


async def resolve(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident resolve [SUMMARY]`."""
    unit, incident, rest = await work.on_incident(arguments)
    now = await closing.resolve(unit, incident, plain(rest))
    await answer(words.done(now, "is resolved", "What comes next stands", from_channel=work.here))


async def open_resolve(body: dict[str, Any], ack: AsyncAck, about: Ref, work: Work, forms: Forms) -> None:
    """The card's button: the form asks how it ended."""
    forms.open(body, words.resolve_form(carried(about, work)))
    await ack()


async def resolve_by_form(view: dict[str, Any], ack: AsyncAck, about: Ref, work: Work) -> None:
    """The form was submitted; the channel's message is the answer."""
    arrived(about, work)
    unit, incident = await work.about(about)
    with under(words.SUMMARY):
        await closing.resolve(unit, incident, Filled(view).text(words.SUMMARY))
    await ack()


async def close(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident close [REASON]`: names what is open and asks, or closes."""
    unit, incident, rest = await work.on_incident(arguments)
    now, left_open = await closing.close(unit, incident, plain(rest).strip() or None)
    if now.status is Status.CLOSED:
        await answer(words.done(now, "is closed", "Its review summary stands", from_channel=work.here))
    else:
        await answer(words.still_open(now, left_open))


async def close_by_button(about: Ref, work: Work, answer: Answer) -> None:
    """The card's button: names what is open and asks, or closes."""
    unit, incident = await work.about(about)
    now, left_open = await closing.close(unit, incident, None)
    if now.status is Status.CLOSED:
        await answer(words.done(now, "is closed", "Its review summary stands", from_channel=work.here))
    else:
        await answer(words.still_open(now, left_open))


async def open_close(body: dict[str, Any], ack: AsyncAck, about: Ref, work: Work, forms: Forms) -> None:
    """Close all the same: the form asks why that may be."""
    forms.open(body, words.close_form(carried(about, work)))
    await ack()


async def close_by_form(view: dict[str, Any], ack: AsyncAck, about: Ref, work: Work) -> None:
    """The form was submitted; the channel's message is the answer."""
    arrived(about, work)
    unit, incident = await work.about(about)
    with under(words.REASON):
        await closing.close(unit, incident, Filled(view).text(words.REASON))
    await ack()


async def reopen(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident reopen REASON`."""
    unit, incident, rest = await work.on_incident(arguments)
    now = await closing.reopen(unit, incident, plain(rest))
    await answer(words.done(now, "is open again", "Go on", from_channel=work.here))


async def open_reopen(body: dict[str, Any], ack: AsyncAck, about: Ref, work: Work, forms: Forms) -> None:
    """The button: the form asks why it goes on."""
    forms.open(body, words.reopen_form(carried(about, work)))
    await ack()


async def reopen_by_form(view: dict[str, Any], ack: AsyncAck, about: Ref, work: Work) -> None:
    """The form was submitted; the channel's message is the answer."""
    arrived(about, work)
    unit, incident = await work.about(about)
    with under(words.REASON):
        await closing.reopen(unit, incident, Filled(view).text(words.REASON))
    await ack()


async def cancel(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident cancel REASON`."""
    unit, incident, rest = await work.on_incident(arguments)
    now = await closing.cancel(unit, incident, plain(rest))
    await answer(words.done(now, "is cancelled", "Nothing is asked any more", from_channel=work.here))


async def merge(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident merge REF` in the channel of the one that ends; elsewhere `/incident merge INC-9 INC-8`."""
    unit = await work.begin()
    present = await unit.repositories.incidents.in_channel(work.here) if work.here else None
    number, into = references(arguments.text, present.number if present else None)
    merged, target = await merging.merge(unit, number, into)
    await answer(f"*{merged.reference}* is merged into {target.reference}. Go on in {words.here(target)}.")


def references(text: str, present: int | None) -> tuple[int, int]:
    """Return which incident is merged into which; in the channel of one, that one is meant.

    Raises:
        WrongUse: fewer or more are named than are wanted.
    """
    first, rest = split_reference(text, in_channel=False)
    second, rest = split_reference(rest, in_channel=False)
    if first is None or rest:
        raise WrongUse(wrong_use("merge", "Name the incident that this one is merged into."))
    if second is not None:
        return first, second
    if present is None:
        raise WrongUse(
            "Name both: the one that ends and the one it goes on in, for example"
            " `/incident merge INC-9 INC-8`; in the channel of the first, the second is enough."
        )
    return present, first


async def merge_by_button(about: Ref, work: Work, answer: Answer) -> None:
    """The declarer saw that it was the same."""
    unit = await work.begin()
    if about.n is None or not about.s.isdecimal():
        raise WrongUse
    merged, target = await merging.merge(unit, about.n, int(about.s))
    await answer.instead(
        f"*{merged.reference}* is merged into {target.reference}. Go on in {words.here(target)}."
    )


async def make_private(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident private`."""
    unit, incident, _ = await work.on_incident(arguments)
    now = await visibility.set_private(unit, incident, private=True)
    await answer(words.done(now, "is private now", "What follows stands", from_channel=work.here))


async def make_public(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident public`."""
    unit, incident, _ = await work.on_incident(arguments)
    now = await visibility.set_private(unit, incident, private=False)
    await answer(words.done(now, "is public now", "What follows stands", from_channel=work.here))
