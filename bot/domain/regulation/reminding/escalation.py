"""To whom a reminder goes next when nobody acknowledges it: the backup, then the commander."""

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.regulation.reminding.moments import held_back
from bot.domain.regulation.reminding.policy import ClockReminders
from bot.domain.regulation.reminding.row import row_of
from bot.domain.regulation.reminding.term import Term
from bot.domain.value import Instant, Value


class Level(StrEnum):
    """Who hears of it."""

    LEGAL = "legal"
    BACKUP = "backup"
    COMMANDER = "commander"


class Step(Value):
    """When somebody else is told, and who."""

    at: Instant
    level: Level


def next_step(
    term: Term, policy: ClockReminders, *, told: Level, told_at: datetime, lead_zone: ZoneInfo
) -> Step | None:
    """Who is told next, and when, while nobody acknowledges what was said last; None when that is all.

    From legal it goes to the backup and from there to the commander, who hears of the shortest clocks again.
    """
    if term.rehearsal:
        return None
    table = policy.acknowledge_again if told is Level.COMMANDER else policy.acknowledge
    minutes = row_of(table, term, otherwise=0)
    if not minutes:
        return None
    at = held_back(told_at + timedelta(minutes=minutes), term, policy, lead_zone)
    return Step(at=at, level=Level.BACKUP if told is Level.LEGAL else Level.COMMANDER)


def addressee(level: Level, *, legal: str | None, backup: str | None, commander: str | None) -> str | None:
    """The person of that level, or whoever comes after while there is none; nobody where all are missing."""
    people = {Level.LEGAL: legal, Level.BACKUP: backup, Level.COMMANDER: commander}
    levels = list(Level)
    return next((people[other] for other in levels[levels.index(level) :] if people[other]), None)
