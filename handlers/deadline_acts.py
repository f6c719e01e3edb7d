"""Buttons about deadlines that need no form: drafts, the calendar, a changed catalogue, seeing to it."""

import re

from slack_bolt.async_app import AsyncApp

from bot.domain.actor import Actor
from bot.domain.words import join_words
from bot.services import duties, notices
from bot.slack.directory import Directory
from bot.views import ids
from bot.views.ids import Ref
from handlers.answers import Answer
from handlers.deadline_form import number_of
from handlers.work import Work


def register(app: AsyncApp) -> None:
    """Register the buttons."""
    app.action(ids.SEE_TO_DEADLINES)(see_to)
    app.action(re.compile(f"^{ids.DRAFT_NOTICE}(:|$)"))(draft)
    app.action(ids.DEADLINE_CALENDAR)(calendar)
    app.action(ids.ACCEPT_EDITION)(accept_edition)


async def draft(about: Ref, actor: Actor, work: Work, answer: Answer) -> None:
    """The button: a draft of the notice comes into the channel as a file."""
    unit, incident = await work.about(about)
    deadline = await notices.draft_notice(unit, incident, number_of(about), actor.tz)
    await answer(
        f"{incident.reference}: a draft for deadline {deadline.number} is on its way into the channel."
        " Counsel checks every line; I send it to nobody."
    )


async def calendar(about: Ref, work: Work, answer: Answer, directory: Directory) -> None:
    """The button: the deadlines as a calendar file."""
    workspace = (await directory.identity()).team_id
    if about.n is None:
        await notices.send_calendar(await work.begin(), workspace)
        await answer("The calendar file is on its way to you, by direct message.")
        return
    unit, incident = await work.about(about)
    await notices.share_calendar(unit, incident, workspace)
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
    named = f"deadline{'s' if len(seen) > 1 else ''} {join_words([str(number) for number in seen])}"
    await answer(f"{incident.reference}: you see to {named}; nobody else is called for now.")
