"""Reads what stands after `/incident role`: which role, who shall hold it, and what they have to know."""

import re

from bot.domain.errors import WrongUse
from bot.domain.mrkdwn import plain
from bot.domain.role import Role
from bot.domain.value import Value
from bot.domain.words import Mention, split_mention
from handlers.grammar import wrong_use

_NOBODY = re.compile(r"(?:none|nobody|no one)(?=\s|$)", re.IGNORECASE)
_MYSELF = re.compile(r"@?(?:me|myself)(?=[\s,;:]|$)", re.IGNORECASE)


class Wish(Value):
    """What `role` asks for: whom, or nobody, or oneself, and what they have to know.

    Attributes:
        mention: who shall hold the role; None for oneself and for nobody.
    """

    role: Role
    mention: Mention | None = None
    nobody: bool = False
    note: str = ""


def read_wish(text: str) -> Wish:
    """Take `ROLE @user [note]` apart; a role may be two words (`tech lead`).

    Raises:
        WrongUse: the role or the person is missing, or no word for one.
    """
    named = text.split(maxsplit=2)
    if not named:
        raise WrongUse(wrong_use("role", "Say which role, and who."))
    two = Role.parse_or_none(" ".join(named[:2])) if len(named) > 1 else None
    wanted = two or Role.parse(named[0])
    rest = text.strip().split(maxsplit=2 if two else 1)[2 if two else 1 :]
    return _read_holder(wanted, rest[0] if rest else "")


def _read_holder(wanted: Role, text: str) -> Wish:
    for pattern, nobody in ((_NOBODY, True), (_MYSELF, False)):
        match = pattern.match(text)
        if match:
            return Wish(role=wanted, nobody=nobody, note=_note(text[match.end() :]))
    mention, note = split_mention(text)
    if mention is None:
        raise WrongUse(wrong_use("role", f"Say who shall be {wanted.label.lower()}."))
    return Wish(role=wanted, mention=mention, note=_note(note))


def _note(text: str) -> str:
    return plain(text).lstrip(" ,:;-–—").strip()
