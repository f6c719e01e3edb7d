"""Reads what stands after `/incident task`: what is to be done, by whom, by when; or which one is done."""

import re
from datetime import datetime, tzinfo

from bot.domain.due import split_due
from bot.domain.errors import WrongUse
from bot.domain.mrkdwn import plain
from bot.domain.value import Instant, Value
from bot.domain.words import Mention, split_last_mention, split_mention
from handlers.grammar import wrong_use

_DONE = re.compile(r"done(?=\s|$)[\s:]*", re.IGNORECASE)
_NUMBER = re.compile(r"#?([0-9]{1,9})")
_MYSELF = frozenset({"me", "myself"})


class Written(Value):
    """A task as it was typed.

    Attributes:
        owner: who shall do it, as they were named; None where nobody was.
        mine: it is for whoever typed it.
    """

    title: str
    owner: Mention | None = None
    mine: bool = False
    due_at: Instant | None = None


def read_done(text: str) -> int | None:
    """Return the number in `done N`; None for a task to be added.

    Raises:
        WrongUse: it says `done` without a number.
    """
    match = _DONE.match(text)
    if match is None:
        return None
    number = _NUMBER.fullmatch(text[match.end() :].strip())
    if number is None:
        raise WrongUse(
            "Which task is done? Say its number: `/incident task done N`, for example"
            " `/incident task done 2`."
            " `/incident tasks` shows them."
        )
    return int(number[1])


def read_task(text: str, zone: tzinfo, at: datetime) -> Written:
    """Take `TEXT [@user] [due DATE]` apart, in any order of the last two; a person may also stand first.

    Raises:
        BadInstant: what follows `due` looks like a date and is none.
        WrongUse: there is nothing to be done.
    """
    due_at, rest = split_due(text, zone, at)
    mention, title = split_last_mention(rest)
    if mention is None and re.match(r"\S+\s", rest):
        first, after = split_mention(rest)
        mention, title = (first, after) if first and after else (None, rest)
    title = " ".join(plain(title).split()).strip(" ,;:")
    if not title:
        raise WrongUse(wrong_use("task", "Say what is to be done."))
    mine = mention is not None and (mention.name or "").casefold() in _MYSELF and mention.user_id is None
    return Written(title=title, owner=None if mine else mention, mine=mine, due_at=due_at)
