"""How an incident begins and ends, rule by rule."""

from datetime import timedelta

import pytest

from bot.domain.changes import lifecycle, merging, response
from bot.domain.errors import IncidentError, NothingChanged, NotNow, WrongUse
from bot.domain.event import ReviewScheduled
from bot.domain.incident import ChannelState, Incident, Places, Status
from bot.domain.instant_token import instant_token
from bot.domain.phase import Phase
from bot.domain.role import Role
from bot.domain.severity import Severity
from tests.domain.lives import ALICE, AT, BOB, assert_valid, declared

LATER = AT + timedelta(hours=1)


def resolved() -> Incident:
    return lifecycle.resolve(declared(), "Rolled back.", by=BOB, at=LATER).incident


def closed() -> Incident:
    return lifecycle.close(resolved(), None, left_open=("a",), by=BOB, at=LATER).incident


def cancelled() -> Incident:
    return lifecycle.cancel(declared(), "a test", by=BOB, at=LATER).incident


def merged() -> Incident:
    return merging.merge(declared(), declared(8), tasks=0, by=BOB, at=LATER)[0].incident


def test_a_declaration_without_a_severity_is_medium_and_not_assessed() -> None:
    incident = declared()
    assert (incident.severity, incident.severity_assessed) == (Severity.MEDIUM, False)
    assert incident.severity_confirmed_at is None
    assert declared(severity="low").severity_confirmed_at == AT


@pytest.mark.parametrize("title", ["", "  \n ", "x" * 201])
def test_a_title_is_wanted_and_fits(title: str) -> None:
    with pytest.raises(WrongUse):
        declared(title=title)


def test_a_title_is_one_line() -> None:
    assert declared(title="  a\n b\t c ").title == "a b c"


def test_resolving_says_that_recovery_is_complete_unless_somebody_said_so_before() -> None:
    assert resolved().recovered_at == LATER
    recovering = response.enter_phase(declared(), Phase.RECOVERY, by=BOB, at=AT).incident
    recovered = response.recover(recovering, by=BOB, at=AT).incident
    assert lifecycle.resolve(recovered, None, by=BOB, at=LATER).incident.recovered_at == AT


def test_the_summary_of_the_resolution_replaces_the_old_one_only_when_there_is_one() -> None:
    incident = declared(summary="Users saw other users' titles.")
    assert lifecycle.resolve(incident, " ", by=BOB, at=LATER).incident.summary == incident.summary
    assert lifecycle.resolve(incident, "Fixed.", by=BOB, at=LATER).incident.summary == "Fixed."


@pytest.mark.parametrize("over", [closed, cancelled, merged])
def test_what_is_over_takes_no_further_end(over: object) -> None:
    incident = over()  # type: ignore[operator]
    assert_valid(incident)
    for end in (
        lambda: lifecycle.resolve(incident, None, by=BOB, at=LATER),
        lambda: lifecycle.close(incident, "x", left_open=(), by=BOB, at=LATER),
        lambda: lifecycle.cancel(incident, "x", by=BOB, at=LATER),
        lambda: merging.merge(incident, declared(9), tasks=0, by=BOB, at=LATER),
        lambda: merging.merge(declared(9), incident, tasks=0, by=BOB, at=LATER),
        lambda: lifecycle.set_private(incident, True, by=BOB),
    ):
        with pytest.raises(NotNow):
            end()


def test_reopening_goes_back_to_the_phase_it_was_in_and_keeps_its_first_instants() -> None:
    incident = response.enter_phase(declared(), Phase.CONTAINMENT, by=BOB, at=AT).incident
    incident = response.assign(incident, Role.COMMANDER, BOB.user_id, by=BOB, at=AT).incident
    ended = lifecycle.resolve(incident, None, by=BOB, at=LATER).incident
    ended = lifecycle.close(ended, None, left_open=(), by=BOB, at=LATER).incident
    again = lifecycle.reopen(ended, "it happens again", by=ALICE).incident
    assert (again.status, again.phase, again.acknowledged_at) == (Status.OPEN, Phase.CONTAINMENT, AT)
    assert (again.resolved_at, again.closed_at, again.recovered_at) == (None, None, None)
    assert again.commander == BOB.user_id
    assert_valid(again)


