"""Reminders of regulatory clocks: to legal and the channel, bundled, acknowledged, escalated, not stopped."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.reminder import ReminderKind
from bot.sandbox.entities import Message
from tests.scenarios.clocks import LEAK, a_leak, policy, rows
from tests.scenarios.due import jump
from tests.scenarios.room import Room, a_room
from tests.scenarios.told import told
from tests.stage import BEGIN, Stage, on_stage

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
async def stage(database_url: str, tmp_path: Any) -> AsyncIterator[Stage]:
    """A workspace whose organisation has no standing facts, so that GDPR's clock runs alone."""
    async with on_stage(database_url, policy=policy(tmp_path)) as stage:
        yield stage


async def with_backup(stage: Stage, name: str) -> None:
    """The organisation names who stands in for legal; the bot is started anew."""
    backup = {"backup": stage.person(name).id}
    clocks = stage.policy.clocks.model_copy(update=backup)
    stage.policy = stage.policy.model_copy(update={"clocks": clocks})
    await stage.restart()


def asked(room: Room, name: str) -> list[str]:
    """What somebody was told of clocks by direct message."""
    return [text for text in room.inbox(name) if "deadline" in text]


def reminded(room: Room) -> list[Message]:
    """The reminders of clocks in the channel."""
    return [m for m in room.messages("I see to it") if "answered" not in room.reads(m)]


async def deadline(room: Room) -> dict[str, Any]:
    found: dict[str, Any] = (await told(room.stage, room.number))["deadlines"][0]
    return found


async def until(room: Room, at: datetime) -> None:
    """Let time pass, with everything that falls due on the way."""
    await room.stage.run_until(at)


async def test_legal_hears_at_once_when_a_clock_starts_and_the_channel_once(stage: Stage) -> None:
    room = await a_leak(stage)
    assert asked(room, "bob") == []
    await until(room, BEGIN + MINUTE)
    [first] = asked(room, "bob")
    assert "Notify supervisory authority" in first
    assert "[I see to it]" in first
    assert reminded(room) == []  # the channel has the message that says that it runs
    assert len(room.messages("Clocks that run now")) == 1


async def test_the_offsets_of_72_hours_are_kept_to_the_minute_and_told_by_the_export(stage: Stage) -> None:
    room = await a_leak(stage)
    await until(room, BEGIN + 72 * HOUR + 30 * MINUTE)
    sent = [each["sent_at"] for each in (await deadline(room))["reminders"] if each["sent_at"]]
    expected = [0, 24, 48, 60, 68, 71, 72]
    assert [datetime.fromisoformat(at) - BEGIN for at in sent] == [hours * HOUR for hours in expected]
    assert len(asked(room, "bob")) >= len(expected)
    assert len(reminded(room)) == len(expected) - 1


@pytest.mark.parametrize("commander", ["chiara", None], ids=["a commander", "none"])
async def test_with_neither_legal_lead_nor_channel_whoever_commands_is_reminded(
    stage: Stage, commander: str | None
) -> None:
    room = await a_leak(stage)
    if commander:
        await stage.person("alice").invites(room.channel, stage.person(commander))
        await room.runs(commander, "role commander me")
    await room.runs("bob", "role legal none")
    await stage.person("alice").archives(room.channel)
    await until(room, BEGIN + 10 * MINUTE)
    assert asked(room, commander or "alice") != []


async def test_who_was_reminded_as_legal_lead_is_not_reminded_again_for_want_of_a_channel(
    stage: Stage,
) -> None:
    room = await a_leak(stage)
    await room.runs("bob", "role commander me")
    await stage.person("alice").archives(room.channel)
    await until(room, BEGIN + 24 * HOUR)
    told = asked(room, "bob")
    assert len(told) == len(set(told)) > 1


async def test_after_it_is_due_it_comes_back_every_hour_until_somebody_decides(stage: Stage) -> None:
    room = await a_leak(stage)
    await until(room, BEGIN + 72 * HOUR)
    before = len(reminded(room))
    await until(room, BEGIN + 75 * HOUR)
    assert len(reminded(room)) == before + 3
    assert "overdue" in room.reads(reminded(room)[-1])
    await room.runs("bob", "deadline filed 1 CASE-1")
    await until(room, BEGIN + 90 * HOUR)
    assert len(reminded(room)) == before + 3


async def test_resolving_and_closing_stop_no_reminder(stage: Stage) -> None:
    room = await a_leak(stage)
    await until(room, BEGIN + HOUR)
    await room.runs("alice", "resolve It is over.")
    await room.runs("alice", "close nothing else")
    before = len(asked(room, "bob"))
    await until(room, BEGIN + 72 * HOUR)
    assert len(asked(room, "bob")) >= before + 6


