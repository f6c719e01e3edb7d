"""Registers every listener: a line each, in the order in which they are asked."""

import re

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.services.capture import Scribe
from bot.services.roster import Roster
from bot.slack.directory import Directory
from handlers import (
    anchors,
    assessment,
    channel_events,
    deadline_acts,
    deadline_form,
    deadlines,
    declaring,
    errors,
    exports,
    facts,
    helping,
    home,
    joining,
    lifecycle,
    listing,
    messages,
    notes,
    phases,
    picking,
    reactions,
    reminders,
    review,
    roles,
    standing,
    task_form,
    tasks,
    timeline,
    triage,
    updates,
)
from handlers.answers import Answer
from handlers.context import Introduce


def register(app: AsyncApp, parts: dict[str, object]) -> None:
    """Register everything; `parts` are what listeners may ask for by name."""
    roster, scribe, directory = parts["roster"], parts["scribe"], parts["directory"]
    assert isinstance(roster, Roster)  # noqa: S101
    assert isinstance(scribe, Scribe)  # noqa: S101
    assert isinstance(directory, Directory)  # noqa: S101
    messages.register(app, scribe, directory)
    app.use(Introduce(roster, parts))
    errors.register(app)
    reactions.register(app)
    declaring.register(app)
    lifecycle.register(app)
    review.register(app)
    listing.register(app)
    joining.register(app)
    channel_events.register(app)
    roles.register(app)
    assessment.register(app)
    triage.register(app)
    phases.register(app)
    notes.register(app)
    timeline.register(app)
    picking.register(app)
    reminders.register(app)
    tasks.register(app)
    task_form.register(app)
    updates.register(app)
    facts.register(app)
    deadlines.register(app)
    deadline_form.register(app)
    deadline_acts.register(app)
    anchors.register(app)
    standing.register(app)
    home.register(app)
    exports.register(app)
    helping.register(app)
    app.event(re.compile(".*"))(nothing_to_do)
    app.action(re.compile(".*"))(gone_button)
    app.view(re.compile(".*"))(gone_button)
    app.view_closed(re.compile(".*"))(nothing_more)
    app.shortcut(re.compile(".*"))(gone_button)
    app.options(re.compile(".*"))(no_options)


async def nothing_to_do() -> None:
    """Take every event nobody listens for, so that Slack does not send it again."""


async def nothing_more(ack: AsyncAck) -> None:
    """Take the end of a form that nobody waits for."""
    await ack()


async def no_options(ack: AsyncAck) -> None:
    """Offer nothing in a menu of an older version."""
    await ack(options=[])


async def gone_button(answer: Answer) -> None:
    """Answer a button or form of an older version."""
    await answer("That button is from an older version. Use the newest card, or `/incident help`.")
