"""`incident-bot clocks`: which regulatory clocks facts and instants would start, and when they are due."""

import json
import sys
from argparse import Namespace
from typing import TextIO

from bot.catalogue import CatalogueError
from bot.catalogue.regulations import (
    UnknownMemberState,
    find_member_state,
    load_regulations,
    place,
    read_profiles,
    years_around,
)
from bot.clock import Clock as WallClock
from bot.clock import system_clock
from bot.commands.clock_arguments import (
    WrongWords,
    known_name,
    read_anchors,
    read_day,
    read_facts,
    read_filings,
)
from bot.commands.clock_data import data_schema, data_set
from bot.commands.clock_table import STALE, table
from bot.domain.regulation.answer import Answer, Answers
from bot.domain.regulation.clock import Clock
from bot.domain.regulation.profile import Profile
from bot.domain.regulation.regulations import Regulations
from bot.domain.regulation.running import clocks as clocks_of
from bot.domain.regulation.situation import Situation
from bot.domain.regulation.zone import known_zone
from bot.domain.value import Instant
from bot.domain.words import join_words

DONE, WRONG_USE = 0, 2


def clocks(arguments: Namespace, out: TextIO, *, clock: WallClock = system_clock) -> int:
    """Prints the clocks; what cannot be understood is one line on standard error."""
    if arguments.schema:
        out.write(data_schema())
        return DONE
    try:
        regulations = load_regulations(own=arguments.catalogue)
        if arguments.data:
            out.write(data_set(regulations))
            return DONE
        situation = _situation(arguments, regulations, clock)
    except (WrongWords, CatalogueError, UnknownMemberState) as mistake:
        sys.stderr.write(f"incident-bot clocks: {mistake}\n")
        return WRONG_USE
    found = clocks_of(regulations, situation)
    if arguments.format == "json":
        if regulations.stale(situation.today):
            sys.stderr.write(f"incident-bot clocks: {STALE}\n")
        out.write(json.dumps([row(each) for each in found], indent=2, ensure_ascii=False) + "\n")
    else:
        out.write(table(found, regulations, situation))
    return DONE


def row(clock: Clock) -> dict[str, str | None]:
    """One clock as other programs read it."""
    return {
        "regime": clock.regime,
        "stage": clock.stage,
        "state": clock.state,
        "anchor": clock.anchor,
        "due_at": _written(clock.due_at),
        "legal_latest": _written(clock.legal_latest),
        "rule": clock.rule,
        "authority": clock.authority,
        "citation": clock.citation,
    }


def _written(at: Instant | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None


def _situation(arguments: Namespace, regulations: Regulations, clock: WallClock) -> Situation:
    profile = _profile(arguments, regulations)
    standing = _standing(arguments, profile, regulations)
    anchors = read_anchors(arguments.anchor, regulations)
    filings = read_filings(arguments.filed, regulations)
    state = arguments.member_state or (profile.member_state if profile else None)
    where = place(
        regulations,
        years=years_around([*anchors.values(), *(filing.at for filing in filings)], regulations),
        zone=_zone(arguments.zone) or (profile.zone if profile else None),
        member_state=find_member_state(state, regulations.member_states) if state else None,
        relief_allowed=profile.dora_weekend_relief if profile else False,
    )
    return Situation(
        answers=Answers(given={**standing, **read_facts(arguments.fact, regulations)}),
        anchors=anchors,
        filings=filings,
        place=where,
        on=read_day(arguments.on),
        today=clock().date(),
    )


def _zone(name: str | None) -> str | None:
    try:
        return known_zone(name) if name else None
    except ValueError as error:
        raise WrongWords(str(error)) from None


def _profile(arguments: Namespace, regulations: Regulations) -> Profile | None:
    """The profile that was named; the only one where the file has one."""
    if arguments.profile is None:
        if arguments.entity or arguments.system:
            raise WrongWords("--entity and --system choose within a profile; give --profile FILE")
        return None
    profiles = {profile.name: profile for profile in read_profiles(arguments.profile, regulations)}
    if arguments.entity:
        known_name("entity", arguments.entity, profiles)
        return profiles[arguments.entity]
    if len(profiles) > 1:
        choices = join_words(list(profiles), last="or")
        raise WrongWords(
            f"{arguments.profile.name} has several profiles; choose one with --entity: {choices}"
        )
    return next(iter(profiles.values()))


def _standing(arguments: Namespace, profile: Profile | None, regulations: Regulations) -> dict[str, Answer]:
    """The profile's answers, unknown where it has none; nothing without a profile."""
    if profile is None:
        return {}
    if arguments.system:
        known_name("system", arguments.system, profile.systems)
    return profile.answers(regulations.standing_facts, system=arguments.system)
