"""The shortcut `add_to_timeline`: one tap in an incident's channel, a short form everywhere else."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import WrongUse
from bot.domain.message import Said, Source
from bot.domain.mrkdwn import escape_mrkdwn
from bot.services import lookups, marking, timeline
from bot.services.roster import Roster
from bot.slack.directory import Directory
from bot.slack.gateway import Slack
from bot.slack.hearing import instant_of, is_own, read
from bot.slack.identity import Identity
from bot.views import ids
from bot.views import timeline as words
from bot.views.form import Filled
from bot.views.origin import Origin
from handlers.answers import Answer
from handlers.forms import Forms
from handlers.work import Work
from storage import Database

OWN = "What I say myself is on the timeline as what was done. Pick a message of a person or of another app."
NOTHING_SAID = "Nobody said that, so there is nothing to add. Pick a message of a person or of an app."
NO_INCIDENT = "You are in no open incident's channel. Join one first; `/incident list` shows them."


def register(app: AsyncApp) -> None:
    """Register the shortcut and its form."""
    app.shortcut(ids.SHORTCUT_TIMELINE)(pick)
    app.view(ids.TIMELINE_FORM)(add_by_form)


async def pick(  # noqa: PLR0917 - Bolt injects by name
    body: dict[str, Any],
    ack: AsyncAck,
    work: Work,
    answer: Answer,
    forms: Forms,
    directory: Directory,
    database: Database,
) -> None:
    """Mark the message here, or ask which incident's it is."""
    message, channel_id = body["message"], body["channel"]["id"]
    identity = await directory.identity()
    said = read(message, channel_id, identity)
    if said is None:
        await answer(OWN if is_own(message, identity) else NOTHING_SAID)
        return
    async with database.reading() as repositories:
        here = await repositories.incidents.in_channel(channel_id)
    if here is None:
        await _ask_which(body, said, ack, answer, forms, database)
        return
    unit = await work.begin()
    incident = await unit.incident(here.number)
    newly = await marking.pick(unit, incident, said)
    await answer(words.added(incident, newly=newly))


async def _ask_which(  # noqa: PLR0917 - it is called once
    body: dict[str, Any], said: Said, ack: AsyncAck, answer: Answer, forms: Forms, database: Database
) -> None:
    incidents = await timeline.open_incidents_of(database, body["user"]["id"])
    if not incidents:
        await answer(NO_INCIDENT)
        return
    origin = Origin(
        c=said.source.channel_id,
        m=said.source.message_ts,
        t=said.source.thread_ts,
        u=said.author,
        x=said.text,
        r=body.get("response_url") or "",
    )
    forms.open(body, words.add_form(incidents, origin))
    await ack()


async def add_by_form(  # noqa: PLR0917 - Bolt injects by name
    view: dict[str, Any], work: Work, answer: Answer, slack: Slack, directory: Directory, roster: Roster
) -> None:
    """The form was submitted: the message becomes a key event of the chosen incident."""
    origin, filled = Origin.unpack(view["private_metadata"]), Filled(view)
    said = said_at(origin, await directory.identity())
    place = await lookups.channel(slack, origin.c)
    is_public = place is not None and not place.is_private and not place.is_direct
    if said.by_person:
        await roster.person(said.author)
    unit = await work.begin()
    incident = await unit.incident(int(filled.chosen(words.INCIDENT) or 0))
    newly = await marking.pick(unit, incident, said, is_public=is_public)
    comment = filled.text(words.COMMENT)
    if comment:
        await timeline.note(unit, incident, escape_mrkdwn(comment))
    await answer(words.added(incident, newly=newly, only_linked=not is_public))


def said_at(origin: Origin, identity: Identity) -> Said:
    """Return the message that the form carried.

    Raises:
        WrongUse: the form is from an older version.
    """
    if origin.c is None or origin.m is None:
        raise WrongUse("That form is too old for me. Use the shortcut on the message again.")
    thread_ts = origin.t if origin.t != origin.m else None
    link = identity.permalink(origin.c, origin.m, thread_ts=thread_ts)
    source = Source(channel_id=origin.c, message_ts=origin.m, thread_ts=thread_ts, permalink=link)
    by_person = origin.u.startswith(("U", "W"))
    return Said(author=origin.u, by_person=by_person, at=instant_of(origin.m), text=origin.x, source=source)
