"""Severity, triage, category, title, summary and times, as pure rules."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.catalogue import load_catalogue
from bot.domain.actor import Actor
from bot.domain.category import Category
from bot.domain.changes import assessment
from bot.domain.changes.common import together
from bot.domain.errors import BadInstant, NothingChanged, NotNow, WrongUse
from bot.domain.incident import Certainty, Incident, Status
from bot.domain.instant_token import instant_token
from bot.domain.severity import Severity
from bot.domain.triage import FOUR_QUESTIONS, Question, TriageAnswer

AT = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
LATER = AT + timedelta(minutes=7)
ALICE, BOB = Actor(user_id="UALICE"), Actor(user_id="UBOB")
CATALOGUE = load_catalogue()


def opened(**fields: object) -> Incident:
    return Incident(number=7, title="drift", declared_by="UALICE", declared_at=AT).model_copy(update=fields)


def lines(change: object) -> list[str]:
    return [event.line() for event in change.events]  # type: ignore[attr-defined]


def answered(
    incident: Incident, question: Question, word: str, note: str | None = None, at: datetime = AT
) -> Incident:
    given = TriageAnswer(question=question, answer=word, note=note, answered_by="UBOB", answered_at=at)
    guide = CATALOGUE.question(question)
    return assessment.answer_triage(incident, given, guide=guide, at=at).incident


# severity -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", [Severity.CRITICAL, Severity.HIGH], ids=str)
def test_raising_wants_nothing_more(level: Severity) -> None:
    change = assessment.set_severity(opened(), level, None, by=BOB, at=LATER)
    incident = change.incident
    assert (incident.severity, incident.severity_assessed, incident.severity_confirmed_at) == (
        level,
        True,
        LATER,
    )
    assert lines(change) == [f"<@UBOB> raised severity from medium to {level}."]


@pytest.mark.parametrize("assessed", [True, False])
@pytest.mark.parametrize("reason", [None, "", "  "])
def test_lowering_wants_a_reason(assessed: bool, reason: str | None) -> None:
    incident = opened(severity_assessed=assessed)
    with pytest.raises(WrongUse, match=r"from medium to low wants a reason: `/incident severity low REASON`"):
        assessment.set_severity(incident, Severity.LOW, reason, by=BOB, at=AT)
    change = assessment.set_severity(incident, Severity.LOW, "a test & <x>", by=BOB, at=AT)
    assert lines(change) == ["<@UBOB> lowered severity from medium to low. Reason: a test &amp; &lt;x&gt;."]


def test_the_same_severity_confirms_it_once() -> None:
    change = assessment.set_severity(opened(), Severity.MEDIUM, None, by=BOB, at=LATER)
    assert change.incident.severity_confirmed_at == LATER
    assert lines(change) == ["<@UBOB> confirmed severity medium."]
    with pytest.raises(NothingChanged, match="Severity is medium already"):
        assessment.set_severity(change.incident, Severity.MEDIUM, "again", by=BOB, at=LATER)


def test_the_first_confirmation_stays() -> None:
    first = assessment.set_severity(opened(), Severity.HIGH, None, by=BOB, at=AT).incident
    second = assessment.set_severity(first, Severity.CRITICAL, None, by=BOB, at=LATER).incident
    assert second.severity_confirmed_at == AT


def test_declining_a_suggestion_confirms_what_stands_until_the_severity_changes() -> None:
    change = assessment.decline_suggestion(opened(), Severity.HIGH, " a test ", by=BOB, at=AT)
    incident = change.incident
    assert (incident.severity, incident.severity_assessed) == (Severity.MEDIUM, True)
    assert incident.suggestion_declined is Severity.HIGH
    assert lines(change) == ["<@UBOB> kept severity medium instead of the suggested high. Reason: a test."]
    with pytest.raises(NothingChanged):
        assessment.decline_suggestion(incident, Severity.HIGH, "again", by=BOB, at=AT)
    raised = assessment.set_severity(incident, Severity.CRITICAL, None, by=BOB, at=LATER).incident
    assert raised.suggestion_declined is None


def test_declining_wants_a_reason() -> None:
    with pytest.raises(WrongUse, match="Say in a few words why"):
        assessment.decline_suggestion(opened(), Severity.HIGH, "  ", by=BOB, at=AT)


# triage ---------------------------------------------------------------------------------------------------


def test_the_latest_answer_counts_and_the_earlier_one_is_named() -> None:
    incident = answered(opened(), Question.SCOPE, "limited")
    given = TriageAnswer(
        question=Question.SCOPE, answer="widespread", note="all", answered_by="UALICE", answered_at=LATER
    )
    change = assessment.answer_triage(incident, given, guide=CATALOGUE.question(Question.SCOPE), at=LATER)
    assert change.incident.triage == (given,)
    assert lines(change) == [
        "<@UALICE> answered “How many users or systems are affected?”: Most or all (before: A few). all"
    ]


def test_an_unchanged_answer_is_none() -> None:
    incident = answered(opened(), Question.SCOPE, "limited")
    with pytest.raises(NothingChanged, match="by <@UBOB>"):
        answered(incident, Question.SCOPE, "limited")
    assert answered(incident, Question.SCOPE, "limited", "a note").triage[0].note == "a note"


def test_a_note_beside_an_answer_has_to_fit() -> None:
    assert answered(opened(), Question.SCOPE, "limited", "x" * 500).triage
    with pytest.raises(WrongUse, match="501 characters; 500 fit"):
        answered(opened(), Question.SCOPE, "limited", "x" * 501)


def test_triage_is_complete_with_four_answers_and_a_confirmed_severity_in_either_order() -> None:
    confirmed = opened(severity_confirmed_at=AT, severity_assessed=True)
    incident = confirmed
    for number, question in enumerate(FOUR_QUESTIONS):
        assert incident.triaged_at is None
        incident = answered(incident, question, "unknown", at=AT + timedelta(minutes=number))
    assert incident.triaged_at == AT + timedelta(minutes=3)
    others = opened()
    for question in FOUR_QUESTIONS:
        others = answered(others, question, "unknown")
    assert others.triaged_at is None
    assert (
        assessment.set_severity(others, Severity.MEDIUM, None, by=BOB, at=LATER).incident.triaged_at == LATER
    )
    assert (
        assessment.decline_suggestion(others, Severity.HIGH, "no", by=BOB, at=LATER).incident.triaged_at
        == LATER
    )


def test_the_second_halves_are_not_wanted_for_it() -> None:
    incident = opened(severity_confirmed_at=AT)
    for question in Question:
        if question not in (Question.SCOPE, Question.SAFETY_RISK):
            incident = answered(incident, question, "unknown")
    assert incident.triaged_at is None
    assert answered(incident, Question.SCOPE, "unknown").triaged_at == AT


def test_triage_once_complete_stays_so() -> None:
    incident = opened(severity_confirmed_at=AT)
    for question in FOUR_QUESTIONS:
        incident = answered(incident, question, "unknown")
    assert answered(incident, Question.SCOPE, "limited", at=LATER).triaged_at == AT


# the rest -------------------------------------------------------------------------------------------------


def test_a_title_is_one_line_of_two_hundred_characters() -> None:
    change = assessment.set_title(opened(), " Chat shows\n other people's   titles ", by=BOB)
    assert change.incident.title == "Chat shows other people's titles"
    assert lines(change) == ["<@UBOB> changed the title from “drift” to “Chat shows other people's titles”."]
    assert assessment.set_title(opened(), "x" * 200).incident.title == "x" * 200
    with pytest.raises(WrongUse, match="201 characters; 200 fit"):
        assessment.set_title(opened(), "x" * 201)
    with pytest.raises(NothingChanged):
        assessment.set_title(opened(), "drift")


def test_a_summary_has_to_fit() -> None:
    change = assessment.set_summary(opened(), " Some users saw <others>. ", by=BOB)
    assert change.incident.summary == "Some users saw <others>."
    assert lines(change) == ["<@UBOB> wrote the summary: Some users saw &lt;others&gt;."]
    with pytest.raises(WrongUse, match="3001 characters; 3000 fit"):
        assessment.set_summary(opened(), "x" * 3001)
    with pytest.raises(WrongUse, match="for example"):
        assessment.set_summary(opened(), "  ")
    with pytest.raises(NothingChanged):
        assessment.set_summary(change.incident, "Some users saw <others>.")


def test_harm_begins_when_told_for_sure_or_about() -> None:
    change = assessment.set_started(opened(), AT, Certainty.ESTIMATED, by=BOB, at=LATER)
    assert (change.incident.started_at, change.incident.started_certainty) == (AT, Certainty.ESTIMATED)
    assert lines(change) == [f"<@UBOB> put the start of harm at about {instant_token(AT)}."]
    with pytest.raises(NothingChanged):
        assessment.set_started(change.incident, AT, Certainty.ESTIMATED, by=BOB, at=LATER)
    sure = assessment.set_started(change.incident, AT, Certainty.KNOWN, by=BOB, at=LATER).incident
    assert sure.started_certainty is Certainty.KNOWN


def test_that_nobody_knows_can_be_said_again() -> None:
    told = assessment.set_started(opened(), AT, Certainty.KNOWN, by=BOB, at=LATER).incident
    change = assessment.set_started(told, None, Certainty.KNOWN, by=BOB, at=LATER)
    assert (change.incident.started_at, change.incident.started_certainty) == (None, Certainty.UNKNOWN)
    assert lines(change) == ["<@UBOB> said that it is not known when harm began."]
    with pytest.raises(NothingChanged):
        assessment.set_started(change.incident, None, Certainty.UNKNOWN, by=BOB, at=LATER)


def test_what_lies_ahead_has_not_happened() -> None:
    with pytest.raises(BadInstant, match="`/incident started about 01:00`"):
        assessment.set_started(opened(), LATER, Certainty.KNOWN, by=BOB, at=AT)
    with pytest.raises(BadInstant, match="`/incident detected 09:40`"):
        assessment.set_detected(opened(), LATER, Certainty.KNOWN, by=BOB, at=AT)


def test_it_was_first_noticed_when_told() -> None:
    change = assessment.set_detected(opened(), AT, Certainty.KNOWN, by=BOB, at=LATER)
    assert change.incident.detected_at == AT
    with pytest.raises(NothingChanged):
        assessment.set_detected(change.incident, AT, Certainty.KNOWN, by=BOB, at=LATER)


CATEGORY = partial(
    assessment.set_category, category=Category.SAFETY, subtype="safety.bias", label="Safety / Bias", by=BOB
)
FACETS = partial(assessment.set_facets, facets=("minors",), labels=("Children involved",), by=BOB)


def test_several_rules_make_one_act() -> None:
    change = together(opened(), CATEGORY, FACETS)
    assert (change.incident.subtype, change.incident.facets) == ("safety.bias", ("minors",))
    assert lines(change) == [
        "<@UBOB> set the category: Safety / Bias.",
        "<@UBOB> set what it involves: Children involved.",
    ]


def test_of_several_rules_those_that_change_nothing_are_left_out() -> None:
    incident = CATEGORY(opened()).incident
    assert lines(together(incident, CATEGORY, FACETS)) == ["<@UBOB> set what it involves: Children involved."]
    with pytest.raises(NothingChanged, match="The category is Safety / Bias already"):
        together(FACETS(incident).incident, CATEGORY, FACETS)


@pytest.mark.parametrize("status", [Status.CLOSED, Status.CANCELLED, Status.MERGED], ids=str)
def test_what_is_over_changes_no_more(status: Status) -> None:
    over = opened(status=status, merged_into=8)
    for rule in (
        lambda: assessment.set_title(over, "x"),
        lambda: assessment.set_summary(over, "x"),
        lambda: assessment.set_severity(over, Severity.HIGH, None, by=BOB, at=AT),
        lambda: assessment.decline_suggestion(over, Severity.HIGH, "x", by=BOB, at=AT),
        lambda: answered(over, Question.SCOPE, "limited"),
        lambda: assessment.ask_triage(over),
        lambda: CATEGORY(over),
        lambda: FACETS(over),
        lambda: assessment.set_systems(over, ("x",), by=BOB),
        lambda: assessment.set_started(over, AT, Certainty.KNOWN, by=BOB, at=AT),
        lambda: assessment.set_detected(over, AT, Certainty.KNOWN, by=BOB, at=AT),
    ):
        with pytest.raises(NotNow):
            rule()
