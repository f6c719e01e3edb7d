"""One deadline in a line or two, and the buttons that decide about it."""

from datetime import datetime

from bot.domain.duties.deadline import Deadline, DeadlineStatus
from bot.domain.mrkdwn import clip, inert
from bot.domain.regulation.clock import ClockState
from bot.domain.words import duration_in_words
from bot.views import ids
from bot.views.blocks import Block, button, date, linked

_MARKS = {
    DeadlineStatus.OVERDUE: "🔴 overdue",
    DeadlineStatus.RUNNING: "⏳ running",
    DeadlineStatus.PROPOSED: "❔ proposed",
    DeadlineStatus.NOT_STARTED: "⏸ not started",
    DeadlineStatus.REHEARSAL: "🎓 rehearsal",
    DeadlineStatus.FILED: "✅ filed",
    DeadlineStatus.FILED_LATE: "✅ filed late",
    DeadlineStatus.WAIVED: "➖ waived",
    DeadlineStatus.SUPERSEDED: "➖ superseded",
}


def headline(deadline: Deadline, at: datetime) -> str:
    """Return a deadline in two lines: what and by when, and how it stands."""
    entity = f" · {inert(deadline.entity)}" if deadline.entity else ""
    repeat = f" (no. {deadline.repeat + 1})" if deadline.repeat else ""
    return f"*{deadline.number}* · *{inert(deadline.title)}*{repeat}{entity}\n{_when(deadline, at)}"


def _when(deadline: Deadline, at: datetime) -> str:
    status = deadline.status(at)
    said = [_MARKS[status]]
    if status is DeadlineStatus.OVERDUE and deadline.state is ClockState.PROPOSED:
        said = [f"{_MARKS[status]}, only proposed"]
    if deadline.filed_at:
        said.append(date(deadline.filed_at))
        said += [f"reference {inert(deadline.reference)}"] if deadline.reference else []
        said += [_notice(deadline)] if deadline.file or deadline.file_name else []
    elif not deadline.is_owed:
        said.append(clip(inert(deadline.reason or deadline.superseded_because or ""), 300))
    elif deadline.due_at:
        said.append(f"due {date(deadline.due_at)}, {time_left(deadline.due_at, at)}")
    elif deadline.is_counting:
        said.append(_without_number(deadline, at))
    return " · ".join(said)


def _notice(deadline: Deadline) -> str:
    """The notice that was filed: a link where there is one."""
    named = f"the notice, {deadline.file_name}" if deadline.file_name else "the notice"
    return linked(deadline.file, named) if deadline.file else inert(named)


def time_left(due_at: datetime, at: datetime) -> str:
    """Return how long there is, or how long it has been over."""
    if due_at < at:
        return f"{duration_in_words(at - due_at)} ago"
    return f"in {duration_in_words(due_at - at)}"


def _without_number(deadline: Deadline, at: datetime) -> str:
    target = deadline.internal_target_at
    if target is None:
        return "without undue delay"
    return f"without undue delay, our target {date(target)} ({time_left(target, at)})"


def decide_button(deadline: Deadline, label: str, what: str, style: str | None = None) -> Block:
    """Return the button that opens the form for one decision."""
    value = ids.ref(deadline.incident, str(deadline.number), what)
    return button(label, f"{ids.DECIDE_DEADLINE}:{what}:{deadline.number}", value, style=style)


def decide_buttons(deadline: Deadline) -> list[Block]:
    """Return the buttons that decide about a deadline that is owed."""
    return [
        decide_button(deadline, "Filed", "filed", "primary"),
        decide_button(deadline, "Waive", "waived"),
        decide_button(deadline, "Will be late", "late"),
    ]
