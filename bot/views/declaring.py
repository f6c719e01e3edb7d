"""What the declarer reads, and the form to declare with."""

from collections.abc import Sequence

from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import inert
from bot.domain.words import join_words
from bot.views import ids
from bot.views.blocks import actions, button, outgoing, section


def declared(
    incident: Incident,
    like: Sequence[Incident],
    *,
    severity_word: str | None = None,
    channel: str | None = None,
) -> Outgoing:
    """Return the answer to a declaration.

    Args:
        incident: what was declared.
        like: open incidents that look alike.
        severity_word: the leading word that was taken as a severity, offered back to the title.
        channel: the incident's channel, once it exists.
    """
    where = f"Channel: <#{channel}>." if channel else "Its channel is being opened; you are brought in."
    text = f"*{incident.reference}* declared: {inert(incident.title)}. {where}"
    if not incident.severity_assessed:
        text += f" Severity {incident.severity.value} until somebody assesses it."
    blocks = [section(text)]
    if like:
        named = join_words([f"*{i.reference}* {inert(i.title)}{_link(i)}" for i in like])
        blocks.append(
            section(f"Looks like {named}. If it is the same: `/incident merge {like[0].reference}`.")
        )
    if severity_word is not None:
        value = ids.ref(incident.number, severity_word)
        back = button(f"Put “{severity_word}” back into the title", ids.SEVERITY_WORD_BACK, value)
        blocks += [section(f"I took “{severity_word}” as the severity."), actions(back)]
    return outgoing(text, blocks)


def _link(incident: Incident) -> str:
    return f" (<#{incident.places.channel_id}>)" if incident.places.channel_id else ""


def channel_opened(incident: Incident) -> Outgoing:
    """Return the second half of the answer, when the channel took longer; `{channel}` becomes its link."""
    text = f"{incident.reference}: its channel is {{channel}}."
    return outgoing(text, [section(text)])
