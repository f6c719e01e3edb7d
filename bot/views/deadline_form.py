"""The form in which counsel decides about a deadline."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any

from bot.domain.duties.deadline import Deadline
from bot.domain.duties.posted_file import PostedFile
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import clip, inert
from bot.views import form, ids
from bot.views.blocks import Block, actions, button, date, option, outgoing, section
from bot.views.deadline_lines import headline

WHEN, REFERENCE, REASON, TOLD, INSTEAD = "when", "reference", "reason", "told", "instead"
POSTED, FILE = "posted", "file"
YES = "yes"


class What(StrEnum):
    """What can be recorded."""

    FILED = "filed"
    WAIVED = "waived"
    LATE = "late"
    TAKE_BACK = "take_back"


_TITLES = {
    What.FILED: ("Filed", "Record"),
    What.WAIVED: ("Waive", "Waive"),
    What.LATE: ("Will be late", "Record"),
    What.TAKE_BACK: ("Take back", "Take back"),
}


def deadline_form(
    incident: Incident,
    deadline: Deadline,
    what: What,
    at: datetime,
    zone: tzinfo,
    *,
    posted: Sequence[PostedFile] = (),
) -> dict[str, Any]:
    """Return the form for one decision about one deadline.

    Args:
        incident: as it is now.
        deadline: what is decided about.
        what: what is decided.
        at: now.
        zone: whoever decides lives in it.
        posted: the files of the channel of which one may be the notice, the newest first.
    """
    title, submit = _TITLES[what]
    if what is What.FILED:
        fields = _filed(deadline, at, zone, posted)
    elif what is What.WAIVED:
        fields = _waived()
    else:
        fields = _late(deadline) if what is What.LATE else _taken_back(deadline)
    shown = section(f"*{incident.reference}*\n{headline(deadline, at)}")
    metadata = ids.ref(incident.number, str(deadline.number), what.value)
    return form.modal(
        ids.DEADLINE_FORM, f"{title}: deadline {deadline.number}", submit, [shown, *fields], metadata=metadata
    )


def _filed(deadline: Deadline, at: datetime, zone: tzinfo, posted: Sequence[PostedFile]) -> list[Block]:
    sent = deadline.filed_at or at
    late = deadline.due_at is not None and deadline.due_at < sent
    hint = "In your time, like 14:05 or 2026-03-20 14:05. What follows counts from then."
    return [
        form.text_input(WHEN, "When was it filed?", initial=written(sent, zone), hint=hint, limit=60),
        form.text_input(REFERENCE, "Reference", initial=deadline.reference or "", optional=True, limit=500),
        form.text_input(
            REASON,
            "Why is it late?" if late else "Why was it late, if it was?",
            initial=deadline.reason or deadline.late_because or "",
            optional=not late,
            lines=True,
        ),
        *_notice(deadline, zone, posted),
    ]


def _notice(deadline: Deadline, zone: tzinfo, posted: Sequence[PostedFile]) -> list[Block]:
    """Which file the notice is, of those in the channel, or where it can be read."""
    chosen = next((each for each in posted if each.id == deadline.file_id), None)
    link = "" if chosen and chosen.link == deadline.file else deadline.file or ""
    elsewhere = form.text_input(
        FILE,
        "Or where can it be read?" if posted else "Where can the notice be read?",
        hint="A link to where the notices are kept."
        + ("" if posted else " Or post the notice in the channel first: then it can be chosen here."),
        initial=link,
        optional=True,
        limit=500,
    )
    if not posted:
        return [elsewhere]
    hint = "Files that people posted in the channel, the newest first. I do not open them."
    options = {each.id: option(_offered(each, zone), each.id) for each in posted}
    initial = options[chosen.id] if chosen else None
    label = "Which file is the notice?"
    return [
        form.choice(POSTED, label, [*options.values()], hint=hint, initial=initial, optional=True),
        elsewhere,
    ]


def _offered(file: PostedFile, zone: tzinfo) -> str:
    return f"{clip(file.name, 55)} · {written(file.at, zone)}"


def _waived() -> list[Block]:
    return [
        form.text_input(REASON, "Why does nothing have to be filed?", lines=True),
        form.ticks(INSTEAD, "Is another notice filed in its place?", [option("Yes, it is superseded", YES)]),
    ]


def _late(deadline: Deadline) -> list[Block]:
    box = option("The authority was told", YES)
    initial = [box] if deadline.authority_told else []
    return [
        form.text_input(REASON, "Why will it be late?", initial=deadline.late_because or "", lines=True),
        form.ticks(
            TOLD,
            "Was the authority told?",
            [box],
            initial=initial,
            hint="Some rules ask for that beforehand.",
        ),
    ]


def _taken_back(deadline: Deadline) -> list[Block]:
    said = inert(deadline.reason or deadline.reference or "no reason given")
    who = f"It was decided by <@{deadline.decided_by}>: {said}"
    return [section(who), form.text_input(REASON, "Why is that taken back?", lines=True)]


def written(at: datetime, zone: tzinfo) -> str:
    """Return an instant as a form shows it and takes it back."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def late_reason_wanted(text: str, deadline: Deadline) -> Outgoing:
    """Return the answer to a filing that was late: the record wants to know why."""
    value = ids.ref(deadline.incident, str(deadline.number), What.FILED.value)
    why = button("Say why it was late", f"{ids.DECIDE_DEADLINE}:{What.FILED.value}:{deadline.number}", value)
    late = f"{text} It was due {date(deadline.due_at)}: filed late." if deadline.due_at else text
    return outgoing(late, [section(late), actions(why)])
