"""The triage questions as they are read, whatever was answered and written."""

from itertools import product

import pytest

from bot.domain.incident import Incident, Status
from bot.domain.severity import Severity
from bot.domain.triage import Question
from bot.views.triage import moved, people, questions_message
from tests.views.incidents import CATALOGUE, NAMES, a_full_incident, an_incident, answered
from tests.views.limits import CRUEL, reads


def read(incident: Incident) -> str:
    return reads(questions_message(incident, CATALOGUE, NAMES))


def test_unanswered_every_answer_is_one_tap_away() -> None:
    text = read(an_incident())
    for question in Question:
        guide = CATALOGUE.question(question)
        assert guide.text in text
        assert " ".join(f"[{answer.label}]" for answer in guide.answers) in text
    assert "Severity now: 🟡 Medium (not yet assessed)" in text
    assert "The answers suggest" not in text


@pytest.mark.parametrize("words", CRUEL, ids=range(len(CRUEL)))
def test_whatever_people_write_fits(words: str) -> None:
    read(a_full_incident(words))
    answers = tuple(answered(question, question.answers[-2], words[:500]) for question in Question)
    read(a_full_incident(words, triage=answers))


def test_any_combination_of_answers_fits_and_offers_at_most_one_severity() -> None:
    firsts = product(*((q.answers[0], q.answers[-2], "unknown") for q in Question))
    for given in firsts:
        triage = tuple(answered(q, word) for q, word in zip(Question, given, strict=True))
        text = read(an_incident(triage=triage, severity=Severity.HIGH))
        assert text.count("[Set to ") + text.count("[Confirm ") == 1


def test_people_are_named_and_never_called() -> None:
    incident = an_incident(triage=(answered(Question.SCOPE, "limited"),))
    message = questions_message(incident, CATALOGUE, NAMES)
    assert "says Bob Lindqvist <!channel> at" in reads(message)
    assert "<@" not in str(message.blocks)
    assert people(incident) == {"UBOB"}


def test_what_is_answered_makes_room_and_what_is_unknown_stays_a_tap_away() -> None:
    incident = an_incident(
        triage=(answered(Question.SCOPE, "limited"), answered(Question.REGULATORY, "unknown"))
    )
    text = read(incident)
    assert "✅ A few, says" in text
    assert "[None so far]" not in text
    assert "[None] [Possibly] [Likely] [Major violation]" in text
    assert "[Add a note]" in text


@pytest.mark.parametrize("word", ["no", "stopped", "unknown", None])
def test_found_late_the_question_is_put_once_more(word: str | None) -> None:
    triage = (answered(Question.ONGOING_HARM, word),) if word else ()
    text = read(an_incident(category="performance", subtype="perf.data_drift", triage=triage))
    assert "is the model still making these decisions right now?" in text


@pytest.mark.parametrize("subtype", ["sec.prompt_injection", "perf.inference_infra", None])
def test_what_is_no_slow_burn_is_not_asked_so(subtype: str | None) -> None:
    triage = (answered(Question.ONGOING_HARM, "no"),)
    assert "Drift and bias" not in read(an_incident(subtype=subtype, triage=triage))


def test_half_an_assessment_speaks_for_no_lower_severity() -> None:
    incident = an_incident(severity=Severity.CRITICAL, triage=(answered(Question.EXPOSURE, "public"),))
    text = read(incident)
    assert "The answers suggest: 🟠 High, because" in text
    assert "While something is unanswered, that speaks for no lower severity." in text
    assert "[Set to High]" not in text
    assert "[Confirm Critical]" in text


def test_of_what_is_over_nothing_can_be_pressed() -> None:
    for status in (Status.CLOSED, Status.CANCELLED, Status.MERGED):
        text = read(a_full_incident("words", status=status))
        assert text.startswith("Triage of INC-7, as it was answered")
        assert "[" not in text


def test_the_old_place_leads_to_the_new() -> None:
    message = moved(an_incident(), "https://x.slack.com/archives/C1/p1")
    assert reads(message).startswith("INC-7: the triage questions are further down")
    assert "<https://x.slack.com/archives/C1/p1|further down>" in message.text
