"""Card, topic, announcement and Home show the present state at one place each."""

from typing import Any

import pytest

from bot.domain.effect import EffectKind
from bot.sandbox.entities import Channel
from bot.services.carriers.ledger import Backoff
from tests.databases import OpenAnother, RawSql
from tests.guarantees.slack_side import until
from tests.services.office import Office, an_effect, saying


async def bring(office: Office, kind: EffectKind, name: str, **fields: Any) -> None:
    await office.put(an_effect(name, kind, coalesce=str(kind), **fields))


def announced(office: Office) -> list[str]:
    return office.texts(office.workspace.channel("incidents"))


async def carded(office: Office) -> Channel:
    channel = await office.opened()
    await bring(office, EffectKind.CARD, "card")
    await office.courier.settle()
    return channel


async def test_a_burst_of_changes_is_one_update_in_place(office: Office) -> None:
    channel = await carded(office)
    for n in range(10):
        await office.change(1, title=f"Title {n}")
        await bring(office, EffectKind.CARD, f"card {n}")
    await office.courier.settle()
    assert office.texts(channel) == ["Card of INC-1: Title 9"]
    assert office.calls("chat.update") == 1


async def test_a_change_that_is_not_seen_costs_no_call(office: Office) -> None:
    await carded(office)
    await bring(office, EffectKind.CARD, "again")
    await office.courier.settle()
    assert office.calls("chat.update") == 0


async def test_what_another_copy_showed_meanwhile_is_known(office: Office, another: OpenAnother) -> None:
    channel, other = await carded(office), office.another_courier(database=await another())
    await office.change(1, title="Later")
    await bring(office, EffectKind.CARD, "again")
    await other.settle()
    await office.change(1, title="Chatbot invents")
    await bring(office, EffectKind.CARD, "once more")
    await office.courier.settle()
    assert office.texts(channel) == ["Card of INC-1: Chatbot invents"]


async def test_what_a_call_without_an_answer_showed_is_not_relied_on(office: Office) -> None:
    channel = await carded(office)
    patient = office.another_courier(backoff=Backoff(first=0.2, most=0.2))
    office.workspace.faults.lose_after("chat.update")
    await office.change(1, title="Later")
    await bring(office, EffectKind.CARD, "again")
    await patient.settle()
    assert office.texts(channel) == ["Card of INC-1: Later"]
    await office.change(1, title="Chatbot invents")
    await until(office.has_tried_again, "it is not tried again")
    assert office.texts(channel) == ["Card of INC-1: Chatbot invents"]


async def test_a_card_that_somebody_deleted_is_posted_and_pinned_anew(office: Office) -> None:
    channel = await carded(office)
    ts = (await office.incident()).places.card_ts or ""
    office.workspace.delete_message(channel, ts, office.bot)
    await office.change(1, title="Later")
    await bring(office, EffectKind.CARD, "again")
    await office.courier.settle()
    assert office.texts(channel) == ["Card of INC-1: Later"]
    assert (await office.incident()).places.card_ts != ts
    assert len(channel.pins) == 1


async def test_the_card_carries_the_end_of_the_timelines_chain(office: Office) -> None:
    channel = await carded(office)
    ts = (await office.incident()).places.card_ts or ""
    metadata = channel.messages[ts].metadata
    assert metadata is not None
    assert (metadata["event_payload"]["count"], metadata["event_payload"]["head"]) == (0, "0" * 64)


async def test_a_topic_that_reads_so_already_is_not_set_again(office: Office) -> None:
    channel = await office.opened(title="A & B")
    await bring(office, EffectKind.TOPIC, "topic")
    await office.courier.settle()
    await bring(office, EffectKind.TOPIC, "topic again")
    await office.courier.settle()
    assert office.calls("conversations.setTopic") == 1
    assert "A" in channel.topic["value"]


async def test_a_topic_that_somebody_overwrote_is_put_back(office: Office) -> None:
    channel = await office.opened()
    await bring(office, EffectKind.TOPIC, "topic")
    await office.courier.settle()
    office.workspace.set_topic(channel, "mine", office.bot)
    await bring(office, EffectKind.TOPIC, "topic again")
    await office.courier.settle()
    assert channel.topic["value"] != "mine"


async def test_the_announcement_follows_the_incident_and_its_news_go_into_its_thread(office: Office) -> None:
    await office.opened()
    await bring(office, EffectKind.ANNOUNCEMENT, "announce", lane="1:announce", needs_channel=False)
    news = {"target": "announcements", "message": saying("an update")}
    await office.put(an_effect("news", payload=news, lane="1:announce"))
    await office.courier.settle()
    await office.change(1, title="Better known")
    await bring(office, EffectKind.ANNOUNCEMENT, "follow", lane="1:announce", needs_channel=False)
    await office.courier.settle()
    assert announced(office) == ["Announced INC-1: Better known", "an update"]
    place, ts = office.workspace.channel("incidents"), (await office.incident()).places.announcement_ts
    assert [m.thread_ts for m in place.messages.values() if m.text == "an update"] == [ts]


