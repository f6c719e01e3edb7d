"""Who people are: zone, guest or not, from what the bot was told before, else asked of Slack.

Slack tells one copy of the bot that somebody's name or standing changed, and words are erased by a process of
their own. So what is remembered of people is looked up again in the database after a while.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.person import Person
from bot.domain.policy import Policy
from bot.slack.errors import SlackError
from bot.slack.gateway import Slack
from storage import Database

log = structlog.get_logger()

PATIENCE = 1.2
"""Seconds to wait for Slack to say who somebody is, while a person waits for an answer."""

REMEMBERED = timedelta(minutes=1)
"""How long a person is taken to be who they were when the database was asked last."""


@dataclass(frozen=True)
class _Known:
    person: Person
    looked_at: datetime


class Roster:
    """Knows people; asks Slack once about each, and again when Slack says that somebody changed."""

    def __init__(self, database: Database, slack: Slack, policy: Policy, clock: Clock) -> None:
        self._database = database
        self._slack = slack
        self._policy = policy
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._met: set[str] = set()

    def is_stranger(self, user_id: str) -> bool:
        """Say, once for each person, that nothing is known in memory of who they are."""
        if user_id in self._known or user_id in self._met:
            return False
        self._met.add(user_id)
        return True

    @property
    def zone(self) -> str:
        """The organisation's zone, for whose own is not known."""
        return self._policy.zone

    def remembered(self, user_id: str) -> Person | None:
        """Return a person as far as they are known in memory."""
        known = self._known.get(user_id)
        return known.person if known else None

    async def actor(self, user_id: str) -> Actor:
        """Return who acts; while Slack cannot be asked, a member in the organisation's zone."""
        person = await self.person(user_id)
        if person is None:
            return Actor(user_id=user_id, zone=self._policy.zone)
        return person.as_actor()

    async def person(self, user_id: str) -> Person | None:
        """Return a person, or None when neither the record nor Slack knows them in time."""
        if self._is_fresh(user_id):
            return self._known[user_id].person
        person = (await self._looked_up({user_id})).get(user_id)
        if person is None:
            try:
                async with asyncio.timeout(PATIENCE):
                    person = await self._slack.person(user_id, at=self._clock())
            except (SlackError, TimeoutError) as error:
                log.warning("person_unknown", user=user_id, error=str(error) or "timed out")
                return None
            await self.learn(person)
        return person

    def _is_fresh(self, user_id: str) -> bool:
        known = self._known.get(user_id)
        return known is not None and timedelta() <= self._clock() - known.looked_at < REMEMBERED

    async def _looked_up(self, user_ids: set[str]) -> dict[str, Person]:
        """Ask the database who these are, and remember that; whoever it does not know is forgotten."""
        async with self._database.reading() as repositories:
            found = await repositories.people.many(user_ids)
        for user_id in user_ids - found.keys():
            self._known.pop(user_id, None)
        for person in found.values():
            self._remember(person)
        return found

    def _remember(self, person: Person) -> None:
        self._known[person.user_id] = _Known(person, self._clock())

    async def learn(self, person: Person) -> None:
        """Keep what Slack says of a person."""
        self._remember(person)
        async with self._database.transaction() as repositories:
            await repositories.people.put(person)

    async def changed(self, read: Callable[[datetime], Person], user_id: str) -> None:
        """Keep what Slack says has changed of a person, if they were ever met."""
        if user_id not in self._known:
            async with self._database.reading() as repositories:
                if await repositories.people.get(user_id) is None:
                    return
        await self.learn(read(self._clock()))

    async def names(self, user_ids: set[str]) -> dict[str, str]:
        """Return the names known for some people; whoever is not known is left out."""
        missing = {user_id for user_id in user_ids if not self._is_fresh(user_id)}
        if missing:
            await self._looked_up(missing)
        return {user_id: self._known[user_id].person.name for user_id in user_ids if user_id in self._known}
