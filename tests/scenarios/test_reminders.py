"""What is missing is asked for: when it is due, once, more specifically each time, not after the end."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.reminder import ReminderKind
from bot.services import reminders as firing
from bot.services.prompting import prompt
from bot.services.reminders import ReminderService
from bot.services.unit import Unit
from storage import Database, DatabaseAway
from tests.databases import RawSql
from tests.scenarios.due import asked, asked_privately, asking, asks_only, jump, waiting
from tests.scenarios.room import Room, a_room
from tests.stage import CATALOGUE, Stage, on_stage


@pytest.fixture
def raw_sqlite(sqlite_url: str) -> RawSql:
    """SQL on the stage's database."""
    return RawSql(sqlite_url)


# empty roles ----------------------------------------------------------------------------------------------


async def test_empty_roles_are_asked_for_together_and_more_specifically_each_time(stage: Stage) -> None:
    room = await a_room(stage, "declare critical model drifts")
    await stage.run_for(minutes=4)
    assert asked(room) == []
    await stage.run_for(minutes=1)
    [first] = asked(room)
    assert "Nobody yet as commander and technical lead" in first
    assert "(5 min)" in first
    assert "Here and without a role: Alice Njoroge or Bob Lindqvist." in first
    assert "[Take command] [Take technical lead]" in first
    assert "@" not in first
    await stage.run_for(minutes=10)
    second = asked(room)[1]
    assert "commander, technical lead, communications lead and legal lead" in second
    assert "@alice, who should it be?" in second
    await stage.run_for(minutes=10)
    third = asked(room)[2]
    assert "Until somebody commands, decisions wait" in third
    assert len(asked(room)) == 3


async def test_whoever_takes_a_role_by_its_reminder_ends_the_asking(stage: Stage) -> None:
    room = await a_room(stage, "declare critical model drifts")
    await stage.run_for(minutes=5)
    [message] = asking(room)
    await room.clicks("bob", message, "Take command")
    assert (await room.incident()).commander == room.person("bob").id
    await stage.run_for(minutes=10)
    assert "commander" not in asked(room)[1]
    assert "technical lead" in asked(room)[1]
    await room.clicks("alice", message, "Take command")
    assert "commander already" in room.whispered("alice")[-1]


async def test_the_last_asking_says_so_and_the_card_keeps_it(sqlite_url: str) -> None:
    roles = {"high": {"legal": 5}}
    async with on_stage(sqlite_url, policy=asks_only(roles=roles, max_asked=2)) as stage:
        room = await a_room(stage, "declare high model drifts")
        await jump(stage, hours=1)
        await jump(stage, hours=1)
        await jump(stage, days=1)
        assert len(asked(room)) == 2
        assert "I will not ask for this again; it stays on the card." in asked(room)[1]
        assert "Legal lead\nnobody yet" in room.reads(room.card)


# triage ---------------------------------------------------------------------------------------------------


async def test_unanswered_questions_are_asked_again_with_buttons_that_answer_them(sqlite_url: str) -> None:
    async with on_stage(sqlite_url, policy=asks_only(triage={"high": 30})) as stage:
        room = await a_room(stage, "declare high model drifts")
        await room.clicks("bob", room.questions, "answer_triage:ongoing_harm:no")
        await room.clicks("bob", room.questions, "answer_triage:scope:unknown")
        await jump(stage, minutes=30)
        [message] = asking(room)
        told = room.reads(message)
        assert "5 triage questions still open" in told
        assert "How many users or systems are affected?\n❔ Not known to Bob Lindqvist" in told
        assert "Is there ongoing harm" not in told
        await room.clicks("alice", message, "answer_triage:scope:limited")
        assert {a.question.value: a.answer for a in (await room.incident()).triage}["scope"] == "limited"
        await jump(stage, minutes=30)
        assert "4 triage questions still open" in asked(room)[1]
        assert "@alice, who could find out?" in asked(room)[1]


# updates and quiet ----------------------------------------------------------------------------------------


async def test_an_overdue_update_calls_whoever_leads_communications(sqlite_url: str) -> None:
    async with on_stage(sqlite_url, policy=asks_only(update={"high": 60})) as stage:
        room = await a_room(stage, "declare high model drifts")
        await jump(stage, minutes=60)
        assert "None was posted since the declaration" in asked(room)[0]
        assert "@alice: how it stands" in asked(room)[0]
        await room.runs("alice", "role comms @bob")
        await room.runs("alice", "update The service is off.")
        await jump(stage, minutes=59)
        assert len(asked(room)) == 1
        await jump(stage, minutes=1)
        assert "A stakeholder update is due." in asked(room)[1]
        assert "(1 h ago)" in asked(room)[1]
        assert "@bob: how it stands" in asked(room)[1]
        await jump(stage, minutes=60)
        assert "Stakeholders wait for an update. It was due" in asked(room)[2]


