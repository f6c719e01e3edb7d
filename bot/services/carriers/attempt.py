"""One attempt to carry an effect out: begun, made, and settled as done, later or never."""

from collections.abc import Callable, Mapping

import structlog

from bot.domain.effect import Effect, EffectKind
from bot.domain.leaving import may_leave
from bot.domain.timeline import Head
from bot.services.carriers.ledger import Ledger
from bot.services.carriers.load import Load, Undeliverable
from bot.services.carriers.redrawing import recalled
from bot.services.carriers.routes import Carry
from bot.slack.errors import Fate, SlackBusy, SlackError, SlackRefused, SlackUnreachable, TokenRevoked
from storage.database import Database
from storage.errors import StorageError
from storage.outbox import Claimed
from storage.repositories import Repositories

MISTAKES = 8
"""Attempts after which an effect that our own code stumbles over is given up, so that its lane goes on."""


async def _directed(effect: Effect, repositories: Repositories) -> Effect:
    """Direct an effect to the channel it names by the id that the channel has by now."""
    named = effect.payload.get("channel")
    current = await repositories.channel_ids.current(named) if named else named
    if current == named:
        return effect
    return effect.model_copy(update={"payload": effect.payload | {"channel": current}})


class Attempts:
    """Attempts of one owner; what the database refuses is raised, and the effect left to its lease.

    Attributes:
        on_revoked: called when Slack takes the token no more.
    """

    def __init__(
        self,
        database: Database,
        ledger: Ledger,
        routes: Mapping[EffectKind, Carry],
        *,
        owner: str,
        on_revoked: Callable[[TokenRevoked], None],
    ) -> None:
        self._database = database
        self._ledger = ledger
        self._routes = routes
        self._owner = owner
        self._on_revoked = on_revoked
        self._log = structlog.get_logger(__name__)

    async def make(self, claimed: Claimed) -> None:
        """Begin, unless the lease was lost, carry out and settle."""
        load = await self._begun(claimed)
        if load is not None:
            await self._attempt(load, claimed)

    async def _begun(self, claimed: Claimed) -> Load | None:
        async with self._database.transaction() as repositories:
            if not await repositories.outbox.begin(claimed.effect.id, self._owner):
                return None
            effect = await _directed(claimed.effect, repositories)
            if effect.incident is None:
                return Load(effect, None, Head(), in_doubt=claimed.started_before)
            incident = await repositories.incidents.get(effect.incident)
            head = await repositories.timeline.head(effect.incident)
            is_private = incident is not None and incident.private
            members = await repositories.members.current(effect.incident) if is_private else []
        return Load(effect, incident, head, in_doubt=claimed.started_before, members=frozenset(members))

    async def _attempt(self, load: Load, claimed: Claimed) -> None:
        """Carry out and settle: done, later, or never."""
        try:
            if load.incident is not None and not may_leave(load.effect, load.incident, load.members):
                raise Undeliverable("private")
            carried = recalled(load.effect) or await self._routes[load.effect.kind](load)
            await self._ledger.done(load, carried)
        except Undeliverable as reason:
            await self._ledger.failed(load, reason.code)
        except SlackError as fault:
            await self._put_off(load, claimed, fault)
        except StorageError:
            raise
        except Exception:
            self._log.exception("effect_stumbled", incident=load.effect.incident, kind=load.effect.kind.value)
            await self._stumbled(load, claimed)

    async def _stumbled(self, load: Load, claimed: Claimed) -> None:
        """After a mistake in our own code: a few more attempts, then the lane goes on without the effect."""
        if claimed.attempts < MISTAKES:
            await self._ledger.later(load, claimed, "mistake", fate_unknown=True)
            return
        try:
            await self._ledger.failed(load, "mistake")
        except StorageError:
            raise
        except Exception:
            self._log.exception("failure_not_reported", incident=load.effect.incident)
            await self._ledger.failed(load, "mistake", report=False)

    async def _put_off(self, load: Load, claimed: Claimed, fault: SlackError) -> None:
        """What a fault means for the effect: never, when Slack's no is final; else a later attempt."""
        unknown, after = False, None
        if isinstance(fault, SlackRefused) and fault.permanent:
            await self._ledger.failed(load, fault.code)
            return
        if isinstance(fault, SlackUnreachable):
            unknown = fault.fate is Fate.UNKNOWN
        elif isinstance(fault, SlackBusy):
            after = fault.retry_after
        elif isinstance(fault, TokenRevoked):
            self._on_revoked(fault)
            after = 0.0
        await self._ledger.later(load, claimed, fault.word, fate_unknown=unknown, after=after)
