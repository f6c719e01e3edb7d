"""`/incident export` and `/incident timeline export`: the incident as a file in its channel."""

from slack_bolt.async_app import AsyncApp

from bot.domain.errors import UnknownWord
from bot.services import exporting
from bot.services.exporting import Form
from handlers.answers import Answer
from handlers.arguments import Arguments
from handlers.grammar import wrong_use
from handlers.subcommand import on_subcommand
from handlers.work import Work


def register(app: AsyncApp) -> None:
    """Register the command."""
    on_subcommand(app, "export", export)


async def export(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident export [json|md|html|csv]`."""
    unit, incident, rest = await work.on_incident(arguments)
    try:
        form = Form.parse(rest)
    except UnknownWord as error:
        raise UnknownWord(wrong_use("export", error.message)) from None
    await exporting.attach(unit, incident, form)
    where = f"<#{incident.places.channel_id}>" if incident.places.channel_id else "its channel"
    await answer(f"{incident.reference} as `{form.value}` is on its way into {where}.")
