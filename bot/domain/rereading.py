"""What a page of a channel's history tells that the record does not know yet.

History shows only how messages stand now: of an edit the last words, of a deletion that the message is
missing. What is recovered says so in its entry, and happened at its own time as far as Slack tells it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain import capturing
from bot.domain.catching_up import LIVELY, SKEW, Gap, ts_of
from bot.domain.message import Edited, Moved, Said
from bot.domain.timeline import RECOVERED, Capture, Corrections, Draft, Entry, EntryKind
from bot.domain.value import Instant, Value

LAST = "9999999999.999999"
"""Later than every ts of Slack's."""

REREAD = "reread "
"""What the key of an edit begins with that was read from the history: its event has another."""

GONE = "No longer there when the channel was read again; when it was deleted is not known."


WITHIN = timedelta(seconds=2)
"""An edit that the history dates by whole seconds, and its event, lie no farther apart."""


class Seen(Value):
    """A message as the history shows it.

    Attributes:
        said: what it says; None for the bot's own, for Slack's notices, and for what is deleted.
        moved: who came or left, where it tells that.
        edited: Slack's ts of its last edit.
        pins: who has put the pushpin on it.
        pins_whole: whether these are all.
        replies: how many hang below it.
        latest_reply: the ts of the last of them.
    """

    ts: str
    said: Said | None = None
    moved: Moved | None = None
    edited: str | None = None
    pins: tuple[str, ...] = ()
    pins_whole: bool = True
    replies: int = 0
    latest_reply: str | None = None


class Reread(Value):
    """One page, read at one moment.

    Attributes:
        thread: whose replies these are; None for the channel itself.
        first: the page reaches back to this ts; of a thread it is that of the reply before.
        last: and up to this one.
        cursor: Slack's word for the page after this one; None after the last.
        hidden: Slack hides older messages.
        members: who is in the channel now, where that was asked.
    """

    seen: tuple[Seen, ...]
    read_at: Instant
    thread: str | None
    first: str
    last: str
    cursor: str | None = None
    hidden: bool = False
    members: tuple[str, ...] | None = None


class Known:
    """What the record has of the stretch of a channel that a page covers."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        entries = list(entries)
        corrections = Corrections(entries)
        self._told = {_ts(entry) for entry in entries if entry.source is not None}
        self._shown = {
            _ts(entry): corrections.applied_to(entry) for entry in entries if entry.kind == EntryKind.MESSAGE
        }
        self._edits: defaultdict[int | None, list[Entry]] = defaultdict(list)
        for entry in entries:
            if entry.kind == EntryKind.EDITED:
                self._edits[entry.refers_to].append(entry)

    def tells_of(self, ts: str) -> bool:
        """Whether anything was recorded of a message, or of somebody who came."""
        return ts in self._told

    def editable(self, ts: str) -> Capture | None:
        """Return a message's entry, where its edits may follow it: it is not deleted, and not erased."""
        shown = self._shown.get(ts)
        if shown is None or shown.deleted or shown.entry.text is None:
            return None
        capture = Capture(entry=shown.entry)
        return capture if capturing.takes_edits(capture) else None

    def edits(self, capture: Capture) -> list[Entry]:
        """Return the recorded edits of a message, the last one last."""
        return sorted(self._edits[capture.entry.sequence], key=lambda edit: edit.at)

    def says(self, said: Said, capture: Capture) -> bool:
        """Whether a message stands in the record with these words and files."""
        last = (self.edits(capture) or [capture.entry])[-1]
        return last.text == said.text and tuple(last.details.get("files") or ()) == said.files

    def standing(self, thread: str | None) -> Iterator[Capture]:
        """Yield the messages of the channel (or of a thread) that were not deleted."""
        for shown in self._shown.values():
            source = shown.entry.source
            if not shown.deleted and source is not None and source.thread_ts == thread:
                yield Capture(entry=shown.entry)


def new(page: Reread, known: Known, *, since: str) -> list[Draft]:
    """Return the entries of what was said, and of who came or left, that nobody wrote down; oldest first."""
    drafts = []
    for seen in sorted(page.seen, key=lambda each: each.ts):
        if seen.ts <= since or known.tells_of(seen.ts):
            continue
        if seen.said is not None:
            drafts.append(capturing.message(seen.said))
        elif seen.moved is not None:
            drafts.append(capturing.member(seen.moved))
    return drafts


