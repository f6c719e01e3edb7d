"""`/incident deadlines`, `/incident deadline filed|waive N`, and the buttons and forms to decide."""

import re
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.actor import Actor
from bot.domain.duties.deadline import Deadline
from bot.domain.duties.deciding import Filed
from bot.domain.errors import WrongUse
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import inert, plain
from bot.domain.permission import Act
from bot.domain.when import parse_when
from bot.domain.words import join_words
from bot.services import duties, notices
from bot.services.unit import Unit
from bot.views import deadline_form as form
from bot.views import deadlines as words
from bot.views import ids
from bot.views.blocks import date, sentence
from bot.views.deadline_form import What
from bot.views.form import Filled
from bot.views.ids import Ref
from handlers.answers import Answer
from handlers.arguments import Arguments
from handlers.declared_form import under
from handlers.forms import Forms
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
    app.action(re.compile(f"^{ids.DECIDE_DEADLINE}(:|$)"))(open_form)
    app.view(ids.DEADLINE_FORM)(decided)
    app.action(ids.SEE_TO_DEADLINES)(see_to)
    app.action(re.compile(f"^{ids.DRAFT_NOTICE}(:|$)"))(draft)
    app.action(ids.DEADLINE_CALENDAR)(calendar)
    app.action(ids.ACCEPT_EDITION)(accept_edition)


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
    missing = await notices.still_missing(unit, incident, [each for each in page if each.is_owed])
    regulations = unit.catalogue.regulations
    return words.deadline_list(incident, dossier, regulations, unit.at, missing=missing, start=start)


async def _of_all(unit: Unit, start: int) -> Outgoing:
    found = await duties.owed_everywhere(unit)
    return words.all_deadlines(found, unit.catalogue.regulations, unit.at, start=start)


async def decide(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident deadline filed N [REFERENCE]`, `/incident deadline waive N REASON`."""
    unit, incident, rest = await work.on_incident(arguments)
    verb, number, said = _read(rest)
    if verb in _FILED:
        filed = Filed(at=unit.at, reference=plain(said) or None)
        deadline = await duties.file(unit, incident, number, filed)
        await answer(_recorded(incident, deadline))
        return
    deadline = await duties.waive(unit, incident, number, plain(said))
    await answer(f"{incident.reference}: deadline {number} is waived: {inert(deadline.title)}.")


def _read(text: str) -> tuple[str, int, str]:
    """Read `filed 3 REF-1`, and `3 filed REF-1` as well."""
    first, _, rest = text.strip().partition(" ")
    second, _, said = rest.strip().partition(" ")
    if first.lstrip("#").isdecimal():
        first, second = second, first
    verb, digits = first.casefold(), second.lstrip("#").rstrip(":,")
    if verb not in (*_FILED, *_WAIVE) or not digits.isdecimal():
        raise WrongUse(
            wrong_use("deadline", "Say what happened to which deadline; `/incident deadlines` numbers them.")
        )
    return verb, int(digits), said.strip()


def _recorded(incident: Incident, deadline: Deadline) -> Outgoing:
    """Say that it is filed; a late one wants its reason."""
    at = date(deadline.filed_at) if deadline.filed_at else ""
    under_ = f", reference {inert(deadline.reference)}" if deadline.reference else ""
    text = f"{incident.reference}: deadline {deadline.number} is filed {at}{under_}: {inert(deadline.title)}."
    if not deadline.was_late:
        return sentence(text)
    return form.late_reason_wanted(text, deadline)


async def draft(about: Ref, actor: Actor, work: Work, answer: Answer) -> None:
    """The button: a draft of the notice comes into the channel as a file."""
    unit, incident = await work.about(about)
    deadline = await notices.draft_notice(unit, incident, _number(about), actor.tz)
    await answer(
        f"{incident.reference}: a draft for deadline {deadline.number} is on its way into the channel."
        " Counsel checks every line; I send it to nobody."
    )


async def calendar(about: Ref, work: Work, answer: Answer) -> None:
    """The button: the deadlines as a calendar file."""
    if about.n is None:
        await notices.send_calendar(await work.begin())
        await answer("The calendar file is on its way to you, by direct message.")
        return
    unit, incident = await work.about(about)
    await notices.share_calendar(unit, incident)
    await answer(f"{incident.reference}: the calendar file is on its way into the channel.")


async def accept_edition(about: Ref, work: Work, answer: Answer) -> None:
    """The button: the clocks follow the regulations as they are now."""
    unit, incident = await work.about(about)
    await duties.accept_edition(unit, incident, about.s)
    await answer(f"{incident.reference}: accepted; the channel says what moved.")


async def see_to(about: Ref, work: Work, answer: Answer) -> None:
    """The button of a reminder: somebody sees to these deadlines, and nobody else is called for now."""
    unit, incident = await work.about(about)
    numbers = [int(number) for number in about.s.split(",") if number.isdecimal()]
    seen = await duties.acknowledge(unit, incident, numbers)
    named = join_words([str(number) for number in seen])
    await answer(f"{incident.reference}: you see to deadline {named}; nobody else is called for now.")


async def open_form(  # noqa: PLR0917 - Bolt injects by name
    about: Ref, actor: Actor, work: Work, body: dict[str, Any], ack: AsyncAck, forms: Forms
) -> None:
    """Open the form to decide about a deadline."""
    unit, incident = await work.about(about)
    await unit.allow(Act.DECIDE, incident)
    deadline = await duties.find(unit, incident, _number(about))
    forms.open(body, form.deadline_form(incident, deadline, _what(about), unit.at, actor.tz))
    await ack()


async def decided(about: Ref, actor: Actor, work: Work, view: dict[str, Any], ack: AsyncAck) -> None:
    """Record what was filled in; the channel hears of it."""
    unit, incident = await work.about(about)
    filled, number, what = Filled(view), _number(about), _what(about)
    reason = filled.text(form.REASON)
    if what is What.FILED:
        with under(form.WHEN):
            await duties.file(unit, incident, number, _filed(filled, actor, unit.at))
    else:
        with under(form.REASON):
            await _decide(unit, incident, number, what, reason, filled)
    await ack()


async def _decide(  # noqa: PLR0917 - what was filled in
    unit: Unit, incident: Incident, number: int, what: What, reason: str, filled: Filled
) -> None:
    if what is What.WAIVED:
        superseded = form.YES in filled.ticked(form.INSTEAD)
        await duties.waive(unit, incident, number, reason, superseded=superseded)
    elif what is What.LATE:
        told = form.YES in filled.ticked(form.TOLD)
        await duties.announce_late(unit, incident, number, reason, authority_told=told)
    else:
        await duties.take_back(unit, incident, number, reason)


def _filed(filled: Filled, actor: Actor, at: datetime) -> Filed:
    return Filed(
        at=parse_when(filled.text(form.WHEN), actor.tz, at).at,
        reference=filled.text(form.REFERENCE) or None,
        reason=filled.text(form.REASON) or None,
        file=filled.text(form.FILE) or None,
    )


def _number(about: Ref) -> int:
    if not about.s.isdecimal():
        raise WrongUse("That button is too old for me. `/incident deadlines` shows the newest.")
    return int(about.s)


def _what(about: Ref) -> What:
    if about.x not in list(What):
        raise WrongUse("That button is too old for me. `/incident deadlines` shows the newest.")
    return What(about.x)
