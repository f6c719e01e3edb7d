"""What Slack gave up to deliver, and told nobody of, is noticed while the bot lives, and read again."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.app import Bot, build
from bot.domain.timeline import EntryKind
from bot.sandbox.entities import Channel, Message
from bot.services import comparing
from storage import Database
from tests.guarantees.slack_side import until
from tests.scenarios.outage import unheard_of
from tests.scenarios.records import an_incident, entries_of, kinds_of, messages_of, two_in_support
from tests.scenarios.test_catching_up import gaps_of, is_recovered, texts_of, told
from tests.stage import CATALOGUE, Stage, on_stage

MINUTES = timedelta(seconds=comparing.APART)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time lies between two looks."""
    monkeypatch.setattr(comparing, "APART", 0.0)
    monkeypatch.setattr(comparing, "PAUSE", 0.0)


@pytest.fixture
async def each(database_url: str, soon: None) -> AsyncIterator[Stage]:
    """The bot on each database; there the copies' shared pace lets every look be made."""
    async with on_stage(database_url, judged=False) as stage:
        yield stage


async def looks(stage: Stage, times: int = 1) -> None:
    """The bot looks at the incident's channel, minutes apart, and does what follows from it."""
    for _ in range(times):
        stage.clock.move(MINUTES)
        await stage.bot.comparing.look_at(1)
        await stage.settle()


def readings(stage: Stage) -> list[dict[str, Any]]:
    """How often a channel was read, whatever for."""
    return [call.args for call in stage.workspace.calls if call.method == "conversations.history"]


async def heard_and_not(stage: Stage) -> Channel:
    """An incident in which one message was heard, and the one before it was not."""
    channel = await an_incident(stage)
    await looks(stage)
    async with unheard_of(stage):
        await stage.person("alice").says(channel, "given up")
    await stage.person("alice").says(channel, "heard")
    await stage.settle()
    return channel


async def test_a_message_that_was_given_up_is_recovered_minutes_later_and_the_gap_named(
    each: Stage,
) -> None:
    stage = each
    channel = await heard_and_not(stage)
    await looks(stage, 2)
    shown = {message.text: message for message in await messages_of(stage)}
    assert list(shown) == ["heard", "given up"]
    assert [is_recovered(message) for message in shown.values()] == [False, True]
    assert shown["given up"].entry.recorded_at - shown["given up"].entry.at == 2 * MINUTES
    (gap,) = await gaps_of(stage)
    assert (gap.text or "").startswith("Slack did not deliver everything from")
    assert gap.at <= shown["given up"].entry.at
    (line,) = told(stage, channel)
    assert "1 message recovered for the timeline." in line


async def test_what_is_still_on_its_way_is_waited_for(stage: Stage) -> None:
    channel = await an_incident(stage)
    late: list[dict[str, Any]] = []
    async with unheard_of(stage):
        stage.workspace.watchers.append(lambda event, _: late.append(event))
        await stage.person("alice").says(channel, "repeated by Slack")
        stage.workspace.watchers.pop()
        await looks(stage)
    before = len(readings(stage))
    for event in late:
        stage.workspace.publish(event, channel=channel)
    await stage.settle()
    await looks(stage)
    assert [is_recovered(message) for message in await messages_of(stage)] == [False]
    assert len(readings(stage)) == before + 1, "the channel was read again for nothing"
    assert await gaps_of(stage) == []


async def test_edits_deletions_and_replies_that_were_given_up_are_noticed_too(each: Stage) -> None:
    stage = each
    alice, channel = stage.person("alice"), await an_incident(stage)
    edited, deleted, asked = [await alice.says(channel, text) for text in ("thre", "a secret", "who has it?")]
    await stage.settle()
    for act in (
        alice.edits(edited, "three"),
        alice.deletes(deleted),
        alice.says(channel, "I have it", asked),
    ):
        async with unheard_of(stage):
            await act
        await looks(stage, 2)
    assert [kind for kind in await kinds_of(stage) if kind != "member"] == [
        *[EntryKind.MESSAGE] * 3,
        EntryKind.EDITED,
        EntryKind.DELETED,
        EntryKind.MESSAGE,
    ]
    assert "a secret" not in str([entry.text for entry in await entries_of(stage)])
    assert len(await gaps_of(stage)) == 3