def edits(page: Reread, known: Known) -> list[Draft]:
    """Return the corrections of messages that say something else now."""
    drafts = []
    for seen in page.seen:
        capture = known.editable(seen.ts)
        if seen.said is None or seen.edited is None or capture is None or known.says(seen.said, capture):
            continue
        if _is_outdated(page, seen.edited, known.edits(capture)):
            continue
        drafts.append(_edit(seen.said, seen.edited, capture, known.edits(capture)))
    return drafts


def _is_outdated(page: Reread, edited: str, heard: Sequence[Entry]) -> bool:
    """Whether a later edit was heard while the page was on its way."""
    shown = datetime.fromtimestamp(float(edited), tz=UTC)
    return any(edit.recorded_at >= page.read_at or edit.at - shown > WITHIN for edit in heard)


def _edit(said: Said, edited: str, capture: Capture, before: Sequence[Entry]) -> Draft:
    """Return the last of a message's edits; Slack tells only in whole seconds when it was made."""
    at = datetime.fromtimestamp(float(edited), tz=UTC)
    at = max([at, *(edit.at for edit in before)])
    taken = {edit.details.get("edited_ts") for edit in before}
    key = f"{REREAD}{edited}"
    key = f"{key} {len(before)}" if key in taken else key
    return capturing.edit(Edited(said=said, before=said, edit=key, at=at), capture)


def gone(page: Reread, known: Known) -> list[Draft]:
    """Return the corrections of messages that are no longer there.

    Only what was recorded well before the page was read can be missed in it. What is older than the oldest
    message that the channel shows is not judged: Slack may hide it.
    """
    there = {seen.ts for seen in page.seen if seen.said is not None}
    oldest = min((seen.ts for seen in page.seen), default=page.last)
    settled = page.read_at - SKEW
    found = []
    for capture in known.standing(page.thread):
        ts = _ts(capture.entry)
        covered = page.first < ts <= page.last if page.thread else oldest <= ts < page.last
        if covered and ts not in there and capture.entry.recorded_at < settled:
            found.append(_deletion(page, capture))
    return found


def marks_apart(
    seen: Seen, held: Collection[str], bots: Collection[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return who has put a pushpin on a message that is not recorded, and who has taken one off.

    Args:
        seen: the message as the history shows it.
        held: whose pushpins are recorded.
        bots: whose pushpins mean nothing.
    """
    pins = frozenset(seen.pins).difference(bots)
    return pins.difference(held), frozenset(held) - pins if seen.pins_whole else frozenset()


def lively(page: Reread, gap: Gap, recorded: Mapping[str, int]) -> list[str]:
    """Return the parents of the threads of a page in which something may have been missed.

    `recorded` says how many replies of a thread the record has.
    """
    since = ts_of(gap.since - LIVELY)
    parents = [seen for seen in page.seen if seen.replies]
    return [
        seen.ts
        for seen in parents
        if (seen.latest_reply or "") >= since or recorded.get(seen.ts, 0) != seen.replies
    ]


def is_known(edited: Edited, reread: Iterable[Entry]) -> bool:
    """Whether an edit that is delivered now is one that was read from the history before."""
    return any(
        edit.text == edited.said.text
        and tuple(edit.details.get("files") or ()) == edited.said.files
        and abs(edit.at - edited.at) < WITHIN
        for edit in reread
    )


def recovered(draft: Draft) -> Draft:
    """Return an entry that says of itself that it was missed first."""
    details: dict[str, Any] = draft.details | {RECOVERED: True}
    return draft.model_copy(update={"details": details})


def _deletion(page: Reread, capture: Capture) -> Draft:
    entry = capture.entry
    return Draft(
        at=page.read_at,
        kind=EntryKind.DELETED,
        actor=entry.actor,
        text=GONE,
        source=entry.source,
        refers_to=entry.sequence,
    )


def _ts(entry: Entry) -> str:
    return entry.source.message_ts if entry.source else ""
