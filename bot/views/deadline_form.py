"""The form in which counsel decides about a deadline."""

from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any

from bot.domain.duties.deadline import Deadline
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import inert
from bot.views import form, ids
from bot.views.blocks import Block, actions, button, date, option, outgoing, section
from bot.views.deadline_lines import headline

WHEN, REFERENCE, REASON, FILE, TOLD, INSTEAD = "when", "reference", "reason", "file", "told", "instead"
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
    incident: Incident, deadline: Deadline, what: What, at: datetime, zone: tzinfo
) -> dict[str, Any]:
    """Return the form for one decision about one deadline."""
    title, submit = _TITLES[what]
    fields = {
        What.FILED: _filed,
        What.WAIVED: _waived,
        What.LATE: _late,
        What.TAKE_BACK: _taken_back,
    }[what](deadline, at, zone)
    shown = section(f"*{incident.reference}*\n{headline(deadline, at)}")
    metadata = ids.ref(incident.number, str(deadline.number), what.value)
    return form.modal(
        ids.DEADLINE_FORM, f"{title}: deadline {deadline.number}", submit, [shown, *fields], metadata=metadata
    )


def _filed(deadline: Deadline, at: datetime, zone: tzinfo) -> list[Block]:
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
        form.text_input(
            FILE,
            "Where can the notice be read?",
            hint="A link: to the file in Slack, or where the notices are kept.",
            initial=deadline.file or "",
            optional=True,
            limit=500,
        ),
    ]


def _waived(deadline: Deadline, at: datetime, zone: tzinfo) -> list[Block]:
    del deadline, at, zone
    return [
        form.text_input(REASON, "Why does nothing have to be filed?", lines=True),
        form.ticks(INSTEAD, "Is another notice filed in its place?", [option("Yes, it is superseded", YES)]),
    ]


def _late(deadline: Deadline, at: datetime, zone: tzinfo) -> list[Block]:
    del at, zone
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


def _taken_back(deadline: Deadline, at: datetime, zone: tzinfo) -> list[Block]:
    del at, zone
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
