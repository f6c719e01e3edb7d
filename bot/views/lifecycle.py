"""What people read when an incident ends, goes on, moves into another, or changes who may see it."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.changes.lifecycle import REASON_MAX
from bot.domain.incident import ChannelState, Incident, Status
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import clip, inert
from bot.domain.review import Review
from bot.domain.task import Task
from bot.views import ids
from bot.views.blocks import Block, actions, button, context, date, outgoing, paragraphs, section
from bot.views.form import modal, text_input
from bot.views.people import calm, mention

Names = Mapping[str, str]

SUMMARY, REASON = "summary", "reason"
TASKS_SHOWN = 10
TITLE_SHOWN = 120
DAY = "{date_short_pretty}"


def here(incident: Incident) -> str:
    """Return the incident's channel as a link, or its reference while it has none."""
    channel = incident.places.channel_id
    return f"<#{channel}>" if channel else incident.reference


def who_reviews(review: Review | None, names: Names | None = None) -> str:
    """Return who sees to the review and by when, as a sentence; nothing where none is due.

    With `names` the person is named, without them called.
    """
    if review is None or review.due_at is None:
        return ""
    if review.owner is None:
        return f"Nobody sees to the review yet; it is due by {date(review.due_at, DAY)}."
    who = mention(review.owner) if names is None else inert(names.get(review.owner, review.owner))
    return f"{who} sees to the review by {date(review.due_at, DAY)}."


def resolved(incident: Incident, line: str, review: Review | None, names: Names) -> Outgoing:
    """Return what the channel reads when it is resolved, and what comes next."""
    lead = calm(line, names)
    following = " ".join(filter(None, [who_reviews(review), "Close it when nothing is left to do."]))
    number = ids.ref(incident.number)
    row = actions(
        button("Answer the review questions", ids.OPEN_REVIEW, number, style="primary"),
        button("Close", ids.CLOSE, number),
        button("Reopen", ids.OPEN_REOPEN, number),
    )
    return outgoing(
        f"{incident.reference}: {lead}", [*paragraphs(lead), section(f"*Next:* {following}"), row]
    )


_TURNED = {
    Status.OPEN: "I ask again for what is missing. The pinned card shows how it stands.",
    Status.CANCELLED: "Nothing is asked any more, except what becomes of regulatory clocks. If it was one"
    " after all: `/incident reopen REASON`.",
}


def turned(incident: Incident, line: str, names: Names) -> Outgoing:
    """Return what the channel reads when it is reopened or cancelled."""
    lead = calm(line, names)
    following = _TURNED.get(incident.status, "")
    return outgoing(f"{incident.reference}: {lead}", [*paragraphs(lead), section(following)])


def still_open(incident: Incident, points: Sequence[str]) -> Outgoing:
    """Return what is still open to whoever wants to close, and how to close all the same."""
    lead = f"Before {incident.reference} is closed, this is still open:"
    listed = "\n".join(f"• {inert(point)}" for point in points)
    number = ids.ref(incident.number)
    row = actions(
        button("Close anyway", ids.CLOSE_ANYWAY, number, style="danger"),
        button("Answer the review questions", ids.OPEN_REVIEW, number),
    )
    hint = "To close all the same, say why: here or by `/incident close REASON`. All of it is recorded."
    return outgoing(lead, [*paragraphs(f"{lead}\n{listed}"), context(hint), row])


def resolve_form(metadata: str) -> dict[str, Any]:
    """Return the form to resolve with."""
    field = text_input(
        SUMMARY,
        "How did it end?",
        placeholder="What was wrong, what was done, and how you know that it holds",
        hint="Two or three sentences for somebody who was not there. You may leave it empty.",
        optional=True,
        lines=True,
        limit=REASON_MAX,
    )
    return modal(ids.RESOLVE_FORM, "Resolve", "Resolve", [field], metadata=metadata)


def reopen_form(metadata: str) -> dict[str, Any]:
    """Return the form to reopen with."""
    field = text_input(REASON, "Why does it go on?", placeholder="It happens again", limit=REASON_MAX)
    return modal(ids.REOPEN_FORM, "Reopen", "Reopen", [field], metadata=metadata)


def close_form(metadata: str) -> dict[str, Any]:
    """Return the form to close with although something is open."""
    field = text_input(
        REASON,
        "Why may it be closed?",
        placeholder="The vendor took it over; the rest is followed up in the review",
        hint="The reason and what is still open go into the record.",
        limit=REASON_MAX,
    )
    return modal(ids.CLOSE_FORM, "Close anyway", "Close", [field], metadata=metadata)


def merged(incident: Incident, into: Incident, line: str, tasks: int, names: Names) -> Outgoing:
    """Return what the channel of the merged incident reads: where to go on."""
    lead = calm(line, names)
    moved = " Its open tasks moved there." if tasks else ""
    following = f"Go on in {here(into)}.{moved} Nothing is asked here any more."
    return outgoing(f"{incident.reference}: {lead}", [*paragraphs(lead), section(following)])


def took_over(
    into: Incident, merged_one: Incident, line: str, tasks: Sequence[Task], names: Names
) -> Outgoing:
    """Return what the channel of the other incident reads: what came to it; owners are called to notice."""
    lead = f"{calm(line, names)} It was: {inert(clip(merged_one.title, TITLE_SHOWN))} ({here(merged_one)})."
    blocks: list[Block] = paragraphs(lead)
    if tasks:
        lines = [_task(task) for task in tasks[:TASKS_SHOWN]]
        if len(tasks) > TASKS_SHOWN:
            lines.append(f"… and {len(tasks) - TASKS_SHOWN} more: `/incident tasks`")
        blocks += paragraphs("\n".join(lines))
    return outgoing(f"{into.reference}: {lead}", blocks)


def _task(task: Task) -> str:
    due = f", due {date(task.due_at)}" if task.due_at else ""
    owner = mention(task.owner, "nobody's")
    return f"• Task {task.number}: {inert(clip(task.title, TITLE_SHOWN))}, {owner}{due}"


def visibility(incident: Incident, line: str, names: Names) -> Outgoing:
    """Return what the channel reads when the incident was made private or public."""
    lead = calm(line, names)
    following = (
        "Only those in this channel see it now; the announcement is taken away."
        if incident.private
        else "Everybody in the workspace may see it now, with what was said before; it is announced."
    )
    return outgoing(f"{incident.reference}: {lead}", [*paragraphs(lead), section(following)])


def done(incident: Incident, what: str, more: str, *, from_channel: str | None) -> Outgoing:
    """Return the short answer to whoever did it; `more` stands in the channel."""
    text = f"*{incident.reference}* {what}."
    if incident.places.channel_state is ChannelState.ARCHIVED:
        text += " Its channel is archived: unarchive it to go on there."
    elif incident.places.channel_state is ChannelState.LOST:
        text += " I cannot reach its channel: invite me there again."
    elif from_channel is None or from_channel != incident.places.channel_id:
        text += f" {more} in {here(incident)}."
    return outgoing(text, [section(text)])
