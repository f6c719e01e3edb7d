"""What stands for the organisation, answered once in Slack: by whom, for whom, and which clocks follow."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.views_state import View
from tests.scenarios.clocks import LEAK, a_leak, deadlines
from tests.scenarios.due import asks_only
from tests.scenarios.room import Room, a_room
from tests.stage import Stage, on_stage

GROUPS = ("eu_ai", "europe", "us_finance", "us_other", "elsewhere", "agreed")
NOTHING = {f"standing:{group}:": ["none"] for group in GROUPS}
GDPR = "eu-gdpr-33/notify"


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[Stage]:
    async with on_stage(sqlite_url, policy=asks_only()) as stage:
        yield stage


async def opened(room: Room, name: str = "bob") -> View:
    """The form, from the list of deadlines."""
    person = room.person(name)
    await room.runs(name, "deadlines")
    await person.clicks(person.whispers(room.channel)[-1], "Your organisation")
    await room.stage.settle()
    return await person.sees_modal("Your organisation")


async def answers(room: Room, values: dict[str, list[str]]) -> Any:
    await opened(room)
    result = await room.person("bob").submits(values)
    await room.stage.settle()
    return result


async def owed(room: Room) -> set[str]:
    ended = ("superseded", "waived", "filed")
    return {key for key, each in (await deadlines(room)).items() if each["status"] not in ended}


async def test_until_it_is_answered_the_list_says_so_first_and_how_to(stage: Stage) -> None:
    room = await a_leak(stage)
    assert len(await owed(room)) == 5
    said = await room.runs("bob", "deadlines")
    assert "Nobody has said what your organisation falls under" in said
    assert said.index("Nobody has said") < said.index("To Competent")
    assert "profiles" in said


async def test_what_is_only_proposed_is_named_sparingly_in_the_channel(stage: Stage) -> None:
    room = await a_leak(stage, "facts personal_data_involved security_compromise")
    said = room.reads(room.message("Proposed, because something is unknown"))
    proposed = said.partition("Proposed, because something is unknown:")[2].splitlines()[1:5]
    assert [line[:2] for line in proposed] == ["• "] * 4
    assert re.fullmatch(r"• and \d+ more", proposed[3])


async def test_what_counsel_answers_ends_what_was_only_proposed_there_and_then(stage: Stage) -> None:
    room = await a_leak(stage)
    await answers(room, NOTHING | {"standing:europe:": ["nis2_entity"]})
    assert await owed(room) == {GDPR}
    assert room.messages("Not owed any more (the facts, as they are answered now, do not call for it)")
    assert "Nobody has said" not in await room.runs("bob", "deadlines")
    await room.runs("bob", "facts security_compromise")
    assert {each for each in await owed(room) if each.startswith("eu-nis2")} != set()
    assert "accepted the changed regulations" in (await room.lines("catalogue_accepted"))[0]


async def test_the_form_shows_what_was_answered_by_whom_and_a_later_answer_counts(stage: Stage) -> None:
    room = await a_leak(stage)
    await answers(room, {"standing:europe:": ["nis2_entity", "unknown"]})
    form = await opened(room)
    [europe] = [b for b in form.content["blocks"] if b.get("block_id") == "standing:europe:"]
    chosen = [option["value"] for option in europe["element"]["initial_options"]]
    assert chosen == ["nis2_entity", "unknown"]
    assert f"Answered by <@{room.person('bob').id}>" in str(form.content["blocks"])
    await room.person("bob").closes_view()
    await answers(room, NOTHING)
    async with stage.bot.database.reading() as repositories:
        told = {each.fact: each.answer.value for each in await repositories.duties.standing()}
    assert told["nis2_entity"] == "no"
    assert len(told) == 35


async def test_other_incidents_are_asked_and_move_when_their_counsel_accepts(stage: Stage) -> None:
    one = await a_leak(stage)
    other = await a_room(stage, "declare scores are wrong")
    await other.runs("alice", "role legal me")
    await other.runs("alice", LEAK)
    await answers(one, NOTHING)
    assert len(await owed(other)) == 5
    asking = other.message("Nothing moves until you accept it")
    await other.clicks("alice", asking, "Accept the change")
    assert await owed(other) == {GDPR}


async def test_only_counsel_answers_and_the_refusal_says_who(stage: Stage) -> None:
    room = await a_leak(stage)
    alice = room.person("alice")
    await room.runs("alice", "deadlines")
    await alice.clicks(alice.whispers(room.channel)[-1], "Your organisation")
    await stage.settle()
    assert "for the legal lead to say" in room.whispered("alice")[-1]
    assert alice.view is None


async def test_none_of_these_beside_something_else_is_told_under_its_field(stage: Stage) -> None:
    room = await a_leak(stage)
    result = await answers(room, {"standing:europe:": ["none", "nis2_entity"]})
    assert list(result.errors) == ["standing:europe:"]
    assert "stands alone" in result.errors["standing:europe:"]


async def test_an_empty_form_is_refused_and_nothing_is_taken_for_no(stage: Stage) -> None:
    room = await a_leak(stage)
    result = await answers(room, {})
    assert result.errors == {"standing:eu_ai:": "Answer at least one group; “not known yet” is an answer."}
    assert len(await owed(room)) == 5


async def test_each_legal_entity_answers_for_itself_and_the_configuration_goes_before(
    sqlite_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "profiles.yaml"
    file.write_text(
        "profiles:\n"
        "  - {name: Acme GmbH, zone: UTC, facts: {nis2_entity: no}}\n"
        "  - {name: Acme Inc, zone: UTC}\n"
    )
    async with on_stage(sqlite_url, policy=asks_only() | {"profiles": str(file)}) as stage:
        room = await a_leak(stage)
        form = await opened(room)
        assert "nis2_entity" not in str(form.content["blocks"])
        bob = room.person("bob")
        await bob.chooses(form, "standing_entity", "Acme Inc")
        await stage.settle()
        assert "nis2_entity" in str((await bob.sees_modal("Your organisation")).content["blocks"])
        await bob.submits({f"standing:{group}:Acme Inc": ["none"] for group in GROUPS})
        await stage.settle()
        async with stage.bot.database.reading() as repositories:
            told = await repositories.duties.standing()
        assert {each.entity for each in told} == {"Acme Inc"}
        mine = [d for d in (await deadlines(room)).values() if d["entity"] == "Acme Inc"]
        assert {d["status"] for d in mine if d["regime"] != "eu-gdpr-33"} == {"superseded"}
