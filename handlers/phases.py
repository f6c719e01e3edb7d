"""`/incident phase`, and the card's buttons that say how far the response is."""

import re

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.phase import Phase
from bot.services import advancing
from bot.views import ids
from bot.views.ids import Ref
from handlers.answers import Answer
from handlers.arguments import Arguments
from handlers.assessment import wanted
from handlers.subcommand import on_subcommand
from handlers.work import Work


def register(app: AsyncApp) -> None:
    """Register everything about phases."""
    on_subcommand(app, "phase", phase)
    app.action(re.compile(f"^{ids.ENTER_PHASE}(:|$)"))(enter)
    app.action(ids.CONTAINED)(contained)
    app.action(ids.RECOVERED)(recovered)


async def phase(arguments: Arguments, work: Work, answer: Answer) -> None:
    """`/incident phase PHASE`."""
    unit, incident, rest = await work.on_incident(arguments)
    named = Phase.parse(wanted(rest, "phase", "Say which phase."))
    incident = await advancing.enter_phase(unit, incident, named)
    await answer(f"{incident.reference} is in phase {incident.phase.value} now.")


async def enter(about: Ref, work: Work, ack: AsyncAck) -> None:
    """Enter the phase a button names; the channel is told."""
    unit, incident = await work.about(about)
    await advancing.enter_phase(unit, incident, Phase.parse(about.s))
    await ack()


async def contained(about: Ref, work: Work, ack: AsyncAck) -> None:
    """Record that a person says it is contained."""
    unit, incident = await work.about(about)
    await advancing.contain(unit, incident)
    await ack()


async def recovered(about: Ref, work: Work, ack: AsyncAck) -> None:
    """Record that a person says recovery is complete."""
    unit, incident = await work.about(about)
    await advancing.recover(unit, incident)
    await ack()
