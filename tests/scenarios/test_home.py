"""The App Home: my tasks, my roles, what is open; only what I may see, and as it is now."""

import pytest

from bot.domain.task import TaskStatus
from bot.sandbox.people import Person
from tests.scenarios.room import Room, a_room
from tests.stage import Stage


@pytest.fixture
async def room(stage: Stage) -> Room:
    return await a_room(stage)


async def home(room: Room, name: str) -> str:
    """What somebody reads on opening their Home."""
    view = await room.person(name).opens_home()
    await room.stage.settle()
    assert view is not None
    return shown(room.person(name))


def shown(person: Person) -> str:
    """What somebody's Home shows at present."""
    view = person.home()
    assert view is not None
    return person.reads(view)


async def test_it_shows_tasks_roles_and_incidents_and_a_way_to_declare(room: Room) -> None:
    await room.runs("alice", "task copy the index @bob due tomorrow")
    await room.runs("alice", "role technical @bob")
    told = await home(room, "bob")
    assert told.startswith("[Declare an incident]")
    assert "INC-1 task 1: copy the index\ndue Mar 21, 2026" in told
    assert "Technical lead of INC-1 model drifts" in told
    assert "[Hand over]" in told
    assert "INC-1 · model drifts" in told
    assert "you: technical lead" in told


async def test_with_nothing_to_show_it_says_how_to_begin(stage: Stage) -> None:
    person = stage.person("jai")
    await person.opens_home()
    await stage.settle()
    told = shown(person)
    assert told.count("None.") == 3
    assert "If something looks odd, declare it" in told
    view = person.home()
    assert view is not None
    await person.clicks(view, "Declare an incident")
    assert await person.sees_modal()


async def test_a_task_is_done_from_there(room: Room) -> None:
    await room.runs("alice", "task copy the index @bob")
    await home(room, "bob")
    view = room.person("bob").home()
    assert view is not None
    await room.person("bob").clicks(view, "Done")
    await room.stage.settle()
    assert "copy the index" not in shown(room.person("bob"))
    async with room.stage.bot.database.reading() as repositories:
        [task] = await repositories.tasks.of(room.number)
    assert task.status is TaskStatus.DONE
    assert room.messages("Bob Lindqvist finished task 1")


async def test_a_role_is_handed_over_from_there(room: Room) -> None:
    await room.runs("alice", "role comms @bob")
    await home(room, "bob")
    view = room.person("bob").home()
    assert view is not None
    await room.person("bob").clicks(view, "Hand over")
    assert await room.person("bob").sees_modal("Hand over")


async def test_it_follows_what_concerns_whoever_looks_at_it(room: Room) -> None:
    await home(room, "bob")
    assert "My tasks\nNone." in shown(room.person("bob"))
    await room.runs("alice", "task copy the index @bob")
    assert "copy the index" in shown(room.person("bob"))
    await room.runs("alice", "role legal @bob")
    assert "Legal lead of INC-1" in shown(room.person("bob"))
    await room.runs("alice", "severity critical it spreads")
    assert "Critical" in shown(room.person("bob"))
    await room.runs("alice", "role legal none")
    assert "Legal lead of" not in shown(room.person("bob"))
    message = room.message("Task 1: copy the index")
    await room.clicks("alice", message, "Change")
    await room.person("alice").sees_modal()
    await room.person("alice").submits({"owner": "alice"})
    await room.stage.settle()
    assert "copy the index" not in shown(room.person("bob"))


async def test_nobodys_home_is_touched_who_never_looked_at_it(room: Room) -> None:
    await room.runs("alice", "role legal @bob")
    assert room.person("bob").home() is None


async def test_mine_come_first_and_then_the_worst(stage: Stage) -> None:
    for line in ("low mine", "critical worst", "medium other"):
        name = "bob" if "mine" in line else "alice"
        await stage.person(name).runs(f"/incident declare {line}", "ml-platform")
    await stage.settle()
    await stage.person("bob").opens_home()
    await stage.settle()
    told = shown(stage.person("bob"))
    order = [told.index(title) for title in ("· mine", "· worst", "· other")]
    assert order == sorted(order)


async def test_a_private_incident_is_there_for_those_in_it_alone(stage: Stage) -> None:
    room = await a_room(stage, "declare private model leaks")
    await room.runs("alice", "task copy the secret index @bob")
    assert "model leaks" in await home(room, "bob")
    assert "model leaks" not in await home(room, "chiara")
    await room.person("alice").removes(room.channel, room.person("bob"))
    await stage.settle()
    told = await home(room, "bob")
    assert "leaks" not in told
    assert "secret" not in told


async def test_what_is_over_is_gone_and_its_tasks_stay_until_they_are_done(room: Room) -> None:
    await room.runs("alice", "task copy the index @bob")
    await room.runs("alice", "resolve")
    assert "resolved" in (await home(room, "bob")).casefold()
    assert "model drifts" not in await home(room, "chiara")
    await room.runs("alice", "close done")
    told = await home(room, "bob")
    assert "model drifts" not in told
    assert "INC-1 task 1: copy the index" in told


async def test_much_of_everything_fits_into_a_view(stage: Stage) -> None:
    room = await a_room(stage, "declare low model drifts")
    for number in range(26):
        await room.runs("alice", f"task {'🌺' * 60} {number} @bob")
    for number in range(24):
        await stage.person("bob").runs(f"/incident declare {'x' * 190} {number}", "ml-platform")
    await stage.settle()
    told = await home(room, "bob")
    assert "6 more. /incident tasks" in told
    assert "5 more. /incident list shows all." in told
