"""The transaction of one delivery: opened when first needed, committed before Slack gets its ack."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Any

from bot.catalogue import Catalogue
from bot.clock import Clock
from bot.domain.actor import Actor
from bot.domain.errors import WrongUse
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.policy import Policy
from bot.domain.reference import split_reference
from bot.services.unit import Unit
from bot.views.ids import Ref
from handlers.arguments import Arguments
from storage import Database, Repositories


class Repeated(Exception):
    """The delivery was handled before; `answer` is what was said then, if it is known."""

    def __init__(self, answer: dict[str, Any] | None) -> None:
        super().__init__("handled before")
        self.answer = answer


class GivenUp(Exception):
    """The person was told already that nothing was recorded, so nothing may be."""


class Work:
    """What a listener asks for its unit of work; nothing is opened for a delivery that concerns nobody.

    Attributes:
        is_committing: the commit has begun: how it ends is the database's to say.
        is_given_up: nothing of this will be committed any more.
        is_lost: nothing of it was kept, and its person is told so.
        introduced: finds out who acts, where that was put off until something is recorded.
        afterwards: run once everything is committed; what it returns is said instead of the answer.
    """

    def __init__(
        self, database: Database, clock: Clock, policy: Policy, catalogue: Catalogue, keys: tuple[str, ...]
    ) -> None:
        self._database = database
        self._clock = clock
        self._policy = policy
        self._catalogue = catalogue
        self._stack = AsyncExitStack()
        self._unit: Unit | None = None
        self.is_committing = False
        self.is_given_up = False
        self.is_lost = False
        self.keys = keys
        self.actor = Actor(user_id="")
        self.here: str | None = None
        self.introduced: Callable[[], Awaitable[Actor]] | None = None
        self.afterwards: Callable[[], Awaitable[Outgoing | None]] | None = None

    @property
    def unit(self) -> Unit | None:
        """The open unit, if one was begun."""
        return self._unit

    async def begin(self) -> Unit:
        """Open the transaction and claim the delivery.

        Raises:
            Repeated: it was handled before.
            DatabaseAway: nothing can be recorded now.
        """
        if self._unit is not None:
            return self._unit
        if self.introduced is not None:
            self.actor, self.introduced = await self.introduced(), None
        repositories = await self._stack.enter_async_context(self._database.transaction())
        at = self._clock()
        if self.keys and not await repositories.deliveries.claim(self.keys, at):
            raise Repeated(await repositories.deliveries.answer(self.keys))
        if self.here is not None:
            # Slack may say where they are by an id that the channel had before.
            self.here = await repositories.channel_ids.current(self.here)
        self._unit = self._over(repositories, at)
        return self._unit

    async def remember(self, answer: dict[str, Any] | None) -> None:
        """Keep a better answer for a redelivery than the one that was committed."""
        if self.keys and answer is not None:
            async with self._database.transaction() as repositories:
                await repositories.deliveries.remember(self.keys, answer)

    @asynccontextmanager
    async def again(self) -> AsyncIterator[Unit]:
        """Open a further transaction of its own, after the delivery's was committed."""
        async with self._database.transaction() as repositories:
            yield self._over(repositories, self._clock())

    def _over(self, repositories: Repositories, at: datetime) -> Unit:
        return Unit(
            repositories=repositories,
            actor=self.actor,
            at=at,
            policy=self._policy,
            catalogue=self._catalogue,
            here=self.here,
        )

    async def on_incident(self, arguments: Arguments) -> tuple[Unit, Incident, str]:
        """Return the unit, the incident a command is about (locked for changing), and the words that remain.

        Raises:
            WrongUse: the command does not say which incident, and is not used in the channel of one.
            NoSuchIncident: there is none of that number for this person.
        """
        unit, number, rest = await self.which(arguments)
        return unit, await unit.incident(number), rest

    async def about(self, about: Ref) -> tuple[Unit, Incident]:
        """Return the unit and the incident a button or form is about, locked for changing.

        Raises:
            WrongUse: it is none of ours, or from an older version.
            NoSuchIncident: the person cannot see it any more.
        """
        if about.n is None:
            raise WrongUse("That button is too old for me. Use the newest card, or `/incident help`.")
        unit = await self.begin()
        return unit, await unit.incident(about.n)

    async def which(self, arguments: Arguments) -> tuple[Unit, int, str]:
        """Return the unit, the number of the incident a command is about, and the words that remain."""
        unit = await self.begin()
        present = await unit.repositories.incidents.in_channel(self.here) if self.here else None
        number, rest = split_reference(arguments.text, in_channel=present is not None)
        if number is None and present is not None:
            number = present.number
        if number is None:
            raise WrongUse(
                f"Which incident? Name it: `/incident {arguments.word} INC-7 …`, or use this in its channel."
                " `/incident list` shows the open ones."
            )
        return unit, number, rest

    async def commit(self, answer: dict[str, Any] | None) -> bool:
        """Commit what was done, with the immediate answer kept for a redelivery; say whether effects wait.

        Raises:
            GivenUp: the person was told meanwhile that nothing was recorded.
        """
        unit, self._unit = self._unit, None
        if unit is not None and self.keys and answer is not None:
            await unit.repositories.deliveries.remember(self.keys, answer)
        if self.is_given_up:
            raise GivenUp
        self.is_committing = True
        await self._stack.aclose()
        return unit is not None and unit.woken

    def give_up(self) -> bool:
        """Let nothing of this be committed any more; False when the commit has begun already."""
        self.is_given_up = not self.is_committing
        return self.is_given_up

    async def abandon(self) -> None:
        """Undo everything of this delivery, as if it had not come."""
        self._unit = None
        error = _Abandoned()
        await self._stack.__aexit__(_Abandoned, error, None)


class _Abandoned(Exception):
    pass
