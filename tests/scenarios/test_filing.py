"""What was filed: the file that was posted in the channel, or a link to where it is kept."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.views_state import View
from tests.scenarios.clocks import a_leak, deadlines, policy
from tests.scenarios.room import Room
from tests.scenarios.told import exported
from tests.stage import Stage, on_stage

GDPR = "eu-gdpr-33/notify"
FORM = "Filed: deadline 1"


@pytest.fixture
async def stage(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    async with on_stage(sqlite_url, policy=policy(tmp_path)) as stage:
        yield stage


async def opened(room: Room) -> View:
    """The form in which Bob says that the first deadline was filed."""
    bob = room.person("bob")
    await room.runs("bob", "deadlines")
    await bob.clicks(bob.whispers(room.channel)[-1], "decide_deadline:filed:1")
    return await bob.sees_modal(FORM)


def offered(form: View) -> dict[str, str]:
    """The files that the form offers, by their words; what they are chosen by."""
    blocks = [block for block in form.content["blocks"] if block.get("block_id") == "posted"]
    options = blocks[0]["element"]["options"] if blocks else []
    return {option["text"]["text"].partition(" · ")[0]: option["value"] for option in options}


async def posts(room: Room, name: str, *files: str) -> None:
    await room.person("alice").says(room.channel, name, files=[(file, b"%PDF") for file in files])
    await room.stage.settle()


async def filed(room: Room) -> dict[str, Any]:
    found: dict[str, Any] = (await deadlines(room))[GDPR]
    return found


async def test_a_file_of_the_channel_is_named_in_list_timeline_and_export(stage: Stage) -> None:
    room = await a_leak(stage)
    await posts(room, "draft and notice", "draft.docx", "notice <final>.pdf")
    form = await opened(room)
    assert list(offered(form)) == ["notice <final>.pdf", "draft.docx"]
    chosen = offered(form)["notice <final>.pdf"]
    await room.person("bob").submits({"reference": "CASE-9", "posted": chosen})
    await stage.settle()
    said = (await filed(room))["file"]
    assert (said["id"], said["name"]) == (chosen, "notice <final>.pdf")
    assert f"/archives/{room.channel.id}/p" in said["link"]
    assert "the notice is “notice &lt;final&gt;.pdf” (https://" in (await room.lines("deadline_filed"))[0]
    assert "the notice, notice <final>.pdf" in await room.runs("bob", "deadlines")
    assert "notice \\<final\\>.pdf" in await exported(stage, form="md")


async def test_a_link_is_the_other_way_to_say_where_the_notice_is(stage: Stage) -> None:
    room = await a_leak(stage)
    form = await opened(room)
    assert offered(form) == {}
    await room.person("bob").submits({"file": "https://notices.example/7?a=1&b=2"})
    await stage.settle()
    assert (await filed(room))["file"] == {
        "id": None,
        "name": None,
        "link": "https://notices.example/7?a=1&b=2",
    }


async def test_told_more_exactly_later_the_file_stays_unless_another_is_chosen(stage: Stage) -> None:
    room = await a_leak(stage)
    await posts(room, "here", "notice.pdf")
    first = offered(await opened(room))["notice.pdf"]
    await room.person("bob").submits({"posted": first})
    await stage.settle()
    before = (await filed(room))["file"]
    await room.runs("bob", "deadline filed 1 CASE-9")
    after = await filed(room)
    assert (after["file"], after["reference"]) == (before, "CASE-9")


async def test_a_file_that_was_deleted_is_not_offered_and_not_taken(stage: Stage) -> None:
    room = await a_leak(stage)
    await posts(room, "the wrong one", "wrong.pdf")
    await posts(room, "the right one", "right.pdf")
    form = await opened(room)
    wrong = offered(form)["wrong.pdf"]
    await room.person("alice").deletes(room.message("the wrong one"))
    await stage.settle()
    result = await room.person("bob").submits({"posted": wrong})
    assert result.errors == {
        "posted": "That file is not in the channel any more. Choose another, or give a link."
    }
    assert (await filed(room))["status"] == "running"
    await room.person("bob").closes_view()
    assert list(offered(await opened(room))) == ["right.pdf"]


async def test_taking_a_filing_back_lets_go_of_its_file(stage: Stage) -> None:
    room = await a_leak(stage)
    await posts(room, "here", "notice.pdf")
    await room.person("bob").submits({"posted": offered(await opened(room))["notice.pdf"]})
    bob = room.person("bob")
    await room.runs("bob", "deadlines")
    await bob.clicks(bob.whispers(room.channel)[-1], "decide_deadline:take_back:1")
    await bob.sees_modal("Take back: deadline 1")
    await bob.submits({"reason": "the wrong one was marked"})
    assert (await filed(room))["file"] is None
