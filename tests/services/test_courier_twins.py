"""A call whose answer was lost comes about after Slack was asked about it: in the end one of it stands."""

from typing import Any

import pytest

from bot.domain.effect import Effect, EffectKind
from bot.domain.incident import ChannelState
from bot.sandbox.entities import Channel
from bot.services.carriers import messages
from tests.databases import RawSql
from tests.services.office import Office, an_effect, saying

IN_CHANNEL = {"target": "incident", "message": saying("it")}
FILE = {"target": "incident", "name": "timeline.md", "title": "Timeline", "content": "1. …"}
MADE: dict[str, tuple[str, EffectKind, dict[str, Any]]] = {
    "message": ("chat.postMessage", EffectKind.POST, IN_CHANNEL),
    "file": ("files.completeUploadExternal", EffectKind.UPLOAD, FILE),
    "card": ("chat.postMessage", EffectKind.CARD, {}),
    "questions": ("chat.postMessage", EffectKind.TRIAGE, {}),
    "announcement": ("chat.postMessage", EffectKind.ANNOUNCEMENT, {}),
}
made = pytest.mark.parametrize(("method", "kind", "payload"), MADE.values(), ids=MADE)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time lies between two looks for a file."""
    monkeypatch.setattr(messages, "SHARED_AFTER", 0.0)


def own(office: Office, place: Channel) -> list[str]:
    """The ts of all messages of the bot in a channel."""
    return sorted(
        m.ts for m in place.messages.values() if (m.user == office.bot.id and m.subtype is None) or m.files
    )


async def has_settled(office: Office, raw: RawSql) -> None:
    """Every call is surely over, and the bot looks once more."""
    await raw.run("UPDATE outbox SET not_before = NULL")
    await office.courier.settle()
    assert await office.has_tried_again()


def place_of(office: Office, channel: Channel, kind: EffectKind) -> Channel:
    return office.workspace.channel("incidents") if kind is EffectKind.ANNOUNCEMENT else channel


async def carried_out(office: Office, effect: Effect) -> None:
    """The bot carries an effect out, and again where it must."""
    await office.put(effect)
    await office.courier.settle()


async def comes_about(office: Office, place: Channel, messages: int) -> None:
    """Slack ends what it still worked on; so many messages of the bot's stand there then."""
    office.workspace.faults.come_about()
    await office.until(lambda: len(own(office, place)) == messages)


@made
async def test_what_comes_about_after_it_was_made_again_goes(
    office: Office, raw: RawSql, method: str, kind: EffectKind, payload: dict[str, Any]
) -> None:
    place = place_of(office, await office.opened(), kind)
    before = own(office, place)
    office.workspace.faults.lose_late(method)
    await carried_out(office, an_effect("it", kind, payload=payload))
    (kept,) = [ts for ts in own(office, place) if ts not in before]
    await comes_about(office, place, len(before) + 2)
    await has_settled(office, raw)
    assert own(office, place) == [*before, kept]


@made
async def test_of_three_calls_of_which_two_come_about_late_one_stays(
    office: Office, raw: RawSql, method: str, kind: EffectKind, payload: dict[str, Any]
) -> None:
    place = place_of(office, await office.opened(), kind)
    before = own(office, place)
    office.workspace.faults.lose_late(method, 2)
    await carried_out(office, an_effect("it", kind, payload=payload))
    await comes_about(office, place, len(before) + 3)
    await has_settled(office, raw)
    assert len(own(office, place)) == len(before) + 1


@made
async def test_the_only_one_stays(
    office: Office, raw: RawSql, method: str, kind: EffectKind, payload: dict[str, Any]
) -> None:
    place = place_of(office, await office.opened(), kind)
    before = own(office, place)
    office.workspace.faults.lose_after(method)
    await carried_out(office, an_effect("it", kind, payload=payload))
    await has_settled(office, raw)
    assert len(own(office, place)) == len(before) + 1


async def test_the_twin_stays_where_somebody_took_away_what_was_recorded(office: Office, raw: RawSql) -> None:
    channel = await office.opened()
    office.workspace.faults.lose_late("chat.postMessage")
    await carried_out(office, an_effect("it"))
    office.workspace.faults.come_about()
    await office.until(lambda: len(own(office, channel)) == 2)
    office.workspace.delete_message(channel, (await office.result("it"))["ts"], office.bot)
    await has_settled(office, raw)
    assert office.texts(channel) == ["it"]


@pytest.mark.parametrize("target", ["person", "thread"])
async def test_a_twin_goes_wherever_it_was_sent(office: Office, raw: RawSql, target: str) -> None:
    channel, alice = await office.opened(), office.user("alice")
    place, payload = channel, {"target": target, "user": alice.id, "message": saying("it")}
    if target == "thread":
        parent = office.workspace.post(channel, office.bot, "parent")
        payload |= {"target": "incident", "thread_ts": parent.ts}
    else:
        place = office.workspace.open_dm(office.bot, [alice])[0]
    office.workspace.faults.lose_late("chat.postMessage")
    await carried_out(office, an_effect("it", payload=payload))
    office.workspace.faults.come_about()
    await office.until(lambda: office.texts(place).count("it") == 2)
    await has_settled(office, raw)
    assert office.texts(place).count("it") == 1


async def test_twins_of_an_announcement_go_wholly_when_the_incident_became_private(
    office: Office, raw: RawSql
) -> None:
    await office.opened()
    news = office.workspace.channel("incidents")
    office.workspace.faults.lose_late("chat.postMessage", 3)
    await carried_out(office, an_effect("it", EffectKind.ANNOUNCEMENT))
    await office.change(1, private=True)
    await carried_out(office, an_effect("withdrawn", EffectKind.ANNOUNCEMENT))
    assert own(office, news) == []
    office.workspace.faults.come_about()
    await office.until(lambda: len(own(office, news)) == 3)
    await has_settled(office, raw)
    assert own(office, news) == []


async def test_a_channel_that_is_created_late_under_another_title_is_given_up(
    office: Office, raw: RawSql
) -> None:
    await office.declare()
    office.workspace.faults.lose_late("conversations.create")
    await office.put(an_effect("open", EffectKind.OPEN_CHANNEL, needs_channel=False))
    await office.slow_courier().settle()
    await office.change(1, title="Agent deletes")
    await raw.run("UPDATE outbox SET not_before = NULL")
    await office.courier.settle()
    kept = (await office.incident()).places
    office.workspace.faults.come_about()
    await office.until(lambda: len(rooms(office)) == 2)
    await has_settled(office, raw)
    assert [room.id for room in rooms(office) if not room.is_archived] == [kept.channel_id]
    assert (await office.incident()).places == kept
    assert kept.channel_state is ChannelState.OPEN


async def test_a_channel_that_is_created_late_under_the_same_name_is_the_only_one(
    office: Office, raw: RawSql
) -> None:
    office.workspace.faults.lose_late("conversations.create")
    channel = await office.opened()
    office.workspace.faults.come_about()
    await has_settled(office, raw)
    assert rooms(office) == [channel]
    assert not channel.is_archived


def rooms(office: Office) -> list[Channel]:
    """The channels of incidents."""
    return [c for c in office.workspace.channels.values() if (c.name or "").startswith("inc-1")]


async def test_nothing_is_looked_for_after_a_call_that_was_answered(office: Office) -> None:
    await office.opened()
    await carried_out(office, an_effect("it"))
    async with office.database.reading() as repositories:
        assert await repositories.outbox.waiting(1) == []
