"""`/incident help`, `/incident` alone, and words that nobody knows."""

from slack_bolt.async_app import AsyncApp

from bot.domain.errors import UnknownWord
from bot.domain.mrkdwn import quoted
from bot.views.help import help_message
from handlers.answers import Answer
from handlers.arguments import Arguments
from handlers.grammar import BETWEEN, SUBCOMMANDS, nearest_word
from handlers.subcommand import on_subcommand
from handlers.work import Work


def register(app: AsyncApp) -> None:
    """Register help; to be registered last, it takes every word that nobody else took."""
    on_subcommand(app, "help", show_help)
    app.command("/incident")(anything_else)


async def show_help(work: Work, answer: Answer) -> None:
    """Show what can be done here and now."""
    unit = await work.begin()
    incident = await unit.repositories.incidents.in_channel(work.here) if work.here else None
    lines = [(BETWEEN.join(s.typed), s.effect) for s in SUBCOMMANDS if incident is not None or not s.here]
    await answer(help_message(lines, incident))


async def anything_else(arguments: Arguments, work: Work, answer: Answer) -> None:
    """Answer `/incident` alone with help, an unknown word with the nearest one."""
    if not arguments.typed:
        await show_help(work, answer)
        return
    near = nearest_word(arguments.typed)
    hint = f"Did you mean `/incident {near}`?" if near else "`/incident help` shows what there is."
    raise UnknownWord(f"I do not know {quoted(arguments.typed)}. {hint}")