async def test_a_quiet_channel_is_asked_and_one_in_which_people_act_is_not(sqlite_url: str) -> None:
    async with on_stage(sqlite_url, policy=asks_only(quiet={"high": 60})) as stage:
        room = await a_room(stage, "declare high model drifts")
        await jump(stage, minutes=30)
        await room.person("bob").says(room.channel, "I look at the index")
        await jump(stage, minutes=59)
        await room.runs("bob", "note the index is fine")
        await jump(stage, minutes=59)
        assert asked(room) == []
        await jump(stage, minutes=1)
        [told] = asked(room)
        assert "Nothing was said or done here since" in told
        assert "(1 h)" in told
        assert "@alice, is somebody at it?" in told
        assert "[Post update] [Resolve]" in told


async def test_who_is_asked_for_something_is_not_told_that_it_is_quiet(sqlite_url: str) -> None:
    policy = asks_only(quiet={"high": 30}, update={"high": 30})
    async with on_stage(sqlite_url, policy=policy) as stage:
        room = await a_room(stage, "declare high model drifts")
        await jump(stage, minutes=30)
        [told] = asked(room)
        assert "A stakeholder update is due." in told
        assert "Nothing was said" not in told


# after it -------------------------------------------------------------------------------------------------


async def test_what_is_resolved_and_not_closed_is_asked_and_then_the_channel_is_quiet(stage: Stage) -> None:
    room = await a_room(stage, "declare critical model drifts")
    await room.runs("bob", "role commander me")
    await room.runs("alice", "task copy the index @bob due in 3 days")
    await room.runs("bob", "resolve")
    await jump(stage, hours=23)
    assert asked(room) == []
    await jump(stage, hours=1)
    [told] = asked(room)
    assert "INC-1 is resolved since" in told
    assert "@bob: closing names what is still open" in told
    assert "[Close] [Reopen]" in told
    await room.runs("bob", "close all is said")
    before = len(room.channel.messages)
    for _ in range(40):
        await jump(stage, hours=12)
    assert len(room.channel.messages) == before
    privately = asked_privately(room, "bob")
    assert [told for told in privately if "The review of INC-1 is due" in told]
    assert [told for told in privately if "Task 1 (Bob Lindqvist) is due" in told]
    assert len(privately) == 10


async def test_the_review_is_asked_of_whoever_sees_to_it_alone(stage: Stage) -> None:
    room = await a_room(stage, "declare critical model drifts")
    await room.runs("bob", "role commander me")
    await room.runs("bob", "resolve")
    await room.runs("bob", "close done")
    await jump(stage, days=5)
    [told] = asked_privately(room, "bob")
    assert "INC-1 · model drifts" in told
    assert "It is with you." in told
    assert "[Answer the review questions]" in told
    assert asked_privately(room, "alice") == []
    assert asked(room) == []


@pytest.mark.parametrize("end", ["cancel a load test", "merge INC-2", "close nothing in it"])
async def test_nothing_is_asked_in_the_channel_after_the_end(stage: Stage, end: str) -> None:
    await a_room(stage, "declare low something else")
    room = await a_room(stage, "declare critical model drifts")
    reference = "merge INC-1" if end.startswith("merge") else end
    await room.runs("alice", reference)
    before = len(room.channel.messages)
    for _ in range(5):
        await jump(stage, hours=12)
    assert len(room.channel.messages) == before


# putting off and stopping ---------------------------------------------------------------------------------


async def test_a_reminder_that_is_put_off_says_so_in_place_and_comes_again_then(sqlite_url: str) -> None:
    async with on_stage(sqlite_url, policy=asks_only(roles={"high": {"legal": 5}})) as stage:
        room = await a_room(stage, "declare high model drifts")
        await jump(stage, minutes=5)
        [message] = asking(room)
        await room.clicks("bob", message, "Snooze 1 h")
        told = room.reads(message)
        assert "Bob Lindqvist put this off: I ask again" in told
        assert "Snooze" not in told
        assert "[Take legal lead]" in told
        await jump(stage, minutes=59)
        assert len(asked(room)) == 1
        await jump(stage, minutes=1)
        assert len(asked(room)) == 2
        assert await room.lines("reminder_held") == [
            "bob put off the reminder about the empty role of legal lead until 2026-03-20 10:05 UTC."
        ]


