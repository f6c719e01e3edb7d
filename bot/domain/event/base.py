"""What every event is, and the words several of them share."""

from datetime import datetime
from typing import ClassVar

from bot.domain.incident import Certainty
from bot.domain.instant_token import instant_token
from bot.domain.mrkdwn import escape_mrkdwn as esc
from bot.domain.value import Value
from bot.domain.words import ended


def stamp(at: datetime, certainty: Certainty) -> str:
    """Return an instant as the record writes it, with `about` before an estimate."""
    about = "about " if certainty is Certainty.ESTIMATED else ""
    return f"{about}{instant_token(at)}"


def because(reason: str | None) -> str:
    """Return the sentence that gives a reason, or nothing."""
    return f" Reason: {ended(esc(reason))}" if reason else ""


class Event(Value):
    """Something that happened.

    Class attributes:
        kind: the word the record and the export use.
        key: whether it is a key event by itself.
        on_card: whether the card, the topic and the announcement have to follow.
        on_triage: whether the triage questions in the channel show it.
        moves_clocks: whether regulatory clocks have to be worked out anew.
    """

    kind: ClassVar[str]
    key: ClassVar[bool] = True
    on_card: ClassVar[bool] = True
    on_triage: ClassVar[bool] = False
    moves_clocks: ClassVar[bool] = False

    def line(self) -> str:
        """Say it in one line; people appear as `<@U…>`, which views turn into names."""
        raise NotImplementedError
