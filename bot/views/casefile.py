"""An incident as a Markdown file for people: how it stands, who did what, and everything in its order."""

from datetime import timedelta
from functools import partial

from bot.domain.export import Export, TimelinePart
from bot.domain.question import Question
from bot.domain.review import REVIEW_QUESTIONS
from bot.domain.timeline import EntryKind, Head, Order
from bot.domain.words import duration_in_words
from bot.views.casefile_duties import deadlines, facts
from bot.views.casefile_words import Names, stamp, who
from bot.views.layout import Layout, Slot
from bot.views.markdown import cell, escaped, item, table

_MEASURES = {
    "time_to_detect": "Harm began → first noticed",
    "time_to_declare": "First noticed → declared",
    "time_to_acknowledge": "Declared → first role taken",
    "time_to_triage": "Declared → triaged",
    "time_to_contain": "First noticed → contained",
    "exposure": "Harm began → contained",
    "time_to_remediate": "First noticed → remediated",
    "time_to_recover": "First noticed → recovered",
    "time_to_resolve": "Declared → resolved",
    "time_to_close": "Declared → closed",
}


def casefile(export: Export, names: Names, head: Head) -> Layout:
    """Return the layout of the whole incident."""
    first = [
        _title(export),
        _state(export, names),
        _section("Key times", _times(export)),
        _section("Roles", _roles(export, names)),
        _section("Triage", _triage(export, names)),
        _section("Regulatory facts", facts(export, names)),
        _section("Regulatory deadlines", deadlines(export, names)),
    ]
    last = [
        _section("Tasks", _tasks(export, names)),
        _section("Updates", _updates(export, names)),
        _section("Review", _review(export, names)),
        verified(export, head),
    ]
    write = partial(_line, names=names)
    return [
        "\n\n".join(part for part in first if part),
        Slot(Order.KEY_EVENTS, write, "\n\n## Key events\n\n"),
        Slot(Order.IN_TIME, write, "\n\n## Timeline\n\n"),
        "\n\n" + "\n\n".join(part for part in last if part) + "\n",
    ]


def timeline(export: Export, names: Names, head: Head) -> Layout:
    """Return the layout of the timeline alone; key events stand out."""
    title, entries = (
        _title(export, of="Timeline of "),
        Slot(Order.IN_TIME, partial(_line, names=names), "\n\n"),
    )
    return [title, entries, f"\n\n{verified(export, head)}\n"]


def words(entry: TimelinePart) -> str:
    """Return an entry's words as they stand, plain, with what went with them and what became of them."""
    parts = [entry.text] if entry.text and entry.text.strip() else []
    parts += [f"[file: {name}]" for name in entry.files]
    if not parts and entry.kind == EntryKind.MESSAGE and not entry.deleted:
        parts.append("(words left where they are)" if entry.text is not None else "(words erased)")
    if entry.deleted:
        parts.append("(deleted)")
    elif entry.edited:
        parts.append(f"(edited; first: “{entry.original_text or ''}”)")
    if entry.recovered:
        parts.append("(recovered)")
    return " ".join(parts)


def verified(export: Export, head: Head) -> str:
    """Return how the timeline can be checked against its record."""
    return (
        f"{head.count} entries; the last one's hash is `{head.hash}`. Check it with"
        f" `incident-bot verify {export.incident.reference} --head {head.hash}`."
    )


def _title(export: Export, of: str = "") -> str:
    return f"# {of}{export.incident.reference}: {cell(export.incident.title)}"


def _section(title: str, body: str) -> str:
    return f"## {title}\n\n{body}" if body else ""


def _state(export: Export, names: Names) -> str:
    told = export.incident
    marks = [word for word, holds in (("private", told.private), ("drill", told.drill)) if holds]
    kind = told.subtype or (told.category.value if told.category else "not yet known")
    source = told.detection_source.label if told.detection_source else "not told"
    lines = [
        f"Status: **{told.status.value}**{', ' + ', '.join(marks) if marks else ''}",
        f"Severity: **{told.severity.value}**",
        f"Phase: {told.phase.value}",
        f"Category: {kind}",
        f"Involves: {cell(', '.join(told.facets)) or 'nothing in particular'}",
        f"Affected systems: {cell(', '.join(told.affected_systems)) or 'none named'}",
        f"Noticed by: {source}",
        f"Declared by: {cell(who(told.declared_by, names))}",
    ]
    body = "\n".join(item(line) for line in lines)
    return f"{body}\n\n{escaped(told.summary)}" if told.summary else body


