"""Empties the outbox: each effect is claimed, begun, carried out on Slack and settled, in that order.

`begin` is committed before the call and the outcome after it, so a crash in between leaves an effect that
was begun and not settled: the next attempt asks Slack before it calls again. Calls end with the lease under
which they are made, so that nobody asks Slack about a call that is still on its way. Which way an effect
errs that Slack cannot be asked about:

    messages, files           looked for in the history; sent again where the bot may not read it
    channels                  looked for among those the bot is in, adopted only when they are its own
    pins                      looked for in Slack's list
    invitations, messages changed once    the same again changes nothing
    card, questions, announcement, topic, App Home    drawn as things stand, and once more when the lost call
                              is surely over: it may come about last, with what was so before
    ephemeral messages, answers through response_url    sent again: perhaps seen twice, never missed;
                              an answer older than Slack's thirty minutes is dropped and logged
    forms                     are no effects: the person is told to tap again

A call may also come about after Slack was asked about it. So messages, files and channels that were made
after an answer was lost are looked for once more when every call is surely over, and of two one is taken
away (see `carriers.twins`).

Transient faults are tried again for ever, at most five minutes apart; a permanent refusal ends the effect
and is reported. When Slack takes the token no more, everything waits until it does.
"""

import asyncio
from contextlib import suppress
from functools import partial
from uuid import uuid4

import structlog

from bot.clock import Clock
from bot.domain.effect import Priority
from bot.services.carriers.attempt import Attempts
from bot.services.carriers.leases import Leases
from bot.services.carriers.ledger import Backoff, EffectMeter, Ledger
from bot.services.carriers.load import Render, Reports
from bot.services.carriers.routes import routes
from bot.slack.directory import Directory
from bot.slack.errors import SlackError
from bot.slack.gateway import Slack
from bot.slack.lease import LEASE, Lease
from storage.database import Database
from storage.errors import StorageError
from storage.outbox import Claimed

POLL = 1.0


class Courier:
    """Carries effects out: lanes one after the other within, side by side among each other.

    Attributes:
        blocked_reason: why nothing is sent at present; None while all is well.
        stands_back: nothing further is begun; other copies go on.
    """

    def __init__(
        self,
        database: Database,
        slack: Slack,
        directory: Directory,
        render: Render,
        reports: Reports,
        *,
        clock: Clock,
        prefix: str = "inc",
        owner: str | None = None,
        meter: EffectMeter | None = None,
        backoff: Backoff | None = None,
        parallel: int = 8,
        answers: int = 8,
        lease_seconds: float = 10.0,
        probe_seconds: float = 15.0,
    ) -> None:
        self.blocked_reason: str | None = None
        self.stands_back = False
        self._database = database
        self._slack = slack
        self._owner = owner or uuid4().hex
        self._leases = Leases(database, owner=self._owner, seconds=lease_seconds)
        self._parallel = parallel
        self._answers = answers
        self._probe_seconds = probe_seconds
        self._probe_at = 0.0
        self._attempts = Attempts(
            database,
            Ledger(database, reports, owner=self._owner, backoff=backoff or Backoff(), meter=meter),
            routes(database, slack, directory, render, clock=clock, prefix=prefix),
            owner=self._owner,
            on_revoked=lambda fault: self.block(fault.code),
        )
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._urgent: set[str] = set()
        self._claiming = asyncio.Lock()
        self._woken = asyncio.Event()
        self._stopping = False
        self._log = structlog.get_logger(__name__)

    def wake(self) -> None:
        """Look at the outbox now: something was committed to it."""
        self._woken.set()

    async def run(self) -> None:
        """Work until `drain`; what this owner held in an earlier life is taken up first."""
        while not self._stopping:
            self._woken.clear()
            try:
                await self._advance()
            except StorageError as error:
                self._log.warning("outbox_out_of_reach", reason=str(error))
            except Exception:
                self._log.exception("courier_stumbled")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), POLL)

    async def recover(self) -> None:
        """Take back what this owner had leased before it was killed; only for an owner that is alone."""
        async with self._database.transaction() as repositories:
            await repositories.outbox.release(self._owner)

    async def settle(self) -> None:
        """Return when nothing is left that can be done now; what waits for a later attempt stays."""
        while True:
            await self._advance()
            if not self._under_way:
                return
            await asyncio.wait(self._under_way.values(), return_when=asyncio.FIRST_COMPLETED)

    async def drain(self, grace_seconds: float = 10.0) -> None:
        """Finish the calls under way, begin no other, and give back what is left."""
        self._stopping = True
        self._slack.pacing.dismiss()
        self.wake()
        async with self._claiming:
            tasks = list(self._under_way.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace_seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        async with self._database.transaction() as repositories:
            await repositories.outbox.release(self._owner)

    async def _advance(self) -> None:
        """Claim what may go now and set it under way, as long as there is room."""
        async with self._claiming:
            if self._stopping or self.stands_back or (self.blocked_reason and not await self._unblocked()):
                return
            room = self._parallel - (len(self._under_way) - len(self._urgent))
            if room > 0:
                await self._claim(room, at_most=Priority.LOW)
            spare = self._answers - len(self._urgent)
            if spare > 0 and room <= 0:
                await self._claim(spare, at_most=Priority.ANSWER)

    async def _claim(self, limit: int, *, at_most: Priority) -> None:
        before = asyncio.get_running_loop().time()
        async with self._database.transaction() as repositories:
            claims = await repositories.outbox.claim(
                limit, self._owner, self._leases.seconds, at_most=at_most
            )
        for claimed in claims:
            effect = claimed.effect
            if effect.id in self._under_way:
                continue
            task = asyncio.create_task(self._carry(claimed, self._leases.since(before)))
            self._under_way[effect.id] = task
            if effect.priority is Priority.ANSWER:
                self._urgent.add(effect.id)
            task.add_done_callback(partial(self._arrived, effect.id))

    def _arrived(self, effect_id: str, _: object) -> None:
        self._under_way.pop(effect_id, None)
        self._urgent.discard(effect_id)
        self.wake()

    async def _carry(self, claimed: Claimed, lease: Lease) -> None:
        """One attempt, from `begin` to its end; whatever the database refuses is left to the lease."""
        effect = claimed.effect
        structlog.contextvars.bind_contextvars(incident=effect.incident, effect=effect.kind.value)
        LEASE.set(lease)
        holding = asyncio.create_task(self._leases.hold(effect.id, lease))
        try:
            await self._attempts.make(claimed)
        except StorageError as error:
            self._log.warning("effect_unsettled", effect=claimed.effect.id, reason=str(error))
        except Exception:
            self._log.exception("effect_unsettled", effect=claimed.effect.id)
        finally:
            holding.cancel()

    def block(self, reason: str) -> None:
        """Send nothing until Slack accepts the token again; `reason` is Slack's word for why it does not."""
        if self.blocked_reason is None:
            self._log.error("slack_token_refused", reason=reason)
        self.blocked_reason = reason
        self._probe_at = asyncio.get_running_loop().time() + self._probe_seconds

    async def _unblocked(self) -> bool:
        """Ask, now and then, whether the token is accepted again."""
        now = asyncio.get_running_loop().time()
        if now < self._probe_at:
            return False
        self._probe_at = now + self._probe_seconds
        try:
            await self._slack.identify()
        except SlackError:
            return False
        self.blocked_reason = None
        self._log.info("slack_token_accepted")
        return True
