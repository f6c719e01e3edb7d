"""Of alternatives that apply, the shortest governs; facts that change swap them."""

import pytest

from bot.domain.regulation.period import Period, Unit
from tests.regulation.desk import Desk, instant

AWARE = "2027-12-17T18:00:00+01:00"
HIGH_RISK = "ai_act_provider high_risk_ai_system death_or_serious_injury"


def governing(desk: Desk, facts: str, regime: str, **anchors: str) -> list[str]:
    return [c.stage for c in desk.clocks(facts, anchors).values() if c.regime == regime and c.group]


@pytest.mark.parametrize(
    ("more", "stage", "due"),
    [
        ("", "general", "2028-01-01T18:00:00+01:00"),
        ("death_occurred", "death", "2027-12-27T18:00:00+01:00"),
        ("death_occurred=unknown", "death", "2027-12-27T18:00:00+01:00"),
        ("death_occurred widespread_infringement", "widespread-or-critical", "2027-12-19T18:00:00+01:00"),
        ("death_occurred=no", "general", "2028-01-01T18:00:00+01:00"),
    ],
)
def test_a_death_turns_fifteen_days_into_ten_from_the_same_awareness(
    desk: Desk, more: str, stage: str, due: str
) -> None:
    found = desk.clocks(f"{HIGH_RISK} {more}", aware_at=AWARE)
    assert [clock.stage for clock in found.values()] == [stage]
    assert found[f"eu-ai-act-73/{stage}"].due_at == instant(due)


def test_a_shorter_alternative_nobody_is_sure_of_is_proposed(desk: Desk) -> None:
    found = desk.clocks(f"{HIGH_RISK} death_occurred=unknown", aware_at=AWARE)["eu-ai-act-73/death"]
    assert (found.state, found.unknown) == ("proposed", ("death_occurred",))


def test_before_anything_has_started_the_shortest_alternative_waits(desk: Desk) -> None:
    facts = f"{HIGH_RISK} death_occurred"
    assert governing(desk, facts, "eu-ai-act-73") == ["death"]
    assert desk.clocks(facts, on="2028-01-01")["eu-ai-act-73/death"].state == "not_started"


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        ("hipaa_entity personal_data_involved health_data_us", "hhs-annual"),
        ("hipaa_entity personal_data_involved health_data_us affected_500_plus", "hhs-large"),
        ("hipaa_entity personal_data_involved health_data_us affected_500_plus=unknown", "hhs-large"),
    ],
)
def test_how_many_are_affected_decides_between_sixty_days_and_the_year(
    desk: Desk, facts: str, stage: str
) -> None:
    assert governing(desk, facts, "us-hipaa-breach", discovered_at=AWARE) == [stage]


@pytest.mark.parametrize(("calendar_days", "shorter"), [(6, "calendar"), (9, "business")])
def test_alternatives_are_compared_by_when_they_end_and_not_by_their_length(
    desk: Desk, calendar_days: int, shorter: str
) -> None:
    """Five business days after 22 December end on the 30th, eight calendar days on."""
    regime = desk.regulations.regimes_by_id["us-fda-mdr"]
    five, thirty, _ = regime.stages
    days = thirty.model_copy(update={"id": "calendar", "period": Period(count=calendar_days, unit=Unit.DAYS)})
    both = (five.model_copy(update={"id": "business"}), days)
    changed = desk.regulations.model_copy(update={"regimes": (regime.model_copy(update={"stages": both}),)})
    facts = "medical_device_us near_miss_serious_harm imminent_physical_danger"
    found = Desk(changed).clocks(facts, aware_at="2026-12-22T12:00:00-05:00")
    assert [clock.stage for clock in found.values()] == [shorter]


def test_only_alternatives_of_one_regime_compete(desk: Desk) -> None:
    found = desk.clocks(f"{HIGH_RISK} medical_device_eu", aware_at=AWARE)
    assert {clock.regime for clock in found.values()} == {"eu-ai-act-73", "eu-mdr-87"}


def test_no_group_ever_shows_two(desk: Desk) -> None:
    everything = " ".join(fact.id for fact in desk.regulations.facts)
    groups = [(c.regime, c.group) for c in desk.clocks(everything, aware_at=AWARE).values() if c.group]
    assert len(groups) == len(set(groups))
