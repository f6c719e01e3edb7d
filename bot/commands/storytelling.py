"""The prepared stories and the guided tour, as the page of a rehearsal asks for them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.examples.performance import Ground, Stumbled
from bot.examples.player import examples, play
from bot.examples.tour import Tour, stops
from bot.sandbox.page_hooks import Example, TourStep

EXAMPLES = tuple(Example(*outline) for outline in examples())
TOUR = tuple(TourStep(s.title, s.words, s.acts_as, s.point, s.type, s.sign) for s in stops())


class Storytelling:
    """Lets the people of one workspace play, one thing at a time.

    What cannot be done is a LookupError, with words for the page.
    """

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._tour = Tour(ground)
        self._playing = asyncio.Lock()

    async def play(self, name: str, point: str) -> str:
        """Play an example up to a point; the id of the channel where to look on."""
        async with self._playing, _told():
            return (await play(name, self._ground, up_to=point)).id

    async def begin(self, number: int) -> str:
        """Begin a step of the tour; the id of the channel where it happens."""
        async with self._playing, _told():
            return (await self._tour.begin(number)).id

    async def do(self, number: int) -> None:
        """Do a step of the tour for whoever takes it."""
        async with self._playing:
            await self._tour.do(number)


@asynccontextmanager
async def _told() -> AsyncIterator[None]:
    try:
        yield
    except Stumbled as stumble:
        raise LookupError(str(stumble)) from stumble