def test_a_cancelled_incident_can_be_reopened_a_merged_one_cannot() -> None:
    assert lifecycle.reopen(cancelled(), "it was one", by=BOB).incident.status is Status.OPEN
    with pytest.raises(NotNow, match="merged into INC-8"):
        lifecycle.reopen(merged(), "it was one", by=BOB)
    with pytest.raises(NotNow, match="open already"):
        lifecycle.reopen(declared(), "why not", by=BOB)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 3001])
def test_reopening_and_cancelling_want_a_reason_that_fits(reason: str) -> None:
    with pytest.raises(WrongUse):
        lifecycle.reopen(closed(), reason, by=BOB)
    with pytest.raises(WrongUse):
        lifecycle.cancel(declared(), reason, by=BOB, at=LATER)


def test_an_incident_that_was_never_resolved_can_be_closed_and_has_no_resolution() -> None:
    incident = lifecycle.close(declared(), "no reason", left_open=(), by=BOB, at=LATER).incident
    assert (incident.resolved_at, incident.recovered_at, incident.closed_at) == (None, None, LATER)
    assert_valid(incident)


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (declared(1), declared(1), "merged into itself"),
        (declared(1, private=True), declared(2), "INC-1 is private and INC-2 is not"),
        (declared(1), declared(2, private=True), "INC-2 is private and INC-1 is not"),
        (declared(1, drill=True), declared(2), "drill and a real incident"),
    ],
)
def test_what_must_be_kept_apart_is_not_merged(one: Incident, other: Incident, said: str) -> None:
    with pytest.raises(IncidentError, match=said):
        merging.merge(one, other, tasks=0, by=BOB, at=LATER)


def test_both_incidents_tell_of_the_merging() -> None:
    gone, kept = merging.merge(declared(7), declared(8), tasks=2, by=BOB, at=LATER)
    assert gone.events[0].line() == "<@U0BOB> merged this incident into INC-8."
    assert kept.events[0].line() == "<@U0BOB> merged INC-7 into this incident. 2 open tasks moved here."
    assert (gone.incident.merged_into, kept.incident.merged_into) == (8, None)


def test_private_and_public_are_told_apart_from_no_change() -> None:
    hidden = lifecycle.set_private(declared(), True, by=BOB).incident
    assert hidden.private
    with pytest.raises(NothingChanged):
        lifecycle.set_private(hidden, True, by=BOB)
    borrowed = declared().model_copy(
        update={"places": Places(channel_id="C0SUPPORT", channel_state=ChannelState.BORROWED)}
    )
    with pytest.raises(NotNow, match="stays public"):
        lifecycle.set_private(borrowed, True, by=BOB)


@pytest.mark.parametrize(
    ("severity", "word", "events"),
    [("high", "high", 2), ("medium", "medium", 1), ("critical", "SEV1", 2)],
)
def test_a_word_put_back_leaves_the_severity_to_be_assessed(severity: str, word: str, events: int) -> None:
    change = lifecycle.take_word_as_title(declared(severity=severity), word, by=ALICE)
    assert change.incident.title == f"{word} model drifts"
    assert (change.incident.severity, change.incident.severity_assessed) == (Severity.MEDIUM, False)
    assert len(change.events) == events
    assert_valid(change.incident)


def test_a_word_put_back_leaves_a_later_decision_alone() -> None:
    incident = declared(severity="low").model_copy(update={"severity_confirmed_at": LATER})
    change = lifecycle.take_word_as_title(incident, "low", by=ALICE)
    assert (change.incident.severity, change.incident.severity_assessed) == (Severity.LOW, True)
    with pytest.raises(NothingChanged):
        lifecycle.take_word_as_title(change.incident, "low", by=ALICE)


def test_a_word_put_back_must_fit() -> None:
    with pytest.raises(WrongUse, match="Shorten it"):
        lifecycle.take_word_as_title(declared(title="x" * 198, severity="low"), "low", by=ALICE)


def test_a_scheduled_review_says_who_and_by_when() -> None:
    event = ReviewScheduled(owner=None, due_at=LATER, by="U0BOB")
    assert event.line() == f"Review to be scheduled by nobody yet, by {instant_token(LATER)}."
