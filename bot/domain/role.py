"""The four roles of a response, the words people type for them, and what each is answerable for."""

import re
from enum import StrEnum

from pydantic import Field

from bot.domain.errors import UnknownWord
from bot.domain.value import Value
from bot.domain.words import nearest


class Role(StrEnum):
    """A duty that one named person holds at a time; members are in the order they are filled."""

    COMMANDER = "commander"
    TECHNICAL = "technical"
    COMMS = "comms"
    LEGAL = "legal"

    @property
    def label(self) -> str:
        """The name of the role as people say it."""
        return _LABELS[self]

    @classmethod
    def parse_or_none(cls, text: str) -> "Role | None":
        """The role a word stands for, in any case; None for any other word."""
        word = re.sub(r"[\s-]+", "_", text.strip().casefold())
        word = _ALIASES.get(word, word)
        return next((role for role in cls if role.value == word), None)

    @classmethod
    def parse(cls, text: str) -> "Role":
        """The role a word stands for; an unknown word is answered with the four."""
        found = cls.parse_or_none(text)
        if found is not None:
            return found
        near = nearest(text, [*(role.value for role in cls), *_ALIASES])
        example = cls.parse_or_none(near[0]) if near else None
        raise UnknownWord(
            "The roles are `commander`, `technical`, `comms` and `legal`. "
            f"For example: `/incident role {example or cls.COMMANDER} @alice`."
        )


_LABELS = {
    Role.COMMANDER: "Commander",
    Role.TECHNICAL: "Technical lead",
    Role.COMMS: "Communications lead",
    Role.LEGAL: "Legal lead",
}

_ALIASES = {
    "ic": "commander",
    "lead": "commander",
    "command": "commander",
    "incident_commander": "commander",
    "tech": "technical",
    "tech_lead": "technical",
    "technical_lead": "technical",
    "communications": "comms",
    "communication": "comms",
    "comms_lead": "comms",
    "communications_lead": "comms",
    "compliance": "legal",
    "legal_compliance": "legal",
}


class RoleGuide(Value):
    """What the holder of a role answers for, and what to go through on taking it."""

    role: Role
    accountable_for: str = Field(min_length=1)
    checklist: tuple[str, ...] = Field(min_length=5, max_length=7)
