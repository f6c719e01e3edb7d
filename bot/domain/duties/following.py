"""Brings recorded deadlines to what facts, anchors and filings call for now, and says what that changed."""

from collections.abc import Collection, Iterator, Mapping

from bot.domain.duties.anchor import latest
from bot.domain.duties.computing import RESOLVED
from bot.domain.duties.deadline import Deadline, Key
from bot.domain.duties.dossier import Dossier
from bot.domain.event import ClockMoved, ClockStarted, ClockSuperseded, ClockWaits
from bot.domain.event.base import Event
from bot.domain.incident import Incident
from bot.domain.regulation.clock import Clock, ClockState
from bot.domain.regulation.regulations import Regulations
from bot.domain.value import Instant, Value

_WAITING = (ClockState.NOT_STARTED, ClockState.REHEARSAL)
_OF_CLOCK = (
    "authority",
    "citation",
    "anchor",
    "state",
    "starts_at",
    "due_at",
    "legal_latest",
    "internal_target_at",
    "unknown",
)
_NOT_OWED = "the facts, as they are answered now, do not call for it"
_RESOLVED_BEFORE = "the incident was resolved before it was due, which ends it"


class Followed(Value):
    """What is to be stored, and what happened."""

    deadlines: tuple[Deadline, ...] = ()
    events: tuple[Event, ...] = ()


def follow(
    incident: Incident,
    dossier: Dossier,
    clocks: Mapping[Key, Clock],
    regulations: Regulations,
    *,
    at: Instant,
    held: Collection[Key] = (),
) -> Followed:
    """Compare what should run with what is recorded; doing it again changes nothing.

    What is `held` stays as it is until somebody accepts the catalogue that would change it.
    """
    known = {deadline.key: deadline for deadline in dossier.deadlines}
    number = max((deadline.number for deadline in dossier.deadlines), default=0)
    saved: list[Deadline] = []
    events: list[Event] = []
    for key, clock in clocks.items():
        if key in held:
            continue
        before = known.get(key)
        number += before is None
        after = _as_recorded(incident, dossier, key, clock, regulations, before, number, at)
        if after != before:
            saved.append(after)
            events += _what_changed(before, after, regulations, at)
    for key, before in known.items():
        if key not in clocks and before.is_owed and key not in held:
            because = _governing(before, clocks, regulations) or _over(incident, before, regulations)
            after = before.model_copy(update={"superseded_because": because})
            saved.append(after)
            events.append(
                ClockSuperseded(number=after.number, title=after.title, entity=after.entity, because=because)
            )
    return Followed(deadlines=tuple(saved), events=tuple(events))


def _as_recorded(  # noqa: PLR0917 - what a deadline is made from
    incident: Incident,
    dossier: Dossier,
    key: Key,
    clock: Clock,
    regulations: Regulations,
    before: Deadline | None,
    number: int,
    at: Instant,
) -> Deadline:
    """The deadline as the clock has it; its number and what was decided stay."""
    regime = regulations.regimes_by_id[clock.regime]
    bare = before or Deadline(
        incident=incident.number,
        number=number,
        noted_at=at,
        title=clock.name,
        authority=clock.authority,
        citation=clock.citation,
        anchor=clock.anchor,
        state=clock.state,
        **key.model_dump(),
    )
    is_confirmed = clock.starts_at is not None and all(
        _is_confirmed(dossier, clock.regime, name, regulations)
        for name in _counted_from(clock, dossier, regulations)
    )
    as_computed = {name: getattr(clock, name) for name in _OF_CLOCK}
    return bare.model_copy(
        update=as_computed
        | {
            "title": f"{regime.name}: {clock.name}",
            "anchor_confirmed": is_confirmed,
            "superseded_because": None,
        }
    )


def _counted_from(clock: Clock, dossier: Dossier, regulations: Regulations) -> Iterator[str]:
    """What its due instant hangs on: its own start, and that of a cap which has happened."""
    yield clock.anchor
    regime = regulations.regimes_by_id[clock.regime]
    stage = regime.stage(clock.stage)
    if stage and stage.cap and latest(dossier.anchors, stage.cap.counted_from, clock.regime):
        yield stage.cap.counted_from


def _is_confirmed(dossier: Dossier, regime: str, anchor: str, regulations: Regulations) -> bool:
    """Whether a person stands by an instant; what follows from the record itself needs nobody to."""
    kind = regulations.anchor_kinds.get(anchor)
    if kind is None:
        return True
    told = latest(dossier.anchors, kind.id, regime)
    if told is None and kind.derived_from:
        told = latest(dossier.anchors, kind.derived_from, regime)
    return told.confirmed if told else not kind.asked


def _what_changed(
    before: Deadline | None, after: Deadline, regulations: Regulations, at: Instant
) -> list[Event]:
    """What people are told of it; dates of law beside the one that binds move without a word."""
    is_back = before is not None and before.superseded_because is not None and after.is_owed
    if before is not None and not is_back and (before.state is after.state or not after.is_owed):
        return [_moved(before, after, at)] if before.due_at != after.due_at else []
    if after.state in _WAITING:
        return [_waits(after, regulations)]
    return [_started(after, regulations, None if before is None or is_back else before.due_at)]


def _moved(before: Deadline, after: Deadline, at: Instant) -> Event:
    return ClockMoved(
        number=after.number,
        title=after.title,
        entity=after.entity,
        old=before.due_at,
        new=after.due_at,
        status=after.status(at).value,
    )


def _waits(after: Deadline, regulations: Regulations) -> Event:
    return ClockWaits(
        number=after.number,
        title=after.title,
        entity=after.entity,
        state=after.state.value,
        anchor=after.anchor,
        start_named=regulations.start_named(after.anchor, after.regime),
        due_at=after.due_at,
    )


def _started(after: Deadline, regulations: Regulations, was_due: Instant | None) -> Event:
    return ClockStarted(
        number=after.number,
        title=after.title,
        entity=after.entity,
        authority=after.authority,
        anchor=after.anchor,
        start_named=regulations.start_named(after.anchor, after.regime),
        starts_at=after.starts_at,
        due_at=after.due_at,
        was_due=was_due,
        confirmed=after.anchor_confirmed,
        unknown=after.unknown,
        questions=regulations.questions(after.unknown),
        doubtful=after.state is ClockState.PROPOSED and not after.unknown,
    )


def _over(incident: Incident, lost: Deadline, regulations: Regulations) -> str:
    """Whether what ends the duty came, or the facts no longer call for it."""
    regime = regulations.regimes_by_id.get(lost.regime)
    stage = regime.stage(lost.stage) if regime else None
    ended = stage is not None and stage.until == RESOLVED and incident.resolved_at is not None
    return _RESOLVED_BEFORE if ended else _NOT_OWED


def _governing(lost: Deadline, clocks: Mapping[Key, Clock], regulations: Regulations) -> str | None:
    """Which alternative of its group runs instead, if that is why."""
    regime = regulations.regimes_by_id.get(lost.regime)
    stage = regime.stage(lost.stage) if regime else None
    if stage is None or stage.group is None:
        return None
    for key, clock in clocks.items():
        if (key.regime, key.entity, clock.group) == (lost.regime, lost.entity, stage.group):
            return f"“{clock.name}” governs now"
    return None
