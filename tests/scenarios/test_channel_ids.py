"""Slack gives an incident's channel another id: nothing is recorded twice, and nothing is lost."""

from collections.abc import AsyncIterator
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.incident import ChannelState
from bot.domain.message import Outgoing
from bot.domain.timeline import EntryKind
from bot.sandbox.entities import Channel, Message
from bot.sandbox.payloads import event_envelope
from bot.sandbox.people import Person
from bot.services import effects
from tests.guarantees.slack_side import again
from tests.scenarios.outage import outage
from tests.scenarios.records import an_incident, entries_of, kinds_of, messages_of
from tests.scenarios.test_catching_up import gaps_of, texts_of
from tests.scenarios.test_comparing import looks, readings
from tests.stage import Stage, on_stage


@pytest.fixture
async def each(database_url: str) -> AsyncIterator[Stage]:
    """The bot on each database."""
    async with on_stage(database_url, judged=False) as stage:
        yield stage


async def under_way(stage: Stage) -> tuple[Person, Channel, list[Message]]:
    """An incident in whose channel Alice has said three things, the first of them key."""
    channel, alice = await an_incident(stage), stage.person("alice")
    said = [await alice.says(channel, text) for text in ("one", "two", "three")]
    await alice.reacts(said[0], "pushpin")
    await stage.settle()
    return alice, channel, said


async def moves(stage: Stage, channel: Channel) -> str:
    """Slack gives the channel another id and tells of it; the id it had."""
    old = channel.id
    stage.workspace.move_channel(channel)
    await stage.settle()
    return old


def deliver(stage: Stage, event: dict[str, Any]) -> None:
    """Slack delivers an event, as one that nobody has seen."""
    envelope = event_envelope(stage.workspace, stage.app, deepcopy(event), None)
    stage.workspace.deliveries.post_event(stage.app, envelope)


def delivered(stage: Stage, kind: str) -> list[dict[str, Any]]:
    """The events of a kind that were delivered so far."""
    log = stage.workspace.deliveries.log.of(stage.app.app_id)
    return [each.payload["event"] for each in log if each.name == kind and "event" in each.payload]


async def place_of(stage: Stage, number: int = 1) -> tuple[str | None, ChannelState]:
    async with stage.bot.database.reading() as repositories:
        incident = await repositories.incidents.get(number)
    assert incident is not None
    return incident.places.channel_id, incident.places.channel_state


async def test_what_happens_to_older_messages_under_the_new_id_corrects_their_entries(each: Stage) -> None:
    alice, channel, (one, two, three) = await under_way(each)
    await moves(each, channel)
    await alice.edits(two, "two and a half")
    await alice.deletes(three)
    await alice.unreacts(one, "pushpin")
    await each.settle()
    assert sorted(kind for kind in await kinds_of(each) if kind != "member") == sorted(
        [*[EntryKind.MESSAGE] * 3, EntryKind.MARKED, EntryKind.EDITED, EntryKind.DELETED, EntryKind.UNMARKED]
    )
    first, second, third = await messages_of(each)
    assert (first.key_event, second.text, third.deleted) == (False, "two and a half", True)


async def test_a_message_that_is_delivered_again_under_the_new_id_is_entered_once(each: Stage) -> None:
    _, channel, _ = await under_way(each)
    await moves(each, channel)
    for event in delivered(each, "message"):
        if event.get("text") in ("one", "two", "three"):
            deliver(each, event | {"channel": channel.id})
    await each.settle()
    assert await texts_of(each) == ["one", "two", "three"]


async def test_what_is_delivered_late_under_the_old_id_is_the_incident_s(each: Stage) -> None:
    alice, channel, (one, two, _) = await under_way(each)
    faults = each.workspace.deliveries.faults(each.app)
    faults.hold()
    # Else the channel is read again at once, which may be the quicker way.
    each.workspace.faults.rate_limit("conversations.history", None, retry_after=600)
    await alice.says(channel, "four")
    await alice.edits(two, "two and a half")
    await alice.unreacts(one, "pushpin")
    old = await _moves_first(each, channel, held=3)
    assert old != channel.id
    first, second, *_, last = await messages_of(each)
    assert (first.key_event, second.text, last.text) == (False, "two and a half", "four")
    assert last.entry.source is not None
    assert last.entry.source.channel_id == old
    await alice.edits(next(m for m in channel.messages.values() if m.text == "four"), "five")
    await each.settle()
    assert await texts_of(each) == ["one", "two and a half", "three", "five"]


async def _moves_first(stage: Stage, channel: Channel, *, held: int) -> str:
    """The channel gets another id, which is told before what was held back."""
    faults, old = stage.workspace.deliveries.faults(stage.app), channel.id
    await faults.holds(held)
    stage.workspace.move_channel(channel)
    await faults.holds(held + 1)
    faults.release([held, *range(held)])
    await stage.settle()
    return old


async def test_what_came_under_the_new_id_before_its_change_was_told_is_read_again(each: Stage) -> None:
    alice, channel, _ = await under_way(each)
    faults = each.workspace.deliveries.faults(each.app)
    faults.hold()
    each.workspace.move_channel(channel)
    await alice.says(channel, "four")
    await faults.holds(2)
    faults.release([1, 0])
    await each.settle()
    assert await texts_of(each) == ["one", "two", "three", "four"]
    (gap,) = await gaps_of(each)
    assert "Recovered: 1 message." in (gap.text or "")