async def test_a_reminder_that_is_stopped_is_not_asked_again(sqlite_url: str) -> None:
    async with on_stage(sqlite_url, policy=asks_only(roles={"high": {"legal": 5, "comms": 5}})) as stage:
        room = await a_room(stage, "declare high model drifts")
        await jump(stage, minutes=5)
        [message] = asking(room)
        await room.clicks("bob", message, "Stop asking")
        assert "Bob Lindqvist stopped this: I do not ask again." in room.reads(message)
        await jump(stage, hours=2)
        assert len(asked(room)) == 1
        assert await room.lines("reminder_held") == [
            "bob stopped the reminder about the empty roles of communications lead and legal lead."
        ]
        await room.runs("alice", "role legal @bob")
        await room.runs("alice", "role legal none")
        await jump(stage, minutes=5)
        assert "Nobody yet as legal lead" in asked(room)[1]


async def test_the_buttons_of_what_is_done_by_now_answer_kindly(stage: Stage) -> None:
    room = await a_room(stage, "declare critical model drifts")
    await stage.run_for(minutes=5)
    [message] = asking(room)
    await room.runs("bob", "role commander me")
    await room.runs("bob", "role technical me")
    await room.clicks("alice", message, "Snooze 30 min")
    assert "That is done by now" in room.whispered("alice")[-1]
    await room.runs("bob", "close all done")
    await room.clicks("alice", message, "Stop asking")
    assert "INC-1 is closed, so I do not ask for that any more." in room.whispered("alice")[-1]


async def test_the_last_asking_can_be_put_off_once_more(sqlite_url: str) -> None:
    policy = asks_only(roles={"high": {"legal": 5}}, max_asked=1)
    async with on_stage(sqlite_url, policy=policy) as stage:
        room = await a_room(stage, "declare high model drifts")
        await jump(stage, minutes=5)
        assert await waiting_kinds(room) == set()
        await room.clicks("bob", asking(room)[0], "Snooze 30 min")
        await jump(stage, minutes=31)
        assert len(asked(room)) == 2


async def waiting_kinds(room: Room) -> set[ReminderKind]:
    """What waits to be asked and is due this week."""
    return {r.kind for r in await waiting(room) if r.kind is ReminderKind.ROLE_EMPTY}


# once, and late -------------------------------------------------------------------------------------------


async def test_a_restart_neither_loses_nor_repeats_a_reminder(stage: Stage) -> None:
    room = await a_room(stage, "declare critical model drifts")
    await stage.run_for(minutes=4)
    await stage.restart()
    await stage.run_for(minutes=1)
    assert len(asked(room)) == 1
    await stage.restart()
    await stage.run_for(minutes=9)
    assert len(asked(room)) == 1
    await stage.run_for(minutes=1)
    assert len(asked(room)) == 2
    assert "Due" not in "".join(asked(room))


async def test_what_fell_due_while_the_bot_was_down_is_asked_once_in_one_message(stage: Stage) -> None:
    room = await a_room(stage, "declare critical model drifts")
    await stage.settle()
    await stage.stop()
    stage.clock.move_to(stage.clock() + firing.HELD * 3)
    await stage.start()
    await stage.bot.beat()
    await stage.settle()
    [told] = asked(room)
    assert "3 things to see to in INC-1" in told
    assert "Nobody yet as commander, technical lead, communications lead and legal lead" in told
    assert "6 triage questions" in told
    assert "A stakeholder update is due." in told
    assert "Due 2 h 55 min ago; I was not running." in told
    [message] = asking(room)
    assert "Due 2 h 55 min ago" in message.text
    await stage.run_for(minutes=9)
    assert len(asked(room)) == 1


@pytest.mark.parametrize(("late", "says_so"), [(5, False), (40, True)])
async def test_a_reminder_that_a_restart_held_up_says_so_from_some_seconds_on(
    late: int, says_so: bool, stage: Stage
) -> None:
    room = await a_room(stage, "declare critical model drifts")
    await stage.run_for(minutes=4)
    await stage.stop()
    stage.clock.move(timedelta(minutes=1, seconds=late))
    await stage.start()
    await stage.bot.beat()
    await stage.settle()
    [told] = asked(room)
    assert ("Due less than a minute ago; I was not running." in told) is says_so


