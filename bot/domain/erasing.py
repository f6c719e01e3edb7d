"""Which words are erased on request, and which stay: what somebody said goes, what was decided stays.

The chain covers a salted digest of an entry's words, so that they can go without breaking it. A decision and
the reason given for it are the organisation's record; their words go only where somebody names the entry.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from bot.domain.mrkdwn import plain
from bot.domain.timeline import Entry, EntryKind
from bot.domain.value import Value

ERASED = "(erased)"
"""What stands where words were that people still see a place for."""

SPOKEN = frozenset({EntryKind.MESSAGE.value, EntryKind.EDITED.value, EntryKind.NOTE.value})
"""What was said in the channel, beside it, or noted."""

SAID = SPOKEN | {"update_posted", "review_answered"}
"""A person's own words, whose loss leaves no decision unexplained."""

_NOTED = frozenset({"triage_answered", "role_assigned", "facts_answered"})
"""Acts that stand elsewhere too, without the words that somebody added to them."""


_DECIDED = frozenset({"deadline_filed", "deadline_waived", "deadline_late", "decision_taken_back"})


class Wish(Value):
    """What shall be erased; one of the four is given.

    Attributes:
        user_id: the words of this person.
        containing: whatever has this text in it, in any case, whoever wrote it.
        sequences: these entries, whatever they are.
        spoken: whatever anybody said or noted.
    """

    user_id: str | None = None
    containing: str | None = None
    sequences: tuple[int, ...] = ()
    spoken: bool = False

    def takes(self, entry: Entry) -> bool:
        """Whether an entry's words are to go."""
        if entry.text is None:
            return False
        if self.spoken:
            return entry.kind in SPOKEN
        if self.user_id is not None:
            return _is_said_by(entry, self.user_id)
        if self.containing is not None:
            return self.containing.casefold() in words_of(entry).casefold()
        return entry.sequence in self.sequences or (
            entry.kind == EntryKind.EDITED and entry.refers_to in self.sequences
        )

    def leaves(self, entry: Entry) -> bool:
        """Whether an entry of that person is left as it is, because it is an act and not only words."""
        is_theirs = self.user_id is not None and entry.actor == self.user_id and entry.text is not None
        return is_theirs and not self.takes(entry)


class Place(StrEnum):
    """Where words of an entry stand once more, outside the timeline."""

    UPDATE = "update"
    TASK = "task"
    TRIAGE_NOTE = "triage_note"
    REVIEW_ANSWER = "review_answer"
    FACT_NOTE = "fact_note"
    ANCHOR = "anchor"
    DEADLINE = "deadline"


class Copy(Value):
    """Words that stand a second time: an update, task or deadline by number, others by themselves."""

    place: Place
    number: int = 0
    text: str = ""
    by: str = ""


def words_of(entry: Entry) -> str:
    """Return everything that an entry says, as people wrote it: its text, and what went with it."""
    return plain("\n".join([entry.text or "", *_texts(entry.details)]))


def copies_of(entry: Entry) -> Iterable[Copy]:
    """Return where the words of an entry stand once more."""
    details, kind = entry.details, entry.kind
    if kind == "update_posted":
        yield Copy(place=Place.UPDATE, number=details["number"])
    elif kind in ("task_added", "task_changed", "task_done"):
        yield Copy(place=Place.TASK, number=details["number"])
    elif kind == "triage_answered" and details.get("note"):
        yield Copy(place=Place.TRIAGE_NOTE, text=details["note"], by=details["by"])
    elif kind == "facts_answered" and details.get("note"):
        yield Copy(place=Place.FACT_NOTE, text=details["note"], by=details["by"])
    elif kind == "anchor_told":
        yield Copy(place=Place.ANCHOR, text=details["basis"], by=details["by"])
    elif kind in _DECIDED:
        yield Copy(place=Place.DEADLINE, number=details["number"])
    elif kind == "review_answered":
        yield Copy(place=Place.REVIEW_ANSWER, text=details["text"], by=details["by"])


def spans(sequences: Sequence[int]) -> str:
    """Return numbers in words: 3, 5 to 9, 12."""
    parts: list[list[int]] = []
    for each in sorted(sequences):
        if parts and each == parts[-1][-1] + 1:
            parts[-1].append(each)
        else:
            parts.append([each])
    return ", ".join(_span(part[0], part[-1]) for part in parts)


def _span(first: int, last: int) -> str:
    if first == last:
        return str(first)
    return f"{first}, {last}" if last == first + 1 else f"{first} to {last}"


def _is_said_by(entry: Entry, user_id: str) -> bool:
    if entry.kind == "declared_from_message":
        return entry.details.get("author") == user_id
    if entry.actor != user_id:
        return False
    return entry.kind in SAID or (entry.kind in _NOTED and bool(entry.details.get("note")))


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, Sequence):
        for part in value:
            yield from _texts(part)
