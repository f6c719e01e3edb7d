"""Severity, times, category and phases as they are told and asked, whatever people write."""

import pytest

from bot.domain.event import CategoryChanged, Event, FacetsChanged, PhaseEntered, SeverityChanged, StartedSet
from bot.domain.incident import Certainty
from bot.domain.phase import Phase
from bot.domain.severity import Severity
from bot.domain.triage import Question
from bot.views import assessment
from bot.views.happenings import post_about
from tests.views.incidents import AT, CATALOGUE, NAMES, a_full_incident, an_incident, answered
from tests.views.limits import CRUEL, reads, reads_view


def told(*events: Event) -> str:
    message = post_about(events, an_incident(), CATALOGUE, NAMES)
    assert message is not None
    return reads(message)


@pytest.mark.parametrize("words", CRUEL, ids=range(len(CRUEL)))
def test_whatever_the_reason_it_can_be_told(words: str) -> None:
    event = SeverityChanged(old=Severity.LOW, new=Severity.CRITICAL, reason=words, by="UBOB")
    assert told(event).startswith("🔴 Critical. Bob Lindqvist")


def test_what_one_act_changed_is_one_message() -> None:
    events = (
        CategoryChanged(label="Safety", by="UALICE"),
        FacetsChanged(labels=("Children involved",), by="UALICE"),
    )
    assert told(*events) == (
        "Alice Njoroge set the category: Safety.\nAlice Njoroge set what it involves: Children involved."
    )


def test_times_are_told_in_each_readers_zone() -> None:
    event = StartedSet(started_at=AT, certainty=Certainty.ESTIMATED, by="UALICE")
    message = post_about([event], an_incident(), CATALOGUE, NAMES)
    assert message is not None
    assert f"<!date^{int(AT.timestamp())}^" in message.text
    assert "at about" in reads(message)


@pytest.mark.parametrize("phase", Phase, ids=str)
def test_every_phase_says_what_it_is_for_and_what_to_do(phase: Phase) -> None:
    before = Phase.REVIEW if phase is Phase.DETECTION else Phase.DETECTION
    text = told(PhaseEntered(old=before, new=phase, by="UALICE"))
    guide = CATALOGUE.phase(phase)
    assert guide.purpose in text
    assert text.count("• ") == len(guide.to_do)
    assert f"Entered by Alice Njoroge, from {before}." in text


@pytest.mark.parametrize("question", Question, ids=str)
@pytest.mark.parametrize("words", CRUEL, ids=range(len(CRUEL)))
def test_every_answer_can_be_changed_whatever_its_note(question: Question, words: str) -> None:
    incident = an_incident(triage=(answered(question, "unknown", words[:500]),))
    text = reads_view(assessment.answer_form(incident, question, CATALOGUE))
    assert "● Not known yet" in text
    assert CATALOGUE.question(question).text in text


def test_the_forms_for_severity_and_category_fit() -> None:
    for words in CRUEL:
        reads_view(assessment.keep_form(a_full_incident(words), Severity.LOW))
    for chosen in (None, "safety", "safety.bias", "gone.subtype"):
        reads_view(assessment.category_form(a_full_incident("x"), CATALOGUE, chosen))
    reads_view(assessment.category_form(an_incident(), CATALOGUE))


def test_the_form_shows_what_the_chosen_kind_means() -> None:
    text = reads_view(assessment.category_form(an_incident(), CATALOGUE, "perf.concept_drift"))
    assert "Concept drift: The inputs look as ever" in text
    assert "Data drift: What comes in" not in text
