"""Guards of the program, and the program without each of them: so that a test can show what it is for."""

from collections.abc import Callable, Sequence
from typing import Any

from bot.services.carriers.attempt import Attempts
from bot.services.carriers.load import Load
from bot.services.shared_pace import SharedPace
from storage.deliveries import DeliveryRepository
from storage.outbox import OutboxRepository


def _without_delivery_keys() -> None:
    async def claim(self: DeliveryRepository, keys: Sequence[str], at: Any) -> bool:
        return True

    DeliveryRepository.claim = claim  # type: ignore[method-assign]


def _without_asking_slack() -> None:
    begun = Attempts._begun

    async def certain(self: Attempts, claimed: Any) -> Load | None:
        load = await begun(self, claimed)
        if load is not None:
            load.in_doubt = False
        return load

    Attempts._begun = certain  # type: ignore[method-assign]


def _without_begin_marker() -> None:
    async def begin(self: OutboxRepository, effect_id: str, owner: str) -> bool:
        return await self._change(effect_id, owner, unexpired=True, state="waiting")

    OutboxRepository.begin = begin  # type: ignore[method-assign]


def _without_leases() -> None:
    """Whoever looks takes everything that waits, whoever else may be at it."""
    import storage.lanes  # noqa: PLC0415 - changed here alone

    async def begin(self: OutboxRepository, effect_id: str, owner: str) -> bool:
        return True

    async def extend(self: OutboxRepository, effect_id: str, owner: str, lease_seconds: float) -> bool:
        return True

    storage.lanes.is_free = storage.lanes.is_waiting
    OutboxRepository.extend = extend  # type: ignore[method-assign]
    OutboxRepository.begin = begin  # type: ignore[method-assign]


def _without_looking_again() -> None:
    """What came about twice stays."""
    import bot.services.carriers.twins  # noqa: PLC0415 - changed here alone

    bot.services.carriers.twins.look_out = lambda effect, carried: None  # noqa: ARG005


def _without_each_other() -> None:
    """Each copy keeps Slack's limits by itself."""

    async def take(self: SharedPace, limits: Any) -> None:
        return None

    SharedPace.take = take  # type: ignore[method-assign]


GUARDS: dict[str, Callable[[], None]] = {
    "delivery keys": _without_delivery_keys,
    "asking slack": _without_asking_slack,
    "begin marker": _without_begin_marker,
    "leases": _without_leases,
    "looking again": _without_looking_again,
    "together": _without_each_other,
}
