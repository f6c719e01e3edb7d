"""Regulatory duties: facts as answered, instants that clocks start from, deadlines."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fact_answers",
        _number("incident"),
        _word("fact"),
        _word("answer"),
        _word("note", nullable=True),
        _word("answered_by"),
        _instant("answered_at"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.number"]),
        sa.PrimaryKeyConstraint("incident", "fact"),
    )
    op.create_table(
        "anchors",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        _number("incident"),
        _word("kind"),
        _word("regime"),
        _instant("at"),
        _word("zone"),
        _word("told_by"),
        _word("basis"),
        _flag("confirmed"),
        _instant("recorded_at"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.number"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_anchors_incident", "anchors", ["incident"])
    _deadlines()


def _deadlines() -> None:
    op.create_table(
        "deadlines",
        _number("incident"),
        _number("number"),
        _word("regime"),
        _word("stage"),
        _number("repeat"),
        _word("entity"),
        _word("title"),
        _word("authority"),
        _word("citation"),
        _word("anchor"),
        _flag("anchor_confirmed"),
        _word("state"),
        _instant("starts_at", nullable=True),
        _instant("due_at", nullable=True),
        _instant("legal_latest", nullable=True),
        _instant("internal_target_at", nullable=True),
        sa.Column("unknown", sa.JSON(none_as_null=True), nullable=False),
        _instant("noted_at"),
        _word("superseded_because", nullable=True),
        _word("decision", nullable=True),
        _word("decided_by", nullable=True),
        _instant("decided_at", nullable=True),
        _flag("decided_for_legal"),
        _instant("filed_at", nullable=True),
        _word("reference", nullable=True),
        _word("reason", nullable=True),
        _word("file", nullable=True),
        _word("late_because", nullable=True),
        _flag("authority_told", nullable=True),
        _word("acknowledged_by", nullable=True),
        _instant("acknowledged_at", nullable=True),
        sa.ForeignKeyConstraint(["incident"], ["incidents.number"]),
        sa.PrimaryKeyConstraint("incident", "number"),
    )
    duty = ["incident", "regime", "stage", "repeat", "entity"]
    op.create_index("uq_deadlines_duty", "deadlines", duty, unique=True)


def downgrade() -> None:
    for table in ("deadlines", "anchors", "fact_answers"):
        op.drop_table(table)


def _word(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _flag(name: str, *, nullable: bool = False) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=nullable)
