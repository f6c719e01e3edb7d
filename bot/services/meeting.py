"""Finds out who somebody means by a mention, before anything is recorded."""

import asyncio
from collections.abc import Collection

import structlog

from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.errors import NoSuchPerson
from bot.domain.person import Person, called
from bot.domain.value import Value
from bot.domain.words import Mention
from bot.services.roster import Roster
from bot.slack.errors import SlackError
from bot.slack.gateway import Slack
from storage import Database

log = structlog.get_logger()

PATIENCE = 0.6
"""Seconds for each of the two questions to Slack; a person waits for the answer."""
ASKED_AT_ONCE = 30
"""Members of a channel whom Slack is asked about; in a larger one the person is asked instead."""


class Meant(Value):
    """Who was found: the one person meant, or those it could be.

    Attributes:
        asked_for: how the person was named.
    """

    asked_for: str
    person: Person | None = None
    possible: tuple[Person, ...] = ()


class Meeting:
    """Turns what people write for a person into that person."""

    def __init__(self, database: Database, slack: Slack, roster: Roster, clock: Clock) -> None:
        self._database = database
        self._slack = slack
        self._roster = roster
        self._clock = clock

    async def oneself(self, actor: Actor) -> Person:
        """Return whoever acts; while Slack cannot be asked, as a member of the workspace."""
        person = await self._roster.person(actor.user_id)
        if person is not None:
            return person
        return Person(user_id=actor.user_id, name=actor.user_id, zone=actor.zone, fetched_at=self._clock())

    async def known(self, user_id: str) -> Person:
        """Return a person by Slack's id.

        Raises:
            NoSuchPerson: Slack does not say who that is.
        """
        person = await self._roster.person(user_id)
        if person is None:
            raise NoSuchPerson(
                f"Slack does not tell me who <@{user_id}> is: it may be slow, or they belong to another"
                " organisation. Try again, or name somebody else."
            )
        return person

    async def of(self, mention: Mention, channel_id: str | None) -> Meant:
        """Return who a mention means: by Slack's id, else by name among the members of a channel.

        Raises:
            NoSuchPerson: Slack does not say who has that id.
        """
        if mention.user_id is not None:
            return Meant(asked_for=f"<@{mention.user_id}>", person=await self.known(mention.user_id))
        name = mention.name or ""
        members = await self._members(channel_id) if channel_id else []
        found = called(name, await self._known(members))
        if not found:
            await self._ask_about(members)
            found = called(name, await self._known(members))
        one = found[0] if len(found) == 1 else None
        return Meant(asked_for=f"@{name}", person=one, possible=found)

    async def _members(self, channel_id: str) -> list[str]:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._slack.members(channel_id)
        except (SlackError, TimeoutError) as error:
            log.info("members_unknown", channel=channel_id, reason=str(error) or "timed out")
            return []

    async def _known(self, members: Collection[str]) -> list[Person]:
        async with self._database.reading() as repositories:
            return list((await repositories.people.many(members)).values())

    async def _ask_about(self, members: Collection[str]) -> None:
        """Learn who the unknown among them are, as far as Slack says it in time."""
        known = {person.user_id for person in await self._known(members)}
        unknown = [user_id for user_id in members if user_id not in known][:ASKED_AT_ONCE]
        if not unknown:
            return
        asked = [asyncio.create_task(self._slack.person(u, at=self._clock())) for u in unknown]
        done, late = await asyncio.wait(asked, timeout=PATIENCE)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        for task in done:
            if task.exception() is None:
                await self._roster.learn(task.result())
