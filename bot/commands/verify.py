"""`incident-bot verify`: recomputes the hash chains of timelines and names the first broken entry."""

import sys
from typing import TextIO

from bot.config import Settings
from bot.domain.reference import parse_reference
from bot.domain.timeline import Head, Verification
from storage import Database, Repositories
from storage.schema import SchemaState

DONE, FAILED, WRONG_USE = 0, 1, 2


async def verify(
    settings: Settings,
    reference: str | None,
    head: str | None,
    out: TextIO,
    errors: TextIO | None = None,
) -> int:
    """Check one timeline, or all, a line each; return 1 when one was tampered with.

    Args:
        settings: where the database is.
        reference: the incident; None for all of them.
        head: a hash noted earlier, which an entry of the timeline must still have.
        out: where the lines go.
        errors: where it goes when nothing could be checked.
    """
    errors = errors or sys.stderr
    number = parse_reference(reference) if reference else None
    if reference and number is None:
        errors.write(f"incident-bot: {reference} is no reference. Write INC-7 or 7.\n")
        return WRONG_USE
    if head and number is None:
        errors.write("incident-bot: --head wants the incident too, for example `verify INC-7 --head HASH`.\n")
        return WRONG_USE
    async with Database(settings.database_url.get_secret_value(), makes_file=False) as database:
        if await database.schema_state() is not SchemaState.CURRENT:
            errors.write("incident-bot: the database's schema is not current. Run `incident-bot migrate`.\n")
            return FAILED
        async with database.reading() as repositories:
            return await _check_all(repositories, number, head, out, errors)


async def _check_all(
    repositories: Repositories, number: int | None, noted: str | None, out: TextIO, errors: TextIO
) -> int:
    """Check the timelines that were asked for, a line each."""
    numbers = [incident.number for incident in reversed(await repositories.incidents.all())]
    if number is not None and number not in numbers:
        errors.write(f"incident-bot: there is no INC-{number}.\n")
        return FAILED
    whole = True
    for each in [number] if number is not None else numbers:
        fault, line = await _checked(repositories, each, noted)
        out.write(f"INC-{each}: {line}\n")
        whole = whole and not fault
    return DONE if whole else FAILED


async def _checked(repositories: Repositories, number: int, noted: str | None) -> tuple[bool, str]:
    """Recompute one chain; return whether it is broken, and what to say of it."""
    chain = Verification(noted)
    try:
        async for entry in repositories.timeline.stream(number):
            if not chain.follow(entry):
                return True, f"tampered with: entry {chain.head.count + 1} does not verify."
    except (ValueError, TypeError):
        sequence = await _first_unreadable(repositories, number, chain)
        return True, f"tampered with: entry {sequence} cannot be read."
    stored: Head = await repositories.timeline.head(number)
    if stored.count > chain.head.count:
        missing = chain.head.count + 1
        return True, f"tampered with: entry {missing} is missing; {stored.count} are on record."
    if stored != chain.head:
        return True, "tampered with: its end is not the one on record."
    entries = f"{stored.count} {'entry' if stored.count == 1 else 'entries'}"
    if noted and chain.noted_at is None:
        return True, f"tampered with: no entry has the hash {noted}; {entries}, the last {stored.hash}."
    since = f" The noted hash is entry {chain.noted_at}'s." if noted else ""
    return False, f"whole; {entries}, the last {stored.hash}.{since}"


async def _first_unreadable(repositories: Repositories, number: int, chain: Verification) -> int:
    """Return the first entry after what was found whole that cannot even be read, or does not follow."""
    while True:
        sequence = chain.head.count + 1
        try:
            entry = await repositories.timeline.entry(number, sequence)
        except (ValueError, TypeError):
            return sequence
        if entry is None or not chain.follow(entry):
            return sequence
