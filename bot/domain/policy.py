"""The organisation's choices: cadences, who is invited, words and names; every one has a default."""

from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, Field, field_validator

from bot.domain.category import Category
from bot.domain.regulation.reminding.policy import ClockReminders
from bot.domain.role import Role
from bot.domain.section import STRICT, keep_other_defaults
from bot.domain.severity import Severity


class _Section(BaseModel):
    """A part of the configuration; a table by severity that is given in part keeps the other defaults."""

    model_config = STRICT

    _tables = field_validator("*", mode="after")(keep_other_defaults)


def _roles(**minutes: int) -> dict[Role, int]:
    return {Role(name): value for name, value in minutes.items()}


class Reminders(_Section):
    """When the bot asks, in minutes.

    Attributes:
        roles: minutes after the declaration until it asks for an empty role, by severity.
        roles_again: minutes between one asking for a role and the next, by severity; from the third asking
            on the bot waits twice as long each time, as it does with everything it asks for.
        triage: minutes until unanswered triage questions are asked again, by severity.
        quiet_channel: minutes without a message until it asks whether somebody is still at it.
        close_after: minutes after resolving until it asks to close.
        max_asked: how often one thing is asked before the bot leaves it at the card.
    """

    roles: dict[Severity, dict[Role, int]] = {
        Severity.CRITICAL: _roles(commander=5, technical=5, comms=15, legal=15),
        Severity.HIGH: _roles(commander=5, technical=10, comms=30, legal=30),
        Severity.MEDIUM: _roles(commander=15, technical=30),
        Severity.LOW: _roles(technical=60),
    }
    roles_again: dict[Severity, int] = {
        Severity.CRITICAL: 10,
        Severity.HIGH: 15,
        Severity.MEDIUM: 60,
        Severity.LOW: 240,
    }
    triage: dict[Severity, int] = {
        Severity.CRITICAL: 30,
        Severity.HIGH: 30,
        Severity.MEDIUM: 240,
        Severity.LOW: 1440,
    }
    quiet_channel: dict[Severity, int] = {
        Severity.CRITICAL: 30,
        Severity.HIGH: 60,
        Severity.MEDIUM: 480,
        Severity.LOW: 2880,
    }
    close_after: int = Field(default=1440, ge=1)
    max_asked: int = Field(default=5, ge=1)


class Invitations(_Section):
    """Whom to bring in beside the declarer: user ids (`U…`) or user group ids (`S…`)."""

    always: tuple[str, ...] = ()
    by_severity: dict[Severity, tuple[str, ...]] = {}
    by_category: dict[Category, tuple[str, ...]] = {}


class SlackLimits(_Section):
    """How fast the bot may speak; the defaults are what Slack documents.

    Attributes:
        channel_posts_per_second: messages a second in one channel.
        call_timeout: seconds after which a call counts as lost.
    """

    channel_posts_per_second: float = Field(default=1.0, gt=0)
    call_timeout: float = Field(default=10.0, gt=0)
    method_rate: float = Field(default=1.0, gt=0, description="Multiplies the per-minute tiers.")


class ReviewPolicy(_Section):
    """When the review is due: days after the incident was resolved, by severity; none where it is missing."""

    due_days: dict[Severity, int] = {Severity.CRITICAL: 5, Severity.HIGH: 5, Severity.MEDIUM: 10}


class Retention(_Section):
    """How long words are kept of what is over.

    Attributes:
        words_days: days after an incident was closed until what people said and noted in it is erased; the
            entries, the decisions and the chain stay. None keeps the words.
    """

    words_days: int | None = Field(default=None, ge=1)


class Policy(_Section):
    """The whole configuration file.

    Attributes:
        announcements: id or name of the channel incidents are announced in.
        words: folder with the organisation's own wording; None takes what ships with the bot.
        channel_prefix: how names of incident channels begin.
        update_minutes: how often stakeholders hear something, by severity.
        regulations: the organisation's file that changes regimes, holidays and authorities; None: as shipped.
        profiles: the file with the standing facts of its legal entities.
        keep_deleted_words: keep the words of deleted messages, as evidence.
        delivery_days: after how many days the keys of handled deliveries are forgotten.
        zone: IANA zone used where a person's own is not known.
    """

    announcements: str = "incidents"
    words: str | None = None
    channel_prefix: str = Field(default="inc", pattern=r"^[a-z][a-z0-9-]{0,19}$")
    update_minutes: dict[Severity, int] = {
        Severity.CRITICAL: 30,
        Severity.HIGH: 60,
        Severity.MEDIUM: 240,
        Severity.LOW: 1440,
    }
    reminders: Reminders = Reminders()
    invitations: Invitations = Invitations()
    slack: SlackLimits = SlackLimits()
    review: ReviewPolicy = ReviewPolicy()
    clocks: ClockReminders = ClockReminders()
    regulations: str | None = None
    profiles: str | None = None
    retention: Retention = Retention()
    keep_deleted_words: bool = False
    delivery_days: int = Field(default=14, ge=1)
    zone: str = "UTC"

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"{value!r} is no time zone; write one like Europe/Berlin") from None
        return value

    def update_every(self, severity: Severity) -> timedelta:
        """How often stakeholders hear something at this severity."""
        return timedelta(minutes=self.update_minutes.get(severity, 240))
