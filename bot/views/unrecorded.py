"""What people read of a declaration that could not be recorded yet, and once it could."""

from datetime import datetime

from bot.domain.incident import Incident
from bot.domain.message import Outgoing
from bot.domain.mrkdwn import inert
from bot.domain.unrecorded import Unrecorded
from bot.views.blocks import Block, context, date, outgoing, paragraphs, section
from bot.views.people import mention

SEEKING = (
    "Not recorded yet: my database cannot be reached. I am opening a channel for it on Slack, and will say"
    " here where it is."
)
SUBMIT_AGAIN = (
    "Not recorded yet: my database cannot be reached. I am opening a channel for it on Slack, and will write"
    " to you where it is. You can close this form."
)


def declared(channel_id: str) -> Outgoing:
    """Return the answer to whoever declares while nothing can be recorded."""
    text = (
        f"Not recorded yet: my database cannot be reached. Go on in <#{channel_id}>; I make it an incident,"
        " with its number, as soon as I can. If that takes long, tell whoever runs the bot."
    )
    return outgoing(text, [section(text)])


def first_message(unrecorded: Unrecorded) -> Outgoing:
    """Return what stands first in the channel."""
    told = unrecorded.declaration
    lead = f"Not recorded yet: *{inert(told.title)}*"
    kind = [f"severity {told.severity.value}"] if told.severity else []
    kind += [word for word, holds in (("private", told.private), ("drill", told.drill)) if holds]
    about = f" ({', '.join(kind)})" if kind else ""
    who = f"Declared by {mention(unrecorded.declared_by)} at {date(unrecorded.at)}."
    blocks: list[Block] = [section(f"{lead}{about}. {who}")]
    if told.summary:
        blocks += paragraphs(inert(told.summary))
    blocks.append(
        context(
            "My database cannot be reached. Go on here: as soon as I can I give this its number, and enter"
            " what was said into the timeline. Commands do not work until then."
        )
    )
    return outgoing(f"{lead}{about}. {who}", blocks)


def adopted(incident: Incident, at: datetime) -> Outgoing:
    """Return what the channel reads once it is recorded."""
    text = (
        f"This is *{incident.reference}* now, declared {date(at)}. What was said here since goes into its"
        " timeline; all commands work."
    )
    return outgoing(text, [section(text)])


def declared_already() -> Outgoing:
    """Return what a channel reads whose declaration was recorded another way meanwhile."""
    text = "This was recorded meanwhile, with a channel of its own: `/incident list` shows it. Go on there."
    return outgoing(text, [section(text)])
