"""What somebody who joins late is shown, and only they: how it stands, what happened, what they can do."""

from collections.abc import Mapping, Sequence

from bot.domain.duties.deadline import Deadline
from bot.domain.incident import Incident, Status
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import clip, inert
from bot.domain.timeline import Shown
from bot.domain.words import ended
from bot.views import ids
from bot.views.blocks import Block, actions, button, context, date, outgoing, paragraphs, section
from bot.views.card import clocks_line, severity_line, state_line, title_line
from bot.views.roles import take_label
from bot.views.timeline import line

Names = Mapping[str, str]

EVENTS = 5
EVENT_SHOWN = 200

CAN_DO = (
    "Say what you see: it goes into the timeline by itself, and :pushpin: marks what matters."
    " `/incident timeline` shows more, `/incident note` adds, `/incident help` shows all that you can do."
)


def catch_up(
    incident: Incident, events: Sequence[Shown], names: Names, deadlines: Sequence[Deadline] = ()
) -> Outgoing:
    """Return the catch-up."""
    lead = f"Welcome to {ended(title_line(incident))} Only you see this."
    state = [severity_line(incident), f"{state_line(incident)} · declared {date(incident.declared_at)}"]
    if incident.summary:
        state.append(inert(clip(incident.summary, 600)))
    state += [_who(incident, names), *clocks_line(deadlines)]
    blocks: list[Block] = [section(inert(lead)), *paragraphs("\n".join(state))]
    if events:
        told = "\n".join(f"• {line(each, names, limit=EVENT_SHOWN)}" for each in events)
        blocks += paragraphs(f"*Last key events*\n{told}")
    if incident.status.is_over:
        return outgoing(inert(lead), blocks)
    blocks.append(context(CAN_DO))
    free = incident.empty_roles
    if free and incident.status is Status.OPEN:
        blocks.append(
            actions(
                *(
                    button(
                        take_label(role),
                        f"{ids.CLAIM_ROLE}:{role.value}",
                        ids.ref(incident.number, role.value),
                    )
                    for role in free
                )
            )
        )
    return outgoing(inert(lead), blocks)


def _who(incident: Incident, names: Names) -> str:
    current = [holding for holding in incident.roles if holding.is_current]
    if not current:
        return "*Roles:* nobody has taken one yet"
    held = [f"{h.role.label}: {inert(names.get(h.user_id, h.user_id))}" for h in current]
    return f"*Roles:* {' · '.join(held)}"


def let_in(incident: Incident, *, already: bool) -> Outgoing:
    """Return the answer to whoever pressed Join."""
    channel = f"<#{incident.places.channel_id}>"
    text = f"You are in {channel} already." if already else f"You are being let in: {channel}."
    return outgoing(text, [section(text)])