async def test_the_announcement_channel_is_found_among_the_bots_own(office: Office) -> None:
    await office.opened()
    await bring(office, EffectKind.ANNOUNCEMENT, "announce")
    await office.courier.settle()
    assert office.calls("users.conversations") == 1
    assert office.calls("conversations.list") == 0


async def test_without_an_announcement_channel_it_is_told_once_and_the_rest_goes_on(office: Office) -> None:
    channel = await office.opened()
    del office.workspace.channel("incidents").members[office.bot.id]
    for n in range(3):
        await bring(office, EffectKind.ANNOUNCEMENT, f"announce {n}")
        await office.courier.settle()
    await office.put(an_effect("goes on"))
    await office.courier.settle()
    assert office.heard.failures == [(1, EffectKind.ANNOUNCEMENT, "no_announcement_channel")]
    assert office.texts(channel) == ["goes on"]


async def test_a_private_incident_is_announced_to_nobody(office: Office) -> None:
    await office.opened(private=True)
    await bring(office, EffectKind.ANNOUNCEMENT, "announce")
    news = {"target": "announcements", "message": saying("an update")}
    await office.put(an_effect("news", payload=news))
    await office.courier.settle()
    assert announced(office) == []


async def test_what_was_announced_is_taken_away_when_the_incident_becomes_private(office: Office) -> None:
    await office.opened()
    await bring(office, EffectKind.ANNOUNCEMENT, "announce")
    await office.courier.settle()
    await office.change(1, private=True)
    await bring(office, EffectKind.ANNOUNCEMENT, "withdraw")
    await office.courier.settle()
    assert announced(office) == []
    assert (await office.incident()).places.announcement_ts is None


@pytest.mark.parametrize("late", [False, True], ids=["posted", "posted after it was looked for"])
async def test_an_announcement_without_an_answer_is_taken_away_when_the_incident_became_private_meanwhile(
    office: Office, raw: RawSql, late: bool
) -> None:
    await office.opened()
    faults, incidents = office.workspace.faults, office.workspace.channel("incidents")
    (faults.lose_before if late else faults.lose_after)("chat.postMessage")
    await bring(office, EffectKind.ANNOUNCEMENT, "announce")
    await office.slow_courier().settle()
    assert len(announced(office)) == (not late)
    await office.change(1, private=True)
    await _go_on(office, raw)
    if late:
        metadata = {"event_type": "incident_bot_effect", "event_payload": {"effect": "announce"}}
        office.workspace.post(incidents, office.bot, "Announced INC-1", metadata=metadata)
    for _ in range(2):
        await _go_on(office, raw)
    assert announced(office) == []
    assert await office.waiting() == 0


async def _go_on(office: Office, raw: RawSql) -> None:
    """What waits has waited long enough."""
    await raw.run("UPDATE outbox SET not_before = NULL")
    await office.courier.settle()


async def test_a_home_is_published_to_its_person(office: Office) -> None:
    alice = office.user("alice")
    payload = {"user": alice.id}
    await office.put(an_effect("home", EffectKind.HOME, None, payload=payload, needs_channel=False))
    await office.courier.settle()
    assert office.calls("views.publish", "ok") == 1


async def test_a_message_is_changed_in_place_and_one_that_is_gone_needs_no_change(office: Office) -> None:
    channel = await office.opened()
    await office.put(an_effect("question"))
    await office.courier.settle()
    place = {"channel": channel.id, "ts": (await office.result("question"))["ts"]}
    answered = {**place, "message": saying("answered")}
    await office.put(an_effect("update", EffectKind.UPDATE_MESSAGE, payload=answered))
    await office.courier.settle()
    assert office.texts(channel) == ["answered"]
    office.workspace.delete_message(channel, place["ts"], office.bot)
    await office.put(an_effect("too late", EffectKind.UPDATE_MESSAGE, payload=answered))
    await office.courier.settle()
    assert office.heard.failures == []


async def test_a_marked_message_is_read_for_the_record_and_not_kept_in_the_outbox(office: Office) -> None:
    channel = await office.opened()
    channel.members[office.user("alice").id] = None
    said = office.workspace.post(channel, office.user("alice"), "latency doubled")
    payload = {"channel": channel.id, "ts": said.ts, "user": office.user("bob").id}
    await office.put(an_effect("fetch", EffectKind.FETCH_MARKED, payload=payload))
    await office.courier.settle()
    found = office.heard.done[-1][1].found
    assert found is not None
    assert found["text"] == "latency doubled"
    assert await office.result("fetch") == {"found": True}


async def test_questions_asked_anew_stand_below_and_the_old_ones_point_there(office: Office) -> None:
    channel = await office.opened()
    await bring(office, EffectKind.TRIAGE, "ask")
    await office.courier.settle()
    first = (await office.incident()).places.triage_ts
    await bring(office, EffectKind.TRIAGE, "ask again", payload={"anew": True})
    await office.courier.settle()
    second = (await office.incident()).places.triage_ts or ""
    old, new = office.texts(channel)
    assert second != first
    assert second.replace(".", "") in old
    assert new == "Questions about INC-1: Chatbot invents"
