"""Stakeholder updates as people read them: conditions, actions, needs; and the form they are written in."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.domain.incident import Incident, Status
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import clip, inert
from bot.domain.severity import Severity
from bot.domain.timeline import EntryKind, Shown
from bot.domain.update import Update
from bot.domain.words import duration_in_words
from bot.views import form, ids
from bot.views.blocks import Block, context, date, option, outgoing, paragraphs, section
from bot.views.card import title_line
from bot.views.people import readable

LINE_MAX = 150
LINES = 6
NOTIFIED = 300
STEPS = (15, 30, 60, 120, 240, 480, 1440, 2880)
"""Minutes until the next update that the form offers, as far as they are near the severity's own."""

Names = Mapping[str, str]


def posted(incident: Incident, update: Update, names: Names) -> Outgoing:
    """Return an update for the incident's channel."""
    head = f"*Update {update.number}* by {_author(update, names)}"
    return outgoing(_short(incident, update), [section(head), *_parts(update), *_next(update)])


def announced(incident: Incident, update: Update, names: Names) -> Outgoing:
    """Return an update for those outside, under the announcement."""
    channel = incident.places.channel_id
    where = f" · <#{channel}>" if channel else ""
    head = f"*{inert(title_line(incident))}*{where}\nUpdate {update.number} by {_author(update, names)}"
    return outgoing(_short(incident, update), [section(head), *_parts(update), *_next(update)])


def _author(update: Update, names: Names) -> str:
    return inert(names.get(update.posted_by, update.posted_by))


def _short(incident: Incident, update: Update) -> str:
    return f"{incident.reference} update {update.number}: {clip(inert(update.conditions), NOTIFIED)}"


def _parts(update: Update) -> list[Block]:
    if not update.actions and not update.needs:
        return paragraphs(inert(update.conditions))
    blocks: list[Block] = []
    for label, text in (
        ("Conditions", update.conditions),
        ("Actions", update.actions),
        ("Needs", update.needs),
    ):
        if text:
            blocks += paragraphs(f"*{label}*\n{inert(text)}")
    return blocks


def _next(update: Update) -> list[Block]:
    return [context(f"Next update by {date(update.next_due_at)}.")] if update.next_due_at else []


def posted_answer(incident: Incident, update: Update) -> str:
    """Return the answer to whoever posted an update by command."""
    where = "here" if incident.private or incident.drill else "here and under the announcement"
    following = f" The next one is due {date(update.next_due_at)}." if update.next_due_at else ""
    return f"{incident.reference}: update {update.number} is posted {where}.{following}"


def happened(events: Sequence[Shown], names: Names) -> str:
    """Return the latest of what happened, the oldest first, for whoever writes an update."""
    return "\n".join(f"• {inert(clip(_line(shown, names), LINE_MAX))}" for shown in events[-LINES:])


def _line(shown: Shown, names: Names) -> str:
    said = " ".join(readable(shown.text, names).split())
    for name in names.values():
        said = said.replace(f"@{name}", name)
    if shown.entry.kind not in (EntryKind.MESSAGE, EntryKind.NOTE):
        return said
    actor = shown.entry.actor
    return f"{names.get(actor, shown.entry.details.get('name') or actor)}: {said}"


def update_form(incident: Incident, last: Update | None, news: str, every: timedelta) -> dict[str, Any]:
    """Return the form for an update, with what its readers were told already filled in.

    Args:
        incident: as it stands.
        last: the update before this one.
        news: what happened since, which whoever writes sees and nobody is told.
        every: how often its severity wants an update.
    """
    known = (last.conditions if last else incident.summary) or ""
    since = "since the last update" if last else "so far"
    blocks = [
        section(f"*{inert(title_line(incident))}*"),
        *([section(f"*Happened {since}* (only you see this)\n{news}")] if news else []),
        form.text_input(
            "conditions",
            "Conditions: how does it stand?",
            placeholder="The chatbot is off; nobody sees wrong answers any more.",
            hint=_HINTS["update" if last else "summary" if known else ""],
            initial=known,
            lines=True,
        ),
        form.text_input(
            "actions",
            "Actions: what is being done?",
            placeholder="The index is being rebuilt without the leaked documents.",
            optional=True,
            lines=True,
        ),
        form.text_input(
            "needs",
            "Needs: what would help, and from whom?",
            placeholder="Nothing at present.",
            optional=True,
            lines=True,
        ),
    ]
    if incident.status is Status.OPEN:
        blocks += _when(incident.severity, every)
    reach = (
        "this channel alone" if incident.private or incident.drill else "this channel and the announcement"
    )
    blocks.append(context(f"Goes to {reach}."))
    metadata = ids.ref(incident.number)
    return form.modal(ids.UPDATE_FORM, "Stakeholder update", "Post", blocks, metadata=metadata)


_HINTS = {
    "update": "Filled in is the last update. Change what is no longer so.",
    "summary": "Filled in is the summary. Say what is affected, how much, and whether it goes on.",
    "": "For those who are not here: what is affected, how much, and whether it goes on.",
}
"""Help for the conditions, by what is filled in."""


def _when(severity: Severity, every: timedelta) -> list[Block]:
    usual = int(every.total_seconds()) // 60
    near = {step for step in STEPS if usual / 4 <= step <= usual * 8} | {usual}
    options = {minutes: _in(minutes, severity if minutes == usual else None) for minutes in sorted(near)}
    return [
        form.choice("next", "Next update in", list(options.values()), initial=options[usual], optional=True),
        form.text_input(
            "next_at",
            "… or at",
            placeholder="15:30",
            hint="A time like 15:30 or tomorrow 9:00, in your time zone; it goes before the menu.",
            optional=True,
            limit=60,
        ),
    ]


def _in(minutes: int, usual_of: Severity | None) -> Block:
    words = duration_in_words(timedelta(minutes=minutes))
    usual = f" (usual while {usual_of.value})" if usual_of else ""
    return option(f"{words}{usual}", str(minutes))
