"""Reminders as messages: one thing or several that fell due together, how late it is, and being put off."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import inert
from bot.domain.reminder import Reminder, ReminderKind
from bot.domain.role import Role
from bot.domain.words import count_in_words, duration_in_words, join_words
from bot.views import ids
from bot.views.asked import Item
from bot.views.blocks import MESSAGE_BLOCKS, Block, actions, button, context, date, outgoing, section
from bot.views.card import title_line

LATE = timedelta(minutes=1)
"""From here on a reminder says how late it is."""

MISSED = timedelta(seconds=10)
"""From here on it does where the bot was not running; a restart of less is not worth words."""

SNOOZES = {30: "30 min", 60: "1 h"}
"""Minutes by which a reminder can be put off."""

_SLOW_SNOOZES = {
    ReminderKind.TASK_DUE: {60: "1 h", 1440: "1 day"},
    ReminderKind.RESOLVED_NOT_CLOSED: {1440: "1 day", 4320: "3 days"},
    ReminderKind.REVIEW_DUE: {1440: "1 day", 4320: "3 days"},
}
"""The same for what is asked for once a day: put off by less it would be asked for sooner."""

TOGETHER = 8
"""Things in one message; with more it would outgrow what Slack takes, and what anybody reads."""


def message(incident: Incident, items: Sequence[Item], *, in_channel: bool = True) -> Outgoing:
    """Return one message for everything that is asked for at once.

    Args:
        incident: as it is now.
        items: what is asked for.
        in_channel: it is read in the incident's channel; elsewhere it says which incident it is about.
    """
    blocks: list[Block] = []
    if not in_channel:
        channel = incident.places.channel_id
        blocks.append(context(inert(title_line(incident)) + (f" · <#{channel}>" if channel else "")))
    if len(items) > 1:
        blocks.append(section(f"*{count_in_words(len(items), 'thing')} to see to in {incident.reference}*"))
    for item in items:
        text = f"{item.text}\n_{item.last}_" if item.last else item.text
        blocks += [section(text), *item.below, actions(*item.do, *_holds(incident, item))]
    short = "; ".join(item.short for item in items)
    return outgoing(f"{incident.reference}: {short}", blocks)


def _holds(incident: Incident, item: Item) -> list[Block]:
    """The buttons to put it off and to stop asking; their ids differ within a message."""
    about = pack(item.about)
    snoozes = [
        button(
            f"Snooze {words}",
            f"{ids.SNOOZE}:{minutes}:{about}",
            ids.ref(incident.number, about, str(minutes)),
            hint=f"Snooze {words}: {item.short}",
        )
        for minutes, words in _SLOW_SNOOZES.get(item.about[0].kind, SNOOZES).items()
    ]
    stop = button(
        "Stop asking",
        f"{ids.STOP_ASKING}:{about}",
        ids.ref(incident.number, about),
        hint=f"Stop asking: {item.short}",
    )
    return [*snoozes, stop]


def pack(reminders: Sequence[Reminder]) -> str:
    """Return which reminders a button holds: `role_empty:commander,role_empty:legal`."""
    return ",".join(f"{r.kind.value}:{r.subject}" if r.subject else r.kind.value for r in reminders)


def unpack(text: str) -> list[tuple[ReminderKind, str]]:
    """Read it back; what is no reminder of ours is left out."""
    kinds = {kind.value: kind for kind in ReminderKind}
    parts = [part.partition(":") for part in text.split(",")]
    return [(kinds[kind], subject) for kind, _, subject in parts if kind in kinds]


def named(about: Sequence[tuple[ReminderKind, str]]) -> str:
    """Return what reminders are about, in words: `the empty roles of commander and legal`."""
    roles = [Role(subject).label.lower() for kind, subject in about if kind is ReminderKind.ROLE_EMPTY]
    said = [f"the empty role{'s' if len(roles) > 1 else ''} of {join_words(roles)}"] if roles else []
    said += [_NAMES[kind].format(subject) for kind, subject in about if kind in _NAMES]
    return join_words(said)


_NAMES = {
    ReminderKind.TRIAGE_UNANSWERED: "triage",
    ReminderKind.UPDATE_DUE: "the stakeholder update",
    ReminderKind.QUIET_CHANNEL: "the quiet channel",
    ReminderKind.RESOLVED_NOT_CLOSED: "closing",
    ReminderKind.REVIEW_DUE: "the review",
    ReminderKind.TASK_DUE: "task {}",
}


def snoozed(who: str, until: datetime) -> str:
    """Return what stands under a reminder that was put off."""
    return f"{inert(who)} put this off: I ask again {date(until)}, unless it is done by then."


def stopped(who: str) -> str:
    """Return what stands under a reminder that was stopped."""
    return f"{inert(who)} stopped this: I do not ask again."


def held(shown: Mapping[str, Any], block_id: str, words: str) -> Outgoing:
    """Return a reminder's message once its buttons to hold it were used: `words` take their place."""
    blocks: list[Block] = []
    for block in shown.get("blocks") or []:
        if block.get("block_id") != block_id:
            blocks.append(block)
            continue
        kept = [e for e in block.get("elements") or [] if not _is_hold(e)]
        if kept:
            blocks.append({**block, "elements": kept})
        blocks.append(context(words))
    return outgoing(str(shown.get("text") or ""), blocks)


def _is_hold(element: Mapping[str, Any]) -> bool:
    return str(element.get("action_id")).partition(":")[0] in (ids.SNOOZE, ids.STOP_ASKING)


def with_lateness(
    said: Outgoing, *, due_at: datetime, asked_at: datetime, sent_at: datetime, was_down: bool
) -> Outgoing:
    """Return a reminder as it is sent: one that is late says how late, and why.

    Args:
        said: the reminder as it was made at `asked_at`.
        due_at: when it was due.
        asked_at: when it was given to be sent.
        sent_at: now.
        was_down: the bot was not running when it was due.
    """
    if sent_at - due_at < (MISSED if was_down else LATE):
        return said
    if sent_at - asked_at >= LATE:
        why = "Slack did not take it sooner"
    else:
        why = "I was not running" if was_down else "I could not send it sooner"
    words = f"Due {duration_in_words(sent_at - due_at)} ago; {why}."
    blocks = [*said.blocks[: MESSAGE_BLOCKS - 1], context(words)]
    return outgoing(f"{said.text} ({words[:-1]})", blocks)
