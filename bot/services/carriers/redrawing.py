"""Draws once more what a call without an answer was about: such a call may come about last.

Slack takes no word for which of two changes of a message is the newer. So what was drawn after a call whose
answer was lost is drawn again when that call is surely over, with what is so then.
"""

from uuid import uuid4

from bot.domain.effect import Effect, EffectKind
from bot.services.carriers.load import Carried

OVER_AFTER = 20.0
"""Seconds after which Slack has finished, or dropped, whatever it was called for."""

_DRAWN = frozenset(
    {EffectKind.CARD, EffectKind.TRIAGE, EffectKind.TOPIC, EffectKind.ANNOUNCEMENT, EffectKind.HOME}
)
_LANE = "redrawn_in"
LOST = "lost"
"""In what is drawn once more: the id of the effect whose call had no answer."""


def reminder_of(effect: Effect) -> Effect | None:
    """Return what waits, in a lane of its own, to have it drawn again; None for what is not redrawn."""
    if effect.kind not in _DRAWN:
        return None
    payload = {name: value for name, value in effect.payload.items() if name != "anew"}
    about = {_LANE: effect.lane, LOST: effect.id}
    return _made(effect, lane=f"redraw:{effect.id}", payload=payload | about)


def recalled(effect: Effect) -> Carried | None:
    """Return that it is to be drawn again now, in its turn; None for what is no such reminder."""
    if _LANE not in effect.payload:
        return None
    payload = {name: value for name, value in effect.payload.items() if name != _LANE}
    again = _made(effect, lane=effect.payload[_LANE], payload=payload | {"again": True})
    return Carried(follow=(again,))


def _made(effect: Effect, **fields: object) -> Effect:
    return effect.model_copy(update={"id": uuid4().hex, "coalesce": None, **fields})
