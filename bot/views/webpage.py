"""An incident as one self-contained web page: no script, nothing loaded, every word escaped."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from html import escape

from bot.domain.export import Export, TimelinePart
from bot.domain.timeline import EntryKind, Head, Order
from bot.views.casefile import verified, words
from bot.views.casefile_duties import DEADLINE_HEADS, FACT_HEADS, Rows, deadline_rows, fact_rows
from bot.views.casefile_words import stamp, who
from bot.views.layout import Layout, Slot

Names = Mapping[str, str]
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; vertical-align: top;
padding: .3rem .6rem; border-bottom: 1px solid #8884; } tr.key { font-weight: 600; }
td.words { white-space: pre-wrap; overflow-wrap: anywhere; } @media (prefers-color-scheme: dark)
{ body { background: #111; color: #eee; } a { color: #9cf; } }
"""


def webpage(export: Export, names: Names, head: Head) -> Layout:
    """Return the layout of the page."""
    told = export.incident
    title = escape(f"{told.reference}: {told.title}")
    kind = told.subtype or (told.category.value if told.category else "category not yet known")
    state = f"{told.status.value}, severity {told.severity.value}, phase {told.phase.value}, {kind}"
    first = [
        f"<h1>{title}</h1>",
        f"<p>{escape(state)}. Declared {stamp(told.timestamps.declared_at)}"
        f" by {escape(who(told.declared_by, names))}.</p>",
        f"<p>{escape(told.summary)}</p>" if told.summary else "",
        _roles(export, names),
        _listed("Regulatory facts", FACT_HEADS, fact_rows(export, names)),
        _listed("Regulatory deadlines", DEADLINE_HEADS, deadline_rows(export, names)),
        _tasks(export, names),
        "<h2>Timeline</h2>",
        _begun(("when (UTC)", "who", "what")),
    ]
    return [
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>\n'
        f"<body>\n{chr(10).join(part for part in first if part)}\n",
        Slot(Order.IN_TIME, partial(_entry, names=names)),
        f"</table>\n<p>{escape(verified(export, head))}</p>\n</body></html>\n",
    ]


def _listed(title: str, heads: Sequence[str], rows: Rows) -> str:
    return f"<h2>{title}</h2>\n{_table(heads, (_row(row) for row in rows))}" if rows else ""


def _table(heads: Sequence[str], rows: Iterator[str]) -> str:
    return f"{_begun(heads)}\n{chr(10).join(rows)}\n</table>"


def _begun(heads: Sequence[str]) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    return f"<table>\n<tr>{head}</tr>"


def _row(cells: Sequence[str], *, key: bool = False) -> str:
    """One row; the last cell holds people's words, the others are ours, all of them escaped here."""
    *first, last = (escape(text) for text in cells)
    inner = "".join(f"<td>{text}</td>" for text in first)
    return f'<tr{" class=key" if key else ""}>{inner}<td class="words">{last}</td></tr>'


def _entry(entry: TimelinePart, _: TimelinePart | None, *, names: Names) -> str:
    said = entry.kind in (EntryKind.MESSAGE, EntryKind.NOTE)
    author = who(entry.actor, names) if said else ""
    return _row((f"{entry.at:%Y-%m-%d %H:%M:%S}", author, words(entry)), key=entry.key_event) + "\n"


def _roles(export: Export, names: Names) -> str:
    if not export.roles:
        return ""
    rows = (
        _row(
            (
                part.role.label,
                stamp(part.assigned_at),
                stamp(part.released_at) if part.released_at else "holds it",
                who(part.user_id, names),
            )
        )
        for part in export.roles
    )
    return "<h2>Roles</h2>\n" + _table(("role", "from", "until", "who"), rows)


def _tasks(export: Export, names: Names) -> str:
    if not export.tasks:
        return ""
    rows = (
        _row((str(part.number), part.status.value, who(part.owner, names), part.title))
        for part in export.tasks
    )
    return "<h2>Tasks</h2>\n" + _table(("no.", "status", "who", "what"), rows)
