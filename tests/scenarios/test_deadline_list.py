"""What `/incident deadlines` says of each deadline besides its date, and of the catalogue behind it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.scenarios.clocks import LEAK, a_leak, deadlines, policy
from tests.scenarios.room import Room
from tests.stage import Stage, on_stage

OWN = """
regimes:
  - id: us-ca-breach-1798-82
    authority: The people themselves, by our own counsel
    stages:
      - {id: individuals, period: P20D}
"""
NIS2 = "facts security_compromise"


@pytest.fixture
async def stage(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    wanted = policy(tmp_path, nis2_entity="yes")
    (tmp_path / "regulations.yaml").write_text(OWN)
    wanted |= {"regulations": str(tmp_path / "regulations.yaml")}
    async with on_stage(sqlite_url, policy=wanted) as stage:
        yield stage


async def listed(room: Room, title: str) -> str:
    """What the list says of the deadline with this title."""
    await room.runs("bob", "deadlines")
    message = room.person("bob").whispers(room.channel)[-1]
    texts = [block["text"]["text"] for block in message.blocks if block["type"] == "section"]
    [found] = [text for text in texts if title in text]
    return str(found)


async def test_it_says_what_the_organisations_own_file_changed_and_of_nothing_else(stage: Stage) -> None:
    room = await a_leak(stage, f"{LEAK} us_ca_residents")
    changed = await listed(room, "Notify residents")
    assert "Changed by the organisation's own file: authority and its period" in changed
    assert "Changed by" not in await listed(room, "Notify supervisory authority")


async def test_it_says_where_the_days_end_that_a_limit_counts(stage: Stage) -> None:
    room = await a_leak(stage, f"{LEAK} us_ca_residents")
    assert "Its days end in America/Los_Angeles" in await listed(room, "Notify residents")
    assert "Its days end" not in await listed(room, "Notify supervisory authority")


async def test_what_is_owed_on_request_waits_for_one_and_is_not_asked_for(stage: Stage) -> None:
    room = await a_leak(stage, NIS2)
    said = await listed(room, "Intermediate report")
    assert "not started" in said
    assert "Waiting for a request of the authority" in said
    assert "Only when the CSIRT or the authority asks for it." in said
    number = (await deadlines(room))["eu-nis2-23/intermediate"]["number"]
    await stage.run_for(days=1, hours=1)
    everything = "\n".join([*room.said(), *room.inbox("bob")])
    assert "Early warning" in everything
    assert f"deadline {number} (" not in everything
    assert "asked for an intermediate report" not in everything


async def test_what_is_owed_on_request_runs_from_the_request(stage: Stage) -> None:
    room = await a_leak(stage, NIS2)
    bob = room.person("bob")
    number = (await deadlines(room))["eu-nis2-23/intermediate"]["number"]
    await stage.run_for(hours=2)
    await room.runs("bob", "deadlines")
    await bob.clicks(bob.whispers(room.channel)[-1], f"open_anchor:{number}")
    await bob.sees_modal("When a clock starts")
    await bob.submits({"when": "2026-03-20 11:30", "basis": "their mail", "scope": "all"})
    asked = (await deadlines(room))["eu-nis2-23/intermediate"]
    assert (asked["status"], asked["due_at"]) == ("running", None)
    assert asked["starts_at"] == "2026-03-20T10:30:00Z"


@pytest.mark.parametrize("where", ["the incident's channel", "elsewhere"])
async def test_it_warns_of_a_catalogue_that_is_older_than_ninety_days(stage: Stage, where: str) -> None:
    room = await a_leak(stage)
    channel = room.channel if where == "the incident's channel" else "ml-platform"
    compiled = stage.bot.intake._catalogue.regulations.meta.compiled_on
    last_day = stage.clock().replace(year=compiled.year, month=compiled.month, day=compiled.day)
    stage.clock.move_to(last_day + timedelta(days=90))
    assert "The catalogue of regulations is of" not in await room.runs("bob", "deadlines", channel)
    stage.clock.move_to(last_day + timedelta(days=91))
    warned = await room.runs("bob", "deadlines", channel)
    assert f"The catalogue of regulations is of {compiled}: check what has changed since." in warned
