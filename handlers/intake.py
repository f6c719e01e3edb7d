"""Every delivery from Slack goes through here, over HTTP or Socket Mode: handled, committed, then acked."""

import asyncio
import json
from collections.abc import Callable, Mapping
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
from bot.slack.gateway import Slack
from bot.telemetry import Meter
from bot.views.blocks import sentence
from handlers.keys import delivery_keys
from handlers.refusals import NOTHING_RECORDED, away_response, kind_of, late_response, said
from handlers.work import Work
from storage import Database, DatabaseAway, StorageError

log = structlog.get_logger()

PATIENCE = 2.4
"""Seconds after which Slack is answered whatever is still under way; Slack itself waits three."""


class Intake:
    """Runs Bolt on a delivery inside one unit of work, and commits it before the ack."""

    def __init__(
        self,
        app: AsyncApp,
        database: Database,
        clock: Clock,
        policy: Policy,
        catalogue: Catalogue,
        slack: Slack,
        background: Background,
        meter: Meter,
        wake: Callable[[], None],
    ) -> None:
        self._app = app
        self._database = database
        self._clock = clock
        self._policy = policy
        self._catalogue = catalogue
        self._slack = slack
        self._background = background
        self._meter = meter
        self._wake = wake

    async def __call__(self, request: AsyncBoltRequest, envelope_id: str | None = None) -> BoltResponse:
        """Answer a delivery within Slack's three seconds.

        What takes longer goes on; the person is told so at once, and how it ended through the
        response_url. An event that takes longer is not acked, so that Slack sends it again.
        """
        handling = self._background.spawn("delivery", self._handle(request, envelope_id))
        await asyncio.wait({handling}, timeout=PATIENCE)
        if handling.done():
            done: BoltResponse = handling.result()
            return done
        self._meter.late_answer()
        self._background.spawn("late answer", self._answer_late(request.body, handling))
        return late_response(request.body)

    async def _handle(self, request: AsyncBoltRequest, envelope_id: str | None) -> BoltResponse:
        body = request.body
        keys = delivery_keys(body, envelope_id)
        work = Work(self._database, self._clock, self._policy, self._catalogue, keys)
        request.context["work"] = work
        kind = kind_of(body)
        try:
            response = await self._app.async_dispatch(request)
            if response.status == 200:
                woken = await work.commit(_remembered(body, response))
                if woken:
                    self._wake()
                response = await self._finished(work, response)
            else:
                await work.abandon()
        except DatabaseAway as error:
            log.error("database_away", delivery=kind, cause=error.cause)
            await work.abandon()
            response = self._away(body)
        except BaseException:
            await work.abandon()
            raise
        self._meter.delivery(kind, response.status)
        return response

    async def _finished(self, work: Work, response: BoltResponse) -> BoltResponse:
        """Let the answer wait a moment for what it tells about; what is committed stays, whatever happens."""
        if work.afterwards is None:
            return response
        try:
            message = await work.afterwards()
        except (StorageError, SlackError) as error:
            log.warning("afterwards_failed", error=str(error))
            return response
        self._wake()
        return response if message is None else said(message)

    def _away(self, body: Mapping[str, Any]) -> BoltResponse:
        response = away_response(body)
        url = body.get("response_url")
        if response.status == 200 and not response.body and url:
            words = sentence(NOTHING_RECORDED)
            self._background.spawn("database away", self._slack.respond(str(url), words))
        return response

    async def _answer_late(self, body: Mapping[str, Any], handling: asyncio.Task[BoltResponse]) -> None:
        response = await handling
        url = body.get("response_url")
        if url and response.body:
            try:
                text = json.loads(response.body).get("text") or ""
            except ValueError:
                text = response.body
            if text:
                try:
                    await self._slack.respond(str(url), sentence(text))
                except SlackError as error:
                    log.warning("late_answer_lost", error=str(error))


def _remembered(body: Mapping[str, Any], response: BoltResponse) -> dict[str, Any] | None:
    """Only a command's words are worth repeating to a redelivery."""
    if "command" not in body or not response.body:
        return None
    return {"status": response.status, "body": response.body, "headers": dict(response.headers)}
