"""Entries as rows: the columns each way, and what a Slack message is captured by, once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlmodel import col

from bot.domain.message import Source
from bot.domain.timeline import CORRECTIONS, Entry, EntryKind
from storage.dialects import table_of
from storage.rows import columns_of, values_of
from storage.tables import EntryRow

EDIT_KEY = "edited_ts"
"""An edit whose draft has this in its details is captured once, whatever is delivered again."""

_MARKS = (EntryKind.MARKED.value, EntryKind.UNMARKED.value)
WORDS_OF_CORRECTIONS = sorted(kind.value for kind in CORRECTIONS)


def entries_of(number: int) -> Select[Any]:
    """Select the entries of an incident."""
    return select(EntryRow).where(col(EntryRow.incident) == number)


def corrects(sequences: Sequence[int]) -> Any:
    """Whether a row edits, deletes or marks one of these entries."""
    return and_(col(EntryRow.refers_to).in_(sequences), col(EntryRow.kind).in_(WORDS_OF_CORRECTIONS))


def key_sequences(number: int) -> Select[Any]:
    """Select the sequences that are key after all marks, those that happened last first."""
    marks: Any = select(
        col(EntryRow.refers_to).label("target"), func.max(EntryRow.sequence).label("sequence")
    ).where(col(EntryRow.incident) == number, col(EntryRow.kind).in_(_MARKS))
    latest = marks.group_by(col(EntryRow.refers_to)).subquery()
    mark = table_of(EntryRow).alias("mark")
    joined = latest.join(mark, and_(mark.c.incident == number, mark.c.sequence == latest.c.sequence))
    last = select(latest.c.target, mark.c.kind).select_from(joined).subquery()
    is_key = or_(last.c.kind == EntryKind.MARKED.value, and_(last.c.kind.is_(None), col(EntryRow.key_event)))
    return (
        select(col(EntryRow.sequence))
        .outerjoin(last, last.c.target == col(EntryRow.sequence))
        .where(col(EntryRow.incident) == number, is_key, col(EntryRow.kind).not_in(WORDS_OF_CORRECTIONS))
        .order_by(col(EntryRow.at).desc(), col(EntryRow.sequence).desc())
    )


def row_of(entry: Entry) -> dict[str, Any]:
    """Return the columns of an entry."""
    source = columns_of(entry.source) if entry.source else dict.fromkeys(Source.model_fields)
    return columns_of(entry, without=("source",)) | source | {"revision": _revision(entry)}


def _revision(entry: Entry) -> str | None:
    if entry.source is None:
        return None
    if entry.kind in (EntryKind.MESSAGE, EntryKind.DELETED):
        return str(entry.kind)
    edited = entry.details.get(EDIT_KEY) if entry.kind == EntryKind.EDITED else None
    return revision_of_edit(edited) if edited else None


def revision_of_edit(edited_ts: str) -> str:
    """Return what an edit is captured by, once."""
    return f"edited {edited_ts}"


def entry_of(row: Mapping[str, Any]) -> Entry:
    """Return the entry of a row."""
    source = Source(**values_of(row, Source)) if row["channel_id"] is not None else None
    return Entry(source=source, **values_of(row, Entry, without=("source",)))
