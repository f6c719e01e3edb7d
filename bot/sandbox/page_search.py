"""Looks for messages by their words; `from:alice` and `in:general` narrow it to a person or a channel."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import islice

from bot.sandbox.entities import Channel, Message
from bot.sandbox.looking import Onlooker
from bot.sandbox.workspace import Workspace

MOST = 40
"""So many are shown; who wants fewer adds a word."""
BEFORE, AFTER = 50, 130
"""Characters of a message that are shown around the first word found in it."""

_QUIET = frozenset({"channel_join", "channel_leave", "channel_topic", "channel_name", "tombstone"})


@dataclass(frozen=True)
class Sought:
    """What somebody typed, taken apart; `authors` and `places` are beginnings of names."""

    words: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @staticmethod
    def read(typed: str) -> "Sought":
        """Take apart what was typed, in any case."""
        parts = typed.casefold().split()
        return Sought(
            tuple(part for part in parts if not part.startswith(("from:", "in:"))),
            tuple(part[5:].removeprefix("@") for part in parts if part.startswith("from:")),
            tuple(part[3:].removeprefix("#") for part in parts if part.startswith("in:")),
        )

    def __bool__(self) -> bool:
        return any(map(any, (self.words, self.authors, self.places)))

    def is_place(self, channel: Channel) -> bool:
        """Whether a channel is among those that were asked for."""
        return all(channel.name.startswith(place) for place in self.places)

    def is_author(self, workspace: Workspace, message: Message) -> bool:
        """Whether somebody who was asked for wrote it."""
        user = workspace.users.get(message.user or "")
        names = f"{user.name} {user.display_name} {user.real_name}".casefold().split() if user else []
        return all(any(name.startswith(author) for name in names) for author in self.authors)

    def excerpt(self, text: str) -> str | None:
        """The part of a text in which a word stands; None unless all of them do."""
        folded = text.casefold()
        places = [folded.find(word) for word in self.words]
        if -1 in places:
            return None
        first = min(places, default=0)
        # Words are left whole, as long as they are words.
        start = (text.find(" ", first - BEFORE, first) + 1 or first - BEFORE) if first > BEFORE else 0
        end = start + BEFORE + AFTER
        if len(text) > end:
            end = max(text.rfind(" ", 0, end), end - BEFORE)
        return f"{'… ' if start else ''}{text[start:end].strip()}{' …' if len(text) > end else ''}"


@dataclass(frozen=True)
class Hit:
    """A message that was found, and the part of it to show."""

    message: Message
    excerpt: str


def search(reader: Onlooker, typed: str, most: int = MOST) -> tuple[list[Hit], bool]:
    """The newest messages the person may read that hold every word, and whether there are more."""
    sought = Sought.read(typed)
    if not sought:
        return [], False
    workspace = reader.workspace
    places = [c for c in workspace.channels.values() if workspace.can_see(reader.user, c)]
    each = (_found(reader, channel, sought) for channel in places if sought.is_place(channel))
    newest = merge(*each, key=lambda hit: float(hit.message.ts), reverse=True)
    found = list(islice(newest, most + 1))
    return found[:most], len(found) > most


def _found(reader: Onlooker, channel: Channel, sought: Sought) -> Iterator[Hit]:
    for message in reversed(channel.messages.values()):
        if message.subtype in _QUIET or not sought.is_author(reader.workspace, message):
            continue
        excerpt = sought.excerpt(reader.reads(message))
        if excerpt is not None:
            yield Hit(message, excerpt)
