"""Where evidence must not be touched before an authority has been told."""

from collections.abc import Iterable, Sequence

from bot.domain.regulation.clock import Clock, ClockState
from bot.domain.regulation.regulations import Regulations
from bot.domain.value import Value


class EvidenceHold(Value):
    """What one regime says must be left as it is while its clock runs."""

    regime: str
    name: str
    text: str
    rehearsal: bool = False
    """Its law does not bind yet; the hold is run to practise."""


def evidence_holds(clocks: Iterable[Clock], regulations: Regulations) -> tuple[EvidenceHold, ...]:
    """The holds of all regimes whose clocks are shown, in the clocks' order; none of what does not bind."""
    states: dict[str, list[ClockState]] = {}
    for clock in clocks:
        states.setdefault(clock.regime, []).append(clock.state)
    return tuple(
        EvidenceHold(
            regime=regime.id,
            name=regime.name,
            text=regime.evidence_hold,
            rehearsal=ClockState.REHEARSAL in found,
        )
        for regime, found in ((regulations.regimes_by_id[name], each) for name, each in states.items())
        if regime.evidence_hold and not _all_to_come(found)
    )


def _all_to_come(states: Sequence[ClockState]) -> bool:
    return all(state is ClockState.NOT_IN_FORCE for state in states)
