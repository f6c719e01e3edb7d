"""`incident-bot clocks --data` and `--schema`: the catalogue as one JSON document, and its schema."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.catalogue.regulations import find_member_state, place, years_around
from bot.domain.regulation.counting import count
from bot.domain.regulation.data_set import DataSet, Vector
from bot.domain.regulation.place import Place
from bot.domain.regulation.regime import Regime
from bot.domain.regulation.regulations import Regulations
from bot.domain.regulation.stage import Stage
from bot.domain.value import Value

_LICENCE = "Apache-2.0"
_NOTICE = (
    "Not legal advice. Keep `confidence`, `unverified` and this notice with what you show; "
    "`due_at` is the earliest reasonable reading, `legal_latest` is for counsel to confirm."
)
_STARTS = tuple(
    datetime.fromisoformat(text)
    for text in (
        "2026-10-23T16:30:00Z",  # a Friday before the clocks go back in Europe
        "2026-10-31T23:30:00Z",  # a Saturday before they do in America
        "2026-11-25T21:00:00Z",  # the day before Thanksgiving
        "2026-12-24T21:15:00Z",
        "2026-12-31T23:30:00Z",  # already the new year east of London
        "2027-01-31T09:00:00Z",  # a month on, February is too short
        "2027-03-13T20:00:00Z",  # a Saturday before the clocks go forward in America
        "2027-03-25T22:59:59Z",  # before Good Friday, with the clocks going forward in Europe on the way
        "2027-04-30T22:00:00Z",  # midnight in Berlin, before a holiday
        "2027-08-31T10:00:00Z",
        "2028-01-30T23:45:00Z",  # a leap year
        "2028-02-29T12:00:00Z",
    )
)
_CAP_BEFORE = (timedelta(hours=5), timedelta(hours=21, minutes=30), timedelta(hours=30))


class _Office(Value):
    """Where an organisation of the vectors is, and its authority."""

    place: Place
    state: str | None


def data_set(regulations: Regulations) -> str:
    """The whole catalogue with a vector for every start and every stage that has a number."""
    offices = [
        _office(regulations, "Europe/Berlin", "DE", relief=True),
        _office(regulations, "Europe/Paris", "FR"),
        _office(regulations, "America/New_York", None),
    ]
    found = DataSet(
        licence=_LICENCE,
        notice=_NOTICE,
        regulations=regulations,
        vectors=tuple(
            vector
            for regime in regulations.regimes
            for stage in regime.stages
            if stage.period
            for vector in _vectors(regime, stage, offices)
        ),
    )
    return found.model_dump_json(indent=1) + "\n"


def data_schema() -> str:
    """The JSON Schema of that document."""
    return json.dumps(DataSet.model_json_schema(mode="serialization"), indent=2) + "\n"


def _office(regulations: Regulations, zone: str, state: str | None, *, relief: bool = False) -> _Office:
    found = place(
        regulations,
        years=years_around(_STARTS, regulations),
        zone=zone,
        member_state=find_member_state(state, regulations.member_states) if state else None,
        relief_allowed=relief,
    )
    return _Office(place=found, state=state)


def _vectors(regime: Regime, stage: Stage, offices: Sequence[_Office]) -> Iterator[Vector]:
    for number, start in enumerate(_STARTS):
        office = offices[number % len(offices)]
        cap_start = start - _CAP_BEFORE[number % len(_CAP_BEFORE)] if stage.cap else None
        zone = office.place.zone(stage.zone or regime.zone)
        read = count(stage, start, zone=zone, place=office.place, cap_start=cap_start)
        if read:
            yield Vector(
                regime=regime.id,
                stage=stage.id,
                rule=stage.rule,
                zone=office.place.organisation_zone,
                member_state=office.state,
                relief=office.place.relief_allowed,
                start=start,
                cap_start=cap_start,
                due_at=read.due_at,
                legal_latest=read.legal_latest,
            )
