"""Tasks: added in a line, owned by a person, finished by a tap wherever they are shown, chased when due."""

import pytest

from bot.domain.task import Task, TaskStatus
from bot.sandbox.entities import Message
from tests.scenarios.due import asked, asked_privately, asks_only, jump
from tests.scenarios.room import Room, a_room
from tests.stage import Stage, on_stage


@pytest.fixture
async def room(stage: Stage) -> Room:
    return await a_room(stage)


async def tasks(room: Room) -> list[Task]:
    async with room.stage.bot.database.reading() as repositories:
        return await repositories.tasks.of(room.number)


def due(task: Task) -> str | None:
    return f"{task.due_at:%m-%d %H:%M}" if task.due_at else None


def list_of(room: Room, name: str) -> Message:
    """The list of tasks that somebody was shown last."""
    return [m for m in room.person(name).whispers(room.channel) if "tasks" in m.text or "task," in m.text][-1]


# adding ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "title", "owner", "due_at"),
    [
        ("copy the index", "copy the index", None, None),
        ("copy the index @bob", "copy the index", "bob", None),
        ("copy the index @bob due tomorrow", "copy the index", "bob", "03-21 14:00"),
        ("copy the index due tomorrow 10:00 @bob", "copy the index", "bob", "03-21 07:00"),
        ("@bob copy the index", "copy the index", "bob", None),
        ("copy @bob's notes", "copy @bob's notes", None, None),
        ("pay the invoice due to the vendor", "pay the invoice due to the vendor", None, None),
        ("  copy   the <index> & *keep* it ", "copy the <index> & *keep* it", None, None),
        ("copy the index @me due in 2 hours", "copy the index", "alice", "03-20 11:00"),
    ],
)
async def test_a_line_says_what_by_whom_and_by_when(
    room: Room, line: str, title: str, owner: str | None, due_at: str | None
) -> None:
    await room.runs("alice", f"task {line}")
    [task] = await tasks(room)
    wanted = room.person(owner).id if owner else None
    assert (task.title, task.owner, due(task)) == (title, wanted, due_at)


async def test_the_channel_sees_the_task_with_its_buttons_and_the_owner_is_called(room: Room) -> None:
    answer = await room.runs("alice", "task copy the index @bob due tomorrow")
    assert answer == "INC-1: task 1 is added for @bob, due Mar 21, 2026 at 14:00."
    told = room.message("Task 1: copy the index")
    assert "@bob · due" in room.reads(told)
    assert "[Done] [Change]" in room.reads(told)
    assert "Added by Alice Njoroge." in room.reads(told)
    assert await room.lines("task_added") == [
        "alice added task 1 for bob: copy the index, due 2026-03-21 14:00 UTC."
    ]


async def test_whoever_adds_a_task_for_themselves_is_not_called(room: Room) -> None:
    await room.runs("bob", "task copy the index @bob")
    assert "<@" not in str(room.message("Task 1:").blocks)


async def test_an_owner_from_outside_the_channel_is_brought_in(room: Room) -> None:
    await room.runs("alice", "task call the vendor @chiara")
    assert room.person("chiara").id in room.channel.members


async def test_an_owner_is_a_person(room: Room) -> None:
    assert "is an app" in await room.runs("alice", "task restart it @deploybot")
    assert await tasks(room) == []


async def test_a_name_nobody_has_keeps_the_task_and_asks_whose_it_is(room: Room) -> None:
    answer = await room.person("alice").runs("/incident task copy the index @nobody.here", room.channel)
    await room.stage.settle()
    assert "Task 1 is added without an owner: I cannot find nobody.here." in answer.text.replace("@", "")
    [asking] = [m for m in room.person("alice").whispers(room.channel) if "Whose is it?" in str(m.blocks)]
    await room.person("alice").chooses(asking, "pick_owner", "bob")
    await room.stage.settle()
    [task] = await tasks(room)
    assert (task.title, task.owner) == ("copy the index", room.person("bob").id)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("task", "Say what is to be done."),
        ("task @bob", "Say what is to be done."),
        ("task copy it due 32 Dec", "is not in the calendar"),
        ("task copy it due yesterda", "as a due date"),
        ("task done", "/incident task done N"),
        ("task done soon", "/incident task done N"),
        ("task done 7", "INC-1 has no task 7. It has no open tasks"),
        ("task " + "x" * 501, "500 fit"),
    ],
)
async def test_wrong_use_is_answered_with_the_right_form(room: Room, line: str, says: str) -> None:
    assert says in await room.runs("alice", line)
    assert await tasks(room) == []