async def test_saying_that_one_sees_to_it_keeps_others_from_being_called(
    database_url: str, tmp_path: Any
) -> None:
    async with on_stage(database_url, policy=policy(tmp_path)) as stage:
        await with_backup(stage, "chiara")
        room = await a_leak(stage)
        await until(room, BEGIN + MINUTE)
        message = next(m for m in room.person("bob").inbox if "deadline" in room.reads(m, "bob"))
        await room.clicks("bob", message, "I see to it")
        await until(room, BEGIN + 5 * HOUR)
        assert asked(room, "chiara") == []
        assert len(await room.lines("deadline_acknowledged")) == 1
        await until(room, BEGIN + 24 * HOUR)
        assert asked(room, "chiara") == []


async def test_what_nobody_answers_goes_to_the_backup_and_then_to_the_commander(
    database_url: str, tmp_path: Any
) -> None:
    async with on_stage(database_url, policy=policy(tmp_path)) as stage:
        await with_backup(stage, "chiara")
        room = await a_leak(stage)
        await room.runs("alice", "role commander me")
        await until(room, BEGIN + 2 * HOUR + 5 * MINUTE)
        [called] = asked(room, "chiara")
        assert "has not answered" in called
        assert asked(room, "alice") == []
        await until(room, BEGIN + 4 * HOUR + 10 * MINUTE)
        assert len(asked(room, "alice")) == 1
        assert len(asked(room, "chiara")) == 1


async def test_the_backup_of_a_private_incident_hears_nothing_unless_they_are_in_it(
    database_url: str, tmp_path: Any
) -> None:
    async with on_stage(database_url, policy=policy(tmp_path)) as stage:
        await with_backup(stage, "chiara")
        room = await a_room(stage, "declare private model leaks")
        await room.runs("bob", "role legal me")
        await room.runs("bob", LEAK)
        await until(room, BEGIN + 73 * HOUR)
        assert room.inbox("chiara") == []


async def test_as_a_clock_runs_down_the_backup_hears_of_it_in_any_case(
    database_url: str, tmp_path: Any
) -> None:
    async with on_stage(database_url, policy=policy(tmp_path)) as stage:
        await with_backup(stage, "chiara")
        room = await a_leak(stage)
        await until(room, BEGIN + 61 * HOUR)
        for message in room.person("bob").inbox:
            if "[I see to it]" in room.reads(message, "bob"):
                await room.person("bob").clicks(message, "I see to it")
        await stage.settle()
        before = len(asked(room, "chiara"))
        await until(room, BEGIN + 68 * HOUR + MINUTE)
        assert len(asked(room, "chiara")) == before + 1
        assert "to look at" in asked(room, "chiara")[-1]


async def test_seeing_to_it_twice_is_recorded_once(stage: Stage) -> None:
    room = await a_leak(stage)
    await until(room, BEGIN + MINUTE)
    message = next(m for m in room.person("bob").inbox if "I see to it" in room.reads(m, "bob"))
    await room.person("bob").clicks(message, "I see to it")
    await room.person("bob").clicks(message, "I see to it")
    await stage.settle()
    assert len(await room.lines("deadline_acknowledged")) == 1


async def test_clocks_that_are_due_together_are_one_message(stage: Stage) -> None:
    room = await a_leak(stage, f"{LEAK} uk_data_subjects")
    await until(room, BEGIN + 24 * HOUR + MINUTE)
    assert len(asked(room, "bob")) == 2
    assert "2 deadlines to look at" in asked(room, "bob")[-1]


async def test_what_is_only_proposed_is_settled_from_its_reminder_by_the_answer_it_hangs_on(
    stage: Stage,
) -> None:
    room = await a_leak(stage, LEAK.replace("eu_data_subjects", "eu_data_subjects=unknown"))
    await until(room, BEGIN + 73 * HOUR)
    bob = room.person("bob")
    message = bob.inbox[-1]
    assert "🔴 overdue, only proposed" in room.reads(message, "bob")
    assert "[Your organisation]" in room.reads(message, "bob")
    await bob.clicks(message, "Answer the facts")
    await bob.sees_modal("Facts of INC-1")
    await room.runs("bob", "facts eu_data_subjects=no")
    before = len(asked(room, "bob"))
    await until(room, BEGIN + 75 * HOUR)
    assert len(asked(room, "bob")) == before


