"""Structured logs, and the counters behind `/metrics`."""

import logging
import re
import sys
from collections.abc import Iterable
from typing import Any, Literal, TextIO

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECRET = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+"
    r"|https?://[^\s'\"]*/(?:commands|actions|app|services)/[^\s'\"]+"
    r"|\b\d{6,}\.\d{6,}\.[0-9a-f]{16,}\b"
    r"|(?<=ticket=)[^\s&'\"]+"
)
"""Tokens, response_urls, trigger ids and Socket Mode tickets, wherever they stand in a text."""

_MENTION = re.compile(r"<([@#])([UWC][A-Z0-9]+)(?:\|[^>]*)?>|<!(here|channel|everyone)[^>]*>")
_HIDDEN = "[secret]"
HEARD_FROM = {
    "aiohttp.access": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "alembic": logging.WARNING,
    "apscheduler": logging.ERROR,
    "slack_bolt": logging.ERROR,
    "slack_sdk": logging.WARNING,
    "sqlalchemy": logging.WARNING,
}
"""The level from which libraries are heard, whatever ours is: below, they tell what people wrote."""


class Guard:
    """Keeps secrets out of the log, and mentions from being mentions.

    `secrets` are the values that this process was given; what Slack hands out is known by its shape.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = sorted({secret for secret in secrets if secret}, key=len, reverse=True)

    def __call__(self, _: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        """Guard everything of one event."""
        return {key: self._guarded(value) for key, value in event.items()}

    def _guarded(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return {self._guarded(key): self._guarded(each) for key, each in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._guarded(each) for each in value]
        if value is None or isinstance(value, bool | int | float | logging.LogRecord):
            return value
        return self._text(repr(value))

    def _text(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return _MENTION.sub(_named, _SECRET.sub(_HIDDEN, text))


def _named(mention: re.Match[str]) -> str:
    return mention.group(2) or mention.group(3)


def set_up_logging(
    form: Literal["console", "json"], level: str, stream: TextIO | None = None, *, secrets: Iterable[str] = ()
) -> None:
    """Send all logs and warnings, also those of libraries, through structlog to `stream` (standard error)."""
    guard = Guard(secrets)
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        guard,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(form)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(capture=True)
    for name, least in HEARD_FROM.items():
        logging.getLogger(name).setLevel(max(least, logging.getLevelName(level)))


def _renderer(form: Literal["console", "json"]) -> structlog.typing.Processor:
    if form == "json":
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)


class Meter:
    """Counts what happens, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._deliveries = Counter(
            "incident_bot_deliveries",
            "Deliveries from Slack answered.",
            ["kind", "status"],
            registry=self.registry,
        )
        self._refused = Counter(
            "incident_bot_refused_requests",
            "Requests refused before any work, by the reason.",
            ["reason"],
            registry=self.registry,
        )
        self._redeliveries = Counter(
            "incident_bot_redeliveries",
            "Deliveries that Slack made again, by the reason it gives.",
            ["reason"],
            registry=self.registry,
        )
        self._late = Counter(
            "incident_bot_late_answers",
            "Deliveries answered before their work was done.",
            registry=self.registry,
        )
        self._calls = Counter(
            "incident_bot_slack_calls",
            "Calls to Slack's Web API.",
            ["method", "outcome"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "incident_bot_slack_call_seconds",
            "How long calls to Slack took.",
            ["method"],
            registry=self.registry,
        )
        self._effects = Counter(
            "incident_bot_effects",
            "Effects on Slack by how they ended.",
            ["kind", "outcome"],
            registry=self.registry,
        )
        self._reminders = Counter(
            "incident_bot_reminders", "Reminders asked.", ["kind"], registry=self.registry
        )
        self._lateness = Histogram(
            "incident_bot_reminder_lateness_seconds",
            "Seconds between a reminder's due moment and its asking.",
            registry=self.registry,
            buckets=(1, 2, 5, 15, 60, 300, 3600, 86400),
        )
        self.outbox_pending = Gauge(
            "incident_bot_outbox_pending", "Effects that wait to be carried out.", registry=self.registry
        )
        self.outbox_age = Gauge(
            "incident_bot_outbox_age_seconds", "Age of the oldest effect that waits.", registry=self.registry
        )
        self.slack_connected = Gauge(
            "incident_bot_slack_connected", "1 while Slack can be reached.", registry=self.registry
        )

    def delivery(self, kind: str, status: int) -> None:
        """A delivery was answered."""
        self._deliveries.labels(kind, str(status)).inc()

    def refused(self, reason: str) -> None:
        """A request was refused at the door."""
        self._refused.labels(reason).inc()

    def redelivery(self, reason: str) -> None:
        """Slack made a delivery again."""
        self._redeliveries.labels(reason[:40]).inc()

    def late_answer(self) -> None:
        """A delivery was answered before its work was done."""
        self._late.inc()

    def slack_call(self, method: str, outcome: str, seconds: float) -> None:
        """A call to Slack ended with `outcome`: `ok` or the word of its fault."""
        self._calls.labels(method, outcome).inc()
        self._seconds.labels(method).observe(seconds)

    def effect(self, kind: str, outcome: str) -> None:
        """An effect was carried out, retried or given up."""
        self._effects.labels(kind, outcome).inc()

    def reminder(self, kind: str, lateness: float) -> None:
        """A reminder was asked, `lateness` seconds after it was due."""
        self._reminders.labels(kind).inc()
        self._lateness.observe(max(0.0, lateness))

    def page(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self.registry)
