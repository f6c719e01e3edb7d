"""While the database is away: a person who declares gets a channel all the same, marked to be adopted later.

Nothing is recorded, and the person is told so. The channel is opened and marked on Slack alone, in three
calls, and bears no number; `bot.services.adopting` finds it by its mark once the database is back.
"""

import asyncio
from collections.abc import Callable

import structlog

from bot.clock import Clock
from bot.domain.changes.lifecycle import Declaration
from bot.domain.errors import NotAllowed
from bot.domain.unrecorded import Unrecorded, name_of
from bot.services.declaring import GUESTS
from bot.services.roster import Roster
from bot.slack import refuge
from bot.slack.channels import Channel
from bot.slack.directory import Directory
from bot.slack.errors import SlackError
from bot.slack.gateway import Slack
from bot.views import unrecorded as words

log = structlog.get_logger()

PATIENCE = 0.5
"""Seconds to wait for Slack to say who somebody is."""


class Unrecording:
    """Opens channels for what cannot be recorded.

    Attributes:
        on_opened: called for every one, so that it is looked for as soon as it can be adopted.
    """

    def __init__(
        self, slack: Slack, directory: Directory, roster: Roster, clock: Clock, *, prefix: str, secret: str
    ) -> None:
        self.on_opened: Callable[[], None] = lambda: None
        self._slack = slack
        self._directory = directory
        self._roster = roster
        self._clock = clock
        self._prefix = prefix
        self._secret = secret

    async def declare(
        self, declaration: Declaration, by: str, *, keys: tuple[str, ...], origin: str = ""
    ) -> Channel | None:
        """Open the channel of a declaration; None where Slack does not let the bot.

        Raises:
            NotAllowed: a guest from outside may not declare.
        """
        if await self._is_guest(by):
            raise NotAllowed(GUESTS)
        unrecorded = Unrecorded(
            declaration=declaration, declared_by=by, at=self._clock(), keys=keys, origin=origin
        )
        try:
            channel = await self._opened(unrecorded)
        except SlackError as error:
            log.error("no_refuge", reason=str(error))
            return None
        self.on_opened()
        log.warning("declared_unrecorded", channel=channel.id)
        return channel

    async def _opened(self, unrecorded: Unrecorded) -> Channel:
        identity = await self._directory.identity()
        name = name_of(unrecorded, prefix=self._prefix, secret=self._secret)
        private = unrecorded.declaration.private
        channel, is_new = await refuge.opened(self._slack, identity, name, private=private)
        if is_new or await refuge.mark_of(self._slack, identity, channel) is None:
            message, declared = words.first_message(unrecorded), unrecorded.model_dump_json()
            await refuge.mark(self._slack, identity, channel, message, declared)
        await self._let_in(channel, unrecorded.declared_by)
        return channel

    async def _let_in(self, channel: Channel, user_id: str) -> None:
        """Bring the declarer in; where that fails they are invited when the channel is adopted."""
        try:
            await refuge.let_in(self._slack, channel, user_id)
        except SlackError as error:
            log.warning("declarer_not_let_in", channel=channel.id, reason=str(error))

    async def _is_guest(self, user_id: str) -> bool:
        """Say whether somebody is a guest from outside, as far as it can be known now."""
        person = self._roster.remembered(user_id)
        if person is None:
            try:
                async with asyncio.timeout(PATIENCE):
                    person = await self._slack.person(user_id, at=self._clock())
            except (SlackError, TimeoutError):
                return False  # Whoever adopts the channel asks again.
        return person.is_guest
