"""How far the bot has got in reading again what was said while it was not listening."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.incident import ChannelState, Incident
from bot.domain.value import Instant, Value

SKEW = timedelta(minutes=1)
"""How far Slack's clock and ours, or the clocks of two copies, may lie apart."""

LIVELY = timedelta(days=1)
"""A thread in which nothing was said for longer before the gap is read only if its replies do not add up."""


class Why(StrEnum):
    """Why something may have been said that the bot did not hear."""

    OPENING = "opening"
    OUTAGE = "outage"
    DROPPED = "dropped"
    REMOVED = "removed"
    UNRECORDED = "unrecorded"


class Gap(Value):
    """A time in which the bot may have heard nothing.

    Attributes:
        quiet: so short that it is worth an entry only if something was missed.
    """

    since: Instant
    until: Instant
    why: Why
    quiet: bool = False


class Tally(Value):
    """How much was recovered."""

    messages: int = 0
    edits: int = 0
    deletions: int = 0
    marks: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was missed."""
        return self == Tally()

    def and_(self, more: "Tally") -> "Tally":
        """Return both together."""
        return Tally(**{name: getattr(self, name) + getattr(more, name) for name in Tally.model_fields})


class CatchUp(Value):
    """The reading of one incident's channel, page by page, backwards, then thread by thread.

    Attributes:
        oldest: where the reading ends, as Slack's ts.
        heard_from: what was said before this ts is no concern of the incident.
        latest: the next page ends before this ts; None once the channel is read.
        threads: the parents of the threads that are still to be read.
        cursor: Slack's word for the next page of the first of them.
        after: up to which reply the first of them is read.
        begun: whether a page was read.
        found: what was recovered so far.
        hidden: Slack hides what is older than the workspace's plan allows.
    """

    gap: Gap
    oldest: str
    heard_from: str
    latest: str | None
    threads: tuple[str, ...] = ()
    cursor: str | None = None
    after: str | None = None
    begun: bool = False
    found: Tally = Tally()
    hidden: bool = False

    @property
    def thread(self) -> str | None:
        """The thread that is read next; None while the channel itself is."""
        return self.threads[0] if self.latest is None and self.threads else None

    @property
    def is_over(self) -> bool:
        """Whether everything was read."""
        return self.latest is None and not self.threads


def ts_of(at: datetime) -> str:
    """Return an instant as Slack writes it."""
    return f"{at.timestamp():.6f}"


def catch_up(incident: Incident, gap: Gap, at: datetime) -> CatchUp:
    """Begin to read an incident's channel again.

    It is read from the declaration on, because what was said before the gap may have been edited, answered or
    deleted within it. In a borrowed channel only what was said within the gap is the incident's concern.
    """
    begin = ts_of(incident.declared_at - SKEW)
    borrowed = incident.places.channel_state is ChannelState.BORROWED
    since = ts_of(max(incident.declared_at, gap.since)) if borrowed else begin
    return CatchUp(gap=gap, oldest=begin, heard_from=since, latest=ts_of(at + SKEW))


def concerns(incident: Incident, gap: Gap) -> bool:
    """Whether anything of the incident can have been missed in a gap."""
    in_reach = incident.places.channel_state in (ChannelState.OPEN, ChannelState.BORROWED)
    return in_reach and incident.places.channel_id is not None and incident.declared_at < gap.until


def paged(progress: CatchUp, read: Sequence[str], threads: Sequence[str], cursor: str | None) -> CatchUp:
    """Return the progress after a page of the channel, which shows these threads to be read."""
    return progress.model_copy(
        update={
            "begun": True,
            "latest": min(read) if cursor is not None and read else None,
            "threads": tuple(dict.fromkeys((*progress.threads, *threads))),
        }
    )


def threaded(progress: CatchUp, read: Sequence[str], cursor: str | None) -> CatchUp:
    """Return the progress after a page of a thread."""
    if cursor is not None:
        after = max((*read, progress.after or ""))
        return progress.model_copy(update={"cursor": cursor, "after": after})
    return progress.model_copy(update={"threads": progress.threads[1:], "cursor": None, "after": None})