async def test_reading_the_channel_again_by_its_new_id_enters_nothing_twice(each: Stage) -> None:
    alice, channel, (one, *_) = await under_way(each)
    await alice.says(channel, "a reply", one)
    await each.settle()
    await moves(each, channel)
    before = await kinds_of(each)
    async with outage(each):
        pass
    (gap,) = await gaps_of(each)
    assert "nothing was missed" in (gap.text or "")
    assert await kinds_of(each) == before


async def test_comparing_the_channel_by_its_new_id_finds_nothing_missing(each: Stage) -> None:
    alice, channel, (one, *_) = await under_way(each)
    await alice.says(channel, "a reply", one)
    await each.settle()
    await moves(each, channel)
    read = len(readings(each))
    each.bot.comparing._together = None
    await looks(each, 3)
    assert len(readings(each)) == read + 3, "the channel was read again for nothing"
    assert await gaps_of(each) == []


@pytest.mark.parametrize("order", [[0, 1], [1, 0]], ids=["in order", "the other way round"])
async def test_two_changes_in_any_order_and_told_twice_are_followed(each: Stage, order: list[int]) -> None:
    alice, channel, (_, two, _) = await under_way(each)
    first = channel.id
    faults = each.workspace.deliveries.faults(each.app)
    faults.hold()
    each.workspace.move_channel(channel)
    each.clock.move(timedelta(seconds=1))
    each.workspace.move_channel(channel)
    await faults.holds(2)
    faults.release(order)
    await each.settle()
    changes = delivered(each, "channel_id_changed")
    for event in changes:
        deliver(each, event)
    await each.settle()
    assert await place_of(each) == (channel.id, ChannelState.OPEN)
    await alice.edits(two, "two and a half")
    await alice.says(channel, "four")
    await each.settle()
    assert await texts_of(each) == ["one", "two and a half", "three", "four"]
    assert len({first, *(change["new_channel_id"] for change in changes)}) == 3


async def test_the_record_says_that_the_channel_has_another_id_once(each: Stage) -> None:
    _, channel, _ = await under_way(each)
    old = await moves(each, channel)
    (event,) = delivered(each, "channel_id_changed")
    deliver(each, event)
    await each.settle()
    said = [entry.text for entry in await entries_of(each) if "another id" in (entry.text or "")]
    assert said == [f"Slack gave the channel another id: {channel.id} instead of {old}."]


async def test_what_waits_to_be_said_under_the_old_id_is_said_under_the_new_one(each: Stage) -> None:
    _, channel, _ = await under_way(each)
    old = await moves(each, channel)
    async with each.bot.database.transaction() as repositories:
        incident = await repositories.incidents.get(1)
        assert incident is not None
        waiting = effects.post_in(incident, old, Outgoing(text="said at last"), each.clock())
        await repositories.outbox.put(waiting)
    await each.settle()
    assert len([m for m in channel.messages.values() if m.text == "said at last"]) == 1
    assert await place_of(each) == (channel.id, ChannelState.OPEN)


async def test_who_asks_in_a_private_incident_s_channel_by_its_old_id_is_answered(each: Stage) -> None:
    channel, alice = await an_incident(each, "private sev2 Chatbot invents refunds"), each.person("alice")
    bob = each.person("bob")
    await alice.invites(channel, bob)
    await bob.runs("/incident status", channel)
    await each.settle()
    asked = each.workspace.deliveries.log.of(each.app.app_id, name="/incident")[-1]
    old = await moves(each, channel)
    async with each.bot.database.transaction() as repositories:
        await repositories.members.left(1, bob.id, each.clock())
    assert asked.payload["channel_id"] == old
    answer = await again(each, asked, trigger_id="1.2.3")
    assert "Chatbot invents refunds" in str(answer)


async def test_a_channel_that_was_taken_for_lost_is_found_by_its_new_id(each: Stage) -> None:
    _, channel, _ = await under_way(each)
    faults = each.workspace.deliveries.faults(each.app)
    faults.hold()
    each.workspace.move_channel(channel)
    await faults.holds(1)
    async with each.bot.database.transaction() as repositories:
        incident = await repositories.incidents.get(1)
        assert incident is not None
        await repositories.outbox.put(effects.post(incident, Outgoing(text="to nowhere"), each.clock()))
    await each.bot.settle()
    assert (await place_of(each))[1] is ChannelState.LOST
    faults.release()
    await each.settle()
    assert await place_of(each) == (channel.id, ChannelState.OPEN)
    told = [entry.details for entry in await entries_of(each) if "another id" in (entry.text or "")]
    assert [details.get("state") for details in told] == [ChannelState.OPEN]


async def test_incidents_are_announced_in_the_channel_whose_former_id_is_configured(
    database_url: str,
) -> None:
    async with on_stage(database_url, judged=False) as first:
        news = first.channel("incidents")
        policy = first.policy.model_copy(update={"announcements": news.id})
        await first.stop()
        first.policy = policy
        await first.start()
        await moves(first, news)
        await an_incident(first)
        assert len([m for m in news.messages.values() if "INC-1" in m.text]) == 1
