"""Clocks as a table for people, at most 100 columns wide."""

import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib.metadata import version
from zoneinfo import ZoneInfo

from bot.domain.regulation.caveats import caveats
from bot.domain.regulation.clock import Clock, ClockState
from bot.domain.regulation.own_changes import changes_behind
from bot.domain.regulation.regulations import STALE_AFTER, Regulations
from bot.domain.regulation.rule import CountingRule
from bot.domain.regulation.situation import Situation
from bot.domain.regulation.zone import ORGANISATION
from bot.domain.words import join_words

_WIDTH = 100
_INDENT = "    "
STALE = f"The catalogue is over {STALE_AFTER.days} days old: read its watch list before relying on it."


def table(clocks: Sequence[Clock], regulations: Regulations, situation: Situation) -> str:
    """Every clock in a few lines, then what has to be known about all of them."""
    zone = situation.place.zone(ORGANISATION)
    lines = [f"{f'DUE ({zone.key})':30}{'STATE':14}REGIME/STAGE"] if clocks else ["No clock would run."]
    for clock in clocks:
        lines += _rows(clock, zone, situation, regulations)
    lines.append("")
    for note in _notes(clocks, regulations, situation):
        lines += textwrap.wrap(note, _WIDTH, break_on_hyphens=False)
    return "\n".join(lines) + "\n"


def _rows(clock: Clock, zone: ZoneInfo, situation: Situation, regulations: Regulations) -> Iterator[str]:
    yield f"{_due(clock, zone):30}{clock.state:14}{clock.regime}/{clock.stage}"
    for sentence in _details(clock, zone, situation, regulations):
        yield from textwrap.wrap(
            sentence,
            _WIDTH,
            initial_indent=_INDENT,
            subsequent_indent=_INDENT * 2,
            break_on_hyphens=False,
        )


def _due(clock: Clock, zone: ZoneInfo) -> str:
    if clock.due_at:
        return local(clock.due_at, zone)
    return "no number" if clock.starts_at else "not started"


def local(at: datetime, zone: ZoneInfo) -> str:
    """`Mon 2026-10-26 17:30+01:00`."""
    there = at.astimezone(zone)
    seconds = "%H:%M:%S" if there.second or there.microsecond else "%H:%M"
    offset = there.strftime("%z")
    return f"{there:%a %Y-%m-%d} {there.strftime(seconds)}{offset[:3]}:{offset[3:5]}"


def _details(clock: Clock, zone: ZoneInfo, situation: Situation, regulations: Regulations) -> Iterator[str]:
    yield f"{clock.name}. To: {clock.authority}"
    yield f"{_counted(clock, situation, regulations)}. {clock.citation}"
    if clock.starts_at is None:
        yield f"Waiting for {clock.anchor}"
    if clock.unknown:
        yield f"Proposed, because nobody knows yet: {join_words(clock.unknown)}"
    if clock.doubtful:
        yield "Proposed, because the entry is of low confidence"
    if clock.legal_latest:
        yield f"For counsel to confirm: legal latest {local(clock.legal_latest, zone)}"
    if clock.soft_latest:
        yield f"A guideline's later reading: {local(clock.soft_latest, zone)}"
    if clock.internal_target_at and clock.state is not ClockState.NOT_IN_FORCE:
        yield f"Internal target: {local(clock.internal_target_at, zone)}"
    yield from caveats(regulations.regimes_by_id[clock.regime], clock.stage)


def _counted(clock: Clock, situation: Situation, regulations: Regulations) -> str:
    """`72 hours from aware_at`, and where the days end that count."""
    if clock.rule is CountingRule.NO_NUMBER or clock.period is None:
        return f"Without a limit in figures, from {clock.anchor}"
    length = f"{clock.period.in_words()} from {clock.anchor} ({clock.rule})"
    regime = regulations.regimes_by_id[clock.regime]
    stage = regime.stage(clock.stage)
    if not clock.rule.ends_a_day or stage is None:
        return length
    return f"{length}, days of {situation.place.zone(stage.zone or regime.zone).key}"


def _notes(clocks: Sequence[Clock], regulations: Regulations, situation: Situation) -> Iterator[str]:
    shown = {clock.regime for clock in clocks if clock.state is not ClockState.NOT_IN_FORCE}
    for regime in regulations.regimes:
        if regime.evidence_hold and regime.id in shown:
            yield f"{regime.id}: {regime.evidence_hold}"
        if regime.runs and not regime.stages and regime.select.judge(situation.answers).possible:
            yield f"{regime.id}: {regime.logic}"
    yield from _changed(clocks, regulations)
    yield from _assumed(clocks, situation)
    meta = regulations.meta
    if regulations.stale(situation.today):
        yield STALE
    counted_with = ", ".join(f"{name} {version(name)}" for name in ("tzdata", "holidays"))
    yield (
        f"Catalogue version {meta.version}, compiled {meta.compiled_on}; counted with {counted_with}. "
        f"{meta.disclaimer}"
    )


def _changed(clocks: Sequence[Clock], regulations: Regulations) -> Iterator[str]:
    for clock in clocks:
        changes = changes_behind(clock, regulations)
        if changes and clock.state is not ClockState.NOT_IN_FORCE:
            yield f"{clock.regime}/{clock.stage}: changed by the organisation: {join_words(changes)}"


def _assumed(clocks: Sequence[Clock], situation: Situation) -> Iterator[str]:
    """What was taken for want of a better answer, and how to give one."""
    if situation.place.authority_zone is None and any(clock.legal_latest for clock in clocks):
        yield "Legal latest without public holidays: say whose with --member-state."
    if situation.place.zone(ORGANISATION).key == "UTC":
        yield "Days end in UTC unless a rule has a place of its own: say where yours end with --zone."
