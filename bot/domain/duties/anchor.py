"""The instants that clocks start from, as people told them; appended, never overwritten."""

from collections.abc import Iterable, Sequence

from bot.domain.actor import BOT_ID
from bot.domain.incident import Incident
from bot.domain.regulation.anchor import AnchorKind
from bot.domain.value import Instant, Value

EVERY_REGIME = ""


class Anchor(Value):
    """One instant that somebody told, or that the bot proposes until a person does.

    Attributes:
        regime: the one regime it counts for; "" for all that have none of their own.
        zone: the zone of whoever told it, in which it is read.
        told_by: the person, or the bot for a proposal.
        basis: what it rests on, in a few words.
        confirmed: a person who may decide stands by it.
    """

    incident: int
    kind: str
    regime: str = EVERY_REGIME
    at: Instant
    zone: str
    told_by: str
    basis: str
    confirmed: bool
    recorded_at: Instant


def latest(anchors: Iterable[Anchor], kind: str, regime: str = EVERY_REGIME) -> Anchor | None:
    """What counts of one kind for one regime: its own, else that of all."""
    of_kind = [anchor for anchor in anchors if anchor.kind == kind]
    own = [anchor for anchor in of_kind if anchor.regime == regime]
    of_all = [anchor for anchor in of_kind if anchor.regime == EVERY_REGIME]
    found = own or of_all
    return found[-1] if found else None


def proposals(
    incident: Incident, anchors: Sequence[Anchor], kinds: Iterable[AnchorKind], *, at: Instant
) -> tuple[Anchor, ...]:
    """The earliest plausible instants for what cannot be later than the first notice.

    Never silently when a channel was made: the first notice as told, the declaration as a last resort, and
    both wait for a person to confirm them. What a person told stays as it is.
    """
    told = incident.detected_at is not None and incident.detected_at <= incident.declared_at
    earliest = incident.detected_at if told and incident.detected_at else incident.declared_at
    basis = "first noticed, as told" if told else "declared, for want of anything earlier"
    proposed = []
    for kind in kinds:
        before = latest(anchors, kind.id)
        if not kind.presumed or (before and (before.told_by != BOT_ID or before.at == earliest)):
            continue
        proposed.append(
            Anchor(
                incident=incident.number,
                kind=kind.id,
                at=earliest,
                zone="UTC",
                told_by=BOT_ID,
                basis=basis,
                confirmed=False,
                recorded_at=at,
            )
        )
    return tuple(proposed)