async def test_what_slack_refused_goes_out_once_and_says_how_late_it_is(stage: Stage) -> None:
    room = await a_room(stage, "declare critical model drifts")
    await stage.run_for(minutes=4)
    fault = stage.workspace.faults.fail("chat.postMessage", times=None)
    await stage.run_for(minutes=31)
    assert fault.struck
    assert asked(room) == []
    stage.workspace.faults.clear()
    told = await room.person("alice").waits_for(room.channel, "Slack did not take it sooner")
    assert "Due 30 min ago; Slack did not take it sooner." in room.reads(told)
    await stage.settle()
    assert len(asked(room)) == 1
    await stage.run_for(minutes=1)
    assert "(36 min)" in asked(room)[1]
    assert "triage questions" in asked(room)[1]
    assert "Nobody yet as communications lead and legal lead" in asked(room)[1]
    await stage.run_for(minutes=4)
    assert len(asked(room)) == 2


async def test_two_copies_ask_once(postgres_url: str) -> None:
    async with on_stage(postgres_url) as stage:
        room = await a_room(stage, "declare critical model drifts")
        await stage.settle()
        copies = []
        for _ in range(3):
            database = Database(postgres_url)
            await database.open()
            copies.append((database, ReminderService(database, stage.policy, CATALOGUE, stage.bot.meter)))
        at = stage.clock.move(firing.HELD / 12)
        await asyncio.gather(*(copy.fire_due(at) for _ in range(3) for _, copy in copies))
        await stage.settle()
        assert len(asked(room)) == 1
        async with stage.bot.database.reading() as repositories:
            history = await repositories.reminders.history(room.number)
        assert sum(r.fired_at is not None for r in history) == 2
        for database, _ in copies:
            await database.close()


# trouble --------------------------------------------------------------------------------------------------


