"""`/incident timeline`: the last key events, or the whole as a file in the incident's channel."""

from slack_bolt.async_app import AsyncApp

from bot.domain.errors import WrongUse
from bot.domain.permission import Act
from bot.services import exporting, timeline
from bot.views import timeline as words
from handlers.answers import Answer
from handlers.arguments import Arguments
from handlers.grammar import wrong_use
from handlers.subcommand import on_subcommand
from handlers.work import Work

USUAL = 15
MOST = 100
EXPORT = "export"


def register(app: AsyncApp) -> None:
    """Register the command."""
    on_subcommand(app, "timeline", show)


def wanted(rest: str) -> int:
    """Read how many key events are wanted.

    Raises:
        WrongUse: neither a number within bounds nor nothing.
    """
    if not rest:
        return USUAL
    if not rest.isascii() or not rest.isdigit() or not 1 <= int(rest[:9]) <= MOST:
        raise WrongUse(wrong_use("timeline", f"I can show from 1 to {MOST} key events."))
    return int(rest)


async def show(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident timeline [N]`, and `/incident timeline export`.

    What is only shown is not remembered with the delivery: it may hold words that are deleted later.
    """
    if arguments.text.casefold().split()[-1:] != [EXPORT]:
        work.keys = ()
    unit, number, rest = await work.which(arguments)
    incident = await unit.glance(number)
    if rest.casefold() == EXPORT:
        await unit.allow(Act.RESPOND, incident)
        await exporting.attach_timeline(unit, incident)
        await answer(f"The whole timeline of {incident.reference} is on its way into its channel.")
        return
    shown = await timeline.key_events(unit, incident, wanted(rest))
    await answer(words.key_events(incident, shown, await timeline.names_in(unit, shown)))
