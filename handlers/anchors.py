"""The form that confirms or corrects an instant that clocks start from."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.actor import Actor
from bot.domain.duties.anchor import EVERY_REGIME, latest
from bot.domain.duties.telling import ToldAnchor
from bot.domain.errors import WrongUse
from bot.domain.permission import Act
from bot.domain.regulation.anchor import AnchorKind
from bot.domain.regulation.regulations import Regulations
from bot.domain.when import parse_when
from bot.services import duties
from bot.views import anchor_form as form
from bot.views import ids
from bot.views.form import Filled
from bot.views.ids import Ref
from handlers.declared_form import under
from handlers.forms import Forms
from handlers.work import Work


def register(app: AsyncApp) -> None:
    """Register the form and what opens it."""
    app.action(re.compile(f"^{ids.OPEN_ANCHOR}(:|$)"))(open_form)
    app.view(ids.ANCHOR_FORM)(told)


async def open_form(  # noqa: PLR0917 - Bolt injects by name
    about: Ref, actor: Actor, work: Work, body: dict[str, Any], ack: AsyncAck, forms: Forms
) -> None:
    """Open the form for the instant that a deadline counts from."""
    unit, incident = await work.about(about)
    await unit.allow(Act.DECIDE, incident)
    regulations = unit.catalogue.regulations
    kind = _asked(about.s, regulations)
    dossier = await unit.repositories.duties.dossier(incident.number)
    before = latest(dossier.anchors, kind.id, about.x)
    regime = regulations.regimes_by_id.get(about.x)
    forms.open(body, form.anchor_form(incident, kind, before, regime, actor.tz))
    await ack()


async def told(about: Ref, actor: Actor, work: Work, view: dict[str, Any], ack: AsyncAck) -> None:
    """Record when it happened; the clocks follow, and the channel hears what moved."""
    unit, incident = await work.about(about)
    filled, kind = Filled(view), _asked(about.s, unit.catalogue.regulations)
    regime = about.x if filled.chosen(form.SCOPE) == form.ONE else EVERY_REGIME
    dossier = await unit.repositories.duties.dossier(incident.number)
    before = latest(dossier.anchors, kind.id, regime)
    written = filled.text(form.WHEN)
    with under(form.WHEN):
        kept = form.minutes_kept(written, before.at if before else None, actor.tz)
        at = kept or parse_when(written, actor.tz, unit.at).at
        basis = filled.text(form.BASIS) or (before.basis if before and kept else "")
        anchor = ToldAnchor(kind=kind.id, regime=regime, at=at, zone=actor.zone, basis=basis)
        await duties.tell_anchor(unit, incident, anchor)
    await ack()


def _asked(name: str, regulations: Regulations) -> AnchorKind:
    """The instant to ask for; what follows from another one is asked by that one."""
    kind = regulations.anchor_kinds.get(name)
    if kind is not None and kind.derived_from:
        kind = regulations.anchor_kinds[kind.derived_from]
    if kind is None:
        raise WrongUse("That clock starts with the filing before it, so nobody has to say when.")
    return kind
