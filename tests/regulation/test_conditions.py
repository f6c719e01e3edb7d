"""Which duties facts propose: yes, no, and what nobody knows yet."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.regulation.answer import Answer, Answers
from bot.domain.regulation.condition import Condition
from tests.regulation.desk import Desk

AWARE = "2026-11-23T10:00:00+01:00"
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


@pytest.mark.parametrize(
    ("condition", "answers", "verdict", "unknown"),
    [
        pytest.param(Condition(), {}, YES, (), id="asks nothing"),
        pytest.param(Condition(all=("a", "b")), {"a": YES, "b": YES}, YES, (), id="all yes"),
        pytest.param(Condition(all=("a", "b")), {"a": UNKNOWN, "b": YES}, UNKNOWN, ("a",), id="one unknown"),
        pytest.param(Condition(all=("a", "b")), {"a": UNKNOWN, "b": NO}, NO, (), id="a no beats an unknown"),
        pytest.param(Condition(any=("a", "b")), {"a": NO, "b": YES}, YES, (), id="any yes"),
        pytest.param(Condition(any=("a", "b")), {"a": UNKNOWN, "b": YES}, YES, (), id="a yes settles any"),
        pytest.param(Condition(any=("a", "b")), {"a": UNKNOWN, "b": NO}, UNKNOWN, ("a",), id="any unknown"),
        pytest.param(Condition(any=("a", "b")), {"a": NO, "b": NO}, NO, (), id="none of any"),
        pytest.param(Condition(none=("a",)), {"a": YES}, NO, (), id="excluded"),
        pytest.param(Condition(none=("a",)), {"a": UNKNOWN}, YES, (), id="unknown never excludes"),
        pytest.param(Condition(never=True), {"a": YES}, NO, (), id="never"),
    ],
)
def test_a_condition_is_judged_by_what_is_known(
    condition: Condition, answers: dict[str, Answer], verdict: Answer, unknown: tuple[str, ...]
) -> None:
    judged = condition.judge(Answers(given=answers))
    assert (judged.verdict, judged.unknown) == (verdict, unknown)


def test_two_judgements_hold_together_only_where_both_do() -> None:
    made = {YES: Condition(), NO: Condition(never=True), UNKNOWN: Condition(all=("a",))}
    answers = Answers(given={"a": UNKNOWN})
    for one, other in product(Answer, repeat=2):
        both = made[one].judge(answers).and_also(made[other].judge(answers))
        expected = NO if NO in (one, other) else UNKNOWN if UNKNOWN in (one, other) else YES
        assert both.verdict is expected


names = st.lists(st.sampled_from("abcde"), max_size=3).map(tuple)
answered = st.fixed_dictionaries({name: st.sampled_from(Answer) for name in "abcde"})


@settings(deadline=None)
@given(st.builds(Condition, all=names, any=names, none=names), answered)
def test_what_an_unknown_proposes_some_answer_would_call_for(
    condition: Condition, answers: dict[str, Answer]
) -> None:
    """Shown while unknown exactly where a person could still answer so that it holds."""
    judged = condition.judge(Answers(given=answers))
    open_facts = [name for name, answer in answers.items() if answer is UNKNOWN]
    ways = product((YES, NO), repeat=len(open_facts))
    outcomes = {
        condition.judge(Answers(given={**answers, **dict(zip(open_facts, way, strict=True))})).verdict
        for way in ways
    }
    assert judged.possible or outcomes == {NO}
    assert judged.verdict is not NO or YES not in outcomes


def test_an_unknown_fact_proposes_the_clock_and_says_why(desk: Desk) -> None:
    found = desk.clocks("personal_data_involved eu_data_subjects=unknown", aware_at=AWARE)
    clock = found["eu-gdpr-33/notify"]
    assert (clock.state, clock.unknown) == ("proposed", ("eu_data_subjects",))
    assert clock.due_at is not None


def test_not_knowing_whether_we_are_a_processor_leaves_the_controllers_clock_running(desk: Desk) -> None:
    found = desk.clocks("personal_data_involved eu_data_subjects processor_role=unknown", aware_at=AWARE)
    assert found["eu-gdpr-33/notify"].state == "running"
    assert found["eu-gdpr-33-processor/inform-controller"].state == "proposed"


def test_a_processor_tells_the_controller_and_not_the_authority(desk: Desk) -> None:
    found = desk.clocks("personal_data_involved eu_data_subjects processor_role", aware_at=AWARE)
    assert list(found) == ["eu-gdpr-33-processor/inform-controller"]


def test_no_facts_start_no_clock(desk: Desk) -> None:
    assert desk.clocks("") == {}


def test_one_leak_starts_clocks_everywhere_at_once(desk: Desk) -> None:
    found = desk.clocks(
        "security_compromise personal_data_involved eu_data_subjects uk_data_subjects us_ca_residents"
        " india_operations bank_us us_public_company material_to_investors nis2_entity cra_manufacturer",
        dict.fromkeys(
            ("aware_at", "noticed_at", "discovered_at", "determined_at", "material_at"),
            "2026-11-23T09:00:00+00:00",
        ),
    )
    dated = {name: clock.due_at for name, clock in found.items() if clock.due_at}
    assert list(dated)[:5] == [
        "in-cert-in/report",
        "eu-cra-14-incident/early-warning",
        "eu-nis2-23/early-warning",
        "us-bank-36h/notify",
        "eu-gdpr-33/notify",
    ]
    assert list(dated.values()) == sorted(dated.values())
    assert {"us-sec-8k-105/8k", "us-ca-breach-1798-82/individuals", "uk-gdpr-33-34/notify-ico"} <= set(dated)
