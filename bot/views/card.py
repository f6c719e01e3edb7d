"""The card: the incident's state at a glance, and the three buttons of the moment."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bot.catalogue import Catalogue
from bot.domain.duties.deadline import Deadline
from bot.domain.incident import Certainty, Incident, Status
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import clip, inert
from bot.domain.phase import Phase
from bot.domain.question import Question
from bot.domain.regulation.clock import ClockState
from bot.domain.role import Role
from bot.domain.words import count_in_words, join_words
from bot.views import ids
from bot.views.blocks import (
    HEADER_MAX,
    Block,
    actions,
    button,
    context,
    date,
    fields,
    header,
    outgoing,
    section,
)
from bot.views.people import mention

SYSTEMS_SHOWN = 300
CLOCKS_SHOWN = 3
"""Clocks named on the card, the soonest; the list has all."""
AUTHORITY_SHOWN = 80
NOTHING_MISSING: Mapping[int, Sequence[str]] = MappingProxyType({})

_ASKED = {
    Question.ONGOING_HARM: "whether harm goes on",
    Question.SAFETY_RISK: "whether a person could be hurt",
    Question.SCOPE: "how many are affected",
    Question.IMPACT: "the impact",
    Question.EXPOSURE: "who has seen it",
    Question.REGULATORY: "duties to notify",
}


def title_line(incident: Incident) -> str:
    """Return `INC-7 · title`, with what sets it apart in words."""
    marks = ["EXERCISE"] if incident.drill else []
    marks += ["🔒 private"] if incident.private else []
    return " · ".join([*marks, incident.reference, incident.title])


def severity_line(incident: Incident) -> str:
    """Return the severity with its meaning, and whether anybody assessed it."""
    if not incident.severity_assessed:
        return f"*{incident.severity.mark}* (not yet assessed)"
    if incident.status is not Status.OPEN:
        return f"*{incident.severity.mark}*"
    return f"*{incident.severity.mark}*: {incident.severity.meaning}"


def state_line(incident: Incident) -> str:
    """Return status and phase in one line, and since when it is contained or recovered."""
    if incident.status is Status.MERGED:
        return f"*Merged* into INC-{incident.merged_into}"
    said = f"*Phase:* {incident.phase.value} ({incident.phase.number} of {len(Phase)})"
    if incident.status is not Status.OPEN:
        ended = incident.closed_at or incident.resolved_at
        said = f"*{incident.status.value.capitalize()}*{f' {date(ended)}' if ended else ''}"
    if incident.recovered_at is not None:
        return f"{said} · recovered {date(incident.recovered_at)}"
    return f"{said} · contained {date(incident.contained_at)}" if incident.contained_at else said


def since_line(incident: Incident) -> str:
    """Return since when: declared, harm begun, noticed."""
    said = [f"declared {date(incident.declared_at)} by {mention(incident.declared_by)}"]
    if incident.started_at is None:
        said.append("not known when harm began")
    else:
        about = "about " if incident.started_certainty is Certainty.ESTIMATED else ""
        said.append(f"harm began {about}{date(incident.started_at)}")
    if incident.detected_at is not None:
        said.append(f"first noticed {date(incident.detected_at)}")
    return f"*Since:* {' · '.join(said)}"


def since_when(incident: Incident) -> str:
    """Return since when in a few words, the earliest that is known, saying what it is."""
    if incident.started_at is not None:
        about = "about " if incident.started_certainty is Certainty.ESTIMATED else ""
        return f"harm since {about}{date(incident.started_at)}"
    if incident.detected_at is not None:
        return f"noticed {date(incident.detected_at)}"
    return f"declared {date(incident.declared_at)}"


def card(
    incident: Incident,
    catalogue: Catalogue,
    deadlines: Sequence[Deadline] = (),
    missing: Mapping[int, Sequence[str]] = NOTHING_MISSING,
) -> Outgoing:
    """Return the pinned card: the state first, then who, what is open, and what to press.

    `missing` is what the record does not say yet of the notices of the next deadlines, by number.
    """
    title = title_line(incident)
    state = [severity_line(incident), state_line(incident), since_line(incident)]
    blocks: list[Block] = [header(title)]
    if len(title) > HEADER_MAX:
        blocks.append(section(inert(title)))
    blocks.append(section("\n".join(state)))
    if incident.summary:
        blocks.append(section(inert(incident.summary)))
    blocks.append(
        fields([f"*{role.label}*\n{mention(incident.holder(role), 'nobody yet')}" for role in Role])
    )
    open_points = [] if incident.status.is_over else [*_unanswered(incident), *_next_update(incident)]
    open_points += clocks_line(deadlines, missing)
    if open_points:
        blocks.append(section("\n".join(open_points)))
    blocks.append(context(_kind(incident, catalogue), *_systems(incident)))
    row = buttons(incident)
    if row:
        blocks.append(actions(*row))
    return outgoing(notification(incident), blocks)


def _unanswered(incident: Incident) -> list[str]:
    given = {question: incident.answer(question) for question in Question}
    missing = [_ASKED[question] for question, answer in given.items() if answer is None]
    unknown = [_ASKED[question] for question, answer in given.items() if answer and answer.is_unknown]
    said = [f"*Unanswered:* {join_words(missing)}"] if missing else []
    return [*said, f"*Not known yet:* {join_words(unknown)}"] if unknown else said


def _next_update(incident: Incident) -> list[str]:
    if incident.next_update_at is None or incident.status is not Status.OPEN:
        return []
    return [f"*Next stakeholder update:* due {date(incident.next_update_at)}"]


def next_clocks(deadlines: Sequence[Deadline]) -> list[Deadline]:
    """Return the regulatory clocks that the card names: the next ones that are due."""
    return _counting(deadlines)[:CLOCKS_SHOWN]


def _counting(deadlines: Sequence[Deadline]) -> list[Deadline]:
    return sorted((each for each in deadlines if each.is_counting), key=lambda each: each.urgency)


def clocks_line(
    deadlines: Sequence[Deadline], missing: Mapping[int, Sequence[str]] = NOTHING_MISSING
) -> list[str]:
    """Return the next regulatory clocks that are due, to whom, and how many a person has to look at."""
    owed, next_ones = _counting(deadlines), next_clocks(deadlines)
    if not owed:
        return []
    said = ["*Next deadline:*" if len(next_ones) == 1 else "*Next deadlines:*"]
    said += [_clock(each, missing.get(each.number, ())) for each in next_ones]
    rest = len(owed) - len(next_ones)
    more = [count_in_words(rest, "more runs", "more run")] if rest else []
    proposed = sum(each.state is ClockState.PROPOSED for each in owed)
    unsure = sum(not each.anchor_confirmed for each in owed)
    more += [f"{proposed} proposed"] if proposed else []
    more += [f"{unsure} with a start that nobody confirmed"] if unsure else []
    return [*said, f"{join_words(more)}: `/incident deadlines`"] if more else said


def _clock(deadline: Deadline, missing: Sequence[str]) -> str:
    due = f"due {date(deadline.due_at)}" if deadline.due_at else "due without undue delay"
    whom = clip(inert(deadline.authority), AUTHORITY_SHOWN)
    sure = " (proposed)" if deadline.state is ClockState.PROPOSED else ""
    lacks = f"; its notice still lacks {count_in_words(len(missing), 'point')}" if missing else ""
    return f"• {deadline.number} · {clip(inert(deadline.title), 150)}{sure}, {due}, to {whom}{lacks}"


def _kind(incident: Incident, catalogue: Catalogue) -> str:
    if incident.category is None:
        return "*Category:* not set"
    subtype = catalogue.taxonomy.subtype(incident.subtype) if incident.subtype else None
    return f"*Category:* {incident.category.label}{f' / {subtype.label}' if subtype else ''}"


def _systems(incident: Incident) -> list[str]:
    if not incident.affected_systems:
        return []
    return [f"*Affected:* {inert(clip(', '.join(incident.affected_systems), SYSTEMS_SHOWN))}"]


def notification(incident: Incident) -> str:
    """Return what a lock screen shows of the card."""
    return f"{inert(title_line(incident))}: {incident.severity.value}, {state_words(incident)}"


def state_words(incident: Incident) -> str:
    """Return status or phase in one word or two."""
    if incident.status is Status.MERGED:
        return f"merged into INC-{incident.merged_into}"
    return f"phase {incident.phase.value}" if incident.status is Status.OPEN else incident.status.value


def buttons(incident: Incident) -> list[Block]:
    """Return the three buttons that matter at this moment."""
    number = ids.ref(incident.number)
    if incident.status is Status.OPEN:
        return _while_open(incident)[:3]
    if incident.status is Status.RESOLVED:
        return [
            button("Answer the review questions", ids.OPEN_REVIEW, number, style="primary"),
            button("Close", ids.CLOSE, number),
            button("Reopen", ids.OPEN_REOPEN, number),
        ]
    if incident.status is Status.CLOSED:
        return [button("Answer the review questions", ids.OPEN_REVIEW, number)]
    return []


def _while_open(incident: Incident) -> list[Block]:
    """What could be done next, the most pressing first: somebody commands, harm is known, the next step."""
    number = ids.ref(incident.number)
    row = []
    if incident.commander is None:
        commander = ids.ref(incident.number, Role.COMMANDER.value)
        row.append(button("Take command", ids.CLAIM_ROLE, commander, style="primary"))
    if incident.triaged_at is None:
        row.append(button("Answer triage", ids.ASK_TRIAGE, number))
    row += _next_step(incident)
    row.append(button("Post update", ids.OPEN_UPDATE, number))
    row.append(button("Resolve", ids.OPEN_RESOLVE, number))
    return row


def _next_step(incident: Incident) -> list[Block]:
    number = ids.ref(incident.number)
    if incident.phase.is_before(Phase.CONTAINMENT):
        return [_go_to(incident, Phase.CONTAINMENT)]
    if incident.phase is Phase.CONTAINMENT and incident.contained_at is None:
        return [button("It is contained", ids.CONTAINED, number)]
    if incident.phase is Phase.RECOVERY and incident.recovered_at is None:
        return [button("Recovery is complete", ids.RECOVERED, number)]
    following = incident.phase.following
    return [] if following in (None, Phase.REVIEW) else [_go_to(incident, following)]


def _go_to(incident: Incident, phase: Phase) -> Block:
    return button(f"Go to {phase.value}", ids.ENTER_PHASE, ids.ref(incident.number, phase.value))
