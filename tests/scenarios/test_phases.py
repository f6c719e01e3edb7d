"""Phases: entered by word or button, forwards or back; contained and recovered by a person's word."""

from datetime import timedelta

import pytest

from bot.domain.phase import Phase
from tests.scenarios.room import Room, a_room
from tests.stage import BEGIN, CATALOGUE, Stage


@pytest.fixture
async def room(stage: Stage) -> Room:
    return await a_room(stage, "declare sev2 model drifts")


@pytest.mark.parametrize("phase", [p for p in Phase if p is not Phase.DETECTION], ids=str)
async def test_entering_a_phase_says_once_what_it_is_for_and_what_to_do(room: Room, phase: Phase) -> None:
    answer = await room.runs("bob", f"phase {phase.value.upper()}")
    assert answer == f"INC-1 is in phase {phase} now."
    assert (await room.incident()).phase is phase
    guide = CATALOGUE.phase(phase)
    told = room.reads(room.message(guide.purpose))
    assert told.startswith(f"{phase.label} (phase {phase.number} of 7).")
    assert all(step.split("`")[0] in told for step in guide.to_do)
    assert "Entered by Bob Lindqvist, from detection." in told
    assert f"Phase: {phase} ({phase.number} of 7)" in room.reads(room.card)
    assert f"| {phase} |" in room.channel.topic["value"]
    assert await room.lines("phase_entered") == [f"bob entered phase {phase} (from detection)."]


async def test_going_back_is_allowed_and_said_so(room: Room) -> None:
    await room.runs("bob", "phase remediation")
    await room.runs("alice", "phase containment")
    assert (await room.incident()).phase is Phase.CONTAINMENT
    assert room.message("Back to containment (phase 3 of 7).")
    assert (await room.lines("phase_entered"))[-1] == (
        "alice went back to phase containment (from remediation)."
    )


async def test_the_card_leads_through_the_response(room: Room) -> None:
    await room.runs("alice", "role commander me")
    for question in ("ongoing_harm", "scope", "impact", "regulatory"):
        await room.clicks("bob", room.questions, f"answer_triage:{question}:unknown")
    steps = [
        ("Go to containment", "containment"),
        ("It is contained", "containment"),
        ("Go to investigation", "investigation"),
        ("Go to remediation", "remediation"),
        ("Go to recovery", "recovery"),
        ("Recovery is complete", "recovery"),
    ]
    for minutes, (label, phase) in enumerate(steps, start=1):
        room.stage.clock.move_to(BEGIN + timedelta(minutes=minutes))
        assert f"[{label}] [Post update] [Resolve]" in room.reads(room.card)
        await room.clicks("bob", room.card, label)
        assert (await room.incident()).phase == phase
    assert room.reads(room.card).endswith("[Post update] [Resolve]")
    incident = await room.incident()
    assert incident.contained_at == BEGIN + timedelta(minutes=2)
    assert incident.remediated_at == BEGIN + timedelta(minutes=5)
    assert incident.recovered_at == BEGIN + timedelta(minutes=6)
    assert await room.lines("contained") == ["bob said the incident is contained."]
    assert "Bob Lindqvist said the incident is contained." in room.said()
    assert "Bob Lindqvist said recovery is complete." in room.said()
    assert "recovered Mar 20, 2026" in room.reads(room.card)


async def test_stopping_harm_waits_for_no_paperwork(room: Room) -> None:
    assert "[Take command] [Answer triage] [Go to containment]" in room.reads(room.card)
    await room.clicks("bob", room.card, "Go to containment")
    assert (await room.incident()).phase is Phase.CONTAINMENT


async def test_a_late_button_is_answered_kindly(room: Room) -> None:
    drawn = list(room.card.blocks)
    await room.clicks("bob", room.card, "Go to containment")
    await room.presses_late("alice", room.card, drawn, "Go to containment")
    assert room.whispered("alice")[-1] == "The incident is in phase containment already."
    assert len(await room.lines("phase_entered")) == 1


async def test_recovery_said_complete_too_late_is_not_taken(room: Room) -> None:
    for name in ("alice", "bob"):
        await room.runs(name, f"role {'commander' if name == 'alice' else 'technical'} me")
    for question in ("ongoing_harm", "scope", "impact", "regulatory"):
        await room.clicks("bob", room.questions, f"answer_triage:{question}:unknown")
    await room.runs("bob", "phase recovery")
    drawn = list(room.card.blocks)
    await room.runs("bob", "phase remediation")
    await room.presses_late("alice", room.card, drawn, "Recovery is complete")
    assert "Enter recovery first: /incident phase recovery." in room.whispered("alice")[-1]
    assert (await room.incident()).recovered_at is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("phase", "Say which phase. Use /incident phase PHASE, for example /incident phase containment."),
        ("phase contaiment", "The phases are detection, triage, containment"),
        ("phase detection", "The incident is in phase detection already."),
    ],
)
async def test_wrong_use_is_answered_with_the_right_form(room: Room, words: str, said: str) -> None:
    before = await room.incident()
    assert said in await room.runs("bob", words)
    assert await room.incident() == before


async def test_a_resolved_incident_enters_no_phase_before_it_is_reopened(room: Room) -> None:
    await room.runs("alice", "resolve all is well")
    answer = await room.runs("alice", "phase containment")
    assert answer.startswith("INC-1 is resolved. /incident reopen REASON goes on with it")


async def test_who_is_not_in_the_channel_is_told_to_join(room: Room) -> None:
    answer = await room.runs("grace", "phase INC-1 containment", "support")
    assert "Only people in" in answer
