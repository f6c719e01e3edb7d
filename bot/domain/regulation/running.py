"""Works out every clock that a situation calls for."""

from datetime import date, datetime, timedelta

from bot.domain.regulation.alternatives import governing
from bot.domain.regulation.answer import Answer
from bot.domain.regulation.clock import Clock, ClockState
from bot.domain.regulation.condition import Judgement
from bot.domain.regulation.counting import count
from bot.domain.regulation.force import Force, force_on
from bot.domain.regulation.local_day import day_of
from bot.domain.regulation.period import Period
from bot.domain.regulation.reading import Reading
from bot.domain.regulation.regime import Regime
from bot.domain.regulation.regulations import Regulations
from bot.domain.regulation.situation import Situation
from bot.domain.regulation.stage import CountedFrom, Stage
from bot.domain.regulation.starting import start_of


def clocks(regulations: Regulations, situation: Situation) -> tuple[Clock, ...]:
    """What would run, the soonest first; repealed, voluntary and losing alternatives are left out."""
    found = [clock for regime in regulations.regimes for clock in _of_regime(regime, regulations, situation)]
    return tuple(sorted(found, key=lambda clock: clock.urgency))


def _of_regime(regime: Regime, regulations: Regulations, situation: Situation) -> list[Clock]:
    selected = regime.select.judge(situation.answers)
    if not (regime.runs and selected.possible):
        return []
    judged = [(stage, selected.and_also(stage.when.judge(situation.answers))) for stage in regime.stages]
    made = [
        _clock(stage, regime, judgement, regulations, situation)
        for stage, judgement in judged
        if judgement.possible
    ]
    return governing([clock for clock in made if clock])


def _clock(
    stage: Stage, regime: Regime, judgement: Judgement, regulations: Regulations, situation: Situation
) -> Clock | None:
    stage = _asked_for(stage, regime, situation)
    start = start_of(stage, regime, regulations.anchor_kinds, situation)
    read = _read(stage, regime, start, situation, stage.period)
    due = read.due_at if read else None
    if _over(stage, regime, due, situation):
        return None
    force = force_on(regime, stage, _day(stage, regime, start, situation))
    later = _read(stage, regime, start, situation, stage.soft_latest) if stage.soft_latest else None
    target = stage.internal_target
    return Clock(
        regime=regime.id,
        stage=stage.id,
        name=stage.name,
        state=_state(force, stage, start, judgement),
        rule=stage.rule,
        period=stage.period,
        anchor=stage.counted_from.label,
        starts_at=start,
        due_at=due,
        legal_latest=read.legal_latest if read else None,
        soft_latest=later.due_at if later else None,
        internal_target_at=start + timedelta(hours=target.count) if start and target else None,
        authority=regime.authority,
        citation=regime.citation,
        unknown=judgement.unknown,
        doubtful=force is Force.DOUBTFUL,
        group=stage.group,
        content=stage.content,
    )


def _asked_for(stage: Stage, regime: Regime, situation: Situation) -> Stage:
    """The stage as it is counted: what is owed on request from the request, where that can be known."""
    asked = stage.on_request
    if asked and (situation.goes_on or situation.anchor(asked, regime.id)):
        return stage.model_copy(update={"counted_from": CountedFrom(anchor=asked)})
    return stage


def _read(
    stage: Stage, regime: Regime, start: datetime | None, situation: Situation, period: Period | None
) -> Reading | None:
    if start is None:
        return None
    place = situation.place
    if any(situation.answers.of(fact) is Answer.YES for fact in stage.relief_unless):
        place = place.model_copy(update={"relief_allowed": False})
    return count(
        stage.model_copy(update={"period": period}),
        start,
        zone=place.zone(stage.zone or regime.zone),
        place=place,
        cap_start=situation.anchor(stage.cap.counted_from, regime.id) if stage.cap else None,
    )


def _over(stage: Stage, regime: Regime, due: datetime | None, situation: Situation) -> bool:
    """Whether what ends the duty came before it fell due."""
    end = situation.anchor(stage.until, regime.id) if stage.until else None
    return end is not None and (due is None or end < due)


def _day(stage: Stage, regime: Regime, start: datetime | None, situation: Situation) -> date:
    """The day on which the regime is judged.

    What has not started yet is judged by the latest that has; in an incident that goes on, by today.
    """
    at = start or (None if situation.goes_on else situation.latest)
    if situation.on or at is None:
        return situation.on or situation.today
    return day_of(at, situation.place.zone(stage.zone or regime.zone))


def _state(force: Force, stage: Stage, start: datetime | None, judgement: Judgement) -> ClockState:
    if force is Force.NOT_YET:
        return ClockState.NOT_IN_FORCE
    if force is Force.REHEARSAL:
        return ClockState.REHEARSAL
    if start is None:
        return ClockState.NOT_STARTED
    if judgement.unknown or force is Force.DOUBTFUL:
        return ClockState.PROPOSED
    return ClockState.NO_NUMBER if stage.period is None else ClockState.RUNNING
