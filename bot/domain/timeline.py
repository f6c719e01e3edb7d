"""The timeline: numbered, chained entries that are never changed, and the state that follows from them.

An edit, a deletion, a mark or its removal is a further entry that refers to the one it corrects. The hash
of an entry covers its number, instants, kind, actor and a salted digest of its text, and the hash before
it: words can be erased (with their salt) on request, and the chain still verifies.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from bot.domain.message import Source
from bot.domain.value import Instant, Value

GENESIS = "0" * 64
"""What the first entry's hash follows on."""


class EntryKind(StrEnum):
    """The kinds that are not acts of the bot; an act's kind is the event's own word."""

    MESSAGE = "message"
    NOTE = "note"
    EDITED = "message_edited"
    DELETED = "message_deleted"
    MARKED = "marked"
    UNMARKED = "unmarked"


CORRECTIONS = frozenset({EntryKind.EDITED, EntryKind.DELETED, EntryKind.MARKED, EntryKind.UNMARKED})


class Draft(Value):
    """An entry before it has its number and its place in the chain."""

    at: Instant
    kind: str
    actor: str
    text: str = ""
    key_event: bool = False
    source: Source | None = None
    refers_to: int | None = None
    details: dict[str, Any] = {}


class Entry(Value):
    """One entry of an incident's timeline.

    Attributes:
        at: when it happened.
        recorded_at: when the bot wrote it down.
        text: the words; None once they were erased (the digest stays).
        refers_to: the sequence of the entry that this one corrects or marks.
        details: what goes with it, such as names of files.
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
    details: dict[str, Any] = {}
    salt: str | None
    digest: str
    previous: str
    hash: str


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


def digest(text: str, salt: str) -> str:
    """Return the salted digest that stands for a text in the chain."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def _chained(previous: str, entry: dict[str, Any]) -> str:
    covered = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{covered}".encode()).hexdigest()


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
        "digest": words,
        "refers_to": draft.refers_to,
        "source": [source.channel_id, source.message_ts, source.thread_ts] if source else None,
    }


def append(head: Head, draft: Draft, *, incident: int, at: Instant, salt: str) -> Entry:
    """Return `draft` as the entry that follows `head`; `salt` is fresh randomness for its digest."""
    sequence = head.count + 1
    words = digest(draft.text, salt)
    covered = _covered(draft, incident, sequence, at.isoformat(), words)
    return Entry(
        incident=incident,
        sequence=sequence,
        recorded_at=at,
        salt=salt,
        digest=words,
        previous=head.hash,
        hash=_chained(head.hash, covered),
        **{name: getattr(draft, name) for name in Draft.model_fields},
    )


def first_broken(entries: Iterable[Entry]) -> int | None:
    """Return the sequence of the first entry that does not verify, or None when the chain holds.

    A missing entry breaks the one after it. An erased text is no break; a changed one is.
    """
    head = Head()
    for entry in entries:
        covered = _covered(entry, entry.incident, entry.sequence, entry.recorded_at.isoformat(), entry.digest)
        whole = (
            entry.sequence == head.count + 1
            and entry.previous == head.hash
            and entry.hash == _chained(head.hash, covered)
            and (entry.text is None or entry.salt is None or entry.digest == digest(entry.text, entry.salt))
            and (entry.text is None) == (entry.salt is None)
        )
        if not whole:
            return entry.sequence if entry.sequence == head.count + 1 else head.count + 1
        head = Head(count=entry.sequence, hash=entry.hash)
    return None


def fold(entries: Sequence[Entry]) -> list[Shown]:
    """Return the entries in their order with later edits, deletions and marks worked in."""
    shown = {e.sequence: Shown(entry=e, text=e.text or "", key_event=e.key_event) for e in entries}
    for entry in entries:
        target = shown.get(entry.refers_to or 0)
        if target is None or entry.kind not in CORRECTIONS:
            continue
        shown[target.entry.sequence] = _corrected(target, entry)
    return [shown[e.sequence] for e in entries]


def _corrected(target: Shown, by: Entry) -> Shown:
    if by.kind == EntryKind.EDITED:
        first = target.original_text if target.edited else target.text
        return target.model_copy(update={"text": by.text or "", "original_text": first, "edited": True})
    if by.kind == EntryKind.DELETED:
        return target.model_copy(update={"deleted": True})
    return target.model_copy(update={"key_event": by.kind == EntryKind.MARKED})
