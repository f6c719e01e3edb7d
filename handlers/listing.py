"""`/incident list` and `/incident status`."""

from slack_bolt.async_app import AsyncApp

from bot.catalogue import Catalogue
from bot.domain.errors import WrongUse
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import quoted
from bot.domain.permission import belongs
from bot.domain.severity import Severity
from bot.services import listing
from bot.services.notices import still_missing
from bot.services.unit import Unit
from bot.views import ids
from bot.views import listing as words
from bot.views.card import next_clocks
from bot.views.ids import Ref
from handlers.answers import Answer
from handlers.arguments import Arguments
from handlers.grammar import wrong_use
from handlers.subcommand import on_subcommand
from handlers.work import Work

_LISTS = ("open", "all", "mine")


def register(app: AsyncApp) -> None:
    """Register what shows incidents."""
    on_subcommand(app, "list", show_list)
    on_subcommand(app, "status", show_status)
    app.action(ids.LIST_MORE)(show_more)


async def show_list(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident list [all|open|mine|SEVERITY]`."""
    which = _which(arguments.text)
    await answer(await _page(await work.begin(), which, 0))


def _which(text: str) -> str:
    word = text.strip().casefold() or "open"
    if word in _LISTS:
        return word
    severity = Severity.parse_or_none(word)
    if severity is None:
        raise WrongUse(wrong_use("list", f"I have no list of {quoted(text)}."))
    return severity.value


async def _page(unit: Unit, which: str, start: int) -> Outgoing:
    incidents = await listing.listed(unit, which)
    resolved = await listing.resolved_count(unit) if which == "open" else 0
    names = await listing.commanders(unit, incidents[start : start + words.SHOWN])
    return words.incident_list(incidents, which, names, start=start, resolved=resolved)


async def show_more(about: Ref, work: Work, answer: Answer) -> None:
    """The next page takes the place of the one before."""
    unit = await work.begin()
    start = int(about.x) if about.x.isdecimal() else 0
    await answer.instead(await _page(unit, about.s or "open", start))


async def show_status(arguments: Arguments, work: Work, answer: Answer, catalogue: Catalogue) -> None:
    """`/incident status [REF]`: the card, for this person alone; without a reference, what is open."""
    unit = await work.begin()
    try:
        unit, number, _ = await work.which(arguments)
    except WrongUse:
        if arguments.text.strip():
            raise
        await answer(await _page(unit, "open", 0))
        return
    incident = await unit.glance(number)
    inside = belongs(incident, await unit.standing(incident))
    deadlines = await unit.repositories.duties.deadlines(number)
    missing = await still_missing(
        unit.repositories, incident, next_clocks(deadlines), catalogue.regulations, unit.at
    )
    await answer(words.status(incident, catalogue, deadlines, missing, inside=inside))
