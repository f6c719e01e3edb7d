"""The incident: its state, and the pure rules by which it changes."""

from datetime import timedelta
from enum import StrEnum

from bot.domain.category import Category
from bot.domain.detection import DetectionSource
from bot.domain.phase import Phase
from bot.domain.responder import Holding
from bot.domain.role import Role
from bot.domain.severity import Severity
from bot.domain.triage import Question, TriageAnswer
from bot.domain.value import Instant, Value


class Status(StrEnum):
    """Where the incident stands as a whole."""

    OPEN = "open"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    MERGED = "merged"

    @property
    def is_over(self) -> bool:
        """Whether nothing is asked any more."""
        return self in (Status.CLOSED, Status.CANCELLED, Status.MERGED)


class Certainty(StrEnum):
    """How well an instant is known."""

    KNOWN = "known"
    ESTIMATED = "estimated"
    UNKNOWN = "unknown"


class ChannelState(StrEnum):
    """What became of the incident's channel.

    `borrowed`: the workspace forbids creating channels, the incident lives where it was declared.
    `lost`: the bot was removed from it, or it was deleted.
    """

    OPENING = "opening"
    OPEN = "open"
    BORROWED = "borrowed"
    ARCHIVED = "archived"
    LOST = "lost"


class Places(Value):
    """Where in Slack the incident is shown."""

    origin_channel_id: str | None = None
    channel_id: str | None = None
    channel_name: str | None = None
    channel_state: ChannelState = ChannelState.OPENING
    card_ts: str | None = None
    triage_ts: str | None = None
    announcement_channel_id: str | None = None
    announcement_ts: str | None = None


class Incident(Value):
    """One incident as it stands; every change is a new value made in `bot.domain.changes`.

    Attributes:
        severity_assessed: somebody chose the severity; False while it is the default of a declaration.
        severity_confirmed_at: when a named person first set or accepted a severity.
        suggestion_declined: the severity that triage suggested and a person decided against, until the
            severity is set anew.
        started_at: when harm began, as told; None while unknown.
        detected_at: when it was first noticed, as told; None means: at the declaration.
        phase_before: the phase in which it was resolved or closed, to go back to on reopening.
        triage: the latest answer to each question.
        roles: every holding, also past ones, oldest first.
        revision: counts the changes; stale buttons and forms are seen by it.
    """

    number: int
    title: str
    summary: str | None = None
    category: Category | None = None
    subtype: str | None = None
    facets: tuple[str, ...] = ()
    severity: Severity = Severity.MEDIUM
    severity_assessed: bool = False
    severity_confirmed_at: Instant | None = None
    suggestion_declined: Severity | None = None
    phase: Phase = Phase.DETECTION
    phase_before: Phase | None = None
    status: Status = Status.OPEN
    private: bool = False
    drill: bool = False
    detection_source: DetectionSource | None = None
    affected_systems: tuple[str, ...] = ()
    declared_by: str
    started_at: Instant | None = None
    started_certainty: Certainty = Certainty.UNKNOWN
    detected_at: Instant | None = None
    declared_at: Instant
    acknowledged_at: Instant | None = None
    triaged_at: Instant | None = None
    contained_at: Instant | None = None
    remediated_at: Instant | None = None
    recovered_at: Instant | None = None
    resolved_at: Instant | None = None
    closed_at: Instant | None = None
    last_message_at: Instant | None = None
    last_update_at: Instant | None = None
    next_update_at: Instant | None = None
    merged_into: int | None = None
    places: Places = Places()
    roles: tuple[Holding, ...] = ()
    triage: tuple[TriageAnswer, ...] = ()
    revision: int = 0

    @property
    def reference(self) -> str:
        """How people name it: `INC-7`."""
        return f"INC-{self.number}"

    def holder(self, role: Role) -> str | None:
        """Who holds a role now."""
        return next((h.user_id for h in self.roles if h.role is role and h.is_current), None)

    @property
    def commander(self) -> str | None:
        """Who commands now."""
        return self.holder(Role.COMMANDER)

    @property
    def decider(self) -> str:
        """Who can decide: the commander, else whoever declared it."""
        return self.commander or self.declared_by

    @property
    def empty_roles(self) -> tuple[Role, ...]:
        """Roles that nobody holds now."""
        return tuple(role for role in Role if self.holder(role) is None)

    def answer(self, question: Question) -> TriageAnswer | None:
        """The latest answer to a triage question."""
        return next((a for a in self.triage if a.question is question), None)

    def age(self, at: Instant) -> timedelta:
        """How long ago it was declared."""
        return at - self.declared_at