async def test_marks_that_were_given_up_are_noticed_too_and_what_was_picked_needs_none(each: Stage) -> None:
    stage = each
    alice, channel = stage.person("alice"), await an_incident(stage)
    marked, unmarked, picked = [await alice.says(channel, text) for text in ("one", "two", "three")]
    await alice.reacts(unmarked, "pushpin")
    await alice.uses_shortcut("add_to_timeline", picked)
    await stage.settle()
    await looks(stage)
    async with unheard_of(stage):
        await alice.reacts(marked, "pushpin")
        await alice.unreacts(unmarked, "pushpin")
    await looks(stage, 2)
    key = {message.text: message.key_event for message in await messages_of(stage)}
    assert key == {"one": True, "two": False, "three": True}
    before = len(readings(stage))
    await looks(stage, 2)
    assert len(readings(stage)) == before + 2


async def test_a_borrowed_channel_is_looked_at_for_what_is_said_from_the_first_look_on(each: Stage) -> None:
    stage = each
    alice = await two_in_support(stage)
    async with unheard_of(stage):
        await alice.says("support", "nobody's business")
    await _look_at_both(stage)
    async with unheard_of(stage):
        await alice.says("support", "given up")
    before = len(readings(stage))
    for _ in range(3):
        await _look_at_both(stage)
    assert await texts_of(stage, 1) == []
    assert await texts_of(stage, 2) == ["given up"]
    assert len(readings(stage)) == before + 3 + 1


async def _look_at_both(stage: Stage) -> None:
    stage.clock.move(MINUTES)
    for number in (1, 2):
        await stage.bot.comparing.look_at(number)
    await stage.settle()


async def test_what_was_given_up_is_noticed_however_much_is_said_after_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.messages.EXCERPT", 3)
    channel = await heard_and_not(stage)
    await looks(stage)
    for number in range(7):
        await stage.person("alice").says(channel, f"said {number}")
    await stage.settle()
    await looks(stage, 2)
    assert "given up" in await texts_of(stage)
    assert len(await gaps_of(stage)) == 1