def _times(export: Export) -> str:
    times, measures = export.incident.timestamps, export.metrics
    about = f" ({times.started_certainty.value})" if times.started_at else ""
    rows = [["Harm began", stamp(times.started_at) + about]]
    for name in type(times).model_fields:
        at = getattr(times, name)
        if name not in ("started_at", "started_certainty") and at is not None:
            rows.append([name.removesuffix("_at").capitalize(), stamp(at)])
    known = [(label, getattr(measures, name)) for name, label in _MEASURES.items()]
    lasted = [[label, _lasted(seconds)] for label, seconds in known if seconds is not None]
    return f"{table(['what', 'when'], rows)}\n\n{table(['from → to', 'took'], lasted)}"


def _lasted(seconds: float) -> str:
    lasted = duration_in_words(timedelta(seconds=abs(seconds)))
    return f"{lasted}, the other way round" if seconds < 0 else lasted


def _roles(export: Export, names: Names) -> str:
    rows = [
        [
            part.role.label,
            cell(who(part.user_id, names)),
            stamp(part.assigned_at),
            stamp(part.released_at) if part.released_at else "holds it",
            cell(who(part.assigned_by, names)),
        ]
        for part in export.roles
    ]
    return table(["role", "who", "from", "until", "given by"], rows) if rows else ""


def _triage(export: Export, names: Names) -> str:
    rows = [
        [
            Question(part.question).value.replace("_", " "),
            cell(part.answer),
            cell(part.note or ""),
            cell(who(part.answered_by, names)),
            stamp(part.answered_at),
        ]
        for part in export.triage
    ]
    return table(["question", "answer", "note", "who", "when"], rows) if rows else ""


def _line(entry: TimelinePart, before: TimelinePart | None, *, names: Names) -> str:
    """One entry, under a heading for its day where the one before was of another."""
    said = escaped(words(entry))
    if entry.kind in (EntryKind.MESSAGE, EntryKind.NOTE):
        said = f"{cell(who(entry.actor, names))}: {said}"
    key = "**key** " if entry.key_event else ""
    link = entry.source.permalink if entry.source else None
    line = item(f"{entry.at:%H:%M:%S} {key}{said}{f' [message](<{link}>)' if link else ''}")
    day = f"{entry.at:%A, %Y-%m-%d} (UTC)"
    if before is None:
        return f"### {day}\n\n{line}"
    return f"\n{line}" if before.at.date() == entry.at.date() else f"\n\n### {day}\n\n{line}"


def _tasks(export: Export, names: Names) -> str:
    rows = [
        [
            str(part.number),
            cell(part.title),
            cell(who(part.owner, names)),
            stamp(part.due_at) if part.due_at else "",
            part.status.value,
        ]
        for part in export.tasks
    ]
    return table(["no.", "what", "who", "due", "status"], rows) if rows else ""


def _updates(export: Export, names: Names) -> str:
    return "\n\n".join(
        f"### Update {part.number}, {stamp(part.posted_at)}, {cell(who(part.posted_by, names))}\n\n"
        + "\n".join(
            item(f"{label}: {escaped(text)}")
            for label, text in (
                ("Conditions", part.conditions),
                ("Actions", part.actions),
                ("Needs", part.needs),
            )
            if text
        )
        for part in export.updates
    )


def _review(export: Export, names: Names) -> str:
    review = export.review
    if review.owner is None and review.due_at is None and not review.answers:
        return ""
    lines = [f"Seen to by {cell(who(review.owner, names))}, due {stamp(review.due_at)}."]
    for question, asked in REVIEW_QUESTIONS.items():
        answers = [part for part in review.answers if part.question is question]
        lines.append(f"**{asked}**")
        lines += [item(f"{cell(who(part.answered_by, names))}: {escaped(part.text)}") for part in answers]
        if not answers:
            lines.append("Not answered.")
    return "\n\n".join(lines)
