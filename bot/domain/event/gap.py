"""The event that names a gap: from when to when the bot heard nothing, and what came of it."""

from typing import ClassVar

from bot.domain.catching_up import CatchUp, Tally, Why
from bot.domain.event.base import Event, stamp
from bot.domain.incident import Certainty
from bot.domain.value import Instant
from bot.domain.words import count_in_words, join_words

_BECAUSE = {
    Why.OPENING: "The bot did not know the channel yet",
    Why.OUTAGE: "The bot was not listening",
    Why.DROPPED: "Slack did not deliver everything",
    Why.REMOVED: "The bot was not in the channel",
    Why.UNRECORDED: "Nothing could be recorded",
}


class GapNamed(Event):
    """Something may have been missed; what could be recovered was, and the rest is named."""

    kind = "gap"
    key: ClassVar[bool] = False
    on_card: ClassVar[bool] = False
    why: Why
    since: Instant
    until: Instant
    recovered: Tally = Tally()
    hidden: bool = False
    unreadable: str | None = None

    @classmethod
    def of(cls, progress: CatchUp, *, unreadable: str | None = None) -> "GapNamed":
        """Name the gap that a catch-up was about; `unreadable` is Slack's reason not to show the channel."""
        gap = progress.gap
        return cls(
            why=gap.why,
            since=gap.since,
            until=gap.until,
            recovered=progress.found,
            hidden=progress.hidden,
            unreadable=unreadable,
        )

    def line(self) -> str:
        """Say it in a few sentences."""
        since, until = (stamp(at, Certainty.KNOWN) for at in (self.since, self.until))
        parts = [f"{_BECAUSE[self.why]} from {since} to {until}."]
        parts.append(f"Recovered: {tally_in_words(self.recovered)}.")
        if self.unreadable:
            parts.append(
                f"The channel could not be read to its end ({self.unreadable}): more may be missing."
            )
        if self.hidden:
            parts.append("The workspace's plan hides older messages: what changed in them is not known.")
        parts.append("Words that were replaced or deleted meanwhile cannot be recovered.")
        return " ".join(parts)


def tally_in_words(tally: Tally) -> str:
    """Return how much was recovered, in words."""
    named = {
        "message": tally.messages,
        "edit": tally.edits,
        "deletion": tally.deletions,
        "mark": tally.marks,
    }
    return (
        join_words([count_in_words(count, word) for word, count in named.items() if count])
        or "nothing was missed"
    )
