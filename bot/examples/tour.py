"""The guided tour: an incident in a few steps, which somebody takes while prepared people play along."""

from contextlib import suppress
from datetime import timedelta
from functools import cache
from pathlib import Path

import yaml

from bot.examples.performance import Ground, Performance, Stumbled
from bot.examples.script import Part, Step
from bot.sandbox.entities import Channel

SCRIPT = Path(__file__).with_name("tours") / "first_incident.yaml"


class Stop(Part):
    """One step of the tour; `yours` is what whoever takes it is asked to do. The script says what is what."""

    title: str
    words: str
    acts_as: str
    place: str
    point: str = ""
    type: str = ""
    sign: str = ""
    minutes: int = 0
    others: tuple[Step, ...] = ()
    yours: tuple[Step, ...]


@cache
def stops() -> tuple[Stop, ...]:
    """The steps, in order."""
    content = yaml.safe_load(SCRIPT.read_text(encoding="utf-8"))
    return tuple(Stop.model_validate(each) for each in content["steps"])


class Tour:
    """The tour on one workspace; whoever begins it again begins with another incident."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._performance = Performance(ground)

    async def begin(self, number: int) -> Channel:
        """Let the others do what they do when a step begins, and return the channel where to look.

        Raises:
            LookupError: there is no such step, or no incident yet.
        """
        stop = self._stop(number)
        if number == 0:
            self._performance = Performance(self._ground)
        await self._ground.settle()
        place = self._performance.place(stop.place)
        if stop.minutes:
            await self._ground.move_to(self._ground.workspace.now() + timedelta(minutes=stop.minutes))
        await self._perform(stop.others)
        return place

    async def do(self, number: int) -> None:
        """Do what whoever takes the tour is asked to do in a step.

        Raises:
            LookupError: there is no such step.
        """
        await self._ground.settle()
        await self._perform(self._stop(number).yours)

    async def _perform(self, steps: tuple[Step, ...]) -> None:
        for step in steps:
            # What was done already, or cannot be done after what was done instead, is left as it is.
            with suppress(Stumbled):
                await self._performance.do(step)

    @staticmethod
    def _stop(number: int) -> Stop:
        if not 0 <= number < len(stops()):
            raise LookupError("The tour has no such step.")
        return stops()[number]