async def test_words_of_any_kind_are_shown_and_call_nobody(room: Room) -> None:
    words = "فرید <!channel> @here " + "🌺" * 200
    await room.runs("alice", f"task {words}")
    await room.runs("alice", "tasks")
    assert all("<!channel" not in str(m.blocks) for m in room.messages("Task 1:"))
    assert "@here" not in str(room.message("Task 1:").blocks)


# finishing ------------------------------------------------------------------------------------------------


async def test_a_task_is_done_by_its_button_and_opened_again_by_the_other(room: Room) -> None:
    await room.runs("alice", "task copy the index @bob")
    message = room.message("Task 1: copy the index")
    await room.clicks("bob", message, "Done")
    assert (await tasks(room))[0].status is TaskStatus.DONE
    assert "✅ Done by @bob" in room.reads(message)
    assert room.messages("Bob Lindqvist finished task 1: copy the index.")
    await room.clicks("alice", message, "Reopen")
    [task] = await tasks(room)
    assert (task.status, task.done_by, task.done_at) == (TaskStatus.OPEN, None, None)
    assert "[Done] [Change]" in room.reads(message)
    assert room.messages("Opened again by Alice Njoroge.")


async def test_a_task_is_done_by_its_number_also_from_elsewhere(room: Room) -> None:
    await room.runs("alice", "task copy the index")
    await room.runs("alice", "task call the vendor")
    assert await room.runs("bob", "task done 2") == "INC-1: task 2 is done: call the vendor."
    assert (
        await room.runs("alice", "task INC-1 done #1", "support") == "INC-1: task 1 is done: copy the index."
    )
    assert "done already, by @alice" in await room.runs("bob", "task done 1")


async def test_a_button_of_a_task_that_is_done_by_now_says_so_and_shows_it(room: Room) -> None:
    await room.runs("alice", "task copy the index")
    message = room.message("Task 1: copy the index")
    drawn = message.blocks
    await room.runs("bob", "task done 1")
    await room.presses_late("alice", message, drawn, "Done")
    assert room.whispered("alice")[-1] == "Task 1 is done already."
    assert "✅ Done by @bob" in room.reads(message)
    assert len(await room.lines("task_done")) == 1


async def test_the_list_shows_open_ones_first_and_keeps_their_numbers(room: Room) -> None:
    for title in ("first", "second", "third"):
        await room.runs("alice", f"task {title}")
    await room.runs("bob", "task done 2")
    answer = await room.runs("bob", "tasks")
    assert [line for line in answer.splitlines() if " · " in line and "INC" not in line] == [
        "1 · first",
        "3 · third",
        "✅ 2 · second",
    ]
    shown = list_of(room, "bob")
    await room.clicks("bob", shown, "task_done:3")
    assert (await tasks(room))[2].status is TaskStatus.DONE
    assert "✅ 3 · third" in room.whispered("bob")[-1]


async def test_a_long_list_fits_into_a_message(room: Room) -> None:
    for number in range(24):
        await room.runs("alice", f"task {'🌺' * 100} {number}")
    answer = await room.runs("alice", "tasks")
    assert "4 more are open: 21, 22, 23, 24." in answer


# changing -------------------------------------------------------------------------------------------------


async def test_the_form_gives_a_task_another_owner_and_date(room: Room) -> None:
    await room.runs("alice", "task copy the index @alice due tomorrow")
    message, bob = room.message("Task 1: copy the index"), room.person("bob")
    await bob.clicks(message, "Change")
    form = await bob.sees_modal("Task 1")
    assert "2026-03-21 15:00" in str(form.content)
    result = await bob.submits({"due": "sometime"})
    assert "as a due date" in result.errors["due"]
    await bob.submits({"title": "copy & lock the index", "owner": "bob", "due": "in 2 hours"})
    await room.stage.settle()
    [task] = await tasks(room)
    assert (task.title, task.owner, due(task)) == ("copy & lock the index", bob.id, "03-20 11:00")
    assert "@bob · due" in room.reads(message)
    assert await room.lines("task_changed") == [
        "bob changed task 1 (copy &amp; lock the index): it said “copy the index”, given to bob,"
        " due 2026-03-20 11:00 UTC."
    ]


async def test_an_app_cannot_be_chosen_as_owner(room: Room) -> None:
    await room.runs("alice", "task copy the index")
    bob = room.person("bob")
    await bob.clicks(room.message("Task 1:"), "Change")
    await bob.sees_modal()
    result = await bob.submits({"owner": "deploybot"})
    assert "is an app" in result.errors["owner"]