async def two_older_threads(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> tuple[Channel, list[Message]]:
    """A channel in which two threads hang under messages that its last page does not show any more."""
    monkeypatch.setattr("bot.slack.messages.EXCERPT", 3)
    alice, channel = stage.person("alice"), await an_incident(stage)
    parents = [await alice.says(channel, text) for text in ("who has it?", "who is on call?")]
    for parent in parents:
        await alice.says(channel, "I ask around", parent)
    for number in range(7):
        await alice.says(channel, f"said {number}")
    await stage.settle()
    return channel, parents


def threads_read(stage: Stage) -> list[str]:
    """The parents of the threads that were read, in their order."""
    return [call.args["ts"] for call in stage.workspace.calls if call.method == "conversations.replies"]


@pytest.mark.parametrize("which", [0, 1])
async def test_a_reply_under_an_older_message_that_was_given_up_is_noticed_while_its_thread_is_lively(
    each: Stage, monkeypatch: pytest.MonkeyPatch, which: int
) -> None:
    channel, parents = await two_older_threads(each, monkeypatch)
    await looks(each)
    async with unheard_of(each):
        await each.person("alice").says(channel, "Carol has it", parents[which])
    await looks(each, 4)
    assert (await texts_of(each)).count("Carol has it") == 1
    assert len(await gaps_of(each)) == 1


async def test_a_reply_under_an_older_message_that_is_still_on_its_way_is_waited_for(
    each: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel, (parent, _) = await two_older_threads(each, monkeypatch)
    late: list[dict[str, Any]] = []
    async with unheard_of(each):
        each.workspace.watchers.append(lambda event, _: late.append(event))
        await each.person("alice").says(channel, "Carol has it", parent)
        each.workspace.watchers.pop()
        await looks(each)
    for event in late:
        each.workspace.publish(event, channel=channel)
    await each.settle()
    before = len(readings(each))
    await looks(each, 3)
    assert len(readings(each)) == before + 3, "the channel was read again for nothing"
    assert "Carol has it" in await texts_of(each)


async def test_older_threads_cost_one_call_a_look_in_turn_and_none_once_nothing_is_said_in_them(
    each: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, (first, second) = await two_older_threads(each, monkeypatch)
    read = len(readings(each))
    await looks(each, 4)
    assert threads_read(each) == [first.ts, second.ts] * 2
    assert len(readings(each)) == read + 4
    each.clock.move(timedelta(days=2))
    await each.bot.comparing.look_at(1)
    assert len(threads_read(each)) == 4
    assert await gaps_of(each) == []


async def test_an_older_thread_whose_reply_cannot_be_found_again_keeps_no_other_from_its_turn(
    each: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the bot says in a thread is nobody's words, and yet Slack counts it as a reply."""
    channel, (first, second) = await two_older_threads(each, monkeypatch)
    bot = each.workspace.bot_user(each.app)
    each.workspace.post(channel, bot, "nobody yet", thread_ts=first.ts)
    await looks(each, 2)
    before = len(threads_read(each))
    await looks(each, 4)
    assert threads_read(each)[before:] == [second.ts, first.ts] * 2
    assert await gaps_of(each) == []


async def test_where_nothing_was_lost_a_look_is_one_call_and_leaves_no_trace(each: Stage) -> None:
    stage = each
    alice, channel = stage.person("alice"), await an_incident(stage)
    parent = await alice.says(channel, "who has it?", files=[("a.log", b"x")])
    await alice.edits(await alice.says(channel, "I have it", parent), "I had it")
    await alice.deletes(await alice.says(channel, "a secret"))
    await stage.settle()
    entries, before = await entries_of(stage), len(readings(stage))
    await looks(stage, 3)
    assert len(readings(stage)) == before + 3
    assert await entries_of(stage) == entries


async def test_what_cannot_be_found_again_is_looked_for_once(stage: Stage) -> None:
    """What the bot says in a thread is nobody's words, and yet Slack counts it as a reply."""
    channel = await an_incident(stage)
    parent = await stage.person("alice").says(channel, "who has it?")
    stage.workspace.post(channel, stage.workspace.bot_user(stage.app), "nobody yet", thread_ts=parent.ts)
    await stage.settle()
    before = len(readings(stage))
    await looks(stage, 5)
    assert len(readings(stage)) == before + 5 + 1
    assert await gaps_of(stage) == []


async def test_what_is_over_or_out_of_reach_is_not_looked_at(stage: Stage) -> None:
    alice, channel = stage.person("alice"), await an_incident(stage)
    await alice.removes(channel, stage.app)
    await stage.settle()
    before = len(readings(stage))
    await looks(stage, 2)
    await alice.invites(channel, stage.app)
    await alice.runs("/incident cancel it was a test", channel)
    await stage.settle()
    after = len(readings(stage))
    await looks(stage, 2)
    assert len(readings(stage)) == after
    assert before <= after <= before + 2


async def test_it_looks_by_itself_as_time_passes(soon: None, stage: Stage) -> None:
    await heard_and_not(stage)

    async def recovered() -> bool:
        await stage.bot.beat()
        await stage.settle()
        return len(await texts_of(stage)) == 2

    await until(recovered, "it was never noticed")


async def test_it_asks_no_more_for_a_while_when_slack_wants_no_more_calls(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "APART", 0.0)
    await an_incident(stage)
    busy = stage.workspace.faults.rate_limit("conversations.history", None, retry_after=1)
    for _ in range(3):
        await stage.bot.beat()
        await stage.settle()
    assert busy.struck == 1


@pytest.fixture
async def copies(postgres_url: str) -> AsyncIterator[tuple[Stage, Bot]]:
    """A stage with its bot, and another copy of it on the same database."""
    async with on_stage(postgres_url, judged=False) as stage, Database(stage.database_url) as database:
        other = build(stage.bot.settings, stage.policy, CATALOGUE, stage.clock, database, stage._session)
        await other.directory.identity()
        yield stage, other


async def test_a_channel_that_one_copy_looked_at_is_looked_at_by_no_other(
    copies: tuple[Stage, Bot],
) -> None:
    stage, other = copies
    await an_incident(stage)
    before = len(readings(stage))
    await asyncio.gather(*(each.comparing.look_at(1) for each in (stage.bot, other) for _ in range(3)))
    assert len(readings(stage)) == before + 1


async def test_copies_look_in_turn(copies: tuple[Stage, Bot], monkeypatch: pytest.MonkeyPatch) -> None:
    stage, other = copies
    for title in ("one", "two", "three"):
        await an_incident(stage, title)
    before = len(readings(stage))
    monkeypatch.setattr(comparing, "APART", 0.0)
    monkeypatch.setattr(comparing, "PAUSE", 600.0)
    for _ in range(4):
        for copy in (stage.bot, other):
            copy.comparing.tick()
            await copy.background.settle()
    assert len(readings(stage)) == before + 1
