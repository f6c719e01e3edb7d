"""How people are named: as mentions where they should notice, by plain name everywhere else."""

import re
from collections.abc import Mapping

from bot.domain.actor import BOT_ID
from bot.domain.instant_token import keeping_instants
from bot.domain.mrkdwn import escape_mrkdwn, inert, plain

_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_NAMED = re.compile(rf"<@([A-Z0-9]+|{BOT_ID})(?:\|[^>]*)?>")


def mention(user_id: str | None, otherwise: str = "nobody") -> str:
    """Return a mention that Slack links, and notifies when the message is new."""
    if user_id is None:
        return otherwise
    return "the bot" if user_id == BOT_ID else f"<@{user_id}>"


def mentioned(text: str) -> set[str]:
    """Return the ids of people who appear in a recorded text."""
    return set(_MENTION.findall(text))


def readable(text: str, names: Mapping[str, str], *, sign: str = "@") -> str:
    """Return a recorded text as people read it: plain, with names (after `sign`) where mentions were."""
    told = text.replace(f"<@{BOT_ID}>", "the bot")
    named = _MENTION.sub(lambda m: f"{sign}{escape_mrkdwn(names.get(m[1], m[1]))}", told)
    return plain(named)


def calm(text: str, names: Mapping[str, str]) -> str:
    """Return a recorded text for a message about what happened: names instead of mentions, so that nobody
    is called by what they did themselves; who is not known by name stays a mention.
    """

    def write(words: str) -> str:
        parts = _NAMED.split(words)
        return "".join(_calmly(p, names) if at % 2 else inert(plain(p)) for at, p in enumerate(parts))

    return keeping_instants(text, write)


def _calmly(user_id: str, names: Mapping[str, str]) -> str:
    if user_id in names:
        return inert(names[user_id])
    return mention(user_id)


def quoted(text: str, names: Mapping[str, str]) -> str:
    """Return a recorded text for a message of ours: it mentions nobody and formats nothing."""
    return inert(readable(text, names))
