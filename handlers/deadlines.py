"""`/incident deadlines`, `/incident deadline filed|waive N`, and the buttons and forms to decide."""

import re

from slack_bolt.async_app import AsyncApp

from bot.domain.duties.deadline import Deadline
from bot.domain.duties.standing import unanswered_for
from bot.domain.errors import WrongUse
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import inert, plain
from bot.domain.words import split_word
from bot.services import duties, notices
from bot.services.following import day_zones
from bot.services.unit import Unit
from bot.views import deadline_form as form
from bot.views import deadlines as words
from bot.views import ids
from bot.views.blocks import date, sentence
from bot.views.deadline_details import Beside
from bot.views.ids import Ref
from handlers.answers import Answer
from handlers.arguments import Arguments
from handlers.grammar import wrong_use
from handlers.subcommand import on_subcommand
from handlers.work import Work

_FILED = ("filed", "file", "sent", "submitted", "done")
_WAIVE = ("waive", "waived")


def register(app: AsyncApp) -> None:
    """Register everything about deadlines."""
    on_subcommand(app, "deadlines", show)
    on_subcommand(app, "deadline", decide)
    app.action(re.compile(f"^{ids.SHOW_DEADLINES}(:|$)"))(show_by_button)
    app.action(ids.DEADLINES_MORE)(show_more)


async def show(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident deadlines`: of this incident; elsewhere, of all that are open."""
    unit = await work.begin()
    present = await unit.repositories.incidents.in_channel(work.here) if work.here else None
    if present is None and not arguments.text.strip():
        await answer(await _of_all(unit, 0))
        return
    unit, number, _ = await work.which(arguments)
    await answer(await _of_one(unit, await unit.glance(number), 0))


async def show_by_button(about: Ref, work: Work, answer: Answer) -> None:
    """A message's button: the same list."""
    unit, incident = await work.about(about)
    await answer(await _of_one(unit, incident, 0))


async def show_more(about: Ref, work: Work, answer: Answer) -> None:
    """The next page takes the place of the one before."""
    unit = await work.begin()
    start = int(about.s) if about.s.isdecimal() else 0
    if about.n is None:
        await answer.instead(await _of_all(unit, start))
    else:
        await answer.instead(await _of_one(unit, await unit.glance(about.n), start))


async def _of_one(unit: Unit, incident: Incident, start: int) -> Outgoing:
    dossier = await unit.repositories.duties.dossier(incident.number)
    page = words.in_order(dossier)[start : start + words.SHOWN]
    owed = [each for each in page if each.is_owed]
    catalogue = await unit.organised()
    regulations = catalogue.regulations
    missing = await notices.still_missing(unit.repositories, incident, owed, regulations, unit.at)
    zones = day_zones(incident, dossier, catalogue, unit.at)
    beside = {each.number: Beside(missing=missing[each.number], zone=zones.get(each.number)) for each in owed}
    unsaid = unanswered_for(catalogue.profiles, regulations)
    return words.deadline_list(
        incident, dossier, regulations, unit.at, beside=beside, unsaid=unsaid, start=start
    )


async def _of_all(unit: Unit, start: int) -> Outgoing:
    found = await duties.owed_everywhere(unit)
    catalogue = await unit.organised()
    unsaid = unanswered_for(catalogue.profiles, catalogue.regulations)
    return words.all_deadlines(found, catalogue.regulations, unit.at, unsaid=unsaid, start=start)


async def decide(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident deadline filed N [REFERENCE]`, `/incident deadline waive N REASON`."""
    unit, incident, rest = await work.on_incident(arguments)
    verb, number, said = _read(rest)
    if verb in _FILED:
        deadline = await duties.file_now(unit, incident, number, plain(said) or None)
        await answer(_recorded(incident, deadline))
        return
    deadline = await duties.waive(unit, incident, number, plain(said))
    await answer(f"{incident.reference}: deadline {number} is waived: {inert(deadline.title)}.")


def _read(text: str) -> tuple[str, int, str]:
    """Read `filed 3 REF-1`, and `3 filed REF-1` as well."""
    first, rest = split_word(text)
    second, said = split_word(rest)
    if first.lstrip("#").isdecimal():
        first, second = second, first
    verb, digits = first.casefold(), second.lstrip("#").rstrip(":,")
    if verb not in (*_FILED, *_WAIVE) or not digits.isdecimal():
        raise WrongUse(
            wrong_use("deadline", "Say what happened to which deadline; `/incident deadlines` numbers them.")
        )
    return verb, int(digits), said


def _recorded(incident: Incident, deadline: Deadline) -> Outgoing:
    """Say that it is filed; a late one wants its reason."""
    at = f" {date(deadline.filed_at)}" if deadline.filed_at else ""
    under_ = f", reference {inert(deadline.reference)}" if deadline.reference else ""
    text = f"{incident.reference}: deadline {deadline.number} is filed{at}{under_}: {inert(deadline.title)}."
    if not deadline.was_late:
        return sentence(text)
    return form.late_reason_wanted(text, deadline)
