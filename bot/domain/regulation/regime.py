"""A law, a contract or a code that asks for notices, with what is known and not known about it."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from bot.domain.category import Category
from bot.domain.regulation.condition import Condition
from bot.domain.regulation.stage import Stage
from bot.domain.regulation.zone import ZoneRule
from bot.domain.value import Value


class Status(StrEnum):
    """Where a regime stands."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    DELAYED = "delayed"
    REPEALED = "repealed"
    PROPOSED = "proposed"
    VOLUNTARY = "voluntary"
    CONFIGURABLE = "configurable"
    NOT_A_NOTIFICATION_DUTY = "not_a_notification_duty"


class Confidence(StrEnum):
    """How sure the entry is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Seen(StrEnum):
    """How much of a source was read."""

    TEXT = "text"
    EXCERPT = "excerpt"
    NOT_OPENED = "not_opened"


class Recipient(StrEnum):
    """Who has to be told."""

    AUTHORITY = "authority"
    AFFECTED_INDIVIDUALS = "affected_individuals"
    AFFECTED_USERS = "affected_users"
    CUSTOMERS = "customers"
    CLIENTS = "clients"
    SERVICE_RECIPIENTS = "service_recipients"
    PROVIDER = "provider"
    USERS_VIA_FIELD_SAFETY_NOTICE = "users_via_field_safety_notice"
    MEDIA = "media"
    PUBLIC = "public"
    ACQUIRER = "acquirer"
    CARD_BRANDS = "card_brands"
    INSURER = "insurer"
    VOLUNTARY_BODIES = "voluntary_bodies"


class Source(Value):
    """Where an entry comes from."""

    url: str
    seen: Seen
    note: str | None = None


class Regime(Value):
    """One set of duties with one trigger."""

    id: str
    name: str
    jurisdiction: str
    zone: ZoneRule
    """Where its dates are read and, unless a stage says otherwise, its days end."""
    authority: str
    citation: str
    status: Status
    status_note: str | None = None
    effective_from: date | None = None
    effective_note: str
    """The date as the sources put it, with what a single date cannot say."""
    rehearsal_from: date | None = None
    """A delayed regime is rehearsed from this day until it takes effect; always, where there is none."""
    confidence: Confidence
    unverified: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    applies_to: str
    trigger: str
    clock_start: str
    select: Condition
    categories: tuple[Category, ...] = Field(min_length=1)
    recipients: tuple[Recipient, ...] = Field(min_length=1)
    exceptions: tuple[str, ...] = ()
    logic: str | None = None
    """How its stages belong together."""
    evidence_hold: str | None = None
    """What must not be changed while its clock runs."""
    stages: tuple[Stage, ...] = ()
    disabled: bool = False
    """Switched off by the organisation."""
    changed: tuple[str, ...] = ()
    """What the organisation's own file changed of the entry that ships."""

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.select.never != (self.status is Status.REPEALED):
            raise ValueError(f"{self.id}: `never` belongs to repealed regimes, and only there")
        if self.rehearsal_from and self.status is not Status.DELAYED:
            raise ValueError(f"{self.id}: only a delayed regime is rehearsed")
        return self

    @property
    def runs(self) -> bool:
        """Whether it can start a clock at all; repealed and voluntary ones never do."""
        return not self.disabled and self.status not in (Status.REPEALED, Status.VOLUNTARY)

    @property
    def facts(self) -> frozenset[str]:
        """Every fact that it or one of its stages asks about."""
        return frozenset((*self.select.facts, *(fact for stage in self.stages for fact in stage.when.facts)))

    def stage(self, stage_id: str) -> Stage | None:
        """The stage of that id, if it has one."""
        return next((stage for stage in self.stages if stage.id == stage_id), None)
