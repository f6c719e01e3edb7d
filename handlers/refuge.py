"""A declaration that cannot be recorded: read without a database, and given a channel on Slack alone."""

from collections.abc import Sequence
from typing import Any

from slack_bolt.response import BoltResponse

from bot.catalogue import Catalogue
from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.changes.lifecycle import Declaration, clean_title
from bot.domain.errors import IncidentError
from bot.services.roster import Roster
from bot.services.unrecorded import Unrecording
from bot.views import ids
from bot.views import unrecorded as words
from bot.views.origin import Origin
from handlers.declared_form import declaration_of
from handlers.declaring import read_line
from handlers.grammar import parse
from handlers.refusals import Body, person_of, refusal, said
from handlers.telling import Telling
from storage.deliveries import hashed_keys


class Refuge:
    """Answers declarations while the database is away."""

    def __init__(
        self, unrecording: Unrecording, roster: Roster, telling: Telling, clock: Clock, catalogue: Catalogue
    ) -> None:
        self._unrecording = unrecording
        self._roster = roster
        self._telling = telling
        self._clock = clock
        self._catalogue = catalogue

    def takes(self, body: Body) -> bool:
        """Whether somebody declares with this delivery."""
        if "command" in body:
            typed = parse(str(body.get("text") or ""))
            return typed.word == "declare" and bool(read_line(typed.text)[-1])
        view = body.get("view") or {}
        return body.get("type") == "view_submission" and view.get("callback_id") == ids.DECLARE_FORM

    async def answer(self, body: Body, keys: Sequence[str]) -> BoltResponse | None:
        """Open a channel and return where it is; None where Slack does not let the bot either."""
        person = person_of(body)
        if person is None:
            return None
        try:
            declaration, origin = self._read(body, person)
            hashed = tuple(hashed_keys(keys))
            channel = await self._unrecording.declare(declaration, person, keys=hashed, origin=origin)
        except IncidentError as error:
            return refusal(body, error.message, field=error.field)
        if channel is None:
            return None
        message = words.declared(channel.id)
        if "command" in body:
            return said(message)
        self._telling.tell(body, message)
        return BoltResponse(status=200, body="")

    def words(self, body: Body) -> str:
        """Say that it takes a moment: a form can be closed meanwhile."""
        return words.SEEKING if "command" in body else words.SUBMIT_AGAIN

    def _read(self, body: Body, person: str) -> tuple[Declaration, str]:
        """Return what is declared, and where it comes from.

        Raises:
            IncidentError: it cannot be read.
        """
        if "command" in body:
            private, severity, _, title = read_line(parse(str(body.get("text") or "")).text)
            here = str(body.get("channel_id") or "") or None
            title = clean_title(title)
            return Declaration(title=title, severity=severity, private=private, origin_channel_id=here), ""
        view: dict[str, Any] = dict(body["view"])
        known = self._roster.remembered(person)
        actor = known.as_actor() if known else Actor(user_id=person, zone=self._roster.zone)
        origin = Origin.unpack(view.get("private_metadata") or "")
        at = self._clock()
        declaration = declaration_of(view, origin, self._catalogue, zone=actor.tz, at=at)
        return declaration, str(view.get("private_metadata") or "")