async def test_a_bot_that_was_down_over_a_deadline_says_so_once_and_how_late(stage: Stage) -> None:
    room = await a_leak(stage)
    await until(room, BEGIN + 25 * HOUR)
    before = len(asked(room, "bob"))
    await stage.stop()
    stage.clock.move_to(BEGIN + 74 * HOUR + 20 * MINUTE)
    await stage.start()
    await stage.bot.beat()
    await stage.settle()
    later = asked(room, "bob")[before:]
    assert len(later) == 1
    assert "overdue" in later[0]
    assert "I was not running" in later[0]


async def test_what_the_backup_was_to_hear_while_the_bot_was_down_the_backup_hears_after(
    database_url: str, tmp_path: Any
) -> None:
    """Four hours before the end the backup is told in any case; the bot was down then."""
    async with on_stage(database_url, policy=policy(tmp_path)) as stage:
        await with_backup(stage, "chiara")
        room = await a_leak(stage)
        await until(room, BEGIN + MINUTE)
        [message] = [m for m in room.person("bob").inbox if "I see to it" in str(m.blocks)]
        await room.clicks("bob", message, "I see to it")
        await stage.stop()
        stage.clock.move_to(BEGIN + 69 * HOUR)
        await stage.start()
        await stage.bot.beat()
        await stage.settle()
        assert len(asked(room, "chiara")) == 1


async def test_said_to_be_late_it_comes_back_once_a_day(stage: Stage) -> None:
    room = await a_leak(stage)
    bob = room.person("bob")
    await room.runs("bob", "deadlines")
    await bob.clicks(bob.whispers(room.channel)[-1], "decide_deadline:late:1")
    await bob.sees_modal()
    await bob.submits({"reason": "The vendor does not answer.", "told": ["The authority was told"]})
    await until(room, BEGIN + 72 * HOUR + MINUTE)
    before = len(reminded(room))
    await until(room, BEGIN + 96 * HOUR + 10 * MINUTE)
    assert len(reminded(room)) <= before + 2


async def test_a_correction_moves_the_reminders_that_wait(stage: Stage) -> None:
    room = await a_leak(stage)
    await until(room, BEGIN + MINUTE)
    await room.runs("alice", "detected 2026-03-19 12:00")  # 09:00 UTC, a day before
    [waiting] = [r for r in await rows(room, ReminderKind.CLOCK_DUE) if not r.fired_at and not r.stopped_at]
    assert waiting.due_at == BEGIN + 24 * HOUR
    [moved] = room.messages("Moved:")
    assert "before due" in room.reads(moved)


async def test_what_waits_for_an_instant_is_asked_about_once_a_day_in_one_question(
    database_url: str, tmp_path: Any
) -> None:
    wanted = policy(tmp_path, us_public_company="yes", nydfs_covered="yes")
    async with on_stage(database_url, policy=wanted) as stage:
        room = await a_leak(
            stage, "facts security_compromise material_to_investors vulnerability_actively_exploited=no"
        )
        await until(room, BEGIN + 31 * MINUTE)
        [question] = [text for text in room.inbox("bob") if "have not started" in text]
        assert "the finding that it is material" in question
        assert "the determination" in question
        await until(room, BEGIN + 60 * HOUR)
        assert len([text for text in room.inbox("bob") if "have not started" in text]) in (3, 4)
        message = next(m for m in room.person("bob").inbox if "have not started" in room.reads(m, "bob"))
        await room.person("bob").clicks(message, "open_anchor:material_at")
        await room.person("bob").sees_modal("When a clock starts")
        await room.person("bob").submits({"when": "1 hour ago", "basis": "The disclosure committee."})
        await stage.settle()
        found = {f"{d['regime']}/{d['stage']}": d for d in (await told(stage))["deadlines"]}
        assert found["us-sec-8k-105/8k"]["status"] == "running"


async def test_everything_is_worked_out_anew_once_a_day(stage: Stage) -> None:
    room = await a_leak(stage)
    await until(room, BEGIN + 50 * HOUR)
    assert len([r for r in await rows(room, ReminderKind.CLOCKS_ANEW) if r.fired_at]) == 2


async def test_a_reminder_is_sent_once_whatever_is_delivered_again(stage: Stage) -> None:
    room = await a_leak(stage)
    await until(room, BEGIN + MINUTE)
    for _ in range(3):
        await stage.bot.beat()
        await stage.settle()
    await stage.restart()
    await stage.bot.beat()
    await stage.settle()
    assert len(asked(room, "bob")) == 1


async def test_cancelling_stops_no_clock(stage: Stage) -> None:
    room = await a_leak(stage)
    await until(room, BEGIN + MINUTE)
    await room.runs("alice", "cancel it was a load test")
    before = len(asked(room, "bob"))
    await jump(stage, hours=24)
    assert len(asked(room, "bob")) == before + 1
