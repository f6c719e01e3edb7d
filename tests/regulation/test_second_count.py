"""Every stage with a number is counted a second time by code that shares nothing with the program.

`COUNT_EACH=8000 pytest tests/regulation/test_second_count.py` counts 8,000 starts of each stage.
"""

import os
import random
from datetime import date, datetime, timedelta
from functools import cache

import pytest

from bot.catalogue.regulations import find_member_state, load_regulations, place, working_days
from bot.domain.regulation.answer import Answer, Answers
from bot.domain.regulation.counting import count
from bot.domain.regulation.place import Place
from bot.domain.regulation.regime import Regime
from bot.domain.regulation.regulations import Regulations
from bot.domain.regulation.running import clocks
from bot.domain.regulation.situation import Filing, Situation
from bot.domain.regulation.stage import Stage
from tests.regulation.figures import FIGURES
from tests.regulation.moments import ZONES, moments
from tests.regulation.second_count import Office, eu_month, expected
from tests.regulation.second_holidays import CLOSED, STATE_ZONES, YEARS

EACH = int(os.environ.get("COUNT_EACH", "400"))


@cache
def shipped() -> Regulations:
    return load_regulations()


@cache
def our_place(zone: str, state: str | None, *, relief: bool) -> Place:
    regulations = shipped()
    member_state = find_member_state(state, regulations.member_states) if state else None
    return place(
        regulations, years=range(2023, 2034), zone=zone, member_state=member_state, relief_allowed=relief
    )


def stage_of(name: str) -> tuple[Regime, Stage]:
    regime = shipped().regimes_by_id[name.partition("/")[0]]
    stage = regime.stage(name.partition("/")[2])
    assert stage is not None
    return regime, stage


def offices(name: str) -> list[Office]:
    chance = random.Random(name)
    states = (None, *STATE_ZONES)
    return [
        Office(zone, chance.choice(states), relief=chance.random() < 0.5) for zone in chance.sample(ZONES, 4)
    ]


def test_the_figures_name_every_stage_with_a_number() -> None:
    numbered = {f"{r.id}/{s.id}" for r in shipped().regimes for s in r.stages if s.period}
    assert numbered == set(FIGURES)


@pytest.mark.parametrize("name", FIGURES)
def test_a_stage_is_due_when_a_second_count_says_so(name: str) -> None:
    regime, stage = stage_of(name)
    noon = stage.relief == "noon"
    for office in offices(name):
        ours = our_place(office.zone, office.state, relief=office.relief)
        zone = ours.zone(stage.zone or regime.zone)
        for n, start in enumerate(moments(f"{name}{office.zone}", EACH // 4, zone.key)):
            aware = start - timedelta(minutes=37 * n) if stage.cap else None
            read = count(stage, start, zone=zone, place=ours, cap_start=aware)
            assert read is not None
            wanted = (
                eu_month(start, zone, office, noon=True)
                if noon
                else expected(FIGURES[name], start, office, aware)
            )
            assert (read.due_at, read.legal_latest) == wanted, (name, start.isoformat(), office.__dict__)


@pytest.mark.parametrize("name", FIGURES)
def test_the_whole_way_from_facts_to_clock_comes_to_the_same_instant(name: str) -> None:
    regime, stage = stage_of(name)
    if regime.status == "repealed":
        return
    alone = shipped().model_copy(
        update={"regimes": (regime.model_copy(update={"stages": _lone(regime, stage)}),)}
    )
    office = Office("Europe/Berlin", "DE-BE")
    for start in moments(name, 6, "Europe/Berlin"):
        situation = _situation(regime, stage, start, our_place(office.zone, office.state, relief=False))
        found = {clock.stage: clock for clock in clocks(alone, situation)}[stage.id]
        noon = stage.relief == "noon"
        zone = situation.place.zone(stage.zone or regime.zone)
        wanted = eu_month(start, zone, office, noon=True) if noon else expected(FIGURES[name], start, office)
        assert (found.due_at, found.legal_latest) == wanted, (name, start.isoformat())


def _lone(regime: Regime, stage: Stage) -> tuple[Stage, ...]:
    """The stage without its alternatives, and the stages it follows."""
    return tuple(s for s in regime.stages if s is stage or s.group is None or s.group != stage.group)


def _situation(regime: Regime, stage: Stage, start: datetime, where: Place) -> Situation:
    asked = (*regime.select.all, *regime.select.any, *stage.when.all, *stage.when.any)
    excluded = (*regime.select.none, *stage.when.none)
    answers = {fact: Answer.YES for fact in asked if fact not in excluded}
    kind = shipped().anchor_kinds.get(stage.counted_from.anchor or "")
    anchors = {(kind.derived_from or kind.id): start} if kind else {}
    filings = tuple(
        Filing(regime=regime.id, stage=earlier.id, at=start)
        for earlier in regime.stages
        if stage.counted_from.follows(earlier.id)
    )
    return Situation(
        answers=Answers(given=answers),
        anchors=anchors,
        filings=filings,
        place=where,
        today=date(2026, 11, 23),
    )


@pytest.mark.parametrize("name", ["US_FEDERAL", "US_FEDERAL_EDGAR", "BR", "AU_NSW"])
def test_a_calendars_days_off_are_those_of_its_statutes(name: str) -> None:
    calendar = next(calendar for calendar in shipped().calendars if calendar.id == name)
    closed = working_days(calendar, range(2024, 2033)).closed
    assert _weekdays(closed) == _weekdays(CLOSED[name])


@pytest.mark.parametrize("state", STATE_ZONES)
def test_a_member_states_days_off_are_those_of_its_statutes(state: str) -> None:
    days = our_place("UTC", state, relief=False).authority_days
    assert _weekdays(days.closed) == _weekdays(CLOSED[state])


def _weekdays(days: frozenset[date]) -> list[date]:
    return sorted(day for day in days if day.weekday() < 5 and YEARS[1] <= day.year < YEARS[-1])
