"""What the words of a reminder are made from, and one thing that is asked for, in words and buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.catalogue import Catalogue
from bot.domain.asking import Ask
from bot.domain.incident import Incident
from bot.domain.mrkdwn import inert
from bot.domain.reminder import Reminder
from bot.domain.review import Review
from bot.domain.task import Task
from bot.domain.words import duration_in_words
from bot.views.blocks import Block

ON_CARD = "I will not ask for this again; it stays on the card."
NO_MORE = "I will not ask for this again."


@dataclass(frozen=True)
class Circumstances:
    """What the words are made from.

    Attributes:
        names: the names of people, as far as they are known.
        free: who is in the channel and holds no role.
        tasks: the incident's tasks by number.
        acted_at: when people last did something that is on the timeline.
    """

    incident: Incident
    catalogue: Catalogue
    at: datetime
    names: Mapping[str, str] = field(default_factory=dict)
    free: Sequence[str] = ()
    tasks: Mapping[int, Task] = field(default_factory=dict)
    review: Review | None = None
    acted_at: datetime | None = None

    def name(self, user_id: str) -> str:
        """Return somebody's name, which calls nobody."""
        return inert(self.names.get(user_id, user_id))

    @property
    def decider(self) -> str:
        """Who can decide: the commander, else whoever declared it."""
        return self.incident.decider

    def long(self, since: datetime) -> str:
        """Return for how long something has been so."""
        return duration_in_words(self.at - since)


@dataclass(frozen=True)
class Item:
    """One thing that is asked for.

    Attributes:
        short: the same in a few words, which call nobody; for the lock screen and the record.
        do: the buttons that do it.
        about: the reminders it stands for, as the buttons that hold them carry them.
        below: what is shown between the words and the buttons.
        last: what is added when it is asked for the last time.
    """

    text: str
    short: str
    do: tuple[Block, ...]
    about: tuple[Reminder, ...]
    below: tuple[Block, ...] = ()
    last: str = ""


def last_words(ask: Ask, words: str) -> str:
    """Return what is added at the last asking; nothing before it."""
    return words if ask.again_at is None else ""
