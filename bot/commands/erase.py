"""`incident-bot erase`: takes words out of the record on request; the chains verify as before."""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

from bot.catalogue import Catalogue
from bot.clock import system_clock
from bot.commands.saying import DONE, FAILED, WRONG_USE, say
from bot.config import Settings, read_catalogue, read_policy
from bot.domain.actor import BOT
from bot.domain.erasing import SPOKEN, Wish, spans
from bot.domain.incident import Incident
from bot.domain.policy import Policy
from bot.domain.reference import parse_reference
from bot.services.erasing import Findings, carry_out, look
from bot.services.unit import Unit
from storage import Database, Repositories
from storage.schema import SchemaState


@dataclass(frozen=True)
class Request:
    """What somebody asked to be erased.

    Attributes:
        wish: whose words, or which.
        reference: the incident; None for all of them.
        because: who asked for it and why, as the record shall say.
        dry_run: only tell what would be erased.
    """

    wish: Wish
    reference: str | None = None
    because: str = ""
    dry_run: bool = False


async def erase_as_told(arguments: argparse.Namespace, settings: Settings) -> int:
    """Carry out what was typed; return the exit code."""
    if arguments.entries and not arguments.incident:
        return say(
            "--entries wants the incident too, for example `erase --incident INC-7 --entries 12`.", WRONG_USE
        )
    if not arguments.by and not arguments.dry_run:
        return say(
            "--by says who asked for it and why, which the record keeps; or look with --dry-run.", WRONG_USE
        )
    wish = Wish(
        user_id=arguments.user, containing=arguments.containing, sequences=tuple(arguments.entries or ())
    )
    because = " ".join((arguments.by or "").split())
    request = Request(wish, arguments.incident, because, arguments.dry_run)
    return await erase(settings, request, sys.stdout)


async def erase(settings: Settings, request: Request, out: TextIO, errors: TextIO | None = None) -> int:
    """Erase what is asked for, telling what goes and what stays; return the exit code."""
    errors = errors or sys.stderr
    reference = request.reference
    number = parse_reference(reference) if reference else None
    if reference and number is None:
        errors.write(f"incident-bot: {reference} is no reference. Write INC-7 or 7.\n")
        return WRONG_USE
    policy = read_policy(settings.incident_config)
    catalogue = read_catalogue(policy)
    async with Database(settings.database_url.get_secret_value(), makes_file=False) as database:
        if await database.schema_state() is not SchemaState.CURRENT:
            errors.write("incident-bot: the database's schema is not current. Run `incident-bot migrate`.\n")
            return FAILED
        async with database.reading() as repositories:
            incidents = await _incidents(repositories, number)
        if number is not None and not incidents:
            errors.write(f"incident-bot: there is no INC-{number}.\n")
            return FAILED
        eraser = _Eraser(database, policy, catalogue, request, out)
        await eraser.erase(incidents, everywhere=number is None)
    return DONE


async def _incidents(repositories: Repositories, number: int | None) -> list[Incident]:
    if number is None:
        return (await repositories.incidents.all())[::-1]
    incident = await repositories.incidents.get(number)
    return [incident] if incident else []


@dataclass(frozen=True)
class _Eraser:
    """Goes through incidents one by one and tells of each."""

    database: Database
    policy: Policy
    catalogue: Catalogue
    request: Request
    out: TextIO

    async def erase(self, incidents: list[Incident], *, everywhere: bool) -> None:
        """Erase in each incident, then what is known of the person beside them."""
        found = [await self._one(incident) for incident in incidents]
        erased = sum(len(findings.sequences) for findings in found)
        if everywhere and self.request.wish.user_id is not None:
            await self._person(self.request.wish.user_id)
        if not erased:
            self.out.write("No words of the record are concerned.\n")
        elif self.request.dry_run:
            self.out.write("Nothing was erased: this was a dry run.\n")
        else:
            await self.database.overwrite_freed()
            self.out.write("Erased; `incident-bot verify` finds every chain whole.\n")
            self.out.write(
                "What was posted in Slack is Slack's to delete: the messages themselves, and the bot's"
                " cards, updates, summaries and files that show them. So are backups and exports yours.\n"
            )

    async def _one(self, incident: Incident) -> Findings:
        async with self.database.reading() as repositories:
            findings = await look(repositories, incident, self.request.wish)
        self._tell(findings)
        if findings.sequences and not self.request.dry_run:
            async with self.database.transaction() as repositories:
                unit = Unit(repositories, BOT, system_clock(), self.policy, self.catalogue)
                await carry_out(unit, findings, whose=self.request.wish.user_id, because=self.request.because)
        return findings

    async def _person(self, user_id: str) -> None:
        if not self.request.dry_run:
            async with self.database.transaction() as repositories:
                await repositories.erasures.overwrite()
                await repositories.erasures.person(user_id)
        self.out.write(
            f"{user_id}: name, time zone and Home go; the id stays where it is part of a chain."
            " If they act again, Slack is asked again who they are.\n"
        )

    def _tell(self, findings: Findings) -> None:
        named = findings.incident.reference
        if findings.sequences:
            copies = f", and {len(findings.copies)} copies" if findings.copies else ""
            which = spans(findings.sequences)
            self.out.write(f"{named}: words of {_counted(findings.kinds)} ({which}){copies} go.\n")
        if findings.left:
            self.out.write(
                f"{named}: {_counted(findings.left)} stay: acts and their reasons are the record of what"
                " was decided. Erase one with --entries.\n"
            )
        if findings.in_view:
            self.out.write(
                f"{named}: its title, summary or systems have the text too. Change them in Slack, for example"
                f" `/incident title {named} …`, and erase again.\n"
            )
        if findings.sequences and findings.unsent:
            self.out.write(
                f"{named}: {findings.unsent} messages still wait to go to Slack; erase again after that.\n"
            )


def _counted(kinds: Mapping[str, int]) -> str:
    names = sorted(kinds, key=lambda kind: (kind not in SPOKEN, kind))
    return ", ".join(f"{kinds[kind]} {kind}" for kind in names)
