"""Checks that regimes, facts, anchors, rules, calendars and contents fit together."""

from collections import Counter
from collections.abc import Iterable, Iterator

from bot.domain.regulation.regime import Confidence, Regime, Seen, Status
from bot.domain.regulation.regulations import Example, Regulations
from bot.domain.regulation.rule import CountingRule
from bot.domain.regulation.stage import Stage


def broken_references(regulations: Regulations) -> list[str]:
    """Every id that leads nowhere, is doubled or is of no use, with its place; empty when all is well."""
    return [
        *_in_lists(regulations),
        *_in_facts(regulations),
        *_in_anchors(regulations),
        *(fault for regime in regulations.regimes for fault in _in_regime(regulations, regime)),
        *(fault for example in regulations.examples for fault in _in_example(regulations, example)),
    ]


def _in_lists(regulations: Regulations) -> Iterator[str]:
    for place, ids in {
        "facts": [fact.id for fact in regulations.facts],
        "anchors": [kind.id for kind in regulations.anchors],
        "calendars": [calendar.id for calendar in regulations.calendars],
        "regimes": [regime.id for regime in regulations.regimes],
        "examples": [example.id for example in regulations.examples],
    }.items():
        yield from (f"{place}: `{name}` is given twice" for name, times in Counter(ids).items() if times > 1)
    for place, found, wanted in (
        ("rules", [guide.rule for guide in regulations.rules], CountingRule),
        ("meta.seen", regulations.meta.seen, Seen),
        ("meta.confidence", regulations.meta.confidence, Confidence),
        ("meta.status", regulations.meta.status, Status),
    ):
        if list(found) != list(wanted):
            yield f"{place}: expected {', '.join(wanted)}; found {', '.join(found)}"
    for watched in regulations.watch_list:
        yield from _known("watch_list", watched.affects, regulations.regimes_by_id)


def _in_facts(regulations: Regulations) -> Iterator[str]:
    """A fact that decides nothing is asked for nothing, unless it only modifies."""
    facts = {fact.id for fact in regulations.facts}
    used = {name for regime in regulations.regimes for name in regime.facts}
    for fact in regulations.facts:
        yield from _known(f"facts.{fact.id}.ask_if", fact.ask_if, facts)
        if fact.id not in used and not fact.modifier:
            yield f"facts.{fact.id}: no regime asks about it"


def _in_anchors(regulations: Regulations) -> Iterator[str]:
    for kind in regulations.anchors:
        if (kind.end_of is None) != (kind.derived_from is None):
            yield f"anchors.{kind.id}: `end_of` and `derived_from` belong together"
        if kind.derived_from:
            yield from _known(f"anchors.{kind.id}", [kind.derived_from], regulations.anchor_kinds)


def _in_regime(regulations: Regulations, regime: Regime) -> Iterator[str]:
    facts = [fact.id for fact in regulations.facts]
    yield from _known(f"{regime.id}.select", regime.select.facts, facts)
    stages = Counter(stage.id for stage in regime.stages)
    yield from (f"{regime.id}: stage `{name}` is given twice" for name, times in stages.items() if times > 1)
    for stage in regime.stages:
        yield from _in_stage(regulations, regime, stage, f"{regime.id}/{stage.id}")


def _in_stage(regulations: Regulations, regime: Regime, stage: Stage, place: str) -> Iterator[str]:
    yield from _known(f"{place}.when", stage.when.facts, [fact.id for fact in regulations.facts])
    yield from _known(f"{place}.relief_unless", stage.relief_unless, [fact.id for fact in regulations.facts])
    yield from _known(f"{place}.content", stage.content, regulations.contents)
    counted = (stage.counted_from.anchor, stage.on_request)
    anchors = (*counted, stage.until, stage.cap.counted_from if stage.cap else None)
    yield from _known(place, [anchor for anchor in anchors if anchor], regulations.anchor_kinds)
    if stage.calendar:
        yield from _known(place, [stage.calendar], [calendar.id for calendar in regulations.calendars])
    for pattern in stage.counted_from.filed:
        earlier = [other.id for other in regime.stages if other.id != stage.id]
        if not any(stage.counted_from.model_copy(update={"filed": (pattern,)}).follows(e) for e in earlier):
            yield f"{place}: there is no stage `{pattern}` to follow"


def _in_example(regulations: Regulations, example: Example) -> Iterator[str]:
    place = f"examples.{example.id}"
    regime = regulations.regimes_by_id.get(example.regime)
    stage = regime.stage(example.stage) if regime else None
    if stage is None:
        yield f"{place}: there is no stage `{example.regime}/{example.stage}`"
    elif stage.rule is not example.rule:
        yield f"{place}: {example.stage} counts by {stage.rule}"


def _known(place: str, ids: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    choices = set(known)
    yield from (f"{place}: there is no `{name}`" for name in ids if name not in choices)
