"""Whether a stage binds on a day: dates switch it on by themselves, unless the entry is too doubtful."""

from datetime import date
from enum import StrEnum

from bot.domain.regulation.regime import Confidence, Regime, Status
from bot.domain.regulation.stage import Stage


class Force(StrEnum):
    """What a stage is worth on a day."""

    IN_FORCE = "in_force"
    DOUBTFUL = "doubtful"
    """Its day has come, but the entry is of low confidence: proposed until a person confirms it."""
    REHEARSAL = "rehearsal"
    NOT_YET = "not_yet"


_WAITING = (Status.NOT_YET, Status.DELAYED, Status.PROPOSED)


def force_on(regime: Regime, stage: Stage, day: date) -> Force:
    """What the stage is worth on that day."""
    force = _of_regime(regime, day)
    later = stage.effective_from is not None and day < stage.effective_from
    return Force.NOT_YET if later and force is Force.IN_FORCE else force


def _of_regime(regime: Regime, day: date) -> Force:
    begins = regime.effective_from
    waiting = regime.status in _WAITING
    if begins is not None and day >= begins:
        return Force.DOUBTFUL if waiting and regime.confidence is Confidence.LOW else Force.IN_FORCE
    if regime.status is Status.DELAYED:
        face = regime.rehearsal_from
        return Force.NOT_YET if face is not None and day < face else Force.REHEARSAL
    return Force.NOT_YET if waiting or begins is not None else Force.IN_FORCE
