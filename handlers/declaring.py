"""`/incident declare`, the form, and the shortcuts, buttons and mentions that lead to it."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.catalogue import Catalogue
from bot.domain.changes.lifecycle import TITLE_MAX, Declaration
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import clip, plain
from bot.domain.severity import Severity
from bot.domain.words import split_word
from bot.services import declaring, effects, origins
from bot.services.roster import Roster
from bot.services.unit import Unit
from bot.slack.directory import Directory
from bot.slack.gateway import Slack
from bot.slack.hearing import read
from bot.views import declaring as words
from bot.views import ids
from bot.views.declare_form import declare_form
from bot.views.ids import Ref
from bot.views.origin import Origin
from handlers.answers import Answer
from handlers.arguments import Arguments
from handlers.declared_form import declaration_of
from handlers.forms import Forms
from handlers.openings import Openings
from handlers.subcommand import on_subcommand
from handlers.work import Work

LINK_PATIENCE = 1.2
"""Seconds the answer waits for the channel, so that it can carry the link."""


def register(app: AsyncApp) -> None:
    """Register everything that declares."""
    on_subcommand(app, "declare", declare)
    app.shortcut(ids.SHORTCUT_DECLARE_GLOBAL)(open_form)
    app.action(ids.OPEN_DECLARE)(open_form)
    app.shortcut(ids.SHORTCUT_DECLARE)(open_form_on_message)
    app.action(ids.DECLARE_FROM)(open_form_on_mention)
    app.view(ids.DECLARE_FORM)(declare_by_form)
    app.action(ids.SEVERITY_WORD_BACK)(put_word_back)
    app.event("app_mention")(answer_mention)


def read_line(text: str) -> tuple[bool, Severity | None, str | None, str]:
    """Take `[private] [SEVERITY] [TITLE]` apart: private, severity, the word it was, and the title."""
    rest = plain(text).strip()
    private = re.match(r"private(?=\s|$)", rest, re.IGNORECASE)
    if private:
        rest = rest[private.end() :].strip()
    word, after = split_word(rest)
    word = word.rstrip(":,;")
    severity = Severity.parse_or_none(word) if word else None
    if severity is not None:
        return bool(private), severity, word, after
    return bool(private), None, None, rest


async def declare(  # noqa: PLR0917 - Bolt injects by name
    arguments: Arguments,
    body: dict[str, Any],
    ack: AsyncAck,
    work: Work,
    answer: Answer,
    openings: Openings,
    forms: Forms,
    catalogue: Catalogue,
) -> None:
    """`/incident declare [private] [SEVERITY] [TITLE]`; without a title the form opens."""
    private, severity, word, title = read_line(arguments.text)
    if not title:
        origin = Origin(c=work.here, r=body["response_url"])
        forms.open(body, declare_form(catalogue, origin, severity=severity, private=private))
        await ack()
        return
    unit = await work.begin()
    declaration = Declaration(title=title, severity=severity, private=private, origin_channel_id=work.here)
    incident = await declaring.declare(unit, declaration)
    like = await declaring.similar(unit, incident)
    await answer(words.declared(incident, like, severity_word=word))

    async def with_link() -> Outgoing | None:
        opened = await openings.wait(incident.number, LINK_PATIENCE)
        async with work.again() as later:
            now = await later.repositories.incidents.get(incident.number)
            if now is None:
                return None
            channel = now.places.channel_id
            if not opened and channel is None:
                await _promise_link(later, body["response_url"], incident.number)
                return None
            link = f"<#{channel}>" if channel else None
            return words.declared(now, like, severity_word=word, link=link)

    work.afterwards = with_link


async def _promise_link(unit: Unit, response_url: str, number: int) -> None:
    incident = await unit.incident(number)
    message = words.channel_opened(incident)
    await unit.put(effects.reply(incident, response_url, message, unit.at, when_open=True))


async def open_form(
    body: dict[str, Any], ack: AsyncAck, forms: Forms, work: Work, catalogue: Catalogue
) -> None:
    """From the App Home, a button in a channel, or from anywhere by shortcut."""
    forms.open(body, declare_form(catalogue, Origin(c=work.here, r=body.get("response_url") or "")))
    await ack()


async def open_form_on_message(
    body: dict[str, Any], ack: AsyncAck, forms: Forms, catalogue: Catalogue, directory: Directory
) -> None:
    """From a message: its first line is offered as the title."""
    message, channel_id = body["message"], body["channel"]["id"]
    said = read(message, channel_id, await directory.identity())
    origin = Origin(
        c=channel_id,
        m=message["ts"],
        t=message.get("thread_ts"),
        u=said.author if said else "",
        x=said.text if said else "",
        r=body.get("response_url") or "",
    )
    forms.open(body, declare_form(catalogue, origin, title=_first_line(origin.x)))
    await ack()


async def open_form_on_mention(
    body: dict[str, Any], action: dict[str, Any], ack: AsyncAck, forms: Forms, catalogue: Catalogue
) -> None:
    """From the answer to a mention, which carries the message with it."""
    origin = Origin.unpack(action["value"])
    origin = origin.model_copy(update={"r": body.get("response_url") or ""})
    forms.open(body, declare_form(catalogue, origin, title=_first_line(origin.x)))
    await ack()


def _first_line(text: str) -> str:
    lines = [line.strip() for line in plain(text, addresses=False).splitlines()]
    return clip(next((line for line in lines if line), ""), TITLE_MAX)


async def declare_by_form(  # noqa: PLR0917 - Bolt injects by name
    view: dict[str, Any],
    ack: AsyncAck,
    work: Work,
    answer: Answer,
    slack: Slack,
    directory: Directory,
    roster: Roster,
    catalogue: Catalogue,
) -> None:
    """The form was submitted: declared once, and the person is told the number and the channel."""
    origin = Origin.unpack(view["private_metadata"])
    place = await origins.place_of(origin, slack, roster)
    identity = await directory.identity()
    unit = await work.begin()
    declaration = declaration_of(view, origin, catalogue, zone=unit.actor.tz, at=unit.at)
    source = origins.source_of(origin, place, identity)
    incident = await declaring.declare(unit, declaration, source=source)
    like = await declaring.similar(unit, incident)
    only_linked = source is not None and source.text is None
    message = words.declared(incident, like, link=words.LINK, only_linked=only_linked)
    await answer.tell(message, opening=incident)
    if place and origin.m and place.is_member and not place.is_direct and not incident.private:
        said, where = words.in_thread(incident), origin.t or origin.m
        await unit.put(effects.post_in(incident, place.id, said, unit.at, thread_ts=where, when_open=True))
    await ack()


async def put_word_back(work: Work, about: Ref, answer: Answer) -> None:
    """The word was no severity."""
    unit, incident = await work.about(about)
    await answer.instead(words.word_put_back(await declaring.put_word_back(unit, incident, about.s)))


async def answer_mention(event: dict[str, Any], work: Work, directory: Directory) -> None:
    """Show whoever mentions the bot what it can do for them, and only them."""
    if event.get("bot_id") or not event.get("user") or work.here is None:
        return
    identity = await directory.identity()
    said = re.sub(rf"<@{identity.user_id}(?:\|[^>]*)?>", "", str(event.get("text") or "")).strip()
    origin = Origin(c=work.here, m=event["ts"], t=event.get("thread_ts"), u=event["user"], x=said)
    unit = await work.begin()
    incident = await unit.repositories.incidents.in_channel(work.here)
    message = words.mentioned(incident, origin)
    await unit.put(
        effects.whisper_in(work.here, event["user"], message, unit.at, thread_ts=event.get("thread_ts"))
    )