async def test_one_that_cannot_be_worked_on_holds_up_no_other_and_comes_again_in_an_hour(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = asks_only(roles={"high": {"legal": 5}}, update={"high": 5})
    broken = True

    async def stumbles(unit: Unit, incident: Any, asks: Any, **more: Any) -> None:
        if broken and any(ask.reminder.kind is ReminderKind.UPDATE_DUE for ask in asks):
            raise RuntimeError("a mistake of ours")
        await prompt(unit, incident, asks, **more)

    monkeypatch.setattr(firing, "prompt", stumbles)
    async with on_stage(sqlite_url, policy=policy) as stage:
        room = await a_room(stage, "declare high model drifts")
        await stage.run_for(minutes=10)
        [told] = asked(room)
        assert "Nobody yet as legal" in told
        broken = False
        await stage.run_for(minutes=55)
        assert not any("update is due" in told for told in asked(room))
        await stage.run_for(minutes=1)
        late = [told for told in asked(room) if "update is due" in told]
        assert len(late) == 1
        assert "Due 1 h 1 min ago; I could not send it sooner." in late[0]


async def test_an_incident_that_cannot_be_read_keeps_no_other_from_being_asked_about(
    sqlite_url: str, raw_sqlite: RawSql
) -> None:
    async with on_stage(sqlite_url, policy=asks_only(roles={"high": {"legal": 5}}), judged=False) as stage:
        await a_room(stage, "declare high model drifts")
        room = await a_room(stage, "declare high agent deletes")
        stage.clock.move(timedelta(minutes=6))
        await raw_sqlite.run("INSERT INTO editions (incident, accepted, held) VALUES (1, 'another', '[]')")
        await raw_sqlite.run("UPDATE incidents SET severity = 'dreadful' WHERE number = 1")
        for _ in range(2):
            await stage.bot.reminders.fire_due(stage.clock())
        await raw_sqlite.run("UPDATE incidents SET severity = 'high' WHERE number = 1")
        await stage.settle()
        [told] = asked(room)
        assert "Nobody yet as legal" in told


async def test_what_the_database_kept_from_being_asked_is_asked_as_soon_as_it_is_back(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = True

    async def is_away(unit: Unit, incident: Any, asks: Any, **more: Any) -> None:
        if away:
            raise DatabaseAway("no connection")
        await prompt(unit, incident, asks, **more)

    monkeypatch.setattr(firing, "prompt", is_away)
    async with on_stage(sqlite_url, policy=asks_only(roles={"high": {"legal": 5}})) as stage:
        room = await a_room(stage, "declare high model drifts")
        await stage.run_for(minutes=10)
        assert asked(room) == []
        away = False
        await stage.run_for(minutes=1)
        [told] = asked(room)
        assert "Due 6 min ago; I could not send it sooner." in told


async def test_one_that_ends_the_process_does_so_once_and_then_is_held_an_hour_before_the_work(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaths = 0

    async def dies(*_: Any, **__: Any) -> None:
        nonlocal deaths
        deaths += 1
        raise asyncio.CancelledError

    async with on_stage(sqlite_url, policy=asks_only(roles={"high": {"legal": 5}})) as stage:
        room = await a_room(stage, "declare high model drifts")
        monkeypatch.setattr(firing, "prompt", dies)
        for minutes in (5, 1, 1, 1, 50):
            stage.clock.move(firing.HELD / 60 * minutes)
            try:
                await stage.bot.beat()
            except asyncio.CancelledError:
                await stage.restart()
        assert deaths == 2
        monkeypatch.setattr(firing, "prompt", prompt)
        await jump(stage, minutes=10)
        [told] = asked(room)
        assert "Due 1 h 3 min ago" in told


async def test_where_there_is_no_channel_any_more_the_commander_is_asked(sqlite_url: str) -> None:
    async with on_stage(sqlite_url, policy=asks_only(roles={"high": {"legal": 60}})) as stage:
        room = await a_room(stage, "declare high model drifts")
        await room.runs("alice", "role commander @bob")
        await room.person("alice").archives(room.channel)
        await stage.settle()
        await jump(stage, hours=1)
        [told] = asked_privately(room, "bob")
        assert "Nobody yet as legal lead" in told


async def test_what_slack_refuses_to_be_asked_where_it_belongs_is_asked_of_whoever_commands(
    sqlite_url: str,
) -> None:
    """The channel may take messages of few people, and its person may be deactivated by then."""
    async with on_stage(sqlite_url, policy=asks_only(), judged=False) as stage:
        room = await a_room(stage, "declare high model drifts")
        await room.runs("alice", "task copy the index @bob due in 2 hours")
        stage.workspace.faults.refuse("chat.postMessage", "restricted_action", 2)
        await jump(stage, hours=2)
        assert ["copy the index" in told for told in asked_privately(room, "alice")] == [True, True]
        assert (asked(room), asked_privately(room, "bob")) == ([], [])


# the seal, and what is counted ----------------------------------------------------------------------------


async def test_the_card_carries_head_and_count_daily_without_a_post(sqlite_url: str) -> None:
    async with on_stage(sqlite_url, policy=asks_only()) as stage:
        room = await a_room(stage, "declare high model drifts")
        await jump(stage, hours=23)
        await room.person("bob").says(room.channel, "still looking")
        await stage.settle()
        before = dict(room.card.metadata or {})["event_payload"]
        messages = len(room.channel.messages)
        await jump(stage, hours=1)
        sealed = dict(room.card.metadata or {})["event_payload"]
        entries = await room.timeline()
        assert sealed["count"] == len(entries) > before["count"]
        assert sealed["head"] == entries[-1].hash
        assert len(room.channel.messages) == messages
        await room.person("bob").says(room.channel, "and looking")
        await jump(stage, days=1)
        assert dict(room.card.metadata or {})["event_payload"]["count"] == len(await room.timeline())


async def test_reminders_and_the_outbox_are_counted(stage: Stage) -> None:
    await a_room(stage, "declare critical model drifts")
    await stage.run_for(minutes=5)
    await stage.bot.beat()
    page = stage.bot.meter.page().decode()
    assert 'incident_bot_reminders_total{kind="role_empty"} 2.0' in page
    assert "incident_bot_reminder_lateness_seconds_count 2.0" in page
    assert "incident_bot_outbox_pending 0.0" in page


async def test_the_process_says_that_it_lives_and_forgets_what_is_old(stage: Stage) -> None:
    await a_room(stage)
    await stage.bot.beat()
    async with stage.bot.database.reading() as repositories:
        assert stage.bot.upkeep.process in await repositories.heartbeats.alive(60)
    await jump(stage, days=15)
    async with stage.bot.database.transaction() as repositories:
        assert await repositories.deliveries.prune(stage.clock() - firing.HELD) == 0
        assert await repositories.outbox.prune(stage.clock() - firing.HELD * 24 * 14) == 0
