"""The first tables: incidents, their record and work, due reminders, outgoing effects, deliveries."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_WAITING_REMINDER = sa.text("fired_at IS NULL AND stopped_at IS NULL")
_WAITING_EFFECT = sa.text("state = 'waiting'")


def upgrade() -> None:
    _counters_and_deliveries()
    _incidents()
    _timeline()
    _work()
    _due_and_outgoing()


def downgrade() -> None:
    for table in (
        "updates",
        "triage_answers",
        "timeline",
        "tasks",
        "reviews",
        "review_answers",
        "reminders",
        "outbox",
        "members",
        "marks",
        "holdings",
        "checklist_items",
        "people",
        "homes",
        "incidents",
        "heartbeats",
        "deliveries",
        "counters",
    ):
        op.drop_table(table)


def _word(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _json(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(none_as_null=True), nullable=nullable)


def _epoch(name: str, *, nullable: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Double(), nullable=nullable)


def _counted(name: str) -> sa.Column[int]:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, number, autoincrement=True, nullable=False)


def _counters_and_deliveries() -> None:
    op.create_table("counters", _word("name"), _number("value"), sa.PrimaryKeyConstraint("name"))
    op.create_table(
        "deliveries",
        _word("key"),
        _instant("at"),
        _json("answer", nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_deliveries_at", "deliveries", ["at"])
    op.create_table("heartbeats", _word("process"), _epoch("seen_epoch"), sa.PrimaryKeyConstraint("process"))
    op.create_table(
        "people",
        _word("user_id"),
        _word("name"),
        _word("handle"),
        _word("zone"),
        _flag("is_bot"),
        _flag("is_guest"),
        _flag("deleted"),
        _instant("fetched_at"),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_table("homes", _word("user_id"), _instant("opened_at"), sa.PrimaryKeyConstraint("user_id"))


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        _word("title"),
        _word("summary", nullable=True),
        _word("category", nullable=True),
        _word("subtype", nullable=True),
        _json("facets"),
        _word("severity"),
        _flag("severity_assessed"),
        _instant("severity_confirmed_at", nullable=True),
        _word("suggestion_declined", nullable=True),
        _word("phase"),
        _word("phase_before", nullable=True),
        _word("status"),
        _flag("private"),
        _flag("drill"),
        _word("detection_source", nullable=True),
        _json("affected_systems"),
        _word("declared_by"),
        _instant("started_at", nullable=True),
        _word("started_certainty"),
        _instant("detected_at", nullable=True),
        _instant("declared_at"),
        _instant("acknowledged_at", nullable=True),
        _instant("triaged_at", nullable=True),
        _instant("contained_at", nullable=True),
        _instant("remediated_at", nullable=True),
        _instant("recovered_at", nullable=True),
        _instant("resolved_at", nullable=True),
        _instant("closed_at", nullable=True),
        _instant("last_message_at", nullable=True),
        _instant("last_update_at", nullable=True),
        _instant("next_update_at", nullable=True),
        _number("merged_into", nullable=True),
        _number("revision"),
        _word("origin_channel_id", nullable=True),
        _word("channel_id", nullable=True),
        _word("channel_name", nullable=True),
        _word("channel_state"),
        _word("card_ts", nullable=True),
        _word("triage_ts", nullable=True),
        _word("announcement_channel_id", nullable=True),
        _word("announcement_ts", nullable=True),
        _number("timeline_count"),
        _word("timeline_hash"),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_incidents_channel_id", "incidents", ["channel_id"])
    op.create_index("ix_incidents_status", "incidents", ["status"])
    op.create_table(
        "holdings",
        _number("incident"),
        _number("position"),
        _word("role"),
        _word("user_id"),
        _word("assigned_by"),
        _instant("assigned_at"),
        _instant("released_at", nullable=True),
        sa.ForeignKeyConstraint(["incident"], ["incidents.number"]),
        sa.PrimaryKeyConstraint("incident", "position"),
    )
    op.create_index("ix_holdings_user_id", "holdings", ["user_id"])
    op.create_table(
        "triage_answers",
        _number("incident"),
        _word("question"),
        _number("position"),
        _word("answer"),
        _word("note", nullable=True),
        _word("answered_by"),
        _instant("answered_at"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.number"]),
        sa.PrimaryKeyConstraint("incident", "question"),
    )
    op.create_table(
        "members",
        _number("incident"),
        _word("user_id"),
        _instant("joined_at"),
        _instant("left_at", nullable=True),
        sa.ForeignKeyConstraint(["incident"], ["incidents.number"]),
        sa.PrimaryKeyConstraint("incident", "user_id"),
    )
    op.create_index("ix_members_user_id", "members", ["user_id"])


def _timeline() -> None:
    op.create_table(
        "timeline",
        _number("incident"),
        _number("sequence"),
        _instant("at"),
        _instant("recorded_at"),
        _word("kind"),
        _word("actor"),
        _word("text", nullable=True),
        _flag("key_event"),
        _word("channel_id", nullable=True),
        _word("message_ts", nullable=True),
        _word("thread_ts", nullable=True),
        _word("permalink", nullable=True),
        _word("revision", nullable=True),
        _number("refers_to", nullable=True),
        _json("details"),
        _word("salt", nullable=True),
        _word("digest"),
        _word("previous"),
        _word("hash"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.number"]),
        sa.PrimaryKeyConstraint("incident", "sequence"),
        sa.UniqueConstraint("incident", "channel_id", "message_ts", "revision", name="uq_timeline_capture"),
    )
    op.create_index("ix_timeline_key_event", "timeline", ["incident", "key_event"])
    op.create_index("ix_timeline_message", "timeline", ["channel_id", "message_ts"])
    op.create_index("ix_timeline_refers_to", "timeline", ["incident", "refers_to"])
    op.create_table(
        "marks",
        _word("channel_id"),
        _word("message_ts"),
        _word("user_id"),
        _flag("stands"),
        _instant("reacted_at"),
        sa.PrimaryKeyConstraint("channel_id", "message_ts", "user_id"),
    )


def _work() -> None:
    op.create_table(
        "tasks",
        _number("incident"),
        _number("number"),
        _word("kind"),
        _word("title"),
        _word("owner", nullable=True),
        _instant("due_at", nullable=True),
        _word("status"),
        _word("created_by"),
        _instant("created_at"),
        _word("done_by", nullable=True),
        _instant("done_at", nullable=True),
        sa.ForeignKeyConstraint(["incident"], ["incidents.number"]),
        sa.PrimaryKeyConstraint("incident", "number"),
    )
    op.create_index("ix_tasks_owner", "tasks", ["owner"])
    op.create_table(
        "updates",
        _number("incident"),
        _number("number"),
        _word("conditions"),
        _word("actions"),
        _word("needs"),
        _word("posted_by"),
        _instant("posted_at"),
        _instant("next_due_at", nullable=True),
        sa.ForeignKeyConstraint(["incident"], ["incidents.number"]),
        sa.PrimaryKeyConstraint("incident", "number"),
    )
    op.create_table(
        "reviews",
        sa.Column("incident", sa.Integer(), autoincrement=False, nullable=False),
        _word("owner", nullable=True),
        _instant("due_at", nullable=True),
        _instant("held_at", nullable=True),
        sa.ForeignKeyConstraint(["incident"], ["incidents.number"]),
        sa.PrimaryKeyConstraint("incident"),
    )
    op.create_table(
        "review_answers",
        _counted("id"),
        _number("incident"),
        _word("question"),
        _word("text"),
        _word("answered_by"),
        _instant("answered_at"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.number"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_review_answers_incident", "review_answers", ["incident"])
    op.create_table(
        "checklist_items",
        _number("incident"),
        _word("role"),
        _word("key"),
        _number("position"),
        _word("text"),
        _word("done_by", nullable=True),
        _instant("done_at", nullable=True),
        sa.ForeignKeyConstraint(["incident"], ["incidents.number"]),
        sa.PrimaryKeyConstraint("incident", "role", "key"),
    )


def _due_and_outgoing() -> None:
    op.create_table(
        "reminders",
        _counted("id"),
        _number("incident"),
        _word("kind"),
        _word("subject"),
        _instant("due_at"),
        _instant("not_before", nullable=True),
        _instant("since"),
        _number("asked"),
        _instant("fired_at", nullable=True),
        _instant("stopped_at", nullable=True),
        _word("stopped_by", nullable=True),
        sa.ForeignKeyConstraint(["incident"], ["incidents.number"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_reminders_due_at",
        "reminders",
        ["due_at"],
        sqlite_where=_WAITING_REMINDER,
        postgresql_where=_WAITING_REMINDER,
    )
    op.create_index(
        "uq_reminders_waiting",
        "reminders",
        ["incident", "kind", "subject"],
        unique=True,
        sqlite_where=_WAITING_REMINDER,
        postgresql_where=_WAITING_REMINDER,
    )
    op.create_table(
        "outbox",
        _counted("position"),
        _word("id"),
        _number("incident", nullable=True),
        _word("kind"),
        _word("lane"),
        _number("priority"),
        _flag("needs_channel"),
        _word("coalesce_word", nullable=True),
        _json("payload"),
        _instant("created_at"),
        _word("state"),
        _word("owner", nullable=True),
        _epoch("lease_epoch", nullable=True),
        _epoch("not_before", nullable=True),
        _number("attempts"),
        _flag("started"),
        _epoch("stored_epoch"),
        _word("error", nullable=True),
        _json("result", nullable=True),
        sa.ForeignKeyConstraint(["incident"], ["incidents.number"]),
        sa.PrimaryKeyConstraint("position"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("ix_outbox_created_at", "outbox", ["created_at"])
    op.create_index("ix_outbox_incident", "outbox", ["incident"])
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["lane", "position"],
        sqlite_where=_WAITING_EFFECT,
        postgresql_where=_WAITING_EFFECT,
    )
