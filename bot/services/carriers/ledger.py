"""Writes down what came of an effect: in one transaction with what it changes of the incident.

Whoever was so slow that another took the effect over writes nothing down: the other one finds on Slack what
was done, and what it brought is recorded once, by whoever saw last how it stands there.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.domain.effect import Effect, EffectKind
from bot.domain.incident import ChannelState, Incident
from bot.services.carriers import redrawing, twins
from bot.services.carriers.load import Carried, Json, Load, Reports
from bot.slack.codes import CHANNEL_ARCHIVED, CHANNEL_GONE, CREATION_FORBIDDEN
from storage.database import Database
from storage.outbox import Claimed
from storage.repositories import Repositories

_OUT_OF_REACH = (ChannelState.ARCHIVED, ChannelState.LOST)
_ONCE_PER_INCIDENT = frozenset({"no_announcement_channel"})


class EffectMeter(Protocol):
    """Where effects are counted."""

    def effect(self, kind: str, outcome: str) -> None:
        """An attempt ended as `done`, `retried` or `failed`."""


@dataclass(frozen=True)
class Backoff:
    """How long to wait after an attempt that brought nothing: doubling, with jitter, never given up.

    Attributes:
        first: seconds after the first attempt.
        most: the longest wait.
    """

    first: float = 1.0
    most: float = 300.0

    def after(self, attempts: int, chance: float) -> float:
        """Return the seconds to wait; `chance` from 0 to 1 spreads those who failed together."""
        whole = min(self.most, self.first * 2.0 ** min(attempts - 1, 30))
        return whole * (0.5 + chance / 2)


class Ledger:
    """The ends of attempts: done, later, or never."""

    def __init__(
        self,
        database: Database,
        reports: Reports,
        *,
        owner: str,
        backoff: Backoff,
        meter: EffectMeter | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._database = database
        self._reports = reports
        self._owner = owner
        self._backoff = backoff
        self._meter = meter
        self._chance = chance
        self._log = structlog.get_logger(__name__)
        self._named: set[tuple[int | None, str]] = set()

    async def done(self, load: Load, carried: Carried) -> None:
        """It took place: what it changed of the incident, and what is wanted next, is stored with it."""
        effect, places = load.effect, dict(carried.places)
        incident = load.incident
        back = incident and incident.places.channel_state in _OUT_OF_REACH and _in_own_channel(load)
        if back and "channel_state" not in places:
            places["channel_state"] = ChannelState.OPEN
        async with self._database.transaction() as repositories:
            current = await _locked(repositories, incident)
            if not await repositories.outbox.done(effect.id, self._owner, carried.result):
                self._log.info("effect_taken_over", incident=effect.incident, kind=effect.kind.value)
                return
            incident = await _moved(repositories, current, places)
            for further in carried.follow:
                await repositories.outbox.put(further)
            later = (redrawing.reminder_of(effect), twins.look_out(effect, carried)) if load.in_doubt else ()
            for further in filter(None, later):
                await repositories.outbox.put(further, after_seconds=redrawing.OVER_AFTER)
            if carried.forbidden and incident is not None:
                await self._reports.channel_forbidden(
                    repositories, incident, effect, carried.forbidden, borrowed=True
                )
            await self._reports.carried(repositories, incident, effect, carried)
        self._count(load, "done")
        self._log.debug("effect_done", incident=effect.incident, kind=effect.kind.value)

    async def later(
        self, load: Load, claimed: Claimed, reason: str, *, fate_unknown: bool, after: float | None = None
    ) -> None:
        """It did not take place, or nobody knows: it waits, longer each time, or as long as Slack said."""
        effect = load.effect
        wait = self._backoff.after(claimed.attempts, self._chance()) if after is None else after
        doubt = fate_unknown or load.in_doubt
        async with self._database.transaction() as repositories:
            await repositories.outbox.retry(effect.id, self._owner, wait, reason, fate_unknown=doubt)
        self._count(load, "retried")
        self._log.info(
            "effect_put_off",
            incident=effect.incident,
            kind=effect.kind.value,
            reason=reason,
            after=round(wait, 1),
            attempts=claimed.attempts,
        )

    async def failed(self, load: Load, code: str, *, report: bool = True) -> None:
        """It will never take place: whoever can do something about it is told."""
        effect, incident = load.effect, load.incident
        named = (effect.incident, code)
        silent = not report or (code in _ONCE_PER_INCIDENT and named in self._named)
        async with self._database.transaction() as repositories:
            current = await _locked(repositories, incident)
            if not await repositories.outbox.fail(effect.id, self._owner, code):
                self._log.info("effect_taken_over", incident=effect.incident, kind=effect.kind.value)
                return
            incident = await _moved(repositories, current, _lost(load, code))
            if not silent:
                await self._report(repositories, incident, effect, code)
        self._named.add(named)
        self._count(load, "failed")
        self._log.warning("effect_failed", incident=effect.incident, kind=effect.kind.value, reason=code)

    async def _report(
        self, repositories: Repositories, incident: Incident | None, effect: Effect, code: str
    ) -> None:
        if incident and effect.kind is EffectKind.OPEN_CHANNEL and code in CREATION_FORBIDDEN:
            await self._reports.channel_forbidden(repositories, incident, effect, code, borrowed=False)
        else:
            await self._reports.failed(repositories, incident, effect, code)

    def _count(self, load: Load, outcome: str) -> None:
        if self._meter is not None:
            self._meter.effect(load.effect.kind.value, outcome)


def _in_own_channel(load: Load) -> bool:
    return load.incident is not None and load.place == load.incident.places.channel_id


def _lost(load: Load, code: str) -> Json:
    """What a refusal tells about the incident's own channel."""
    if not _in_own_channel(load):
        return {}
    if code in CHANNEL_ARCHIVED:
        return {"channel_state": ChannelState.ARCHIVED}
    return {"channel_state": ChannelState.LOST} if code in CHANNEL_GONE else {}


async def _locked(repositories: Repositories, incident: Incident | None) -> Incident | None:
    """Return the incident with what others changed of it meanwhile."""
    return await repositories.incidents.lock(incident.number) if incident is not None else None


async def _moved(repositories: Repositories, current: Incident | None, places: Json) -> Incident | None:
    """Store where the incident is shown now."""
    if current is None or not places:
        return current
    changed = current.model_copy(update={"places": current.places.model_copy(update=places)})
    await repositories.incidents.save(changed)
    return changed
