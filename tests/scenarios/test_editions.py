"""A catalogue that changes while an incident is open: what would move is shown, and moves when accepted."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scenarios.clocks import a_leak, deadlines, policy
from tests.scenarios.room import Room
from tests.stage import Stage, on_stage

GDPR = "eu-gdpr-33/notify"
OWN = """
regimes:
  - id: eu-gdpr-33
    stages:
      - id: notify
        period: PT96H
"""


@pytest.fixture
async def stage(database_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    async with on_stage(database_url, policy=policy(tmp_path)) as stage:
        yield stage


async def starts_with(stage: Stage, folder: Path, text: str | None) -> None:
    """A new release comes, or the organisation's own file changes: the bot is started anew."""
    file = folder / "regulations.yaml"
    if text is not None:
        file.write_text(text)
    named = str(file) if text is not None else None
    stage.policy = stage.policy.model_copy(update={"regulations": named})
    await stage.restart()
    await stage.bot.beat()
    await stage.settle()


async def due(room: Room) -> str:
    return str((await deadlines(room))[GDPR]["due_at"])


async def test_what_would_move_is_shown_and_moves_when_counsel_accepts(stage: Stage, tmp_path: Path) -> None:
    room = await a_leak(stage)
    before = await due(room)
    await starts_with(stage, tmp_path, OWN)
    [asking] = room.messages("Nothing moves until you accept it")
    assert "due Mar 24, 2026 at 12:00, before Mar 23, 2026 at 12:00" in room.reads(asking)
    assert await due(room) == before
    await room.clicks("alice", asking, "Accept the change")
    assert await due(room) == before
    await room.clicks("bob", asking, "Accept the change")
    assert await due(room) == "2026-03-24T09:00:00Z"
    assert room.messages("Moved:")
    assert len(await room.lines("catalogue_accepted")) == 1


async def test_nothing_of_it_moves_by_something_else_meanwhile_while_other_clocks_follow(
    stage: Stage, tmp_path: Path
) -> None:
    room = await a_leak(stage)
    before = await due(room)
    await starts_with(stage, tmp_path, OWN)
    await room.runs("bob", "facts uk_data_subjects")
    assert await due(room) == before
    assert (await deadlines(room))["uk-gdpr-33-34/notify-ico"]["status"] == "running"
    await stage.restart()
    await stage.bot.beat()
    await stage.settle()
    assert len(room.messages("Nothing moves until you accept it")) == 1


async def test_an_edition_that_moves_nothing_is_taken_without_a_word(stage: Stage, tmp_path: Path) -> None:
    room = await a_leak(stage)
    await starts_with(stage, tmp_path, "regimes:\n  - id: in-cert-in\n    disabled: true\n")
    assert room.messages("Nothing moves until you accept it") == []
    await room.runs("alice", "detected 2026-03-20 10:00")
    assert await due(room) == "2026-03-23T07:00:00Z"


async def test_an_edition_that_is_taken_back_leaves_everything_as_it_was(
    stage: Stage, tmp_path: Path
) -> None:
    room = await a_leak(stage)
    before = await due(room)
    await starts_with(stage, tmp_path, OWN)
    await starts_with(stage, tmp_path, None)
    assert await due(room) == before
    await room.clicks("bob", room.message("Nothing moves until you accept it"), "Accept the change")
    assert await due(room) == before
    await room.runs("alice", "detected 2026-03-20 10:00")
    assert await due(room) == "2026-03-23T07:00:00Z"


async def test_what_would_move_is_shown_as_text_whatever_is_written_in_the_file(
    stage: Stage, tmp_path: Path
) -> None:
    await a_leak(stage)
    await starts_with(stage, tmp_path, OWN.replace("id: eu-gdpr-33", 'id: eu-gdpr-33\n    name: "*loud law"'))
    asking = stage.channel("inc-1").messages
    (blocks,) = [m.blocks for m in asking.values() if "Nothing moves until you accept it" in str(m.blocks)]
    assert "loud" in str(blocks)
    assert "*loud" not in str(blocks)
