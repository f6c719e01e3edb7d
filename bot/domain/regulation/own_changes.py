"""What an organisation's own file changed of all that a clock follows from."""

from collections.abc import Iterator

from bot.domain.regulation.clock import Clock
from bot.domain.regulation.regulations import Regulations
from bot.domain.regulation.rule import CountingRule

AUTHORITY_CALENDAR = "EU_MEMBER_STATE"
"""Stands for the public holidays of whichever Member State the authority is in."""
_BY_AUTHORITY = (CountingRule.EU_DAYS, CountingRule.EU_MONTH, CountingRule.DORA_HOURS)


def changes_behind(clock: Clock, regulations: Regulations) -> tuple[str, ...]:
    """In a few words each: of its regime, its facts, its start, its days off and what its notice contains."""
    return tuple(dict.fromkeys(_changes(clock, regulations)))


def _changes(clock: Clock, regulations: Regulations) -> Iterator[str]:
    regime = regulations.regimes_by_id[clock.regime]
    stage = regime.stage(clock.stage)
    own = f"stages.{clock.stage}."
    yield from (each for each in regime.changed if each.startswith(own) or not each.startswith("stages."))
    calendar = AUTHORITY_CALENDAR if clock.rule in _BY_AUTHORITY else stage.calendar if stage else None
    asked = (*regime.select.facts, *(stage.when.facts if stage else ()))
    for kind, entries, named in (
        ("fact", regulations.facts, asked),
        ("anchor", regulations.anchors, (clock.anchor,)),
        ("calendar", regulations.calendars, (calendar,)),
    ):
        for entry in entries:
            if entry.id in named:
                yield from (f"{kind} {entry.id}: {change}" for change in entry.changed)
    yield from (f"content {item}" for item in clock.content if item in regulations.own_contents)
