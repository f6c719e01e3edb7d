"""`/incident note`: adds to the timeline, at its own time if one is given."""

from slack_bolt.async_app import AsyncApp

from bot.domain.errors import BadInstant, WrongUse
from bot.domain.when import split_when
from bot.services import timeline
from bot.views import timeline as words
from handlers.answers import Answer
from handlers.arguments import Arguments
from handlers.grammar import wrong_use
from handlers.subcommand import on_subcommand
from handlers.work import Work


def register(app: AsyncApp) -> None:
    """Register the command."""
    on_subcommand(app, "note", note)


async def note(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident note [WHEN] TEXT`."""
    unit, incident, rest = await work.on_incident(arguments)
    try:
        moment, text = split_when(rest, unit.actor.tz, unit.at)
    except BadInstant as error:
        raise BadInstant(wrong_use("note", error.message)) from None
    if not text.strip():
        what = "That is a time without a note." if moment else "A note needs words."
        raise WrongUse(wrong_use("note", what))
    entry = await timeline.note(unit, incident, text, moment)
    names = await unit.names(text)
    await answer(words.noted(incident, entry, names, timed=moment is not None))
