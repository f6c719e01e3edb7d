"""From when a stage's time runs: an anchor, or the actual filing of an earlier stage."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.domain.regulation.anchor import AnchorKind
from bot.domain.regulation.regime import Regime
from bot.domain.regulation.situation import Situation
from bot.domain.regulation.stage import Stage

_INSTANT = timedelta(microseconds=1)


def start_of(
    stage: Stage, regime: Regime, kinds: Mapping[str, AnchorKind], situation: Situation
) -> datetime | None:
    """When the stage's time started, or None while what it waits for has not happened."""
    if stage.repeats:
        own = situation.filed(regime.id, stage.id)
        if own:
            return own[-1]
    if stage.counted_from.anchor:
        return _anchored(kinds[stage.counted_from.anchor], regime, situation)
    filings = sorted(
        at
        for earlier in regime.stages
        if stage.counted_from.follows(earlier.id)
        for at in situation.filed(regime.id, earlier.id)
    )
    if not filings:
        return None
    return filings[-1 if stage.counted_from.which == "latest" else 0]


def _anchored(kind: AnchorKind, regime: Regime, situation: Situation) -> datetime | None:
    at = situation.anchor(kind.id, regime.id)
    if kind.derived_from is None:
        return at
    # The end of a span is the first instant of the next one, and yet belongs to the span before.
    return at - _INSTANT if at else situation.anchor(kind.derived_from, regime.id)
