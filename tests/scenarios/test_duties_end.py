"""What merging, cancelling, closing and reopening do to regulatory clocks: nothing stops by itself."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.reminder import ReminderKind
from tests.scenarios.clocks import LEAK, a_leak, deadlines, policy, rows
from tests.scenarios.room import a_room
from tests.stage import BEGIN, Stage, on_stage

HOUR = timedelta(hours=1)
GDPR = "eu-gdpr-33/notify"


@pytest.fixture
async def stage(database_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    async with on_stage(database_url, policy=policy(tmp_path)) as stage:
        yield stage


async def test_a_merge_takes_running_clocks_along_with_their_facts_instants_and_decisions(
    stage: Stage,
) -> None:
    one = await a_leak(stage, f"{LEAK} uk_data_subjects")
    await one.runs("alice", "detected 2026-03-20 10:00")  # 07:00 UTC
    number = (await deadlines(one))["uk-gdpr-33-34/notify-ico"]["number"]
    await one.runs("bob", f"deadline filed {number} ICO-1")
    other = await a_room(stage, "declare search shows other people's files")
    await one.runs("alice", "merge INC-2")
    there, left = await deadlines(other), await deadlines(one)
    assert (there[GDPR]["status"], there[GDPR]["due_at"]) == ("running", "2026-03-23T07:00:00Z")
    assert there["uk-gdpr-33-34/notify-ico"]["reference"] == "ICO-1"
    assert left[GDPR]["status"] == "superseded"
    assert f"moved to INC-2, as deadline {there[GDPR]['number']}" in left[GDPR]["reason"]
    assert left["uk-gdpr-33-34/notify-ico"]["status"] == "filed"
    assert [r for r in await rows(one, ReminderKind.CLOCK_DUE) if not (r.fired_at or r.stopped_at)] == []
    assert [r for r in await rows(other, ReminderKind.CLOCK_DUE) if not (r.fired_at or r.stopped_at)]
    assert "merged INC-1 into this" in (await other.lines("duties_moved"))[0]


async def test_a_merge_keeps_what_the_other_incident_knows_better(stage: Stage) -> None:
    one = await a_leak(stage)
    other = await a_leak(
        stage, LEAK.replace("high_risk_to_individuals=no", "high_risk_to_individuals"), "declare b"
    )
    before = await deadlines(other)
    await one.runs("alice", "merge INC-2")
    after = await deadlines(other)
    assert {key: d["number"] for key, d in after.items()} == {key: d["number"] for key, d in before.items()}
    assert after[GDPR]["status"] == "running"


async def test_a_merge_without_duties_moves_none(stage: Stage) -> None:
    one = await a_room(stage)
    other = await a_room(stage, "declare b")
    await one.runs("alice", "merge INC-2")
    assert await other.lines("duties_moved") == []


async def test_cancelling_asks_for_each_clock_and_ends_none(stage: Stage) -> None:
    room = await a_leak(stage)
    await room.runs("alice", "cancel it was a load test")
    [asking] = room.messages("Cancelling ends none")
    assert room.messages("Nothing is asked any more, except what becomes of regulatory clocks.")
    assert "[Filed] [Waive] [Will be late]" in room.reads(asking)
    assert any("Cancelling ends none" in text for text in room.inbox("bob"))
    assert (await deadlines(room))[GDPR]["status"] == "running"
    await room.person("bob").clicks(asking, "Waive")
    await room.person("bob").sees_modal()
    await room.person("bob").submits({"reason": "A load test; no people's data."})
    await stage.settle()
    assert (await deadlines(room))[GDPR]["status"] == "waived"


async def test_closing_names_what_nobody_decided(stage: Stage) -> None:
    room = await a_leak(stage)
    await room.runs("alice", "resolve It is over.")
    answer = await room.runs("alice", "close")
    assert "1 regulatory deadline without a decision" in answer
    assert "GDPR" in answer
    await room.runs("bob", "deadline filed 1 CASE-1")
    assert "regulatory deadline" not in await room.runs("alice", "close")


async def test_after_closing_counsel_still_decides(stage: Stage) -> None:
    room = await a_leak(stage)
    await room.runs("alice", "close nothing to do")
    stage.clock.move_to(BEGIN + 73 * HOUR)
    assert (await deadlines(room))[GDPR]["status"] == "overdue"
    assert "filed late" in await room.runs("bob", "deadline filed 1 CASE-1")


async def test_resolving_starts_what_counts_from_then_and_reopening_lets_it_wait_again(
    database_url: str, tmp_path: Path
) -> None:
    wanted = policy(tmp_path, gpai_systemic_risk_provider="yes")
    async with on_stage(database_url, policy=wanted) as stage:
        room = await a_leak(
            stage, "facts death_or_serious_injury critical_safety_incident near_miss_serious_harm=no"
        )
        assert (await deadlines(room))["eu-gpai-55/final"]["status"] == "not_started"
        await room.runs("alice", "resolve It is over.")
        final = (await deadlines(room))["eu-gpai-55/final"]
        assert (final["status"], final["starts_at"]) == ("running", "2026-03-20T09:00:00Z")
        await room.runs("alice", "reopen it happens again")
        assert (await deadlines(room))["eu-gpai-55/final"]["status"] == "not_started"
