"""The outbox: effects on Slack that wait to be carried out, leased to one process at a time.

Leases, delays and ages go by the database's own time. An attempt is: `claim` (commit), `begin` (commit),
the call, then `done`, `retry` or `fail` (commit), which only whoever claimed it last may do. An effect
claimed with `started_before` began in an attempt whose end nobody recorded: ask Slack whether it took place
before calling again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Double, Update, and_, bindparam, delete, false, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.domain.effect import Delivered, Effect, EffectKind, Priority
from bot.domain.value import Instant
from storage.dialects import db_epoch
from storage.lanes import WAITING, claimable, has_its_channel, is_free, is_waiting
from storage.lists import among
from storage.rows import columns_of, rows_of, values_of
from storage.tables import OutboxRow

_LEASED = (
    update(OutboxRow)
    .where(among(col(OutboxRow.position), "positions"))
    .values(
        owner=bindparam("by"),
        lease_epoch=db_epoch() + bindparam("seconds", type_=Double()),
        attempts=col(OutboxRow.attempts) + 1,
    )
)
_PAYLOAD = select(col(OutboxRow.payload)).where(col(OutboxRow.id) == bindparam("effect"))
_NOTHING: Mapping[str, float] = {}
_USED_UP = frozenset({"response_url", "trigger_id", "content"})
"""What is kept of a finished effect has no use for these; a file's content is Slack's from then on."""


@dataclass(frozen=True)
class Claimed:
    """An effect leased to this process.

    Attributes:
        attempts: how often it was claimed, this time included.
        started_before: an earlier attempt made its call, or was about to, and its fate is not known.
    """

    effect: Effect
    attempts: int
    started_before: bool


@dataclass(frozen=True)
class Finished:
    """How an effect ended: what Slack answered, or the error it was given up for."""

    effect: Effect
    outcome: Delivered
    result: Mapping[str, Any]
    error: str | None


class OutboxRepository:
    """Effects by lane and order, and the leases on them."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, effect: Effect, *, after_seconds: float | None = None) -> bool:
        """Store an effect, to be carried out after this transaction; False when it coalesced.

        An effect of the same incident and coalesce word that nobody has claimed takes this one's payload
        (and priority, when that is more urgent) instead of a second row being stored. With
        `after_seconds` it waits so long at least, and its lane with it.
        """
        if effect.coalesce is not None and await self._coalesced(effect):
            return False
        row = columns_of(effect, without=("coalesce", "order", "priority"))
        row |= {"coalesce_word": effect.coalesce, "priority": int(effect.priority)}
        row |= {"state": WAITING, "attempts": 0, "started": False}
        if after_seconds is not None:
            row["not_before"] = db_epoch() + after_seconds
        await self._connection.execute(insert(OutboxRow).values(row))
        return True

    async def claim(
        self, limit: int, owner: str, lease_seconds: float, *, at_most: Priority = Priority.LOW
    ) -> list[Claimed]:
        """Lease up to `limit` effects that may go now: the first of each lane, urgent first.

        With `at_most`, only those that are at least so urgent.
        """
        rows = await rows_of(self._connection, claimable(), {"most": limit, "at_most": int(at_most)})
        if rows:
            leased = {"positions": [row["position"] for row in rows], "by": owner, "seconds": lease_seconds}
            await self._connection.execute(_LEASED, leased)
        return [Claimed(_effect(row), row["attempts"] + 1, row["started"]) for row in rows]

    async def begin(self, effect_id: str, owner: str) -> bool:
        """Note that the call is about to be made; commit it first. False: the lease was lost, do not call."""
        return await self._change(effect_id, owner, unexpired=True, started=True)

    async def extend(self, effect_id: str, owner: str, lease_seconds: float) -> bool:
        """Hold the lease for longer; False when it was lost."""
        return await self._change(effect_id, owner, unexpired=True, ahead={"lease_epoch": lease_seconds})

    async def done(self, effect_id: str, owner: str, result: Mapping[str, Any] | None = None) -> bool:
        """Record that it took place and what Slack answered; its lane goes on.

        False, and nothing recorded: another took it over, and records what comes of it.
        """
        return await self._finish(effect_id, owner, Delivered.DONE, result=dict(result or {}), error=None)

    async def fail(self, effect_id: str, owner: str, error: str) -> bool:
        """Record that it will never take place; its lane goes on. False as for `done`."""
        return await self._finish(effect_id, owner, Delivered.FAILED, result={}, error=error)

    async def retry(
        self, effect_id: str, owner: str, after_seconds: float, error: str, *, fate_unknown: bool = True
    ) -> bool:
        """Let it wait before the next attempt; False when the lease was lost meanwhile.

        `fate_unknown=False`: Slack said that the call did not take place, so the next attempt need not ask.
        """
        fate = {} if fate_unknown else {"started": False}
        return await self._change(
            effect_id,
            owner,
            owner=None,
            lease_epoch=None,
            ahead={"not_before": after_seconds},
            error=error,
            **fate,
        )

    async def release(self, owner: str) -> int:
        """Give back every lease of a process that stops; say how many."""
        held = update(OutboxRow).where(col(OutboxRow.owner) == owner, is_waiting(OutboxRow))
        return (await self._connection.execute(held.values(owner=None, lease_epoch=None))).rowcount

    async def pending_count(self) -> int:
        """Return how many effects are not finished, save those that wait for a channel nobody opened yet."""
        query = select(func.count()).select_from(OutboxRow).where(is_waiting(OutboxRow), has_its_channel())
        return int((await self._connection.execute(query)).scalar_one())

    async def oldest_age(self) -> float | None:
        """Return for how many seconds the oldest of those has waited, or None."""
        query = select(db_epoch() - func.min(OutboxRow.stored_epoch))
        query = query.where(is_waiting(OutboxRow), has_its_channel())
        return (await self._connection.execute(query)).scalar()

    async def waiting(self, incident: int) -> list[Effect]:
        """Return an incident's unfinished effects in their order."""
        query = select(OutboxRow).where(col(OutboxRow.incident) == incident, is_waiting(OutboxRow))
        rows = await rows_of(self._connection, query.order_by(col(OutboxRow.position)))
        return [_effect(row) for row in rows]

    async def opens_channels(self) -> bool:
        """Return whether a channel is wanted that no incident is known to have yet."""
        query = select(col(OutboxRow.position)).where(
            col(OutboxRow.kind) == EffectKind.OPEN_CHANNEL.value, is_waiting(OutboxRow)
        )
        return (await self._connection.execute(query.limit(1))).first() is not None

    async def finished(self, effect_id: str) -> Finished | None:
        """Return how an effect ended, or None while it waits (or once it was pruned)."""
        query = select(OutboxRow).where(col(OutboxRow.id) == effect_id, col(OutboxRow.state) != WAITING)
        rows = await rows_of(self._connection, query)
        if not rows:
            return None
        row = rows[0]
        return Finished(_effect(row), Delivered(row["state"]), row["result"] or {}, row["error"])

    async def last_result(self, incident: int, kind: EffectKind) -> dict[str, Any] | None:
        """Return what Slack answered to the last such effect of an incident; nothing if it was given up."""
        query = select(col(OutboxRow.result)).where(
            col(OutboxRow.incident) == incident,
            col(OutboxRow.kind) == kind.value,
            col(OutboxRow.state) != WAITING,
        )
        return (
            await self._connection.execute(query.order_by(col(OutboxRow.position).desc()).limit(1))
        ).scalar()

    async def prune(self, before: Instant) -> int:
        """Forget finished effects that were wanted before an instant; say how many."""
        old = and_(col(OutboxRow.state) != WAITING, col(OutboxRow.created_at) < before)
        return (await self._connection.execute(delete(OutboxRow).where(old))).rowcount

    async def _coalesced(self, effect: Effect) -> bool:
        # A row that is being claimed right now is skipped: what it shows may be older than this change.
        query = (
            select(col(OutboxRow.position), col(OutboxRow.priority))
            .where(
                is_waiting(OutboxRow),
                col(OutboxRow.incident).is_not_distinct_from(effect.incident),
                col(OutboxRow.coalesce_word) == effect.coalesce,
                col(OutboxRow.started) == false(),
                is_free(OutboxRow),
            )
            .order_by(col(OutboxRow.position).desc())
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = (await self._connection.execute(query)).first()
        if row is None:
            return False
        newer = {"payload": effect.payload, "priority": min(row[1], int(effect.priority))}
        await self._connection.execute(
            update(OutboxRow).where(col(OutboxRow.position) == row[0]).values(**newer)
        )
        return True

    async def _finish(
        self, effect_id: str, owner: str, outcome: Delivered, *, result: dict[str, Any], error: str | None
    ) -> bool:
        payload = (await self._connection.execute(_PAYLOAD, {"effect": effect_id})).scalar()
        return await self._change(
            effect_id,
            owner,
            state=outcome.value,
            owner=None,
            lease_epoch=None,
            result=result,
            error=error,
            payload=_without_secrets(payload),
        )

    async def _change(
        self,
        effect_id: str,
        holder: str,
        *,
        unexpired: bool = False,
        ahead: Mapping[str, float] = _NOTHING,
        **values: Any,
    ) -> bool:
        """Change columns of a row that `holder` has; `ahead` are instants, in seconds from now."""
        given = values | {f"{name}_in": seconds for name, seconds in ahead.items()}
        given |= {"effect": effect_id, "holder": holder}
        change = _change_of(tuple(ahead), unexpired=unexpired)
        return (await self._connection.execute(change, given)).rowcount == 1


@cache
def _change_of(ahead: tuple[str, ...], *, unexpired: bool) -> Update:
    """Put a change together once; columns that are given as parameters are set beside those `ahead`."""
    held = update(OutboxRow).where(
        col(OutboxRow.id) == bindparam("effect"),
        col(OutboxRow.owner) == bindparam("holder"),
        is_waiting(OutboxRow),
    )
    if unexpired:
        held = held.where(col(OutboxRow.lease_epoch) > db_epoch())
    return held.values({name: db_epoch() + bindparam(f"{name}_in", type_=Double()) for name in ahead})


def _effect(row: Mapping[str, Any]) -> Effect:
    names = ("coalesce", "order")
    return Effect(
        coalesce=row["coalesce_word"], order=row["position"], **values_of(row, Effect, without=names)
    )


def _without_secrets(payload: Any) -> Any:
    """What only served to carry the effect out is dropped with it."""
    if isinstance(payload, dict):
        return {name: _without_secrets(part) for name, part in payload.items() if name not in _USED_UP}
    if isinstance(payload, list):
        return [_without_secrets(part) for part in payload]
    return payload
