"""What shall happen on Slack: a row of the outbox, with an identity that Slack can be asked about."""

from enum import IntEnum, StrEnum
from typing import Any

from pydantic import Field

from bot.domain.value import Instant, Value


class EffectKind(StrEnum):
    """What kind of call, or short run of calls, carries the effect out."""

    OPEN_CHANNEL = "open_channel"
    INVITE = "invite"
    POST = "post"
    EPHEMERAL = "ephemeral"
    REPLY = "reply"
    CARD = "card"
    TRIAGE = "triage"
    PIN_CARD = "pin_card"
    TOPIC = "topic"
    ANNOUNCEMENT = "announcement"
    UPLOAD = "upload"
    HOME = "home"
    UPDATE_MESSAGE = "update_message"
    FETCH_MARKED = "fetch_marked"
    CATCH_UP = "catch_up"
    CONVERT = "convert"
    TWINS = "twins"


class Priority(IntEnum):
    """Lower goes first when Slack's limits make effects wait; people who wait for an answer are first."""

    ANSWER = 0
    CRITICAL = 1
    HIGH = 2
    NORMAL = 3
    LOW = 4


class Target(StrEnum):
    """Where a message goes when the place is not known, or may change, before it is sent."""

    INCIDENT = "incident"
    ANNOUNCEMENTS = "announcements"
    PERSON = "person"
    CHANNEL = "channel"


class Effect(Value):
    """One effect on Slack, committed with the change that wants it.

    Attributes:
        id: made before it is stored; it travels in a message's metadata, and is how Slack is asked
            whether a call whose answer was lost took place.
        lane: effects of one lane are carried out one after the other in their order; lanes run side by side.
        needs_channel: waits until the incident's channel exists.
        coalesce: at most one waiting effect with this word per incident: bursts of changes are one update.
        payload: what the kind needs, JSON only.
        due_at: not before this instant (the clock people see).
    """

    id: str
    incident: int | None
    kind: EffectKind
    lane: str
    priority: Priority = Priority.NORMAL
    needs_channel: bool = True
    coalesce: str | None = None
    payload: dict[str, Any] = Field(default_factory=dict)
    created_at: Instant
    order: int = 0


class Delivered(StrEnum):
    """How the carrying out of an effect ended."""

    DONE = "done"
    FAILED = "failed"
