"""The tables; closed sets are kept as their words, instants in UTC, and rows never leave this package.

No postponed annotations here: SQLModel reads the types when a class is made.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, JSON, BigInteger, Column, Double, Index, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.dialects import DatabaseEpoch

WAITING_REMINDER = text("fired_at IS NULL AND stopped_at IS NULL")
WAITING_EFFECT = text("state = 'waiting'")


def _json() -> Any:
    return Column(JSON(none_as_null=True), nullable=False)


def _counted() -> Any:
    return Column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True)


def _epoch(*, nullable: bool = False) -> Any:
    return Column(Double, nullable=nullable)


class IncidentRow(SQLModel, table=True):
    """An incident as it stands, where it is shown, and the head of its timeline."""

    __tablename__ = "incidents"
    __table_args__ = (Index("ix_incidents_channel_id", "channel_id"), Index("ix_incidents_status", "status"))

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    title: str
    summary: str | None = None
    category: str | None = None
    subtype: str | None = None
    facets: list[str] = Field(sa_column=_json())
    severity: str
    severity_assessed: bool
    severity_confirmed_at: datetime | None = None
    suggestion_declined: str | None = None
    phase: str
    phase_before: str | None = None
    status: str
    private: bool
    drill: bool
    detection_source: str | None = None
    affected_systems: list[str] = Field(sa_column=_json())
    declared_by: str
    started_at: datetime | None = None
    started_certainty: str
    detected_at: datetime | None = None
    declared_at: datetime
    acknowledged_at: datetime | None = None
    triaged_at: datetime | None = None
    contained_at: datetime | None = None
    remediated_at: datetime | None = None
    recovered_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    last_message_at: datetime | None = None
    last_update_at: datetime | None = None
    next_update_at: datetime | None = None
    merged_into: int | None = None
    revision: int
    origin_channel_id: str | None = None
    channel_id: str | None = None
    channel_name: str | None = None
    channel_state: str
    card_ts: str | None = None
    triage_ts: str | None = None
    announcement_channel_id: str | None = None
    announcement_ts: str | None = None
    timeline_count: int
    timeline_hash: str


class HoldingRow(SQLModel, table=True):
    """One person's time in a role; `position` keeps the order of the history."""

    __tablename__ = "holdings"
    __table_args__ = (Index("ix_holdings_user_id", "user_id"),)

    incident: int = Field(primary_key=True, foreign_key="incidents.number")
    position: int = Field(primary_key=True)
    role: str
    user_id: str
    assigned_by: str
    assigned_at: datetime
    released_at: datetime | None = None


class TriageAnswerRow(SQLModel, table=True):
    """The latest answer to each triage question."""

    __tablename__ = "triage_answers"

    incident: int = Field(primary_key=True, foreign_key="incidents.number")
    question: str = Field(primary_key=True)
    position: int
    answer: str
    note: str | None = None
    answered_by: str
    answered_at: datetime


class EntryRow(SQLModel, table=True):
    """One entry of a timeline; `revision` tells what of a Slack message it captures, once."""

    __tablename__ = "timeline"
    __table_args__ = (
        UniqueConstraint("incident", "channel_id", "message_ts", "revision", name="uq_timeline_capture"),
        Index("ix_timeline_key_event", "incident", "key_event"),
        Index("ix_timeline_message", "channel_id", "message_ts"),
        Index("ix_timeline_refers_to", "incident", "refers_to"),
    )

    incident: int = Field(primary_key=True, foreign_key="incidents.number")
    sequence: int = Field(primary_key=True)
    at: datetime
    recorded_at: datetime
    kind: str
    actor: str
    text: str | None = None
    key_event: bool
    channel_id: str | None = None
    message_ts: str | None = None
    thread_ts: str | None = None
    permalink: str | None = None
    revision: str | None = None
    refers_to: int | None = None
    details: dict[str, Any] = Field(sa_column=_json())
    salt: str | None = None
    digest: str
    previous: str
    hash: str


class MarkRow(SQLModel, table=True):
    """Whether one person holds a message to be a key event, as their latest word says."""

    __tablename__ = "marks"

    channel_id: str = Field(primary_key=True)
    message_ts: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True)
    stands: bool
    reacted_at: datetime
    picked: bool | None = None


class ChannelIdRow(SQLModel, table=True):
    """One of the ids of a channel that Slack gave another; `channel` is the same for all of them."""

    __tablename__ = "channel_ids"
    __table_args__ = (Index("ix_channel_ids_channel", "channel"),)

    id: str = Field(primary_key=True)
    channel: str
    since: datetime


class TaskRow(SQLModel, table=True):
    """A task or an action item."""

    __tablename__ = "tasks"
    __table_args__ = (Index("ix_tasks_owner", "owner"),)

    incident: int = Field(primary_key=True, foreign_key="incidents.number")
    number: int = Field(primary_key=True)
    kind: str
    title: str
    owner: str | None = None
    due_at: datetime | None = None
    status: str
    created_by: str
    created_at: datetime
    done_by: str | None = None
    done_at: datetime | None = None


class UpdateRow(SQLModel, table=True):
    """A stakeholder update."""

    __tablename__ = "updates"

    incident: int = Field(primary_key=True, foreign_key="incidents.number")
    number: int = Field(primary_key=True)
    conditions: str
    actions: str
    needs: str
    posted_by: str
    posted_at: datetime
    next_due_at: datetime | None = None


