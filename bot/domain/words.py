"""Handles people's words: finds the near ones, joins lists, says durations, reads mentions."""

import difflib
import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.domain.value import Value

_ESCAPED_MENTION = r"<@(?P<id>[UW][A-Z0-9]+)(?:\|(?P<label>[^>]*))?>"
_PLAIN_MENTION = r"(?<!\S)@(?P<name>\w(?:[\w.\-']*\w)?)"
_MENTION = re.compile(f"{_ESCAPED_MENTION}|{_PLAIN_MENTION}")
# Words that call a crowd are never a person.
_CROWDS = frozenset({"here", "channel", "everyone"})


def nearest(word: str, choices: Iterable[str], *, limit: int = 1) -> list[str]:
    """The known words most like this one, best first; empty when nothing comes near."""
    known = list(dict.fromkeys(choices))
    return difflib.get_close_matches(word.strip().casefold(), known, n=limit, cutoff=0.6)


def split_word(text: str) -> tuple[str, str]:
    """The first word of a text, and what follows; new lines part words too, and the spaces of pasted text."""
    word, *rest = text.split(maxsplit=1) or [""]
    return word, "".join(rest).strip()


def join_words(words: Sequence[str], *, last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; nothing for nothing."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def ended(text: str) -> str:
    """The text as a whole sentence: a full stop where it has no end of its own."""
    return text if text.rstrip().endswith((".", "!", "?", "…", "。", "؟")) else f"{text}."


def count_in_words(count: int, one: str, many: str | None = None) -> str:
    """`1 task`, `2 tasks`; give the plural where an s does not make it."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def duration_in_words(duration: timedelta) -> str:
    """A length of time as people say it: `5 min`, `1 h 5 min`, `2 days 3 h`, `9 days`.

    Rounded down, with the two largest units that matter; a sign is dropped, since `late` and `in` say it.
    """
    minutes = int(abs(duration).total_seconds()) // 60
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days >= 7:
        return count_in_words(days, "day")
    if days:
        return _parts(count_in_words(days, "day"), f"{hours} h" if hours else "")
    if hours:
        return _parts(f"{hours} h", f"{minutes} min" if minutes else "")
    return f"{minutes} min" if minutes else "less than a minute"


def _parts(*parts: str) -> str:
    return " ".join(part for part in parts if part)


class Mention(Value):
    """A person somebody named: by Slack's id when it arrived escaped, else by what was typed after the @."""

    user_id: str | None = None
    name: str | None = None


def parse_mention(word: str) -> Mention | None:
    """The person a whole word names (`<@U123|alice>`, `<@U123>`, `@alice`), or None for another word."""
    match = _MENTION.fullmatch(word.strip())
    return _mention(match) if match else None


def find_mentions(text: str) -> tuple[Mention, ...]:
    """Everybody a text names, in order, once each."""
    found = (_mention(match) for match in _MENTION.finditer(text))
    return tuple(dict.fromkeys(mention for mention in found if mention))


def split_mention(text: str) -> tuple[Mention | None, str]:
    """Take a person off the start of a text: who, and what follows."""
    stripped = text.strip()
    match = _MENTION.match(stripped)
    mention = _mention(match) if match else None
    if match is None or mention is None:
        return None, stripped
    return mention, stripped[match.end() :].lstrip(" ,:;").strip()


def split_last_mention(text: str) -> tuple[Mention | None, str]:
    """Take a person off the end of a text: who, and what stood before."""
    stripped = text.strip()
    for match in _MENTION.finditer(stripped):
        mention = _mention(match)
        if mention and match.end() == len(stripped):
            return mention, stripped[: match.start()].rstrip()
    return None, stripped


def _mention(match: re.Match[str]) -> Mention | None:
    if match["id"]:
        return Mention(user_id=match["id"], name=match["label"] or None)
    if match["name"].casefold() in _CROWDS:
        return None
    return Mention(name=match["name"])