async def test_a_date_that_has_passed_may_stay(room: Room) -> None:
    await room.runs("alice", "task copy the index due in 1 hour")
    await jump(room.stage, hours=3)
    bob, message = room.person("bob"), room.messages("Task 1: copy the index")[0]
    await bob.clicks(message, "Change")
    await bob.sees_modal()
    await bob.submits({"owner": "bob"})
    await room.stage.settle()
    [task] = await tasks(room)
    assert (task.owner, due(task)) == (bob.id, "03-20 10:00")


# due ------------------------------------------------------------------------------------------------------


async def test_a_due_task_is_asked_of_its_owner_and_in_the_channel(sqlite_url: str) -> None:
    async with on_stage(sqlite_url, policy=asks_only()) as stage:
        room = await a_room(stage)
        await room.runs("alice", "task copy the index @bob due in 2 hours")
        await jump(stage, hours=2)
        [privately] = asked_privately(room, "bob")
        assert "INC-1 · model drifts" in privately
        assert "Task 1 (Bob Lindqvist) is due now: copy the index" in privately
        [openly] = asked(room)
        assert "Task 1 (Bob Lindqvist) is due now: copy the index" in openly
        assert "@bob" not in openly
        [message] = [m for m in room.person("bob").inbox if "is due" in m.text]
        await room.clicks("bob", message, "Done")
        assert "✅ Task 1 is done." in room.reads(message, "bob")
        assert (await tasks(room))[0].status is TaskStatus.DONE
        for _ in range(3):
            await jump(stage, days=1)
        assert len(asked(room)) == 1


async def test_a_task_without_an_owner_is_asked_in_the_channel_alone(sqlite_url: str) -> None:
    async with on_stage(sqlite_url, policy=asks_only()) as stage:
        room = await a_room(stage)
        await room.runs("alice", "task copy the index due in 2 hours")
        await jump(stage, hours=2)
        assert "Task 1 (nobody's yet) is due now" in asked(room)[0]
        assert asked_privately(room, "alice") == []


async def test_after_the_end_the_owner_finishes_a_task_without_a_word_in_the_channel(sqlite_url: str) -> None:
    async with on_stage(sqlite_url, policy=asks_only()) as stage:
        room = await a_room(stage)
        await room.runs("alice", "task copy the index @bob due in 2 hours")
        await room.runs("alice", "close done")
        before = len(room.channel.messages)
        await jump(stage, hours=2)
        [message] = [m for m in room.person("bob").inbox if "is due" in m.text]
        await room.clicks("bob", message, "Done")
        assert (await tasks(room))[0].status is TaskStatus.DONE
        assert len(room.channel.messages) == before
        assert len(await room.lines("task_done")) == 1


async def test_the_owner_who_is_in_the_channel_no_more_finishes_a_task_and_others_do_not(
    stage: Stage,
) -> None:
    room = await a_room(stage)
    await room.runs("alice", "task copy the index @bob due in 2 hours")
    await room.runs("alice", "task call the vendor")
    await room.person("bob").leaves(room.channel)
    await stage.settle()
    assert await room.runs("bob", "task INC-1 done 1", "general") == "INC-1: task 1 is done: copy the index."
    assert "Join it first" in await room.runs("bob", "task INC-1 done 2", "general")


async def test_the_owner_who_left_a_private_incident_learns_nothing_more_of_it(sqlite_url: str) -> None:
    async with on_stage(sqlite_url, policy=asks_only()) as stage:
        room = await a_room(stage, "declare private model leaks")
        await room.runs("alice", "task copy the index @bob due in 2 hours")
        await room.person("alice").removes(room.channel, room.person("bob"))
        await stage.settle()
        await jump(stage, hours=2)
        assert asked_privately(room, "bob") == []
        [told] = asked_privately(room, "alice")
        assert "Task 1 (Bob Lindqvist) is due now" in told


async def test_tasks_that_fall_due_together_are_one_message_in_each_place(sqlite_url: str) -> None:
    async with on_stage(sqlite_url, policy=asks_only()) as stage:
        room = await a_room(stage)
        for number in range(10):
            await room.runs("alice", f"task number {number} @bob due in 2 hours")
        await jump(stage, hours=2)
        assert [told.splitlines()[0] for told in asked(room)] == [
            "8 things to see to in INC-1",
            "2 things to see to in INC-1",
        ]
        assert len(asked_privately(room, "bob")) == 2
