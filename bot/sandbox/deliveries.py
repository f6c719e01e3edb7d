"""Brings events, commands and interactions to apps as Slack does: retries, ceilings, switching off."""

import asyncio
import copy
import time
import uuid
from collections.abc import Coroutine
from typing import Any, Protocol

from bot.sandbox.delivery_faults import DeliveryFaults
from bot.sandbox.delivery_log import Attempt, Delivery, DeliveryLog, Kind, Response
from bot.sandbox.delivery_rules import DeliveryRules
from bot.sandbox.entities import App, JsonObject
from bot.sandbox.http_transport import HttpTransport
from bot.sandbox.socket_mode import Sockets
from bot.sandbox.traffic import Traffic

LOST_ANSWER = "http_timeout"


class Transport(Protocol):
    """A way to an app: HTTP or Socket Mode."""

    async def send(
        self, app: App, kind: Kind, payload: JsonObject, retry: tuple[int, str] | None = None
    ) -> tuple[Response, dict[str, str]]:
        """Send once and wait for at most Slack's patience; (answer, what went along)."""


class Line:
    """What Slack knows of its traffic with one app.

    `subscriptions_on` falls to False when nearly everything failed for an hour; `notices` are the e-mails its
    owner would have got.
    """

    def __init__(self, rules: DeliveryRules) -> None:
        self.traffic = Traffic(rules)
        self.faults = DeliveryFaults()
        self.subscriptions_on = True
        self.notices: list[str] = []

    def switch_on(self) -> None:
        """What the owner does by hand after the subscriptions were switched off."""
        self.subscriptions_on = True
        self.traffic.forget_failures()


class Deliveries:
    """All that leaves the workspace towards apps. Runs in the loop it is first used in."""

    def __init__(self, rules: DeliveryRules | None = None) -> None:
        self.rules = rules or DeliveryRules()
        self.log = DeliveryLog()
        self.http = HttpTransport(self.rules)
        self.sockets = Sockets(self.rules)
        self._lines: dict[str, Line] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._broken: list[BaseException] = []
        self._open = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def line(self, app: App) -> Line:
        """The traffic with this app, with the faults that can be asked for."""
        if app.app_id not in self._lines:
            self._lines[app.app_id] = Line(self.rules)
        return self._lines[app.app_id]

    def faults(self, app: App) -> DeliveryFaults:
        """What shall go wrong with the next deliveries to this app."""
        return self.line(app).faults

    def post_event(self, app: App, envelope: JsonObject) -> None:
        """Queue an `event_callback` for the app; it is repeated until acknowledged or given up."""
        line = self.line(app)
        if not line.subscriptions_on or not (app.socket_mode or app.events_url):
            return
        if not line.traffic.admit():
            minute = int(time.time()) // 60
            if not line.traffic.first_limited_in(minute):
                return
            envelope = _rate_limited(envelope, minute)
        name = envelope.get("event", envelope)["type"]
        identity = envelope.get("event_id", "")
        delivery = Delivery(app.app_id, Kind.EVENT, name, identity, copy.deepcopy(envelope))
        self.log.open(delivery)
        self._start(self._deliver_event(app, delivery))

    async def ask(self, app: App, kind: Kind, name: str, payload: JsonObject) -> Response:
        """Send a command or an interaction, once, and say how the app answered."""
        identity = str(payload.get("trigger_id", ""))
        delivery = self.log.open(Delivery(app.app_id, kind, name, identity, payload))
        self._count(1)
        try:
            await self.faults(app).before(delivery)
            if self.faults(app).take_repeat():
                self._start(self._again(app, delivery))
            return await self._attempt(app, delivery, None)
        finally:
            self.faults(app).answered(delivery)
            self._finish(delivery)
            self._count(-1)

    async def verify_address(self, app: App) -> bool:
        """The Events API's handshake: the app must give the challenge back."""
        challenge = uuid.uuid4().hex
        payload = {"token": app.verification_token, "challenge": challenge, "type": "url_verification"}
        delivery = self.log.open(Delivery(app.app_id, Kind.EVENT, "url_verification", challenge, payload))
        response, headers = await self.http.send(app, Kind.EVENT, payload)
        delivery.attempts.append(Attempt(0, "http", time.time(), 0.0, response, headers))
        self._finish(delivery)
        return response.status == 200 and challenge in response.body

    async def drained(self) -> None:
        """Wait until nothing is under way: everything was acknowledged or given up.

        Raises:
            BaseException: a fault of the simulation itself, which no app could have caused.
        """
        await self._idle.wait()
        if self._broken:
            raise self._broken.pop()

    async def close(self) -> None:
        """Drop what is under way and every connection."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.sockets.close()
        await self.http.close()

    async def _deliver_event(self, app: App, delivery: Delivery) -> None:
        line = self.line(app)
        await line.faults.before(delivery)
        if line.faults.take_repeat():
            self._start(self._again(app, delivery))
        response = await self._attempt(app, delivery, None)
        line.faults.answered(delivery)
        for number, wait in enumerate(self.rules.retry_waits, start=1):
            if response.acknowledged or response.no_retry or not line.subscriptions_on:
                break
            await asyncio.sleep(wait)
            reason = str(response.failure)
            response = await self._attempt(app, delivery, (number, reason))
        self._finish(delivery)

    async def _again(self, app: App, delivery: Delivery) -> None:
        await self._attempt(app, delivery, None)

    async def _attempt(self, app: App, delivery: Delivery, retry: tuple[int, str] | None) -> Response:
        transport: Transport = self.sockets if app.socket_mode else self.http
        via = "socket" if app.socket_mode else "http"
        if retry and app.socket_mode:
            retry = (retry[0], "timeout")
        started, sent_at = time.monotonic(), time.time()
        delivery.state = "sent"
        response, headers = await transport.send(app, delivery.kind, delivery.payload, retry)
        line = self.line(app)
        if response.acknowledged and line.faults.take_lost_answer():
            response = Response(None, "timeout" if app.socket_mode else LOST_ANSWER)
        number = retry[0] if retry else 0
        latency = time.monotonic() - started
        delivery.attempts.append(Attempt(number, via, sent_at, latency, response, headers))
        self.log.changed(delivery)
        if delivery.kind is Kind.EVENT and line.traffic.record(failed=not response.acknowledged):
            line.subscriptions_on = False
            line.notices.append("Event subscriptions were disabled: too many deliveries failed")
        return response

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            # A workspace that is being furnished before anything runs has nobody to tell.
            work.close()
            return
        self._count(1)
        task = loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._count(-1)
        error = None if task.cancelled() else task.exception()
        if error:
            self._broken.append(error)

    def _count(self, step: int) -> None:
        self._open += step
        if self._open:
            self._idle.clear()
        else:
            self._idle.set()

    def _finish(self, delivery: Delivery) -> None:
        delivery.state = "acknowledged" if delivery.acknowledged else "given up"
        self.log.changed(delivery)


def _rate_limited(envelope: JsonObject, minute: int) -> JsonObject:
    return {
        "token": envelope["token"],
        "type": "app_rate_limited",
        "team_id": envelope["team_id"],
        "minute_rate_limited": minute * 60,
        "api_app_id": envelope["api_app_id"],
    }
