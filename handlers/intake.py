"""Every delivery from Slack goes through here, over HTTP or Socket Mode: handled, committed, then acked."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.catalogue import Catalogue
from bot.clock import Clock
from bot.domain.policy import Policy
from bot.services.background import Background
from bot.slack.errors import SlackError
from bot.telemetry import Meter
from bot.views.blocks import sentence
from handlers.keys import delivery_keys
from handlers.refuge import Refuge
from handlers.refusals import (
    MISHAP,
    NOT_CONNECTED,
    NOTHING_RECORDED,
    RECORDED,
    TOO_SLOW,
    Body,
    is_event,
    kind_of,
    mishap,
    said,
    undecided_words,
    unkept,
    words_in,
)
from handlers.telling import Telling
from handlers.work import GivenUp, Work
from storage import Database, DatabaseAway, StorageError

log = structlog.get_logger()

PATIENCE = 2.4
"""Seconds after which Slack is answered whatever is still under way, as it waits no longer than three."""

NOT_KEPT = 503
"""Counted for what was not kept, also where Slack was answered with 200 to have the person told."""

Known = Callable[[], bool]
"""Says whether it is known yet who the bot is on its workspace."""

Dropped = Callable[[datetime], Awaitable[None]]
"""Notes that Slack did not deliver everything of the minute that begins then."""


@dataclass
class _Case:
    """One delivery; `kept` is its answer as soon as everything it did is committed.

    With `seeks_refuge` nothing will be recorded of it now, and a channel is being opened on Slack alone.
    """

    request: AsyncBoltRequest
    work: Work
    kept: BoltResponse | None = None
    seeks_refuge: bool = False

    @property
    def body(self) -> Body:
        return self.request.body


class Intake:
    """Runs Bolt on a delivery inside one unit of work, and commits it before the ack.

    Attributes:
        patience: seconds after which Slack is answered whatever is still under way.
    """

    def __init__(  # noqa: PLR0917 - the composition root gives all of them
        self,
        app: AsyncApp,
        database: Database,
        clock: Clock,
        policy: Policy,
        catalogue: Catalogue,
        telling: Telling,
        background: Background,
        meter: Meter,
        *,
        wake: Callable[[], None],
        refuge: Refuge,
        heard: Callable[[], None],
        known: Known,
        dropped: Dropped,
        patience: float = PATIENCE,
    ) -> None:
        self.patience = patience
        self._app = app
        self._database = database
        self._clock = clock
        self._policy = policy
        self._catalogue = catalogue
        self._telling = telling
        self._refuge = refuge
        self._heard = heard
        self._background = background
        self._meter = meter
        self._wake = wake
        self._known = known
        self._dropped = dropped

    async def __call__(self, request: AsyncBoltRequest, envelope_id: str | None = None) -> BoltResponse:
        """Answer a delivery within Slack's three seconds.

        What takes longer is given up, and the person told that nothing was recorded; only once its commit
        has begun nobody can tell, and the person hears how it ended. An event that takes longer goes on
        and is not acked, so that Slack sends it again.
        """
        if is_event(request.body):
            self._heard()
        if "x-slack-retry-num" in request.headers:
            self._meter.redelivery(request.headers.get("x-slack-retry-reason", ["unknown"])[0])
        response = await self._of_slack_itself(request.body)
        if response is not None:
            return self._counted(request.body, response)
        return await self._answered(request, envelope_id)

    def _counted(self, body: Body, response: BoltResponse, *, is_lost: bool = False) -> BoltResponse:
        """Count what was kept apart from what was not: people read of that in an answer that is a 200."""
        self._meter.delivery(
            kind_of(body), NOT_KEPT if is_lost and response.status == 200 else response.status
        )
        return response

    async def _of_slack_itself(self, body: Body) -> BoltResponse | None:
        """Answer what concerns the connection and no incident."""
        if body.get("type") == "url_verification":
            return BoltResponse(status=200, body={"challenge": body.get("challenge")})
        if body.get("type") == "app_rate_limited":
            return await self._told_of_dropped(int(body.get("minute_rate_limited") or 0))
        if body.get("ssl_check"):
            return BoltResponse(status=200, body="")
        return None

    async def _told_of_dropped(self, minute: int) -> BoltResponse:
        log.error("events_dropped_by_slack", minute=minute)
        try:
            await self._dropped(datetime.fromtimestamp(minute, tz=UTC))
        except StorageError as error:
            log.warning("dropped_events_not_noted", reason=str(error))
            return BoltResponse(status=503, body="not kept")
        return BoltResponse(status=200, body="")

    async def _answered(self, request: AsyncBoltRequest, envelope_id: str | None) -> BoltResponse:
        body = request.body
        if not self._known():
            response = self._telling.with_words(body, unkept(body, NOT_CONNECTED), NOT_CONNECTED)
            return self._counted(body, response, is_lost=True)
        keys = delivery_keys(body, envelope_id)
        case = _Case(request, Work(self._database, self._clock, self._policy, self._catalogue, keys))
        handling = self._background.spawn("delivery", self._handled(case))
        await asyncio.wait({handling}, timeout=self.patience)
        if handling.done():
            return self._counted(body, handling.result(), is_lost=case.work.is_lost)
        self._meter.late_answer()
        response = self._answered_late(case, handling)
        return self._counted(body, response, is_lost=case.work.is_lost or case.work.is_given_up)

    def _answered_late(self, case: _Case, handling: asyncio.Task[BoltResponse]) -> BoltResponse:
        """Answer now what is true whatever becomes of the process and the database."""
        body = case.body
        if case.seeks_refuge:
            words = self._refuge.words(body)
            now = self._telling.with_words(body, unkept(body, words), words)
            self._background.spawn("late answer", self._say_how_it_ended(case, handling, now))
            return now
        if case.kept is None and not is_event(body) and case.work.give_up():
            return self._telling.with_words(body, unkept(body, TOO_SLOW), TOO_SLOW)
        words = undecided_words(body, ended=False)
        now = case.kept or self._telling.with_words(body, unkept(body, words), words)
        self._background.spawn("late answer", self._say_how_it_ended(case, handling, now))
        return now

    async def _handled(self, case: _Case) -> BoltResponse:
        """Handle and commit; whatever goes wrong, nothing is left half done and the person is told."""
        structlog.contextvars.bind_contextvars(delivery=kind_of(case.body))
        try:
            return await self._committed(case)
        except GivenUp:
            log.warning("too_slow")
            await self._undo(case.work)
            return unkept(case.body, TOO_SLOW)
        except DatabaseAway as error:
            log.error("database_away", cause=error.cause)
            case.work.is_lost = not case.work.is_committing
            await self._undo(case.work)
            found = await self._given_refuge(case)
            return found or self._unkept(case, unkept(case.body, NOTHING_RECORDED), NOTHING_RECORDED)
        except Exception as error:
            reference = secrets.token_hex(4)
            log.exception("delivery_failed", reference=reference, exc_info=error)
            case.work.is_lost = not case.work.is_committing
            await self._undo(case.work)
            return self._unkept(case, mishap(case.body, reference), MISHAP.format(reference=reference))
        except BaseException:
            await self._undo(case.work)
            raise

    async def _given_refuge(self, case: _Case) -> BoltResponse | None:
        """Give whoever declares a channel all the same; None for other deliveries, or where Slack refuses."""
        undecided = case.work.is_committing or case.work.is_given_up
        if undecided or not self._refuge.takes(case.body):
            return None
        case.seeks_refuge = True
        return await self._refuge.answer(case.body, case.work.keys)

    def _unkept(self, case: _Case, response: BoltResponse, words: str) -> BoltResponse:
        """Return the response with its words, as far as they are true and the person was not told before."""
        if case.work.is_given_up:
            return response
        if case.work.is_committing:
            words = undecided_words(case.body, ended=True)
            response = unkept(case.body, words)
        return self._telling.with_words(case.body, response, words)

    async def _committed(self, case: _Case) -> BoltResponse:
        case.request.context["work"] = case.work
        response = await self._app.async_dispatch(case.request)
        if response.status != 200:
            await self._undo(case.work)
            return response
        if await case.work.commit(_remembered(case.body, response)):
            self._wake()
        case.kept = response
        return await self._finished(case, response)

    async def _finished(self, case: _Case, response: BoltResponse) -> BoltResponse:
        """Let the answer wait a moment for what it tells about; what is committed stays, whatever happens."""
        if case.work.afterwards is None:
            return response
        try:
            message = await case.work.afterwards()
            self._wake()
            if message is None:
                return response
            better = said(message)
            await case.work.remember(_remembered(case.body, better))
        except (StorageError, SlackError) as error:
            log.warning("afterwards_failed", error=str(error))
            return response
        return better

    async def _undo(self, work: Work) -> None:
        try:
            await work.abandon()
        except StorageError as error:
            log.warning("not_rolled_back", error=str(error))  # The connection is gone, and its work with it.

    async def _say_how_it_ended(
        self, case: _Case, handling: asyncio.Task[BoltResponse], now: BoltResponse
    ) -> None:
        """Say how it ended, where `now` could not."""
        was_undecided = case.kept is None
        response = await handling
        message = words_in(response)
        if message is None and was_undecided and case.kept is not None:
            message = sentence(RECORDED)
        if message is not None and response is not now:
            self._telling.tell(case.body, message)


def _remembered(body: Body, response: BoltResponse) -> dict[str, Any] | None:
    """Only a command's words are worth repeating to a redelivery."""
    if "command" not in body or not response.body:
        return None
    return {"status": response.status, "body": response.body, "headers": dict(response.headers)}
