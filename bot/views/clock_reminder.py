"""The words of reminders about regulatory clocks, and the buttons that answer them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.duties.deadline import Deadline
from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import clip, inert
from bot.domain.regulation.anchor import AnchorKind
from bot.domain.role import Role
from bot.domain.words import count_in_words, join_words
from bot.views import ids
from bot.views.blocks import Block, actions, button, context, outgoing, section
from bot.views.card import title_line
from bot.views.deadline_lines import decide_buttons, headline, time_left

SHOWN = 12
WITH_BUTTONS = 3
ASKED = 5
NAMED = 5


def due(incident: Incident, deadlines: Sequence[Deadline], at: datetime) -> Outgoing:
    """Return one reminder of all these clocks, the most pressing first."""
    ordered = sorted(deadlines, key=lambda each: each.urgency)
    overdue = sum(each.is_overdue(at) for each in ordered)
    heading = _heading(incident, ordered, overdue)
    text = f"{incident.reference}: {short(ordered, at)}"
    return outgoing(
        text, [_where(incident), section(heading), *_listed(ordered, at), _answers(incident, ordered)]
    )


def cancelled(incident: Incident, deadlines: Sequence[Deadline], at: datetime) -> Outgoing:
    """Return the question for each clock of an incident that was none."""
    counted = count_in_words(len(deadlines), "regulatory clock")
    heading = (
        f"*Cancelled, and {counted} still {'run' if len(deadlines) > 1 else 'runs'}.* Cancelling ends none:"
        " say for each that it is waived, and why, or that it was filed."
    )
    blocks: list[Block] = [_where(incident), section(heading)]
    for each in deadlines[:SHOWN]:
        blocks += [section(headline(each, at)), actions(*decide_buttons(each))]
    show = button("Show all deadlines", ids.SHOW_DEADLINES, ids.ref(incident.number))
    return outgoing(f"{incident.reference} is cancelled: {counted} to decide about", [*blocks, actions(show)])


def _heading(incident: Incident, deadlines: Sequence[Deadline], overdue: int) -> str:
    legal = incident.holder(Role.LEGAL)
    whose = f"<@{legal}>: " if legal else "Nobody holds the legal role. "
    if overdue:
        return (
            f"{whose}*{count_in_words(overdue, 'deadline')} overdue.* Record each as filed, waived, or late"
            " with whether the authority was told; until then I come back."
        )
    return f"{whose}*{count_in_words(len(deadlines), 'deadline')} to look at.*"


def _listed(deadlines: Sequence[Deadline], at: datetime) -> list[Block]:
    blocks: list[Block] = []
    for each in deadlines[:SHOWN]:
        blocks.append(section(headline(each, at)))
        if len(deadlines) <= WITH_BUTTONS:
            blocks.append(actions(*decide_buttons(each)))
    if len(deadlines) > SHOWN:
        blocks.append(context(f"and {len(deadlines) - SHOWN} more"))
    return blocks


def _where(incident: Incident) -> Block:
    channel = f" · <#{incident.places.channel_id}>" if incident.places.channel_id else ""
    return context(f"{inert(title_line(incident))}{channel}")


def _answers(incident: Incident, deadlines: Sequence[Deadline]) -> Block:
    numbers = ",".join(str(each.number) for each in deadlines)
    seen = button("I see to it", ids.SEE_TO_DEADLINES, ids.ref(incident.number, numbers), style="primary")
    show = button("Show all deadlines", ids.SHOW_DEADLINES, ids.ref(incident.number))
    return actions(seen, show, *_settling(incident, deadlines), block_id=f"clocks:{clip(numbers, 200)}")


def _settling(incident: Incident, deadlines: Sequence[Deadline]) -> list[Block]:
    """What settles a clock that is only proposed: the answer on which it hangs, wherever that is given."""
    if not any(each.unknown for each in deadlines):
        return []
    value = ids.ref(incident.number)
    return [
        button("Answer the facts", ids.OPEN_FACTS, value),
        button("Your organisation", ids.OPEN_STANDING, value),
    ]


def short(deadlines: Sequence[Deadline], at: datetime) -> str:
    """Return in a few words what is due, for the lock screen and the record."""
    named = [_short(each, at) for each in deadlines[:NAMED]]
    if len(deadlines) > NAMED:
        named.append(f"{len(deadlines) - NAMED} more")
    return join_words(named)


def _short(deadline: Deadline, at: datetime) -> str:
    title = clip(inert(deadline.title), 80)
    when = f"due {time_left(deadline.due_at, at)}" if deadline.due_at else "due without undue delay"
    return f"deadline {deadline.number} ({title}) {when}"


def unanswered(
    incident: Incident, deadlines: Sequence[Deadline], at: datetime, person: str | None
) -> Outgoing:
    """Return what somebody else is told when nobody said that they see to a clock."""
    called = f"<@{person}>: " if person else ""
    legal = incident.holder(Role.LEGAL)
    who = (
        f"<@{legal}>, who holds the legal role, has not answered"
        if legal and legal != person
        else "Nobody has answered"
    )
    heading = f"{called}*{who}.* Who sees to it?"
    text = f"{incident.reference}: nobody has answered: {short(deadlines, at)}"
    return outgoing(
        text, [_where(incident), section(heading), *_listed(deadlines, at), _answers(incident, deadlines)]
    )


def nobody_answered(deadlines: Sequence[Deadline]) -> str:
    """Return what the record says of it."""
    numbers = join_words([str(each.number) for each in deadlines])
    return f"nobody said that they see to deadline {numbers}"


def starts(
    incident: Incident, deadlines: Sequence[Deadline], missing: Sequence[str], kinds: Mapping[str, AnchorKind]
) -> Outgoing:
    """Return the one question for all instants that clocks wait for."""
    blocks: list[Block] = [
        _where(incident),
        section("*Clocks that have not started wait for these.* Did any of it happen, and when?"),
    ]
    for name in missing[:ASKED]:
        waiting = [each for each in deadlines if each.is_owed and each.anchor == name and not each.starts_at]
        titles = clip(inert("; ".join(each.title for each in waiting)), 400)
        say = button(
            "Say when", f"{ids.OPEN_ANCHOR}:{name}", ids.ref(incident.number, name, waiting[0].regime)
        )
        blocks.append(
            section(
                f"*{inert(kinds[name].label or name)}*: {inert(kinds[name].meaning)}\n{titles}", accessory=say
            )
        )
    if len(missing) > ASKED:
        blocks.append(context(f"and {len(missing) - ASKED} more: `/incident deadlines` shows them."))
    blocks.append(
        context("Not yet? Then there is nothing to do: I ask again tomorrow, once for all of them.")
    )
    return outgoing(f"{incident.reference}: when do these clocks start?", blocks)
