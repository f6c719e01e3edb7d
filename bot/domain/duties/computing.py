"""Works out which clocks an incident's facts, anchors and filings call for, for each legal entity."""

from collections.abc import Iterable, Mapping

from bot.domain.duties.anchor import EVERY_REGIME, latest
from bot.domain.duties.deadline import Key
from bot.domain.duties.dossier import Dossier
from bot.domain.duties.fact import answers_of
from bot.domain.incident import Incident
from bot.domain.regulation.clock import Clock, ClockState
from bot.domain.regulation.place import Place
from bot.domain.regulation.profile import Profile
from bot.domain.regulation.regulations import Regulations
from bot.domain.regulation.running import clocks
from bot.domain.regulation.situation import Filing, Situation
from bot.domain.value import Instant, Value

RESOLVED = "resolved_at"


class Entity(Value):
    """A legal entity with its days and zones; without a profile, whoever runs the bot."""

    profile: Profile | None = None
    place: Place
    alone: bool = False
    """The only one there is, which nobody has to name."""

    @property
    def name(self) -> str:
        """How its deadlines name it."""
        return self.profile.name if self.profile and not self.alone else ""


def situation(
    incident: Incident, dossier: Dossier, regulations: Regulations, entity: Entity, *, at: Instant
) -> Situation:
    """What is known of an incident, as one legal entity sees it."""
    regimes = {anchor.regime for anchor in dossier.anchors} - {EVERY_REGIME}
    filings = [each.filing for each in dossier.deadlines if each.entity == entity.name]
    return Situation(
        answers=answers_of(dossier.facts, regulations, entity.profile, incident.affected_systems),
        anchors=_instants(dossier, EVERY_REGIME) | _of_incident(incident),
        own_anchors={regime: _instants(dossier, regime) for regime in sorted(regimes)},
        filings=tuple(filing for filing in filings if filing),
        place=entity.place,
        goes_on=True,
        today=at.date(),
    )


def _instants(dossier: Dossier, regime: str) -> dict[str, Instant]:
    kinds = dict.fromkeys(anchor.kind for anchor in dossier.anchors if anchor.regime == regime)
    found = {kind: latest(dossier.anchors, kind, regime) for kind in kinds}
    return {kind: anchor.at for kind, anchor in found.items() if anchor}


def _of_incident(incident: Incident) -> dict[str, Instant]:
    return {RESOLVED: incident.resolved_at} if incident.resolved_at else {}


def computed(
    incident: Incident, dossier: Dossier, regulations: Regulations, entities: Iterable[Entity], *, at: Instant
) -> Mapping[Key, Clock]:
    """Every clock that would stand in the record now, the soonest first."""
    found: dict[Key, Clock] = {}
    for entity in entities if dossier.facts else ():
        now = situation(incident, dossier, regulations, entity, at=at)
        for clock in clocks(regulations, now):
            if clock.state is not ClockState.NOT_IN_FORCE:
                found |= _with_repeats(clock, regulations, now, entity)
    return found


def _with_repeats(clock: Clock, regulations: Regulations, now: Situation, entity: Entity) -> dict[Key, Clock]:
    """A stage that is due again after each filing of its own stands there once for each time."""
    regime = regulations.regimes_by_id[clock.regime]
    stage = regime.stage(clock.stage)
    own = now.filed(clock.regime, clock.stage) if stage and stage.repeats else ()
    key = Key(regime=clock.regime, stage=clock.stage, entity=entity.name)
    found = {key.model_copy(update={"repeat": len(own)}): clock}
    alone = regulations.model_copy(update={"regimes": (regime,)})
    for times in range(len(own)):
        then = now.model_copy(update={"filings": _until(now, clock, own[:times])})
        before = next((each for each in clocks(alone, then) if each.stage == clock.stage), None)
        if before:
            found[key.model_copy(update={"repeat": times})] = before
    return found


def _until(now: Situation, clock: Clock, own: Iterable[Instant]) -> tuple[Filing, ...]:
    others = (f for f in now.filings if (f.regime, f.stage) != (clock.regime, clock.stage))
    return (*others, *(Filing(regime=clock.regime, stage=clock.stage, at=at) for at in own))
