"""The timeline: numbered, chained entries that are never changed, and the state that follows from them.

An edit, a deletion, a mark or its removal is a further entry that refers to the one it corrects. The hash
of an entry covers its number, instants, kind, actor, place, and a salted digest of its words (the text and
what goes with it), and the hash before it: words can be erased (with their salt) on request, and the chain
still verifies.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from pydantic import Field

from bot.domain.message import Source
from bot.domain.value import Instant, Value

GENESIS = "0" * 64
"""What the first entry's hash follows on."""

RECOVERED = "recovered"
"""In the details of an entry that was written down from the history, after the bot had missed it."""


class EntryKind(StrEnum):
    """The kinds that are not acts of the bot; an act's kind is the event's own word."""

    MESSAGE = "message"
    NOTE = "note"
    EDITED = "message_edited"
    DELETED = "message_deleted"
    MARKED = "marked"
    UNMARKED = "unmarked"


CORRECTIONS = frozenset({EntryKind.EDITED, EntryKind.DELETED, EntryKind.MARKED, EntryKind.UNMARKED})


class Order(StrEnum):
    """How a timeline is read: as it was written down, or by when it happened with corrections left out."""

    BY_NUMBER = "by_number"
    IN_TIME = "in_time"
    KEY_EVENTS = "key_events"


class Draft(Value):
    """An entry before it has its number and its place in the chain."""

    at: Instant
    kind: str
    actor: str
    text: str = ""
    key_event: bool = False
    source: Source | None = None
    refers_to: int | None = None
    details: dict[str, Any] = Field(default_factory=dict)


class Entry(Value):
    """One entry of an incident's timeline.

    Attributes:
        at: when it happened.
        recorded_at: when the bot wrote it down.
        text: the words; None once they were erased (the digest stays).
        refers_to: the sequence of the entry that this one corrects or marks.
        details: what goes with it, such as names of files; of an erased entry, whether it was recovered.
    """

    incident: int
    sequence: int
    at: Instant
    recorded_at: Instant
    kind: str
    actor: str
    text: str | None
    key_event: bool
    source: Source | None = None
    refers_to: int | None = None
    details: dict[str, Any] = Field(default_factory=dict)
    salt: str | None
    digest: str
    previous: str
    hash: str


class Capture(Value):
    """A message's entry in one incident's timeline, and whether its deletion is recorded there."""

    entry: Entry
    deleted: bool = False


class Shown(Value):
    """An entry as it stands after all later corrections."""

    entry: Entry
    text: str
    original_text: str | None = None
    key_event: bool = False
    edited: bool = False
    deleted: bool = False


class Head(Value):
    """The chain's end: how many entries there are and the hash of the last."""

    count: int = 0
    hash: str = GENESIS


_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def digest(text: str, salt: str, details: Mapping[str, Any]) -> str:
    """Return the salted digest that stands for words, and what goes with them, in the chain."""
    return hashlib.sha256(f"{salt}\n{_canonical([text, details])}".encode()).hexdigest()


def _chained(previous: str, entry: dict[str, Any]) -> str:
    return hashlib.sha256(f"{previous}\n{_canonical(entry)}".encode()).hexdigest()


def _covered(
    draft: Draft | Entry, incident: int, sequence: int, recorded_at: str, words: str
) -> dict[str, Any]:
    source = draft.source
    return {
        "incident": incident,
        "sequence": sequence,
        "at": draft.at.isoformat(),
        "recorded_at": recorded_at,
        "kind": str(draft.kind),
        "actor": draft.actor,
        "key_event": draft.key_event,
        "digest": words,
        "refers_to": draft.refers_to,
        "source": vars(source) if source else None,
    }


def append(head: Head, draft: Draft, *, incident: int, at: Instant, salt: str) -> Entry:
    """Return `draft` as the entry that follows `head`; `salt` is fresh randomness for its digest."""
    sequence = head.count + 1
    words = digest(draft.text, salt, draft.details)
    covered = _covered(draft, incident, sequence, at.isoformat(), words)
    return Entry(
        incident=incident,
        sequence=sequence,
        recorded_at=at,
        salt=salt,
        digest=words,
        previous=head.hash,
        hash=_chained(head.hash, covered),
        **vars(draft),
    )


class Verification:
    """Follows a chain entry by entry.

    Attributes:
        head: the end of what was found whole so far.
        noted_at: the sequence of the entry that has the hash noted earlier; None until it is met.
    """

    def __init__(self, noted: str | None = None) -> None:
        self.head = Head()
        self.noted_at: int | None = None
        self._noted = noted

    def follow(self, entry: Entry) -> bool:
        """Return whether an entry is what was written down after those before it.

        An erased text is no break; a changed one is.
        """
        covered = _covered(entry, entry.incident, entry.sequence, entry.recorded_at.isoformat(), entry.digest)
        whole = (
            entry.sequence == self.head.count + 1
            and entry.previous == self.head.hash
            and entry.hash == _chained(self.head.hash, covered)
            and _has_its_words(entry)
        )
        if whole:
            self.head = Head(count=entry.sequence, hash=entry.hash)
            if entry.hash == self._noted:
                self.noted_at = entry.sequence
        return whole


def first_broken(entries: Iterable[Entry]) -> int | None:
    """Return the sequence of the first entry that is missing or does not verify, or None."""
    chain = Verification()
    for entry in entries:
        if not chain.follow(entry):
            return chain.head.count + 1
    return None


def _has_its_words(entry: Entry) -> bool:
    """Whether the words are those that were written down, or are wholly erased."""
    if entry.text is None or entry.salt is None:
        return entry.text is None and entry.salt is None and entry.details in ({}, {RECOVERED: True})
    return entry.digest == digest(entry.text, entry.salt, entry.details)


def fold(entries: Sequence[Entry]) -> list[Shown]:
    """Return the entries in their order with later edits, deletions and marks worked in."""
    corrections = Corrections(entries)
    return [corrections.applied_to(entry) for entry in entries]


class Corrections:
    """The edits, deletions and marks of a timeline, ready to be worked into its entries one by one."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._edits: dict[int, Entry] = {}
        self._deleted: set[int] = set()
        self._marked: dict[int, bool] = {}
        for entry in entries:
            if entry.kind in CORRECTIONS and entry.refers_to is not None:
                self._note(entry, entry.refers_to)

    def _note(self, entry: Entry, target: int) -> None:
        if entry.kind == EntryKind.DELETED:
            self._deleted.add(target)
        elif entry.kind != EntryKind.EDITED:
            self._marked[target] = entry.kind == EntryKind.MARKED
        elif target not in self._edits or self._edits[target].at <= entry.at:
            # Slack delivers in any order: the edit that was made last is what the message says.
            self._edits[target] = entry

    def applied_to(self, entry: Entry) -> Shown:
        """Return an entry as it stands after its corrections."""
        edit = self._edits.get(entry.sequence)
        said = entry.text or ""
        return Shown(
            entry=entry,
            text=said if edit is None else edit.text or "",
            original_text=None if edit is None else said,
            key_event=self._marked.get(entry.sequence, entry.key_event),
            edited=edit is not None,
            deleted=entry.sequence in self._deleted,
        )
