"""Regulatory facts and deadlines as the files of an incident tell them, in rows of plain words."""

from collections.abc import Sequence

from bot.domain.duties.exported import DeadlinePart
from bot.domain.export import Export
from bot.views.casefile_words import Names, stamp, who
from bot.views.markdown import cell, table

FACT_HEADS = ("fact", "answer", "who", "when", "note")
DEADLINE_HEADS = ("no.", "duty", "to", "counted from", "due", "status", "decided")

Rows = Sequence[Sequence[str]]


def facts(export: Export, names: Names) -> str:
    """Return the facts that decided which duties applied, as a table in Markdown."""
    return _markdown(FACT_HEADS, fact_rows(export, names))


def deadlines(export: Export, names: Names) -> str:
    """Return every deadline with what became of it, as a table in Markdown."""
    return _markdown(DEADLINE_HEADS, deadline_rows(export, names))


def _markdown(heads: Sequence[str], rows: Rows) -> str:
    return table(list(heads), [[cell(text) for text in row] for row in rows]) if rows else ""


def fact_rows(export: Export, names: Names) -> Rows:
    """Return the facts as they were answered last."""
    return [
        (part.fact, part.answer, who(part.answered_by, names), stamp(part.answered_at), part.note or "")
        for part in export.facts
    ]


def deadline_rows(export: Export, names: Names) -> Rows:
    """Return every deadline with what became of it."""
    return [
        (
            str(part.number),
            f"{part.title} ({part.entity})" if part.entity else part.title,
            part.authority or "",
            _counted(part),
            stamp(part.due_at) if part.due_at else "",
            part.status.value.replace("_", " "),
            _decided(part, names),
        )
        for part in export.deadlines
    ]


def _counted(part: DeadlinePart) -> str:
    if part.starts_at is None:
        return f"{part.anchor}, which has not happened"
    sure = "" if part.anchor_confirmed else " (not confirmed)"
    return f"{part.anchor} {stamp(part.starts_at)}{sure}"


def _decided(part: DeadlinePart, names: Names) -> str:
    said = [f"{stamp(part.filed_at)} by {who(part.filed_by, names)}"] if part.filed_at else []
    said += [f"reference {part.reference}"] if part.reference else []
    if part.file:
        said.append(f"notice {', '.join(word for word in (part.file.name, part.file.link) if word)}")
    said += [part.reason] if part.reason else []
    return "; ".join(said)
