"""Which effects of the outbox may go now: their order, leases, and channels to come."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, exists, false, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.dialects import db_epoch
from storage.tables import IncidentRow, OutboxRow

WAITING = "waiting"

LONGEST_LEASE = 120.0
"""Seconds; a lease that ends later is from before the database's clock was set back, and holds no more."""


@cache
def claimable() -> Select[Any]:
    """Select the rows that may go now: of each lane the first unfinished, if none is leased.

    Its parameters are `most`, how many rows, and `at_most`, the least urgent priority. It is asked at every
    turn of every courier, and so put together once.
    """
    other = aliased(OutboxRow)
    lane_is_busy = exists().where(
        col(other.lane) == col(OutboxRow.lane),
        is_waiting(other),
        or_(
            col(other.position) < col(OutboxRow.position),
            and_(col(other.position) > col(OutboxRow.position), ~is_free(other)),
        ),
    )
    ready = or_(col(OutboxRow.not_before).is_(None), col(OutboxRow.not_before) <= db_epoch())
    return (
        select(OutboxRow)
        .where(is_waiting(OutboxRow), is_free(OutboxRow), ready, ~lane_is_busy)
        .where(has_its_channel())
        .where(col(OutboxRow.priority) <= bindparam("at_most", type_=Integer()))
        .order_by(col(OutboxRow.priority), col(OutboxRow.position))
        .limit(bindparam("most", type_=Integer()))
        .with_for_update(skip_locked=True)
    )


def has_its_channel() -> ColumnElement[bool]:
    """Whether an effect needs no channel, or its incident has one."""
    known = exists().where(
        col(IncidentRow.number) == col(OutboxRow.incident), col(IncidentRow.channel_id).is_not(None)
    )
    return or_(col(OutboxRow.needs_channel) == false(), known)


def is_waiting(row: type[OutboxRow]) -> ColumnElement[bool]:
    """Whether a row is not finished."""
    return col(row.state) == WAITING


def is_free(row: type[OutboxRow]) -> ColumnElement[bool]:
    """Whether nobody holds a lease on a row."""
    until = col(row.lease_epoch)
    return or_(until.is_(None), until <= db_epoch(), until > db_epoch() + LONGEST_LEASE)
