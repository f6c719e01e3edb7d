"""A pushpin on a message makes it a key event, however it arrives and however often."""

import asyncio

from bot.domain.timeline import EntryKind
from tests.scenarios.records import an_incident, entries_of, kinds_of, messages_of, unheard
from tests.stage import Stage


async def marks(stage: Stage) -> list[str]:
    return [kind for kind in await kinds_of(stage) if kind in (EntryKind.MARKED, EntryKind.UNMARKED)]


async def test_a_pushpin_marks_and_taking_it_off_unmarks(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    message = await alice.says(channel, "the index was rebuilt at nine")
    await alice.reacts(message, "pushpin")
    await stage.settle()
    assert [m.key_event for m in await messages_of(stage)] == [True]
    mark = (await entries_of(stage))[-1]
    assert (mark.kind, mark.actor) == (EntryKind.MARKED, alice.id)
    await alice.unreacts(message, "pushpin")
    await stage.settle()
    assert [m.key_event for m in await messages_of(stage)] == [False]
    assert await marks(stage) == ["marked", "unmarked"]


async def test_a_second_pushpin_marks_no_second_time_and_keeps_the_mark_when_the_first_goes(
    stage: Stage,
) -> None:
    channel = await an_incident(stage)
    alice, bob = stage.person("alice"), stage.person("bob")
    await bob.joins(channel)
    message = await alice.says(channel, "the index was rebuilt at nine")
    await alice.reacts(message, "pushpin")
    await bob.reacts(message, "pushpin")
    await stage.settle()
    await alice.unreacts(message, "pushpin")
    await stage.settle()
    assert await marks(stage) == ["marked"]
    assert [m.key_event for m in await messages_of(stage)] == [True]
    await bob.unreacts(message, "pushpin")
    await stage.settle()
    assert await marks(stage) == ["marked", "unmarked"]


async def test_other_emoji_mark_nothing(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    message = await alice.says(channel, "nine")
    await alice.reacts(message, "eyes")
    await stage.settle()
    assert await marks(stage) == []


async def test_a_reply_in_a_thread_is_marked_like_any_message(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    parent = await alice.says(channel, "parent")
    reply = await alice.says(channel, "reply", parent)
    await alice.reacts(reply, "pushpin")
    await stage.settle()
    assert [(m.text, m.key_event) for m in await messages_of(stage)] == [("parent", False), ("reply", True)]


async def test_a_message_that_was_never_heard_is_fetched_and_marked_at_its_own_time(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    parent = await alice.says(channel, "parent")
    stage.clock.move_to(stage.clock().replace(minute=20))
    subscribers, stage.workspace.subscribers[:] = list(stage.workspace.subscribers), []
    reply = await alice.says(channel, "reply said unheard", parent)
    stage.workspace.subscribers[:] = subscribers
    stage.clock.move_to(stage.clock().replace(minute=45))
    await alice.reacts(reply, "pushpin")
    await stage.settle()
    _, kept = await messages_of(stage)
    assert (kept.text, kept.key_event, kept.entry.actor) == ("reply said unheard", True, alice.id)
    assert (kept.entry.at.minute, kept.entry.recorded_at.minute) == (20, 45)
    assert kept.entry.source is not None
    assert kept.entry.source.thread_ts == parent.ts


async def test_a_mark_taken_off_before_the_message_was_fetched_leaves_it_unmarked(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    message = await unheard(stage, channel, "said unheard")
    stage.workspace.faults.rate_limit("conversations.replies", 1, retry_after=1)
    await alice.reacts(message, "pushpin")
    await alice.unreacts(message, "pushpin")
    await stage.settle()
    async with asyncio.timeout(30):
        while not await messages_of(stage):
            await stage.settle()
    assert [(m.text, m.key_event) for m in await messages_of(stage)] == [("said unheard", False)]


async def test_a_mark_that_overtakes_its_message_holds(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    stage.workspace.deliveries.faults(stage.app).shuffle_next(2)
    message = await alice.says(channel, "the index was rebuilt at nine")
    await alice.reacts(message, "pushpin")
    await stage.settle()
    assert [(m.text, m.key_event) for m in await messages_of(stage)] == [(message.text, True)]
    assert await marks(stage) == ["marked"]


async def test_a_removal_that_overtakes_its_mark_leaves_no_mark(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    message = await alice.says(channel, "the index was rebuilt at nine")
    await stage.settle()
    stage.workspace.deliveries.faults(stage.app).shuffle_next(2)
    await alice.reacts(message, "pushpin")
    await alice.unreacts(message, "pushpin")
    await stage.settle()
    assert [m.key_event for m in await messages_of(stage)] == [False]


async def test_what_the_bot_said_is_not_marked(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    own = next(m for m in alice.sees(channel) if m.bot_id == stage.app.bot_id)
    await alice.reacts(own, "pushpin")
    await stage.settle()
    assert await marks(stage) == []
    assert await messages_of(stage) == []


async def test_an_app_marks_nothing(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    deploys = next(app for app in stage.workspace.apps.values() if app.app_id != stage.app.app_id)
    await alice.invites(channel, deploys)
    message = await alice.says(channel, "nine")
    stage.workspace.react(channel, message.ts, "pushpin", stage.workspace.bot_user(deploys))
    await stage.settle()
    assert await marks(stage) == []
