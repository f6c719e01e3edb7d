"""Roles, phases, contained and recovered, as pure rules."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.actor import Actor
from bot.domain.changes import lifecycle, response
from bot.domain.errors import NothingChanged, NotNow, WrongUse
from bot.domain.incident import Incident, Status
from bot.domain.phase import Phase
from bot.domain.role import Role

AT = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
LATER = AT + timedelta(minutes=7)
ALICE, BOB = Actor(user_id="UALICE"), Actor(user_id="UBOB")


def opened(**fields: object) -> Incident:
    return Incident(number=7, title="drift", declared_by="UALICE", declared_at=AT).model_copy(update=fields)


def lines(change: object) -> list[str]:
    return [event.line() for event in change.events]  # type: ignore[attr-defined]


def test_a_role_taken_for_oneself() -> None:
    change = response.assign(opened(), Role.LEGAL, "UBOB", by=BOB, at=LATER)
    assert change.incident.holder(Role.LEGAL) == "UBOB"
    assert change.incident.acknowledged_at == LATER
    assert change.incident.revision == 1
    assert lines(change) == ["<@UBOB> took the role of legal lead."]


def test_a_role_given_to_somebody_else() -> None:
    change = response.assign(opened(), Role.COMMS, "UBOB", by=ALICE, at=AT, note="a < b")
    assert lines(change) == ["<@UALICE> made <@UBOB> communications lead. Open points: a &lt; b"]


def test_handing_over_ends_one_holding_and_begins_another_at_the_same_instant() -> None:
    held = response.assign(opened(), Role.COMMANDER, "UALICE", by=ALICE, at=AT).incident
    change = response.assign(held, Role.COMMANDER, "UBOB", by=ALICE, at=LATER)
    first, second = change.incident.roles
    assert (first.released_at, second.assigned_at, second.released_at) == (LATER, LATER, None)
    assert change.incident.acknowledged_at == AT
    assert lines(change) == ["<@UALICE> handed over the role of commander to <@UBOB>."]


def test_a_third_person_who_hands_over_is_named() -> None:
    held = response.assign(opened(), Role.COMMANDER, "UALICE", by=ALICE, at=AT).incident
    change = response.assign(held, Role.COMMANDER, "UBOB", by=Actor(user_id="UEMI"), at=LATER)
    assert lines(change) == ["<@UALICE> handed over the role of commander to <@UBOB> (by <@UEMI>)."]


def test_one_role_changes_hands_without_touching_the_others() -> None:
    incident = response.assign(opened(), Role.LEGAL, "UALICE", by=ALICE, at=AT).incident
    incident = response.assign(incident, Role.COMMS, "UALICE", by=ALICE, at=AT).incident
    incident = response.assign(incident, Role.COMMS, "UBOB", by=ALICE, at=LATER).incident
    assert incident.holder(Role.LEGAL) == "UALICE"


def test_the_holder_is_not_assigned_again() -> None:
    held = response.assign(opened(), Role.COMMS, "UBOB", by=BOB, at=AT).incident
    with pytest.raises(NothingChanged, match="<@UBOB> is communications lead already"):
        response.assign(held, Role.COMMS, "UBOB", by=ALICE, at=LATER)


def test_a_claim_takes_nothing_away() -> None:
    held = response.claim(opened(), Role.COMMS, by=BOB, at=AT).incident
    with pytest.raises(NotNow, match="`/incident role comms me`"):
        response.claim(held, Role.COMMS, by=ALICE, at=LATER)
    with pytest.raises(NothingChanged):
        response.claim(held, Role.COMMS, by=BOB, at=LATER)


def test_a_note_has_to_fit() -> None:
    fits = response.assign(opened(), Role.COMMS, "UBOB", by=ALICE, at=AT, note="x" * 3000)
    assert fits.incident.holder(Role.COMMS) == "UBOB"
    with pytest.raises(WrongUse, match="3001 characters; 3000 fit"):
        response.assign(opened(), Role.COMMS, "UBOB", by=ALICE, at=AT, note="x" * 3001)


def test_releasing_empties_a_role_and_keeps_its_history() -> None:
    held = response.assign(opened(), Role.COMMS, "UBOB", by=BOB, at=AT).incident
    change = response.release(held, Role.COMMS, by=ALICE, at=LATER)
    assert change.incident.holder(Role.COMMS) is None
    assert [h.released_at for h in change.incident.roles] == [LATER]
    assert lines(change) == ["<@UALICE> released <@UBOB> from the role of communications lead."]
    with pytest.raises(NothingChanged):
        response.release(change.incident, Role.COMMS, by=ALICE, at=LATER)


def test_only_the_holder_ticks() -> None:
    held = response.assign(opened(), Role.COMMS, "UBOB", by=BOB, at=AT).incident
    change = response.tick(held, Role.COMMS, ticked=("One.", "Two."), unticked=("Three.",), by=BOB)
    assert lines(change) == [
        "<@UBOB> ticked on the checklist (communications lead): “One”; “Two”.",
        "<@UBOB> took the tick off on the checklist (communications lead): “Three”.",
    ]
    with pytest.raises(NotNow, match="You do not hold the role"):
        response.tick(held, Role.COMMS, ticked=("One.",), unticked=(), by=ALICE)
    with pytest.raises(NothingChanged):
        response.tick(held, Role.COMMS, ticked=(), unticked=(), by=BOB)


@pytest.mark.parametrize("phase", [p for p in Phase if p is not Phase.DETECTION], ids=str)
def test_every_phase_can_be_entered_from_the_first(phase: Phase) -> None:
    change = response.enter_phase(opened(), phase, by=BOB, at=LATER)
    assert change.incident.phase is phase
    assert lines(change) == [f"<@UBOB> entered phase {phase} (from detection)."]


def test_going_back_is_said_so() -> None:
    change = response.enter_phase(opened(phase=Phase.REMEDIATION), Phase.TRIAGE, by=BOB, at=LATER)
    assert lines(change) == ["<@UBOB> went back to phase triage (from remediation)."]


def test_remediated_is_when_recovery_was_first_entered() -> None:
    incident = response.enter_phase(opened(), Phase.RECOVERY, by=BOB, at=AT).incident
    incident = response.enter_phase(incident, Phase.CONTAINMENT, by=BOB, at=LATER).incident
    incident = response.enter_phase(incident, Phase.RECOVERY, by=BOB, at=LATER).incident
    assert incident.remediated_at == AT


def test_going_back_behind_recovery_takes_back_that_it_is_complete() -> None:
    incident = response.enter_phase(opened(), Phase.RECOVERY, by=BOB, at=AT).incident
    incident = response.recover(incident, by=BOB, at=LATER).incident
    onwards = response.enter_phase(incident, Phase.REVIEW, by=BOB, at=LATER).incident
    assert onwards.recovered_at == LATER
    assert response.enter_phase(onwards, Phase.REMEDIATION, by=BOB, at=LATER).incident.recovered_at is None


def test_recovery_is_complete_only_once_it_was_entered() -> None:
    with pytest.raises(NotNow, match="`/incident phase recovery`"):
        response.recover(opened(phase=Phase.REMEDIATION), by=BOB, at=AT)
    done = response.recover(opened(phase=Phase.RECOVERY), by=BOB, at=AT).incident
    with pytest.raises(NothingChanged):
        response.recover(done, by=BOB, at=LATER)


def test_contained_is_said_once() -> None:
    incident = response.contain(opened(), by=BOB, at=AT).incident
    assert incident.contained_at == AT
    with pytest.raises(NothingChanged, match="contained already"):
        response.contain(incident, by=ALICE, at=LATER)


def test_the_phase_of_a_resolved_incident_moves_only_after_reopening() -> None:
    resolved = lifecycle.resolve(opened(), None, by=ALICE, at=AT).incident
    with pytest.raises(NotNow, match="reopen"):
        response.enter_phase(resolved, Phase.CONTAINMENT, by=ALICE, at=LATER)
    with pytest.raises(NotNow, match="reopen"):
        response.recover(resolved, by=ALICE, at=LATER)


@pytest.mark.parametrize("status", [Status.CLOSED, Status.CANCELLED, Status.MERGED], ids=str)
def test_what_is_over_changes_no_more(status: Status) -> None:
    over = opened(status=status, merged_into=8)
    rules: list[Callable[[], object]] = [
        lambda: response.assign(over, Role.COMMS, "UBOB", by=BOB, at=AT),
        lambda: response.claim(over, Role.COMMS, by=BOB, at=AT),
        lambda: response.release(over, Role.COMMS, by=BOB, at=AT),
        lambda: response.tick(over, Role.COMMS, ticked=("One.",), unticked=(), by=BOB),
        lambda: response.enter_phase(over, Phase.TRIAGE, by=BOB, at=AT),
        lambda: response.contain(over, by=BOB, at=AT),
        lambda: response.recover(over, by=BOB, at=AT),
    ]
    for rule in rules:
        with pytest.raises(NotNow):
            rule()
