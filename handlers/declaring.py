"""`/incident declare`, the form, and the shortcuts that lead to it."""

import re

from slack_bolt.async_app import AsyncApp

from bot.domain.changes.lifecycle import Declaration
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import plain
from bot.domain.severity import Severity
from bot.services import declaring, effects
from bot.services.unit import Unit
from bot.views import declaring as words
from handlers.answers import Answer
from handlers.arguments import Arguments
from handlers.openings import Openings
from handlers.subcommand import on_subcommand
from handlers.work import Work

LINK_PATIENCE = 1.2
"""Seconds the answer waits for the channel, so that it can carry the link."""


def register(app: AsyncApp) -> None:
    """Register everything that declares."""
    on_subcommand(app, "declare", declare)


def read_line(text: str) -> tuple[bool, Severity | None, str | None, str]:
    """Take `[private] [SEVERITY] [TITLE]` apart: private, severity, the word it was, and the title."""
    rest = plain(text).strip()
    private = re.match(r"private(?=\s|$)", rest, re.IGNORECASE)
    if private:
        rest = rest[private.end() :].strip()
    word, _, after = rest.partition(" ")
    severity = Severity.parse_or_none(word) if word else None
    if severity is not None:
        return bool(private), severity, word, after.strip()
    return bool(private), None, None, rest


async def declare(
    arguments: Arguments, body: dict[str, str], work: Work, answer: Answer, openings: Openings
) -> None:
    """`/incident declare [private] [SEVERITY] [TITLE]`."""
    private, severity, word, title = read_line(arguments.text)
    unit = await work.begin()
    declaration = Declaration(title=title, severity=severity, private=private, origin_channel_id=work.here)
    incident = await declaring.declare(unit, declaration)
    like = await declaring.similar(unit, incident.title, besides=incident.number)
    said = words.declared(incident, like, severity_word=word)
    await answer(said)

    async def with_link() -> Outgoing | None:
        opened = await openings.wait(incident.number, LINK_PATIENCE)
        async with work.again() as later:
            now = await later.repositories.incidents.get(incident.number)
            if now is None:
                return None
            if not opened and now.places.channel_id is None:
                await _promise_link(later, body["response_url"], incident.number)
                return None
            return words.declared(now, like, severity_word=word, channel=now.places.channel_id)

    work.afterwards = with_link


async def _promise_link(unit: Unit, response_url: str, number: int) -> None:
    incident = await unit.incident(number)
    message = words.channel_opened(incident)
    await unit.put(effects.reply(incident, response_url, message, unit.at, when_open=True))
