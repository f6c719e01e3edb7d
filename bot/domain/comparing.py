"""What a channel shows and the record does not have, and when that is lost and no longer on its way."""

from collections.abc import Mapping, Sequence

from bot.domain import rereading
from bot.domain.rereading import Known, Reread, Seen
from bot.domain.timeline import Draft
from bot.domain.value import Instant, Value

LOST = 2
"""At so many looks in a row something is missing before it is lost; a delivery may come between two."""

Missing = tuple[str, str]
"""What is missing, and the ts of the message that it is about: the same at every look."""


class Recorded(Value):
    """What is recorded beside entries, of the messages of a page.

    Attributes:
        replies: how many replies of each thread.
        marks: whose pushpins stand on each message.
        bots: those whose pushpins mean nothing.
    """

    replies: Mapping[str, int] = {}
    marks: Mapping[str, frozenset[str]] = {}
    bots: frozenset[str] = frozenset()


class Comparison(Value):
    """How a channel and the record stood to each other at a look.

    Attributes:
        missing: for each thing that one has and the other has not, at how many looks in a row that was so.
        since: when nothing was on its way or lost, as far as was looked.
        thread: the older one that was looked at with the page; None where there was none.
    """

    since: Instant
    missing: Mapping[Missing, int] = {}
    thread: str | None = None

    @property
    def has_lost(self) -> bool:
        """Whether something is lost; of each thing it is said once, since not all can be found again."""
        return LOST in self.missing.values()


def next_thread(before: Comparison, lively: Sequence[str]) -> str | None:
    """Return which thread under an older message is looked at this time: one at each look, in turn.

    Where something was missing that may still come it is looked at again.

    Args:
        before: how they stood at the look before this one.
        lively: the parents of those in which something was said lately, in their order.
    """
    may_come = {ts for (_, ts), looks in before.missing.items() if looks < LOST}
    if before.thread in lively and before.thread in may_come:
        return before.thread
    following = [ts for ts in lively if ts > (before.thread or "")]
    return next(iter(following or lively), None)


def compared(
    before: Comparison,
    page: Reread,
    known: Known,
    beside: Recorded,
    *,
    since: str,
    thread: Seen | None = None,
) -> Comparison:
    """Return how they stand by a channel's latest page.

    Args:
        before: how they stood at the look before this one.
        page: what the channel shows.
        known: what is recorded of that stretch of it.
        beside: what else is recorded of the messages on the page.
        since: what was said before this ts is no concern of the incident.
        thread: a message older than the page, of which only the replies are looked at.
    """
    shown = [*rereading.new(page, known, since=since), *rereading.edits(page, known)]
    found = {_missing(draft): draft.at for draft in [*rereading.gone(page, known), *shown]}
    for seen in (*page.seen, *([thread] if thread else [])):
        is_concern = seen.ts > since or seen.ts in beside.replies
        if is_concern and (lacking := seen.replies - beside.replies.get(seen.ts, 0)):
            found[f"{lacking} replies", seen.ts] = page.read_at
    for seen in page.seen:
        come, gone = rereading.marks_apart(seen, beside.marks.get(seen.ts, frozenset()), beside.bots)
        if known.editable(seen.ts) and (come or gone):
            found[f"marks {sorted(come | gone)}", seen.ts] = page.read_at
    # What the page no longer shows is taken to be missing still; reading again tells.
    looked_at = thread.ts if thread else None
    hidden = [name for name in before.missing if name[1] < page.first and name[1] != looked_at]
    found |= dict.fromkeys(hidden, before.since)
    missing = {name: before.missing.get(name, 0) + 1 for name in found}
    if all(looks > LOST for looks in missing.values()):
        return Comparison(since=page.read_at, missing=missing, thread=looked_at)
    lost = [at for name, at in found.items() if missing[name] == LOST]
    return Comparison(since=min([before.since, *lost]), missing=missing, thread=looked_at)


def _missing(draft: Draft) -> Missing:
    ts = draft.source.message_ts if draft.source else ""
    return f"{draft.kind} {draft.details.get('edited_ts', '')}", ts
