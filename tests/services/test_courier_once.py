"""An effect comes about once, whatever happens to the call or to the process."""

import asyncio
from collections.abc import Callable
from io import BytesIO

import pytest

from bot.domain.effect import Effect, EffectKind
from bot.domain.incident import ChannelState
from bot.domain.message import Outgoing
from bot.sandbox.entities import Channel
from bot.services.carriers import messages
from storage.database import Database
from tests.databases import OpenAnother
from tests.services.office import AT, Office, a_whisper, an_effect, open_office, saying

LOSSES = ["lose_before", "lose_after", "fail", "fatal_error", "rate_limit", "hang"]


def lose(office: Office, how: str, method: str) -> None:
    """Order one trouble for the next call of a method."""
    faults = office.workspace.faults
    if how == "rate_limit":
        faults.rate_limit(method, retry_after=0)
    elif how == "fatal_error":
        faults.refuse(method, "fatal_error")
    else:
        getattr(faults, how)(method)
    if how == "hang":
        office.courier = office.another_courier(slack=office.slack(timeout=0.2))


def pinned(channel: Channel) -> int:
    return len(channel.pins)


def files_in(channel: Channel) -> int:
    return len([m for m in channel.messages.values() if m.files])


@pytest.mark.parametrize("how", LOSSES)
async def test_a_post_whose_call_is_lost_is_seen_once(office: Office, how: str) -> None:
    channel = await office.opened()
    lose(office, how, "chat.postMessage")
    await office.put(an_effect("first"), an_effect("second"))
    await office.courier.settle()
    assert office.texts(channel) == ["first", "second"]
    assert (await office.result("first"))["ts"] in channel.messages


@pytest.mark.parametrize("how", LOSSES)
async def test_a_channel_whose_creation_is_lost_is_opened_once(office: Office, how: str) -> None:
    before = len(office.workspace.channels)
    lose(office, how, "conversations.create")
    channel = await office.opened()
    assert len(office.workspace.channels) == before + 1
    assert (channel.name, (await office.incident()).places.channel_state) == (
        "inc-1-chatbot-invents",
        ChannelState.OPEN,
    )


@pytest.mark.parametrize("how", LOSSES)
async def test_a_card_whose_call_is_lost_is_posted_and_pinned_once(office: Office, how: str) -> None:
    channel = await office.opened()
    lose(office, how, "chat.postMessage")
    await office.put(an_effect("card", EffectKind.CARD))
    await office.courier.settle()
    assert office.texts(channel) == ["Card of INC-1: Chatbot invents"]
    assert pinned(channel) == 1


@pytest.mark.parametrize("how", LOSSES)
@pytest.mark.parametrize(
    "deed",
    [
        ("pins.add", EffectKind.CARD, {}, pinned),
        (
            "files.completeUploadExternal",
            EffectKind.UPLOAD,
            {"target": "incident", "name": "timeline.md", "title": "Timeline", "content": "1. …"},
            files_in,
        ),
        ("conversations.invite", EffectKind.INVITE, {}, lambda channel: len(channel.members) - 1),
    ],
    ids=["pin", "file", "invitation"],
)
async def test_what_is_done_in_a_channel_is_done_once(
    office: Office, how: str, deed: tuple[str, EffectKind, dict[str, str], Callable[[Channel], int]]
) -> None:
    method, kind, payload, count = deed
    channel = await office.opened()
    lose(office, how, method)
    users = {"users": [office.user("alice").id]} if kind is EffectKind.INVITE else {}
    await office.put(an_effect("it", kind, payload=payload | users))
    await office.courier.settle()
    assert count(channel) == 1
    assert await office.waiting() == 0


@pytest.mark.parametrize(
    ("method", "kind", "payload"),
    [
        ("chat.postMessage", EffectKind.POST, {"target": "incident", "message": saying("it")}),
        (
            "files.completeUploadExternal",
            EffectKind.UPLOAD,
            {"target": "incident", "name": "timeline.md", "title": "Timeline", "content": "1. …"},
        ),
    ],
    ids=["message", "file"],
)
async def test_nothing_is_sent_again_while_slack_does_not_say_whether_it_is_there(
    office: Office, method: str, kind: EffectKind, payload: dict[str, object]
) -> None:
    channel = await office.opened()
    office.workspace.faults.lose_after(method)
    office.workspace.faults.refuse("conversations.history", "ekm_access_denied", 2)
    await office.put(an_effect("it", kind, payload=payload))
    await office.courier.settle()
    assert (
        len([m for m in channel.messages.values() if m.text == "it" or m.files]),
        office.calls(method),
    ) == (1, 1)
    assert await office.waiting() == 0


async def test_a_file_whose_answer_is_lost_is_shared_once_though_slack_posts_it_later(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "SHARED_AFTER", 2.0)
    async with open_office(database, file_share_delay=0.2) as office:
        channel = await office.opened()
        office.workspace.faults.lose_after("files.completeUploadExternal")
        payload = {"target": "incident", "name": "timeline.md", "title": "Timeline", "content": "1. …"}
        await office.put(an_effect("it", EffectKind.UPLOAD, payload=payload))
        await office.courier.settle()
        await office.until(lambda: files_in(channel) > 0)
        assert (files_in(channel), office.calls("files.completeUploadExternal")) == (1, 1)


