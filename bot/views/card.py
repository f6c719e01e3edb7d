"""The card: the incident's state at a glance, and the three buttons of the moment; and the topic beside it."""

from bot.catalogue import Catalogue
from bot.domain.incident import Certainty, Incident, Status
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import clip, inert
from bot.domain.phase import Phase
from bot.domain.question import FOUR_QUESTIONS
from bot.domain.role import Role
from bot.domain.words import join_words
from bot.views import ids
from bot.views.blocks import Block, actions, button, context, date, fields, header, outgoing, section
from bot.views.people import mention

TOPIC_MAX = 250

_STATUS = {
    Status.OPEN: "open",
    Status.RESOLVED: "resolved",
    Status.CLOSED: "closed",
    Status.CANCELLED: "cancelled",
    Status.MERGED: "merged",
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
    return f"*{incident.severity.mark}*: {incident.severity.meaning}"


def state_line(incident: Incident) -> str:
    """Return status and phase in one line."""
    if incident.status is Status.OPEN:
        return f"*Phase:* {incident.phase.value} ({incident.phase.number} of {len(Phase)})"
    if incident.status is Status.MERGED:
        return f"*Merged* into INC-{incident.merged_into}"
    return f"*{_STATUS[incident.status].capitalize()}*"


def roles_lines(incident: Incident) -> str:
    """Return who holds which role."""
    lines = [f"*{role.label}:* {mention(incident.holder(role), 'nobody yet')}" for role in Role]
    return "\n".join(lines)


def _since(incident: Incident) -> str:
    declared = f"Declared {date(incident.declared_at)} by {mention(incident.declared_by)}"
    if incident.started_at is None:
        return f"{declared} · start of harm unknown"
    about = "about " if incident.started_certainty is Certainty.ESTIMATED else ""
    return f"{declared} · harm began {about}{date(incident.started_at)}"


def _unanswered(incident: Incident, catalogue: Catalogue) -> str | None:
    open_questions = [q for q in FOUR_QUESTIONS if incident.answer(q) is None]
    unknown = [a.question for a in incident.triage if a.is_unknown]
    said = []
    if open_questions:
        said.append(f"{len(open_questions)} of {len(FOUR_QUESTIONS)} triage questions unanswered")
    if unknown:
        said.append(f"{len(unknown)} answered with unknown")
    return f"*Triage:* {join_words(said)}" if said else None


def _kind(incident: Incident, catalogue: Catalogue) -> str:
    if incident.category is None:
        return "*Category:* not set"
    subtype = catalogue.taxonomy.subtype(incident.subtype) if incident.subtype else None
    return f"*Category:* {incident.category.label}{f' / {subtype.label}' if subtype else ''}"


def card(incident: Incident, catalogue: Catalogue) -> Outgoing:
    """Return the pinned card."""
    blocks: list[Block] = [header(title_line(incident)), section(severity_line(incident))]
    if incident.summary:
        blocks.append(section(inert(incident.summary)))
    blocks.append(fields([state_line(incident), _kind(incident, catalogue), *_systems(incident)]))
    blocks.append(section(roles_lines(incident)))
    open_points = [line for line in (_unanswered(incident, catalogue), _next_update(incident)) if line]
    if open_points and not incident.status.is_over:
        blocks.append(section("\n".join(open_points)))
    blocks.append(context(_since(incident)))
    row = buttons(incident)
    if row:
        blocks.append(actions(*row))
    return outgoing(notification(incident), blocks)


def _systems(incident: Incident) -> list[str]:
    if not incident.affected_systems:
        return []
    return [f"*Affected:* {clip(inert(', '.join(incident.affected_systems)), 300)}"]


def _next_update(incident: Incident) -> str | None:
    if incident.next_update_at is None or incident.status is not Status.OPEN:
        return None
    return f"*Next stakeholder update:* due {date(incident.next_update_at)}"


def notification(incident: Incident) -> str:
    """Return what a lock screen shows of the card."""
    return f"{title_line(incident)}: {incident.severity.value}, {state_words(incident)}"


def state_words(incident: Incident) -> str:
    """Return status or phase in one word or two."""
    return f"phase {incident.phase.value}" if incident.status is Status.OPEN else _STATUS[incident.status]


def buttons(incident: Incident) -> list[Block]:
    """Return the three buttons that matter at this moment."""
    number = ids.ref(incident.number)
    if incident.status is Status.OPEN:
        row = []
        if incident.commander is None:
            row.append(
                button("Take command", ids.CLAIM_ROLE, ids.ref(incident.number, "commander"), style="primary")
            )
        if incident.triaged_at is None:
            row.append(button("Answer triage", ids.ASK_TRIAGE, number))
        if incident.contained_at is None and not incident.phase.is_before(Phase.CONTAINMENT):
            row.append(button("It is contained", ids.CONTAINED, number))
        if incident.recovered_at is None and incident.phase is Phase.RECOVERY:
            row.append(button("Recovery is complete", ids.RECOVERED, number))
        row.append(button("Post update", ids.OPEN_UPDATE, number))
        following = incident.phase.following
        if following is not None and following is not Phase.REVIEW:
            row.append(
                button(f"Go to {following.value}", ids.ENTER_PHASE, ids.ref(incident.number, following.value))
            )
        row.append(button("Resolve", ids.OPEN_RESOLVE, number))
        return row[:3]
    if incident.status is Status.RESOLVED:
        return [
            button("Answer the review questions", ids.OPEN_REVIEW, number, style="primary"),
            button("Close", ids.CLOSE, number),
            button("Reopen", ids.OPEN_REOPEN, number),
        ]
    if incident.status is Status.CLOSED:
        return [button("Answer the review questions", ids.OPEN_REVIEW, number)]
    return []


def topic(incident: Incident, commander: str | None) -> str:
    """Return the channel's topic; plain text, Slack formats none of it, so the commander comes by name."""
    who = f"Commander: {commander or 'nobody yet'}"
    state = incident.phase.value if incident.status is Status.OPEN else _STATUS[incident.status].upper()
    start = f"{incident.severity.mark} | {state} | {who} | "
    start = ("EXERCISE | " if incident.drill else "") + start
    return start + clip(f"{incident.reference} {incident.title}", TOPIC_MAX - len(start))


def announcement(incident: Incident, catalogue: Catalogue) -> Outgoing:
    """Return the announcement that follows the incident along; never made for a private one."""
    channel = incident.places.channel_id
    blocks: list[Block] = [
        section(f"*{inert(title_line(incident))}*\n{severity_line(incident)}"),
    ]
    if incident.summary:
        blocks.append(section(inert(clip(incident.summary, 600))))
    where = f" · <#{channel}>" if channel else ""
    commander = mention(incident.commander, "nobody yet")
    blocks.append(
        context(f"{state_words(incident).capitalize()} · commander {commander}{where}", _since(incident))
    )
    if channel and not incident.status.is_over:
        blocks.append(actions(button("Join", ids.JOIN, ids.ref(incident.number))))
    return outgoing(notification(incident), blocks)
