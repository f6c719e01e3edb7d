"""The severity that triage answers speak for, against the decision table written down a second time."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.question import FOUR_QUESTIONS, Question
from bot.domain.severity import Severity
from bot.domain.suggestion import suggest

# The table as it was agreed, in another shape than the code's: rule, severity, any or all, answers.
TABLE: list[tuple[str, str, str, dict[str, list[str]]]] = [
    ("C1", "critical", "any", {"ongoing_harm": ["yes"]}),
    ("C2", "critical", "any", {"safety_risk": ["yes"]}),
    ("C3", "critical", "any", {"regulatory": ["major"]}),
    ("H1", "high", "any", {"scope": ["significant", "widespread"], "impact": ["material", "severe"]}),
    ("H2", "high", "any", {"exposure": ["public"]}),
    ("H3", "high", "any", {"regulatory": ["possible", "likely"]}),
    ("H4", "high", "any", {"ongoing_harm": ["possible"]}),
    ("H5", "high", "all", {"ongoing_harm": ["unknown"], "scope": ["significant", "widespread", "unknown"]}),
    ("H6", "high", "all", {"safety_risk": ["unknown"], "ongoing_harm": ["possible", "unknown"]}),
    (
        "M1",
        "medium",
        "any",
        {"scope": ["limited"], "impact": ["moderate"], "ongoing_harm": ["stopped"], "exposure": ["customer"]},
    ),
    ("M2", "medium", "any", {question.value: ["unknown"] for question in Question}),
]

Answers = dict[Question, str]
ANSWERS = st.fixed_dictionaries({}, optional={q: st.sampled_from(q.answers) for q in Question})
COMPLETE = st.fixed_dictionaries({q: st.sampled_from(q.answers) for q in Question})


def every_way_to_answer() -> Iterator[Answers]:
    for chosen in product(*(question.answers for question in Question)):
        yield dict(zip(Question, chosen, strict=True))


def fired_by_the_table(answers: Mapping[Question, str]) -> dict[str, Severity]:
    fired = {}
    for rule, severity, how, clauses in TABLE:
        held = [answers.get(Question(question)) in wanted for question, wanted in clauses.items()]
        if any(held) if how == "any" else all(held):
            fired[rule] = Severity(severity)
    return fired


def rank(answers: Mapping[Question, str]) -> int:
    severity = suggest(answers).severity
    return severity.rank if severity else 0


@cache
def every_rank() -> dict[tuple[str, ...], int]:
    return {tuple(answers.values()): rank(answers) for answers in every_way_to_answer()}


def test_all_7500_ways_to_answer_give_what_the_table_says() -> None:
    seen = 0
    for answers in every_way_to_answer():
        suggestion = suggest(answers)
        expected = fired_by_the_table(answers) or {"L1": Severity.LOW}
        assert suggestion.severity is max(expected.values(), key=lambda severity: severity.rank)
        assert {reason.rule_id: reason.severity for reason in suggestion.reasons} == expected
        assert suggestion.complete
        seen += 1
    assert seen == 7500


@given(ANSWERS)
def test_a_part_of_the_answers_gives_what_the_table_says_and_never_low(answers: Answers) -> None:
    suggestion = suggest(answers)
    expected = fired_by_the_table(answers)
    if len(answers) == len(Question) and not expected:
        assert suggestion.severity is Severity.LOW
    else:
        assert {reason.rule_id for reason in suggestion.reasons} == set(expected)
        assert suggestion.severity is max(expected.values(), key=lambda s: s.rank, default=None)


@given(ANSWERS)
def test_the_reasons_for_the_suggested_severity_come_first(answers: Answers) -> None:
    suggestion = suggest(answers)
    ranks = [reason.severity.rank for reason in suggestion.reasons]
    assert ranks == sorted(ranks, reverse=True)
    if suggestion.severity:
        assert suggestion.reasons[0].severity is suggestion.severity
    assert all(reason.because for reason in suggestion.reasons)


def test_knowing_nothing_yet_is_high() -> None:
    suggestion = suggest(dict.fromkeys(Question, "unknown"))
    assert suggestion.severity is Severity.HIGH
    assert suggestion.complete


def test_nothing_answered_suggests_nothing() -> None:
    suggestion = suggest({})
    assert suggestion.severity is None
    assert suggestion.reasons == ()
    assert suggestion.unanswered == tuple(Question)
    assert not suggestion.complete


def test_a_worse_answer_never_lowers_the_suggestion() -> None:
    ranks = every_rank()
    for chosen, milder in ranks.items():
        for place, question in enumerate(Question):
            graded = question.answers[:-1]
            if chosen[place] not in graded:
                continue
            for worse in graded[graded.index(chosen[place]) + 1 :]:
                assert ranks[(*chosen[:place], worse, *chosen[place + 1 :])] >= milder


def test_unknown_never_counts_for_less_than_the_mildest_answer() -> None:
    ranks = every_rank()
    for chosen, found in ranks.items():
        for place, question in enumerate(Question):
            if chosen[place] == "unknown":
                assert found >= ranks[(*chosen[:place], question.answers[0], *chosen[place + 1 :])]


@given(ANSWERS, st.sampled_from(Question), st.data())
def test_answering_one_more_question_never_lowers_the_suggestion(
    answers: Answers, question: Question, data: st.DataObject
) -> None:
    before = {asked: answer for asked, answer in answers.items() if asked is not question}
    after = {**before, question: data.draw(st.sampled_from(question.answers))}
    assert rank(after) >= rank(before)


@given(ANSWERS, st.sampled_from(Severity))
def test_half_an_assessment_never_argues_for_less(answers: Answers, present: Severity) -> None:
    proposed = suggest(answers).beyond(present)
    if proposed is not None and len(answers) < len(Question):
        assert proposed.is_higher_than(present)


@given(COMPLETE, st.sampled_from(Severity))
def test_a_whole_assessment_proposes_what_it_says_unless_it_is_so_already(
    answers: Answers, present: Severity
) -> None:
    suggestion = suggest(answers)
    assert suggestion.beyond(present) is (None if suggestion.severity is present else suggestion.severity)


def test_the_four_are_complete_without_their_second_halves_but_low_waits_for_these() -> None:
    four = {
        Question.ONGOING_HARM: "no",
        Question.SCOPE: "none",
        Question.IMPACT: "minor",
        Question.REGULATORY: "none",
    }
    assert tuple(four) == FOUR_QUESTIONS
    suggestion = suggest(four)
    assert suggestion.complete
    assert suggestion.severity is None
    assert suggestion.unanswered == (Question.SAFETY_RISK, Question.EXPOSURE)
    assert suggest({**four, Question.IMPACT: "moderate"}).beyond(Severity.HIGH) is None
    whole = suggest({**four, Question.SAFETY_RISK: "no", Question.EXPOSURE: "internal"})
    assert whole.severity is Severity.LOW
    assert [reason.rule_id for reason in whole.reasons] == ["L1"]


@pytest.mark.parametrize(
    ("answers", "facets", "vulnerable", "nudges"),
    [
        ({Question.SCOPE: "widespread", Question.IMPACT: "severe"}, set(), False, ["N1"]),
        ({Question.SCOPE: "widespread", Question.IMPACT: "material"}, set(), False, []),
        ({}, {"minors"}, True, ["N2"]),
        ({Question.ONGOING_HARM: "possible"}, {"agentic", "rag"}, False, ["N3"]),
        ({Question.ONGOING_HARM: "unknown"}, {"agentic"}, False, ["N3"]),
        ({Question.ONGOING_HARM: "yes"}, {"agentic"}, False, []),
        ({Question.ONGOING_HARM: "possible"}, {"rag"}, False, []),
        ({Question.ONGOING_HARM: "possible"}, {"agentic"}, True, ["N2", "N3"]),
        ({}, {"agentic"}, False, []),
    ],
)
def test_a_nudge_is_given_when_its_case_is_met(
    answers: Answers, facets: set[str], vulnerable: bool, nudges: list[str]
) -> None:
    assert [n.rule_id for n in suggest(answers, facets=facets, vulnerable=vulnerable).nudges] == nudges


@given(ANSWERS, st.sets(st.sampled_from(["agentic", "rag", "minors"])), st.booleans())
def test_nudges_change_no_suggestion(answers: Answers, facets: set[str], vulnerable: bool) -> None:
    plain, nudged = suggest(answers), suggest(answers, facets=facets, vulnerable=vulnerable)
    assert (plain.severity, plain.reasons) == (nudged.severity, nudged.reasons)
