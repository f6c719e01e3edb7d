"""Disturbs deliveries on demand, the way a network and a busy Slack do."""

import asyncio
from dataclasses import dataclass, field

from bot.sandbox.delivery_log import Delivery
from bot.sandbox.signals import Signal


@dataclass(eq=False)
class DeliveryFaults:
    """What shall go wrong with the next deliveries to one app.

    Attributes:
        repeat: how many of the next deliveries are made twice.
        lose_answers: how many of the next answers are treated as if they had never come.
        delay: real seconds every delivery waits before it leaves.
    """

    repeat: int = 0
    lose_answers: int = 0
    delay: float = 0.0
    _held: list[tuple[Delivery, "asyncio.Future[None]"]] = field(default_factory=list)
    _following: list[tuple[Delivery, "asyncio.Future[None]"]] = field(default_factory=list)
    _leading: Delivery | None = None
    _more: Signal = field(default_factory=Signal)
    _holding: bool = False
    _release_after: int | None = None

    def hold(self) -> None:
        """Keep back everything from now on until `release`."""
        self._holding = True

    def shuffle_next(self, count: int) -> None:
        """Keep back the next `count` deliveries and then make them in reverse order."""
        self._holding, self._release_after = True, count

    def release(self, order: list[int] | None = None) -> None:
        """Let go what was held: all at once, or by positions, each once the one before was answered."""
        held, self._held = self._held, []
        self._holding, self._release_after = False, None
        self._following += [held[position] for position in order or range(len(held))]
        if order is not None:
            self._let_go_next()
            return
        while self._following:
            self._let_go_next()

    def answered(self, delivery: Delivery) -> None:
        """A first attempt is over: what was to follow it may leave."""
        if delivery is self._leading:
            self._let_go_next()

    def _let_go_next(self) -> None:
        self._leading = None
        if self._following:
            self._leading, gate = self._following.pop(0)
            if not gate.done():
                gate.set_result(None)

    @property
    def held(self) -> list[Delivery]:
        """What is kept back now, oldest first."""
        return [delivery for delivery, _ in self._held]

    async def holds(self, count: int) -> None:
        """Wait until so many are kept back."""
        await self._more.until(lambda: len(self._held) >= count)

    async def before(self, delivery: Delivery) -> None:
        """Wait as long as this delivery is to be held or delayed."""
        if self._holding:
            gate: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._held.append((delivery, gate))
            self._more.notify()
            if self._release_after == len(self._held):
                self.release(list(reversed(range(len(self._held)))))
            await gate
        if self.delay:
            await asyncio.sleep(self.delay)

    def take_repeat(self) -> bool:
        """Whether this delivery is one of those to be made twice."""
        if self.repeat <= 0:
            return False
        self.repeat -= 1
        return True

    def take_lost_answer(self) -> bool:
        """Whether this answer is one of those to be lost."""
        if self.lose_answers <= 0:
            return False
        self.lose_answers -= 1
        return True
