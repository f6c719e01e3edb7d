"""A life that is lived while it burns: who did what, with a mark in its words, and what they were told."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count

from bot.sandbox.commands import Answer
from bot.sandbox.entities import Channel, Message
from bot.sandbox.people import Person
from tests.fire.ground import Ground

PEOPLE = ("alice", "bob", "chiara", "hoku")


class Fate(StrEnum):
    """What a person knows of what they wanted."""

    KEPT = "kept"
    NOT_KEPT = "not kept"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Wish:
    """Something somebody wanted: once on the timeline when it was kept, never when they were told it was not.

    Attributes:
        kind: the kind of timeline entry that it becomes.
        mark: a word of it that nothing else has.
        about: the incident's number; None for a declaration.
        state: what of the incident it sets, and to what; None where it sets nothing.
        began: how many wishes had begun or ended when it was typed.
        ended: how many when it was answered.
    """

    kind: str
    mark: str
    about: int | None
    fate: Fate
    state: tuple[str, str] | None = None
    said: str = ""
    began: int = 0
    ended: int = 0


@dataclass
class Said:
    """A message of a person in an incident's channel, as it stands for them."""

    message: Message
    mark: str
    deleted: bool = False
    pinned: bool = False


@dataclass
class Life:
    """The people, and everything they did so far."""

    ground: Ground
    chance: random.Random
    wishes: list[Wish] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    _marks: Iterator[int] = field(default_factory=count)
    _turns: Iterator[int] = field(default_factory=count)

    def mark(self) -> str:
        """A word that nobody has used."""
        return f"mark{next(self._marks)}x"

    def anybody(self) -> Person:
        """One of the people."""
        return self.ground.person(self.chance.choice(PEOPLE))

    def channel(self) -> Channel | None:
        """An incident's channel; mostly the first one's."""
        channels = self.ground.incident_channels()
        if not channels:
            return None
        return channels[0] if self.chance.random() < 0.75 else self.chance.choice(channels)

    async def member(self, channel: Channel) -> Person:
        """One of the people, who is in the channel (a private one is not entered)."""
        person = self.anybody()
        if person.id not in channel.members:
            await person.joins(channel)
        return person

    async def wants(
        self,
        person: Person,
        command: str,
        channel: Channel | str,
        *,
        kind: str,
        mark: str,
        expects: str,
        state: tuple[str, str] | None = None,
    ) -> Fate:
        """Somebody types a command; `expects` is a pattern of what they read when it was kept."""
        began = next(self._turns)
        answer = await person.runs(f"/incident {command}", channel)
        fate = fate_of(answer, expects)
        about = None if isinstance(channel, str) else number_of(channel)
        self.answers.append(answer.text)
        told = answer.text or str(answer.error)
        self.wishes.append(Wish(kind, mark, about, fate, state, told, began, next(self._turns)))
        return fate


def number_of(channel: Channel) -> int:
    """The number of the incident that a channel was made for."""
    return int((channel.name or "").split("-")[1])


def fate_of(answer: Answer, expects: str) -> Fate:
    """Read an answer as its person does."""
    if "Not recorded yet" in answer.text:
        return Fate.KEPT if "Go on in" in answer.text else Fate.UNKNOWN
    if answer.error is not None or "cannot say" in answer.text:
        return Fate.UNKNOWN
    if "Nothing was recorded" in answer.text:
        return Fate.NOT_KEPT
    done = re.search(expects, answer.text) and " already" not in answer.text
    return Fate.KEPT if done else Fate.REFUSED
