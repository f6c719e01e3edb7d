"""What may leave a private incident, and to whom: asked of every effect in the last moment before it goes.

What is queued while an incident is public must not go out once it is private, and somebody who has left its
channel meanwhile must not be written to. Whether a person may see it at all, `bot.domain.permission` says.
"""

from collections.abc import Collection
from typing import Any

from bot.domain.actor import Actor
from bot.domain.effect import Effect, EffectKind, Target
from bot.domain.incident import Incident
from bot.domain.permission import Standing, may_see

_ITS_OWN = frozenset(
    {
        EffectKind.OPEN_CHANNEL,
        EffectKind.INVITE,
        EffectKind.CARD,
        EffectKind.TRIAGE,
        EffectKind.PIN_CARD,
        EffectKind.TOPIC,
        EffectKind.FETCH_MARKED,
        EffectKind.CATCH_UP,
        EffectKind.CONVERT,
        EffectKind.TWINS,
    }
)
"""These are seen in the incident's own channel alone, or only read, or taken away."""
_JUDGED_ELSEWHERE = frozenset({EffectKind.ANNOUNCEMENT, EffectKind.HOME})
"""An announcement is taken away from what is private; a Home is drawn by what its person may see."""
_DIRECT = "D"


def may_be_told(incident: Incident, user_id: str, members: Collection[str]) -> bool:
    """Whether a person may be written to about an incident whose channel has these members."""
    return may_see(incident, Standing(actor=Actor(user_id=user_id), is_member=user_id in members))


def may_leave(effect: Effect, incident: Incident, members: Collection[str]) -> bool:
    """Whether what an effect carries may go where it would."""
    if not incident.private or effect.kind in _ITS_OWN | _JUDGED_ELSEWHERE:
        return True
    payload = effect.payload
    if effect.kind is EffectKind.REPLY:
        # Whoever asked was let through then; what became a direct message since is judged as one.
        return "user" not in payload or may_be_told(incident, str(payload["user"]), members)
    match payload.get("target", Target.CHANNEL):
        case Target.INCIDENT:
            return True
        case Target.PERSON:
            return may_be_told(incident, str(payload["user"]), members)
        case Target.ANNOUNCEMENTS:
            return False
        case _:
            return _is_inside(payload, incident)


def _is_inside(payload: dict[str, Any], incident: Incident) -> bool:
    """Whether a channel is the incident's own, or a direct message whose person has acted in it."""
    channel_id = str(payload.get("channel") or "")
    acted = channel_id.startswith(_DIRECT) and "ts" in payload
    return channel_id == incident.places.channel_id or acted
