"""Whatever is said about clocks counts once: when Slack delivers it again, and when somebody taps twice."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.delivery_log import Kind
from tests.guarantees.slack_side import again, delivered, rows, seen
from tests.scenarios.clocks import a_leak, deadlines, policy
from tests.scenarios.room import Room
from tests.stage import Stage, on_stage

Act = Callable[[Room], Awaitable[Any]]
OWN = "regimes: [{id: eu-gdpr-33, stages: [{id: notify, period: PT96H}]}]\n"


@pytest.fixture
async def stage(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    async with on_stage(sqlite_url, policy=policy(tmp_path, cyber_insurance_policy="unknown")) as stage:
        yield stage


async def tapped(room: Room, control: str) -> None:
    """Bob presses a button of the list of deadlines."""
    bob = room.person("bob")
    await room.runs("bob", "deadlines")
    await bob.clicks(bob.whispers(room.channel)[-1], control)
    await room.stage.settle()


async def _form(room: Room, control: str, title: str, **values: Any) -> Any:
    await tapped(room, control)
    await room.person("bob").sees_modal(title)
    result = await room.person("bob").submits(values)
    await room.stage.settle()
    return result


async def facts(room: Room) -> Any:
    return await _form(room, "Answer the facts", "Facts of INC-1", security_compromise="yes")


async def more_facts(room: Room) -> Any:
    await facts(room)
    result = await room.person("bob").submits({"high_risk_to_individuals": "yes"})
    await room.stage.settle()
    return result


async def anchor(room: Room) -> Any:
    await room.stage.run_for(minutes=1)
    values = {"when": "2026-03-20 09:30", "basis": "the log", "scope": "all"}
    return await _form(room, "open_anchor:1", "When a clock starts", **values)


async def files(room: Room) -> Any:
    return await _form(room, "decide_deadline:filed:1", "Filed: deadline 1", reference="CASE-9")


async def waives(room: Room) -> Any:
    return await _form(room, "decide_deadline:waived:1", "Waive: deadline 1", reason="no risk to anybody")


async def supersedes(room: Room) -> Any:
    values = {"reason": "the group files it", "instead": ["yes"]}
    return await _form(room, "decide_deadline:waived:1", "Waive: deadline 1", **values)


async def is_late(room: Room) -> Any:
    values = {"reason": "the report is missing", "told": ["yes"]}
    return await _form(room, "decide_deadline:late:1", "Will be late: deadline 1", **values)


async def takes_back(room: Room) -> Any:
    await room.runs("bob", "deadline waive 1 no risk")
    return await _form(room, "decide_deadline:take_back:1", "Take back: deadline 1", reason="there is one")


async def drafts(room: Room) -> Any:
    await tapped(room, "draft_notice:1")


async def asks_for_the_calendar(room: Room) -> Any:
    await tapped(room, "Calendar file")


async def says_what_stands(room: Room) -> Any:
    values = {"standing:agreed:acme": ["cyber_insurance_policy"]}
    return await _form(room, "Your organisation", "Your organisation", **values)


async def sees_to_it(room: Room) -> Any:
    await room.stage.run_for(minutes=1)
    bob = room.person("bob")
    message = next(m for m in bob.inbox if "I see to it" in room.reads(m, "bob"))
    await bob.clicks(message, "I see to it")
    await room.stage.settle()


ACTS: dict[str, tuple[Act, str | None]] = {
    "facts": (facts, "facts_answered"),
    "more facts": (more_facts, "facts_answered"),
    "an instant": (anchor, "anchor_told"),
    "filed": (files, "deadline_filed"),
    "waived": (waives, "deadline_waived"),
    "superseded": (supersedes, "deadline_waived"),
    "late": (is_late, "deadline_late"),
    "taken back": (takes_back, "decision_taken_back"),
    "a draft": (drafts, "notice_drafted"),
    "a calendar": (asks_for_the_calendar, None),
    "what stands": (says_what_stands, None),
    "seen to": (sees_to_it, "deadline_acknowledged"),
}
"""What counsel does by form and button, and the entry that it makes."""


@pytest.mark.parametrize("name", list(ACTS))
async def test_delivered_again_it_changes_nothing_anywhere(stage: Stage, name: str) -> None:
    room = await a_leak(stage)
    act, kind = ACTS[name]
    entries = len(await room.lines(kind)) if kind else 0
    await act(room)
    if kind:
        assert len(await room.lines(kind)) > entries
    before = rows(stage), seen(stage)
    response = await again(stage, delivered(stage, kind=Kind.INTERACTION)[-1])
    await stage.settle()
    assert response.acknowledged
    assert (rows(stage), seen(stage)) == before


async def test_accepting_an_edition_delivered_again_or_tapped_twice_counts_once(
    stage: Stage, tmp_path: Path
) -> None:
    room = await a_leak(stage)
    (tmp_path / "regulations.yaml").write_text(OWN)
    stage.policy = stage.policy.model_copy(update={"regulations": str(tmp_path / "regulations.yaml")})
    await stage.restart()
    await stage.bot.beat()
    await stage.settle()
    asking = room.message("Nothing moves until you accept it")
    await room.clicks("bob", asking, "Accept the change")
    before = rows(stage), seen(stage)
    await again(stage, delivered(stage, kind=Kind.INTERACTION)[-1])
    await stage.settle()
    assert (rows(stage), seen(stage)) == before
    await room.clicks("bob", asking, "Accept the change")
    assert "accepted already" in room.whispered("bob")[-1]
    assert len(await room.lines("catalogue_accepted")) == 1


@pytest.mark.parametrize(
    ("control", "values", "kind", "says"),
    [
        (
            "open_anchor:1",
            {"when": "2026-03-20 09:30", "scope": "all"},
            "anchor_told",
            "has confirmed that instant of awareness already",
        ),
        ("decide_deadline:filed:1", {"reference": "CASE-9"}, "deadline_filed", "is filed already"),
        ("decide_deadline:waived:1", {"reason": "no risk"}, "deadline_waived", "is waived already"),
        ("decide_deadline:late:1", {"reason": "too much"}, "deadline_late", "is recorded so already"),
    ],
)
async def test_the_same_form_from_the_same_list_again_is_recorded_once_and_says_so(
    stage: Stage, control: str, values: dict[str, str], kind: str, says: str
) -> None:
    room, bob = await a_leak(stage), stage.person("bob")
    await stage.run_for(minutes=1)
    await room.runs("bob", "deadlines")
    message = bob.whispers(room.channel)[-1]
    for _ in range(2):
        await bob.clicks(message, control)
        await stage.settle()
        result = await bob.submits(values)
        await stage.settle()
    assert says in str(result.errors)
    assert len(await room.lines(kind)) == 1


async def test_two_taps_make_one_file(stage: Stage) -> None:
    room = await a_leak(stage)
    for act in (drafts, asks_for_the_calendar):
        shared = len(_files(room))
        await act(room)
        await act(room)
        assert len(_files(room)) == shared + 1
        assert "You asked for that just now" in room.whispered("bob")[-1]
        await stage.run_for(minutes=1)
        await act(room)
        assert len(_files(room)) == shared + 2


def _files(room: Room) -> list[Any]:
    return [file for message in room.person("bob").sees(room.channel) for file in message.files]


async def test_marked_as_superseded_it_says_so_wherever_it_is_shown(stage: Stage) -> None:
    room = await a_leak(stage)
    before = await _status(room, 1)
    await supersedes(room)
    assert await _status(room, 1) == "superseded"
    assert "➖ superseded · the group files it" in await room.runs("bob", "deadlines")
    assert "marked as superseded" in (await room.lines("deadline_waived"))[0]
    await _form(room, "decide_deadline:take_back:1", "Take back: deadline 1", reason="they do not")
    assert await _status(room, 1) == before


async def _status(room: Room, number: int) -> str:
    (found,) = [each for each in (await deadlines(room)).values() if each["number"] == number]
    return str(found["status"])
