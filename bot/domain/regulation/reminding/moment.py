"""One instant at which the legal role hears of a clock."""

from enum import StrEnum

from bot.domain.value import Instant, Value


class Escalation(StrEnum):
    """Whether the backup hears of it at the same instant."""

    NONE = "none"
    UNLESS_DRAFTED = "unless_drafted"
    ALWAYS = "always"


class Moment(Value):
    """When, and which offset it stands for (`start`, `T-24h`, `due`, `overdue`)."""

    at: Instant
    why: str
    escalation: Escalation = Escalation.NONE
