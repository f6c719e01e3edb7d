"""Places on the workspace that are looked up once and remembered for a while."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable

from bot.slack.gateway import Slack
from bot.slack.identity import Identity

CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{5,}")
REMEMBERED = 300.0
MISSED = 30.0
"""How long it is remembered that there is no announcement channel: somebody may invite the bot any minute."""


async def _as_named(channel_id: str) -> str:
    return channel_id


class Directory:
    """Who the bot is, where incidents are announced, and the direct conversations with people.

    Attributes:
        announcements: id or name of the announcement channel.
    """

    def __init__(
        self,
        slack: Slack,
        *,
        announcements: str = "incidents",
        current: Callable[[str], Awaitable[str]] = _as_named,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Know nobody yet; `current` tells the id that a channel has by now."""
        self._slack = slack
        self._announcements = announcements.lstrip("#")
        self._current = current
        self._now = now
        self._identity: Identity | None = None
        self._asking = asyncio.Lock()
        self._channel: str | None = None
        self._until = 0.0
        self._direct: dict[str, str] = {}

    @property
    def is_known(self) -> bool:
        """Whether Slack has said who the bot is."""
        return self._identity is not None

    async def identity(self) -> Identity:
        """Who the bot is; Slack is asked the first time, by one of those who want to know."""
        if self._identity is None:
            async with self._asking:
                if self._identity is None:
                    self._identity = await self._slack.identify()
        return self._identity

    async def announcements(self) -> str | None:
        """Return the announcement channel's id; None while the bot is a member of none of that name."""
        if CHANNEL_ID.fullmatch(self._announcements):
            return await self._current(self._announcements)
        if self._now() >= self._until:
            ours = await self._slack.own_channels()
            self._channel = next((c.id for c in ours if c.name == self._announcements), None)
            self._until = self._now() + (REMEMBERED if self._channel else MISSED)
        return self._channel

    def forget_announcements(self) -> None:
        """Look the announcement channel up anew: something about channels changed."""
        self._until = 0.0

    async def direct(self, user_id: str) -> str:
        """Return the id of the direct conversation with a person."""
        if user_id not in self._direct:
            self._direct[user_id] = await self._slack.open_direct(user_id)
        return self._direct[user_id]
