"""Keeps what was sent to each app, every attempt with its outcome, for tests and the page."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from bot.sandbox.entities import JsonObject


class Kind(StrEnum):
    """The three families of deliveries, by their Socket Mode names."""

    EVENT = "events_api"
    COMMAND = "slash_commands"
    INTERACTION = "interactive"


@dataclass(frozen=True)
class Response:
    """What came back from an app for one attempt.

    Attributes:
        status: of the HTTP answer; 200 for a Socket Mode ack; None when nothing came back.
        failure: Slack's word for what went wrong (`http_timeout`, `http_error`…), None when acknowledged.
        body: of the HTTP answer, or the ack's payload as JSON text.
    """

    status: int | None
    failure: str | None = None
    body: str = ""
    content_type: str = ""
    no_retry: bool = False

    @property
    def acknowledged(self) -> bool:
        """Whether the app answered in time and well."""
        return self.failure is None


@dataclass(frozen=True)
class Attempt:
    """One try at a delivery: over what it went, when (real time), how long it took, what came back."""

    number: int
    via: str
    sent_at: float
    latency: float
    response: Response
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(eq=False)
class Delivery:
    """One thing an app was to be told; `identity` is the event_id or trigger_id it is known by."""

    app_id: str
    kind: Kind
    name: str
    identity: str
    payload: JsonObject
    attempts: list[Attempt] = field(default_factory=list)
    state: str = "queued"
    created_at: float = field(default_factory=time.time)

    @property
    def acknowledged(self) -> bool:
        """Whether any attempt was answered well."""
        return any(attempt.response.acknowledged for attempt in self.attempts)

    @property
    def retries(self) -> int:
        """How often it was repeated."""
        return max(0, len(self.attempts) - 1)


class DeliveryLog:
    """All deliveries in the order they came up; whoever listens is told of each change."""

    def __init__(self, keep: int = 20_000) -> None:
        self._keep = keep
        self._deliveries: list[Delivery] = []
        self._listeners: list[Callable[[Delivery], None]] = []

    def open(self, delivery: Delivery) -> Delivery:
        """Enter a delivery that is about to be made."""
        self._deliveries.append(delivery)
        del self._deliveries[: -self._keep]
        self.changed(delivery)
        return delivery

    def listen(self, listener: Callable[[Delivery], None]) -> None:
        """Call `listener` whenever a delivery is entered, tried or finished."""
        self._listeners.append(listener)

    def changed(self, delivery: Delivery) -> None:
        """Tell the listeners."""
        for listener in self._listeners:
            listener(delivery)

    def of(
        self, app_id: str | None = None, *, name: str | None = None, kind: Kind | None = None
    ) -> list[Delivery]:
        """The deliveries to an app, of an event type, command or action, or of a kind."""
        return [
            delivery
            for delivery in self._deliveries
            if (app_id is None or delivery.app_id == app_id)
            and (name is None or delivery.name == name)
            and (kind is None or delivery.kind is kind)
        ]
