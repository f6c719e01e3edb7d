"""Erases what people said in incidents that have been over for as long as the organisation keeps words."""

from datetime import datetime, timedelta

import structlog

from bot.catalogue import Catalogue
from bot.domain.actor import BOT
from bot.domain.erasing import Wish
from bot.domain.policy import Policy
from bot.services.erasing import carry_out, look
from bot.services.unit import Unit
from storage import Database

log = structlog.get_logger()

AT_ONCE = 20
"""Incidents of one turn; the rest has its turn an hour later."""


async def keep_no_longer(database: Database, policy: Policy, catalogue: Catalogue, at: datetime) -> int:
    """Erase what is overdue by `at`, an incident a transaction; return how many incidents."""
    days = policy.retention.words_days
    if days is None:
        return 0
    async with database.reading() as repositories:
        numbers = await repositories.erasures.overdue(at - timedelta(days=days), AT_ONCE)
    for number in numbers:
        await _erase(database, policy, catalogue, at, number)
    return len(numbers)


async def _erase(database: Database, policy: Policy, catalogue: Catalogue, at: datetime, number: int) -> None:
    days = policy.retention.words_days
    async with database.reading() as repositories:
        incident = await repositories.incidents.get(number)
        findings = await look(repositories, incident, Wish(spoken=True)) if incident else None
    if findings is None:
        return
    async with database.transaction() as repositories:
        unit = Unit(repositories, BOT, at, policy, catalogue)
        because = f"words are kept for {days} days after the end (`retention.words_days`)."
        await carry_out(unit, findings, whose=None, because=because)
    log.info("words_erased", incident=number, entries=len(findings.sequences))
