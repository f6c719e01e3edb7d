"""What counsel works with: drafts of notices, the calendar, the App Home, the word that holds evidence."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.entities import Message
from tests.scenarios.clocks import a_leak, policy
from tests.scenarios.room import Room, a_room
from tests.scenarios.told import exported
from tests.stage import Stage, on_stage


@pytest.fixture
async def stage(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    async with on_stage(sqlite_url, policy=policy(tmp_path)) as stage:
        yield stage


async def shown(room: Room, name: str = "bob") -> Message:
    await room.runs(name, "deadlines")
    return room.person(name).whispers(room.channel)[-1]


async def test_the_draft_of_a_notice_comes_into_the_channel_filled_from_the_record(stage: Stage) -> None:
    room = await a_leak(stage)
    await room.runs("alice", "summary Some users saw titles of other users' chats.")
    message = await shown(room)
    await room.clicks("bob", message, "Draft notice")
    [file] = [file for m in room.person("bob").sees(room.channel) for file in m.files]
    text = file.content.decode()
    assert text.startswith("# DRAFT for counsel")
    assert "not legal advice" in text
    assert "Some users saw titles" in text
    assert "Still missing from the record" in text
    assert len(await room.lines("notice_drafted")) == 1


async def test_the_list_says_what_the_record_still_lacks(stage: Stage) -> None:
    room = await a_leak(stage)
    before = room.reads(await shown(room), "bob").partition("Still missing from the record:")[2]
    assert "Measures taken or planned" in before
    await room.runs("alice", "task take the index offline")
    await room.runs("alice", "task done 1")
    after = room.reads(await shown(room), "bob").partition("Still missing from the record:")[2]
    assert "Measures taken or planned" not in after


async def test_the_deadlines_come_as_a_calendar_file_into_the_channel(stage: Stage) -> None:
    room = await a_leak(stage)
    await room.clicks("bob", await shown(room), "Calendar file")
    [file] = [file for m in room.person("bob").sees(room.channel) for file in m.files]
    text = file.content.decode()
    assert text.startswith("BEGIN:VCALENDAR")
    assert "DTSTART:20260323T090000Z" in text
    assert f"UID:inc-1-deadline-1@{stage.workspace.team_id}.incident-bot" in text


async def test_without_a_date_there_is_no_calendar(stage: Stage) -> None:
    room = await a_room(stage)
    await room.runs("bob", "role legal me")
    await room.runs("bob", "facts personal_data_involved=no")
    await room.runs("bob", "deadlines")
    assert "None yet" in room.whispered("bob")[-1]


async def test_counsel_sees_all_their_clocks_at_home_and_others_do_not(stage: Stage) -> None:
    room = await a_leak(stage)
    home = await room.person("bob").opens_home()
    assert home is not None
    assert "My regulatory deadlines" in room.person("bob").reads(home)
    assert "INC-1 deadline 1" in room.person("bob").reads(home)
    theirs = await room.person("alice").opens_home()
    assert theirs is not None
    assert "regulatory" not in room.person("alice").reads(theirs)
    await room.person("bob").clicks(home, "Calendar file")
    await stage.settle()
    assert any(m.files for m in room.person("bob").inbox)


async def test_the_clock_of_a_private_incident_stays_inside(stage: Stage) -> None:
    room = await a_leak(stage, declared="declare private model leaks")
    home = await room.person("hoku").opens_home()
    assert home is not None
    assert "deadline" not in room.person("hoku").reads(home)
    incidents = stage.channel("incidents")
    assert all("deadline" not in str(m.blocks) for m in room.person("alice").sees(incidents))


async def test_what_must_not_be_changed_is_said_once_when_such_a_clock_starts(
    sqlite_url: str, tmp_path: Path
) -> None:
    wanted = policy(tmp_path, ai_act_provider="yes", high_risk_ai_system="yes")
    async with on_stage(sqlite_url, policy=wanted) as stage:
        stage.clock.move_to(stage.clock().replace(year=2026, month=11))
        room = await a_leak(stage, "facts death_or_serious_injury death_occurred=no")
        assert len(room.messages("Evidence hold")) == 1
        await room.runs("bob", "facts death_occurred")
        assert len(room.messages("Evidence hold")) == 1


@pytest.mark.parametrize("form", ["md", "html"])
async def test_the_incident_as_a_file_tells_of_facts_and_deadlines(stage: Stage, form: str) -> None:
    room = await a_leak(stage)
    await room.runs("bob", "deadline filed 1 CASE|<b>9")
    text = await exported(stage, form=form)
    assert "Regulatory deadlines" in text
    assert "Notify supervisory authority" in text
    assert "personal_data_involved" in text.replace("\\_", "_")
    assert "<b>9" not in text
