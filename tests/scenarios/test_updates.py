"""Updates to stakeholders: by line or form, in the channel and under the announcement, the next promised."""

import pytest

from bot.domain.update import Update
from bot.sandbox.entities import Message
from tests.scenarios.due import asked, asks_only, jump
from tests.scenarios.room import Room, a_room
from tests.stage import Stage, on_stage


@pytest.fixture
async def room(stage: Stage) -> Room:
    return await a_room(stage, "declare high model drifts")


async def updates(room: Room) -> list[Update]:
    async with room.stage.bot.database.reading() as repositories:
        return await repositories.updates.of(room.number)


def outside(room: Room) -> list[Message]:
    """What those outside read of the incident: the announcement, then what stands under it."""
    seen = room.person("ines").sees("incidents")
    return [m for m in seen if m.bot_id and not m.ephemeral_to and "INC-1" in m.text]


async def test_a_line_is_posted_at_once_in_the_channel_and_under_the_announcement(room: Room) -> None:
    answer = await room.runs("alice", "update The service is off & <nothing> leaks.")
    assert answer == (
        "INC-1: update 1 is posted here and under the announcement."
        " The next one is due Mar 20, 2026 at 10:00."
    )
    told = room.reads(room.message("Update 1 by Alice Njoroge"))
    assert "The service is off & <nothing> leaks." in told
    assert "Next update by Mar 20, 2026 at 13:00." in told
    announcement, under = outside(room)
    assert under.thread_ts == announcement.ts
    assert "INC-1 · model drifts" in room.reads(under)
    assert "The service is off & <nothing> leaks." in room.reads(under)
    assert "Last update Mar 20, 2026 at 12:00, the next by Mar 20, 2026 at 13:00" in room.reads(announcement)
    assert "Next stakeholder update: due Mar 20, 2026 at 13:00" in room.reads(room.card)
    [update] = await updates(room)
    assert (update.conditions, update.posted_by) == (
        "The service is off & <nothing> leaks.",
        room.person("alice").id,
    )
    now = await room.incident()
    assert (now.last_update_at, now.next_update_at) == (room.stage.clock(), update.next_due_at)


async def test_the_form_shows_what_happened_and_posts_conditions_actions_and_needs(room: Room) -> None:
    bob = room.person("bob")
    await room.runs("alice", "update So far so good.")
    await room.runs("alice", "role technical @bob")
    await room.runs("bob", "note the index holds leaked documents")
    await bob.runs("/incident update", room.channel)
    form = await bob.sees_modal("Stakeholder update")
    assert form.content["blocks"][1]["text"]["text"] == (
        "*Happened since the last update* (only you see this)\n"
        "• Alice Njoroge made Bob Lindqvist technical lead.\n"
        "• Bob Lindqvist: the index holds leaked documents"
    )
    await bob.submits(
        {
            "conditions": "Leaked documents are in the index.",
            "actions": "We rebuild it.",
            "needs": "Somebody from legal.",
            "next": "30 min",
        }
    )
    await room.stage.settle()
    told = room.reads(room.message("Update 2 by Bob Lindqvist"))
    assert "Conditions\nLeaked documents are in the index." in told
    assert "Actions\nWe rebuild it." in told
    assert "Needs\nSomebody from legal." in told
    assert "Next update by Mar 20, 2026 at 12:30." in told
    assert await room.lines("update_posted") == [
        "alice posted update 1: So far so good.",
        "bob posted update 2: Leaked documents are in the index.\nActions: We rebuild it.\n"
        "Needs: Somebody from legal.",
    ]


async def test_the_form_opens_from_the_card_and_a_written_time_goes_before_the_menu(room: Room) -> None:
    alice = room.person("alice")
    await room.runs("alice", "role commander me")
    await room.clicks("alice", room.card, "Post update")
    await alice.sees_modal("Stakeholder update")
    result = await alice.submits({"conditions": "It goes on.", "next": "2 h", "next_at": "yesterday"})
    assert "as a due date" in result.errors["next_at"]
    await alice.submits({"next_at": "12:20"})
    await room.stage.settle()
    assert "Next update by Mar 20, 2026 at 12:20." in room.reads(room.message("Update 1 by"))


async def test_nothing_is_filled_in_but_what_those_outside_read_already(room: Room) -> None:
    bob = room.person("bob")

    async def filled_in() -> str | None:
        await bob.runs("/incident update", room.channel)
        blocks = (await bob.sees_modal("Stakeholder update")).content["blocks"]
        await bob.closes_view()
        [conditions] = [block for block in blocks if block.get("block_id") == "conditions"]
        said: str | None = conditions["element"].get("initial_value")
        return said

    await room.runs("bob", "note Mallory's token is in the log")
    assert await filled_in() is None
    await room.runs("bob", "summary Some users saw titles of other users' chats.")
    assert await filled_in() == "Some users saw titles of other users' chats."
    await room.runs("bob", "update The feature is off.")
    await room.runs("bob", "note Mallory's token is revoked")
    assert await filled_in() == "The feature is off."


async def test_the_promised_time_is_when_the_next_one_is_asked_for(sqlite_url: str) -> None:
    async with on_stage(sqlite_url, policy=asks_only(update={"high": 60})) as stage:
        room = await a_room(stage, "declare high model drifts")
        alice = room.person("alice")
        await alice.runs("/incident update", room.channel)
        await alice.sees_modal()
        await alice.submits({"conditions": "It goes on.", "next": "2 h"})
        await jump(stage, hours=1, minutes=59)
        assert asked(room) == []
        await jump(stage, minutes=1)
        [told] = asked(room)
        assert "A stakeholder update is due." in told
        reminder = room.message("A stakeholder update is due.")
        await room.clicks("alice", reminder, "Post update")
        await alice.sees_modal("Stakeholder update")
        await alice.submits({"conditions": "It is over soon."})
        await stage.settle()
        assert len(await updates(room)) == 2


async def test_a_private_incident_is_told_in_its_channel_alone(stage: Stage) -> None:
    room = await a_room(stage, "declare private model leaks")
    answer = await room.runs("alice", "update Only we know.")
    assert answer.startswith("INC-1: update 1 is posted here.")
    assert outside(room) == []
    assert room.messages("Only we know.")
    assert not [told for told in [*room.inbox("alice"), *room.said()] if "could not" in told]


async def test_an_update_after_resolving_promises_no_further_one(room: Room) -> None:
    await room.runs("alice", "resolve")
    answer = await room.runs("alice", "update It is over.")
    assert "The next one" not in answer
    assert (await updates(room))[0].next_due_at is None
    assert (await room.incident()).next_update_at is None
    assert "Next update" not in room.reads(room.message("Update 1 by"))


@pytest.mark.parametrize("text", ["é" * 3000, "🌺 فرید <!channel> *so* _it `is\n> quoted ~now"])
async def test_words_of_any_kind_are_posted_whole_and_call_nobody(room: Room, text: str) -> None:
    await room.runs("alice", f"update {text}")
    [update] = await updates(room)
    assert update.conditions == text
    told = room.message("Update 1 by")
    assert "<!channel" not in str(told.blocks)
    assert len(outside(room)) == 2


async def test_what_is_too_long_or_too_late_is_refused_and_nothing_is_posted(room: Room) -> None:
    assert "3000 fit" in await room.runs("alice", "update " + "x" * 3001)
    await room.runs("alice", "close done")
    assert "INC-1 is closed" in await room.runs("alice", "update One more.")
    assert await updates(room) == []