class ReviewRow(SQLModel, table=True):
    """Who sees to the review, and by when."""

    __tablename__ = "reviews"

    incident: int = Field(
        primary_key=True, foreign_key="incidents.number", sa_column_kwargs={"autoincrement": False}
    )
    owner: str | None = None
    due_at: datetime | None = None
    held_at: datetime | None = None


class ReviewAnswerRow(SQLModel, table=True):
    """One answer to a review question; later ones stand beside it."""

    __tablename__ = "review_answers"
    __table_args__ = (Index("ix_review_answers_incident", "incident"),)

    id: int | None = Field(default=None, sa_column=_counted())
    incident: int = Field(foreign_key="incidents.number")
    question: str
    text: str
    answered_by: str
    answered_at: datetime


class ChecklistItemRow(SQLModel, table=True):
    """One item of a role's checklist."""

    __tablename__ = "checklist_items"

    incident: int = Field(primary_key=True, foreign_key="incidents.number")
    role: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    position: int
    text: str
    done_by: str | None = None
    done_at: datetime | None = None


class ReminderRow(SQLModel, table=True):
    """A due moment; `not_before` puts off one that could not be worked on, which stays overdue."""

    __tablename__ = "reminders"
    __table_args__ = (
        Index(
            "uq_reminders_waiting",
            "incident",
            "kind",
            "subject",
            unique=True,
            sqlite_where=WAITING_REMINDER,
            postgresql_where=WAITING_REMINDER,
        ),
        Index(
            "ix_reminders_due_at", "due_at", sqlite_where=WAITING_REMINDER, postgresql_where=WAITING_REMINDER
        ),
    )

    id: int | None = Field(default=None, sa_column=_counted())
    incident: int = Field(foreign_key="incidents.number")
    kind: str
    subject: str
    due_at: datetime
    not_before: datetime | None = None
    since: datetime
    asked: int
    fired_at: datetime | None = None
    stopped_at: datetime | None = None
    stopped_by: str | None = None


class OutboxRow(SQLModel, table=True):
    """An effect on Slack; leases and delays are in the database's own time."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "lane",
            "position",
            sqlite_where=WAITING_EFFECT,
            postgresql_where=WAITING_EFFECT,
        ),
        Index("ix_outbox_incident", "incident"),
        Index("ix_outbox_created_at", "created_at"),
    )

    position: int | None = Field(default=None, sa_column=_counted())
    id: str = Field(unique=True)
    incident: int | None = Field(default=None, foreign_key="incidents.number")
    kind: str
    lane: str
    priority: int
    needs_channel: bool
    coalesce_word: str | None = None
    payload: dict[str, Any] = Field(sa_column=_json())
    created_at: datetime
    state: str
    owner: str | None = None
    lease_epoch: float | None = Field(default=None, sa_column=_epoch(nullable=True))
    not_before: float | None = Field(default=None, sa_column=_epoch(nullable=True))
    attempts: int
    started: bool
    stored_epoch: float = Field(sa_column=Column(Double, nullable=False, default=DatabaseEpoch()))
    error: str | None = None
    result: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))


class DeliveryRow(SQLModel, table=True):
    """A key of something Slack delivered, hashed, with the answer it was given at once."""

    __tablename__ = "deliveries"
    __table_args__ = (Index("ix_deliveries_at", "at"),)

    key: str = Field(primary_key=True)
    at: datetime
    answer: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))


class MemberRow(SQLModel, table=True):
    """Somebody who is, or was, in an incident's channel."""

    __tablename__ = "members"
    __table_args__ = (Index("ix_members_user_id", "user_id"),)

    incident: int = Field(primary_key=True, foreign_key="incidents.number")
    user_id: str = Field(primary_key=True)
    joined_at: datetime
    left_at: datetime | None = None


class PersonRow(SQLModel, table=True):
    """What Slack said about a person."""

    __tablename__ = "people"

    user_id: str = Field(primary_key=True)
    name: str
    handle: str
    zone: str
    is_bot: bool
    is_guest: bool
    deleted: bool
    fetched_at: datetime


class HomeRow(SQLModel, table=True):
    """Somebody who has looked at their App Home, which therefore is kept up to date."""

    __tablename__ = "homes"

    user_id: str = Field(primary_key=True)
    opened_at: datetime


class CounterRow(SQLModel, table=True):
    """The last number given out under a name."""

    __tablename__ = "counters"

    name: str = Field(primary_key=True)
    value: int


class HeartbeatRow(SQLModel, table=True):
    """When a process of the bot was last seen alive."""

    __tablename__ = "heartbeats"

    process: str = Field(primary_key=True)
    seen_epoch: float = Field(sa_column=_epoch())


class PaceRow(SQLModel, table=True):
    """One of Slack's limits that all copies keep together: when calls were made lately."""

    __tablename__ = "paces"

    name: str = Field(primary_key=True)
    made: list[float] = Field(
        sa_column=Column(JSON().with_variant(ARRAY(Double), "postgresql"), nullable=False)
    )
    used_epoch: float = Field(sa_column=_epoch())
    held_epoch: float | None = Field(default=None, sa_column=_epoch(nullable=True))


class ListeningRow(SQLModel, table=True):
    """Up to when some process was listening to Slack, and what Slack said since that it did not deliver."""

    __tablename__ = "listening"

    name: str = Field(primary_key=True)
    until: datetime
    seen_epoch: float = Field(sa_column=_epoch())
    dropped_since: datetime | None = None
    dropped_until: datetime | None = None
    heard_at: datetime | None = None
    heard_epoch: float | None = Field(default=None, sa_column=_epoch(nullable=True))
