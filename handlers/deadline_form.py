"""The form in which counsel decides about a deadline."""

import re
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.actor import Actor
from bot.domain.duties.deadline import Deadline
from bot.domain.duties.deciding import Filed, Notice
from bot.domain.errors import WrongUse
from bot.domain.incident import Incident
from bot.domain.permission import Act
from bot.domain.when import parse_when
from bot.services import duties, posted_files
from bot.services.unit import Unit
from bot.views import deadline_form as form
from bot.views import ids
from bot.views.deadline_form import What
from bot.views.form import Filled
from bot.views.ids import Ref
from handlers.declared_form import under
from handlers.forms import Forms
from handlers.work import Work


def register(app: AsyncApp) -> None:
    """Register the form and the buttons that open it."""
    app.action(re.compile(f"^{ids.DECIDE_DEADLINE}(:|$)"))(open_form)
    app.view(ids.DEADLINE_FORM)(decided)


async def open_form(  # noqa: PLR0917 - Bolt injects by name
    about: Ref, actor: Actor, work: Work, body: dict[str, Any], ack: AsyncAck, forms: Forms
) -> None:
    """Open the form to decide about a deadline."""
    unit, incident = await work.about(about)
    await unit.allow(Act.DECIDE, incident)
    deadline = await duties.find(unit, incident, number_of(about))
    what = _what(about)
    posted = await posted_files.offered(unit, incident) if what is What.FILED else ()
    forms.open(body, form.deadline_form(incident, deadline, what, unit.at, actor.tz, posted=posted))
    await ack()


async def decided(about: Ref, actor: Actor, work: Work, view: dict[str, Any], ack: AsyncAck) -> None:
    """Record what was filled in; the channel hears of it."""
    unit, incident = await work.about(about)
    filled, number, what = Filled(view), number_of(about), _what(about)
    reason = filled.text(form.REASON)
    if what is What.FILED:
        before = await duties.find(unit, incident, number)
        with under(form.POSTED):
            notice = await _notice(unit, incident, filled, before)
        with under(form.WHEN):
            await duties.file(unit, incident, number, _filed(filled, notice, before, actor, unit.at))
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


async def _notice(unit: Unit, incident: Incident, filled: Filled, before: Deadline) -> Notice:
    """The file that was chosen, and a link; one that could not be shown as chosen any more stays."""
    link, picked = filled.text(form.FILE) or None, filled.chosen(form.POSTED)
    if picked is None and link == before.file:
        return Notice(file=link, file_id=before.file_id, file_name=before.file_name)
    if picked is None:
        return Notice(file=link)
    file = await posted_files.chosen(unit, incident, picked)
    return Notice(file=link or file.link, file_id=file.id, file_name=file.name)


def _filed(filled: Filled, notice: Notice, before: Deadline, actor: Actor, at: datetime) -> Filed:
    """What was filled in; an instant that was left as it was shown stays to the second."""
    kept, text = before.filed_at, filled.text(form.WHEN)
    is_kept = kept is not None and text == form.written(kept, actor.tz)
    return Filed(
        at=kept if kept is not None and is_kept else parse_when(text, actor.tz, at).at,
        reference=filled.text(form.REFERENCE) or None,
        reason=filled.text(form.REASON) or None,
        file=notice.file,
        file_id=notice.file_id,
        file_name=notice.file_name,
    )


def number_of(about: Ref) -> int:
    """Return the number of the deadline that a button or form is about.

    Raises:
        WrongUse: it is from an older version.
    """
    if not about.s.isdecimal():
        raise WrongUse("That button is too old for me. `/incident deadlines` shows the newest.")
    return int(about.s)


def _what(about: Ref) -> What:
    if about.x not in list(What):
        raise WrongUse("That button is too old for me. `/incident deadlines` shows the newest.")
    return What(about.x)
