"""The tables of regulatory duties: facts, instants that clocks start from, deadlines.

No postponed annotations here: SQLModel reads the types when a class is made.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, Integer
from sqlmodel import Field, SQLModel


def _json() -> Any:
    return Column(JSON(none_as_null=True), nullable=False)


def _counted() -> Any:
    return Column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True)


class FactAnswerRow(SQLModel, table=True):
    """The latest answer to a fact of an incident."""

    __tablename__ = "fact_answers"

    incident: int = Field(primary_key=True, foreign_key="incidents.number")
    fact: str = Field(primary_key=True)
    answer: str
    note: str | None = None
    answered_by: str
    answered_at: datetime


class StandingAnswerRow(SQLModel, table=True):
    """What somebody answered for a legal entity; later answers stand beside earlier ones."""

    __tablename__ = "standing_answers"

    id: int | None = Field(default=None, sa_column=_counted())
    entity: str
    fact: str
    answer: str
    answered_by: str
    answered_at: datetime


class AnchorRow(SQLModel, table=True):
    """An instant that somebody told; later ones stand beside it."""

    __tablename__ = "anchors"
    __table_args__ = (Index("ix_anchors_incident", "incident"),)

    id: int | None = Field(default=None, sa_column=_counted())
    incident: int = Field(foreign_key="incidents.number")
    kind: str
    regime: str
    at: datetime
    zone: str
    told_by: str
    basis: str
    confirmed: bool
    recorded_at: datetime


class DeadlineRow(SQLModel, table=True):
    """A duty's clock as it stands, and what was decided about it; never deleted."""

    __tablename__ = "deadlines"
    __table_args__ = (
        Index("uq_deadlines_duty", "incident", "regime", "stage", "repeat", "entity", unique=True),
    )

    incident: int = Field(primary_key=True, foreign_key="incidents.number")
    number: int = Field(primary_key=True)
    regime: str
    stage: str
    repeat: int
    entity: str
    title: str
    authority: str
    citation: str
    anchor: str
    anchor_confirmed: bool
    state: str
    starts_at: datetime | None = None
    due_at: datetime | None = None
    legal_latest: datetime | None = None
    internal_target_at: datetime | None = None
    unknown: list[str] = Field(sa_column=_json())
    noted_at: datetime
    superseded_because: str | None = None
    decision: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    decided_for_legal: bool
    filed_at: datetime | None = None
    reference: str | None = None
    reason: str | None = None
    file: str | None = None
    file_id: str | None = None
    file_name: str | None = None
    late_because: str | None = None
    authority_told: bool | None = None
    drafted_at: datetime | None = None
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None


class EditionRow(SQLModel, table=True):
    """Which edition of the catalogue an incident's deadlines follow."""

    __tablename__ = "editions"

    incident: int = Field(
        primary_key=True, foreign_key="incidents.number", sa_column_kwargs={"autoincrement": False}
    )
    accepted: str
    proposed: str | None = None
    held: list[dict[str, Any]] = Field(sa_column=_json())
