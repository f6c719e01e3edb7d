"""What is read of an incident from outside its channel, or above it: announcement and topic."""

from bot.domain.incident import Incident, Status
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import clip, inert
from bot.views import ids
from bot.views.blocks import Block, actions, button, context, date, outgoing, section
from bot.views.card import notification, severity_line, since_line, state_words, title_line
from bot.views.people import mention

TOPIC_MAX = 250
NAME_SHOWN = 60
SUMMARY_ANNOUNCED = 600


def topic(incident: Incident, commander: str | None) -> str:
    """Return the channel's topic; plain text, Slack formats none of it, so the commander comes by name."""
    who = f"Commander: {clip(commander or 'nobody yet', NAME_SHOWN)}"
    state = incident.phase.value if incident.status is Status.OPEN else incident.status.value.upper()
    start = f"{incident.severity.mark} | {state} | {who} | "
    start = ("EXERCISE | " if incident.drill else "") + start
    return start + clip(f"{incident.reference} {incident.title}", TOPIC_MAX - len(start))


def announcement(incident: Incident) -> Outgoing:
    """Return the announcement that follows the incident along; never made for a private one."""
    channel = incident.places.channel_id
    blocks: list[Block] = [section(f"*{inert(title_line(incident))}*\n{severity_line(incident)}")]
    if incident.summary:
        blocks.append(section(inert(clip(incident.summary, SUMMARY_ANNOUNCED))))
    where = f" · <#{channel}>" if channel else ""
    commander = mention(incident.commander, "nobody yet")
    words = state_words(incident)
    state = f"{words[0].upper()}{words[1:]} · commander {commander}{where}"
    blocks.append(context(state, since_line(incident), *_told(incident)))
    if channel and not incident.status.is_over:
        blocks.append(actions(button("Join", ids.JOIN, ids.ref(incident.number))))
    return outgoing(notification(incident), blocks)


def _told(incident: Incident) -> list[str]:
    """When stakeholders heard last, in the thread below, and when they hear again."""
    if incident.last_update_at is None:
        return []
    following = f", the next by {date(incident.next_update_at)}" if incident.next_update_at else ""
    return [f"Last update {date(incident.last_update_at)}{following}"]
