"""What an incident's channel reads once the bot has caught up with what it had missed."""

from bot.domain.catching_up import Gap, Tally, Why
from bot.domain.event.gap import tally_in_words
from bot.domain.message import Outgoing
from bot.views.blocks import date, sentence

_BEGINNING = {
    Why.OUTAGE: "I was away from {since} to {until}",
    Why.REMOVED: "I was not in this channel from {since} to {until}",
    Why.DROPPED: "Slack did not deliver everything to me from {since} to {until}",
    Why.UNRECORDED: "I could record nothing from {since} to {until}",
    Why.OPENING: "I did not know this channel from {since} to {until}",
}


def recovered(gap: Gap, found: Tally) -> Outgoing:
    """Return the one line that tells what was recovered."""
    beginning = _BEGINNING[gap.why].format(since=date(gap.since), until=date(gap.until))
    return sentence(f"{beginning}; {tally_in_words(found)} recovered for the timeline.")