@pytest.mark.parametrize("sent", [True, False], ids=["killed after the call", "killed before it"])
@pytest.mark.parametrize("target", ["incident", "person", "thread"])
async def test_a_message_of_a_killed_process_is_seen_once(office: Office, target: str, sent: bool) -> None:
    channel, alice = await office.opened(), office.user("alice")
    payload = {"target": target, "user": alice.id, "message": saying("said")}
    place, thread_ts = channel.id, None
    if target == "person":
        place = alice.id
    if target == "thread":
        thread_ts = office.workspace.post(channel, office.bot, "parent").ts
        payload |= {"target": "incident", "thread_ts": thread_ts}
    if sent:
        metadata = {"event_type": "incident_bot_effect", "event_payload": {"effect": "it"}}
        message = Outgoing(text="said")
        await office.slack().post(place, message, thread_ts=thread_ts, metadata=metadata)
    await office.begin(an_effect("it", payload=payload))
    await office.another_courier().settle()
    everywhere = [text for c in office.workspace.channels.values() for text in office.texts(c)]
    assert everywhere.count("said") == 1


async def test_somebody_elses_message_with_our_mark_is_no_proof(office: Office) -> None:
    channel = await office.opened()
    metadata = {"event_type": "incident_bot_effect", "event_payload": {"effect": "it"}}
    channel.members[office.user("alice").id] = None
    office.workspace.post(channel, office.user("alice"), "it", metadata=metadata)
    await office.begin(an_effect("it"))
    await office.another_courier().settle()
    assert office.texts(channel) == ["it"]


async def test_a_file_of_a_killed_process_is_shared_once(office: Office) -> None:
    channel = await office.opened()
    payload = {"target": "incident", "name": "timeline.md", "title": "Timeline", "content": "1. …"}
    await office.slack().upload_file(
        channel.id, name="timeline-filefile.md", title="Timeline", content=BytesIO(b"1. ")
    )
    await asyncio.sleep(0)
    await office.begin(an_effect("filefile01", EffectKind.UPLOAD, payload=payload))
    await office.another_courier().settle()
    assert files_in(channel) == 1


async def test_a_pin_of_a_killed_process_is_asked_about(office: Office) -> None:
    channel = await office.opened()
    await office.put(an_effect("card", EffectKind.CARD))
    await office.courier.settle()
    await office.begin(an_effect("pin", EffectKind.PIN_CARD))
    await office.another_courier().settle()
    assert (pinned(channel), office.calls("pins.list"), office.calls("pins.add")) == (1, 1, 1)


async def test_nothing_is_asked_about_an_effect_that_was_never_begun(office: Office) -> None:
    await office.opened()
    await office.put(an_effect("it"))
    await office.courier.settle()
    assert office.calls("conversations.history") == 0


async def test_two_couriers_on_one_database_never_double_and_keep_the_order(
    office: Office, another: OpenAnother
) -> None:
    first, second = await office.opened(1), await office.opened(2, title="Agent deletes")
    effects = [an_effect(f"{n}-{i}", incident=n) for i in range(8) for n in (1, 2)]
    await office.put(*effects)
    other = office.another_courier(database=await another())
    for _ in range(20):
        await asyncio.gather(office.courier.settle(), other.settle())
    assert office.texts(first) == [f"1-{i}" for i in range(8)]
    assert office.texts(second) == [f"2-{i}" for i in range(8)]


async def test_a_person_gets_an_ephemeral_answer_even_when_the_first_was_lost(office: Office) -> None:
    alice, general = office.user("alice"), office.workspace.channel("incidents")
    office.workspace.faults.lose_before("chat.postEphemeral")
    await office.put(a_whisper("for you", general, alice))
    await office.courier.settle()
    assert office.calls("chat.postEphemeral", "ok") == 1


async def test_an_ephemeral_answer_reaches_a_person_whom_the_bot_cannot_see_there(office: Office) -> None:
    alice, place = office.user("alice"), office.workspace.channel("ml-platform")
    await office.put(a_whisper("for you", place, alice))
    await office.courier.settle()
    direct = next(c for c in office.workspace.channels.values() if c.is_im and alice.id in c.members)
    assert office.texts(direct) == ["for you"]


def _reply(office: Office, url: str) -> Effect:
    payload = {"response_url": url, "message": saying("See {channel}")}
    return an_effect("reply", EffectKind.REPLY, 1, payload=payload, needs_channel=True, lane="reply")


async def test_an_answer_to_a_command_names_the_channel_once_it_exists(office: Office) -> None:
    support = office.workspace.channel("support")
    url = office.workspace.response_urls.issue(office.app, office.user("alice"), support)
    office.workspace.faults.lose_before("response_url")
    await office.declare()
    await office.put(_reply(office, url))
    await office.courier.settle()
    assert await office.waiting() == 1
    await office.put(an_effect("open", EffectKind.OPEN_CHANNEL, needs_channel=False))
    await office.courier.settle()
    assert await office.waiting() == 0


async def test_an_answer_that_comes_too_late_is_dropped(office: Office) -> None:
    await office.opened()
    support = office.workspace.channel("support")
    url = office.workspace.response_urls.issue(office.app, office.user("alice"), support)
    await office.put(_reply(office, url))
    office.clock.move_to(AT.replace(hour=10))
    await office.courier.settle()
    assert office.heard.failures == [(1, EffectKind.REPLY, "expired_url")]
