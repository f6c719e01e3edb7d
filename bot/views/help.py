"""What `/incident help` shows: what can be done here and now."""

from collections.abc import Sequence

from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import inert
from bot.views.blocks import context, outgoing, paragraphs
from bot.views.card import title_line


def help_message(lines: Sequence[tuple[str, str]], incident: Incident | None) -> Outgoing:
    """Return the commands as `(form, effect)` lines; in an incident's channel, those that act on it too."""
    intro = (
        f"This channel is *{inert(title_line(incident))}*. You can:"
        if incident
        else "Something looks odd? `/incident declare what you see` is enough. You can:"
    )
    body = "\n".join(f"{form} {effect}" for form, effect in lines)
    closing = (
        ":pushpin: on a message marks it as a key event."
        if incident
        else "More commands work in an incident's channel, or with its number: `/incident status INC-7`."
    )
    return outgoing(intro, [*paragraphs(f"{intro}\n{body}"), context(closing)])
