"""Pins, reactions and bookmarks."""

import pytest

from tests.sandbox.web_api_fixtures import Api

NOWHERE = "1700000000.000001"


async def test_a_message_is_pinned_once(api: Api) -> None:
    channel = await api.channel()
    ts = await api.post(channel)
    await api.ok("pins.add", channel=channel, timestamp=ts)
    await api.no("already_pinned", "pins.add", channel=channel, timestamp=ts)
    items = (await api.ok("pins.list", channel=channel))["items"]
    assert [(item["message"]["ts"], item["created_by"]) for item in items] == [(ts, api.bot.id)]
    await api.ok("pins.remove", channel=channel, timestamp=ts)
    await api.no("no_pin", "pins.remove", channel=channel, timestamp=ts)


async def test_what_cannot_be_pinned(api: Api) -> None:
    channel = await api.channel()
    await api.no("message_not_found", "pins.add", channel=channel, timestamp=NOWHERE)
    await api.no("no_item_specified", "pins.add", channel=channel)
    await api.no("bad_timestamp", "pins.add", channel=channel, timestamp="today")
    joined = next(iter(api.place(channel).messages))
    await api.no("not_pinnable", "pins.add", channel=channel, timestamp=joined)


async def test_a_channel_has_room_for_a_hundred_pins(api: Api) -> None:
    channel = await api.channel()
    for _ in range(100):
        await api.ok("pins.add", channel=channel, timestamp=await api.post(channel))
    await api.no("too_many_pins", "pins.add", channel=channel, timestamp=await api.post(channel))


async def test_a_pin_goes_with_its_message(api: Api) -> None:
    channel = await api.channel()
    ts = await api.post(channel)
    await api.ok("pins.add", channel=channel, timestamp=ts)
    await api.ok("chat.delete", channel=channel, ts=ts)
    assert (await api.ok("pins.list", channel=channel))["items"] == []


async def test_one_reacts_once_with_each_emoji(api: Api) -> None:
    channel = await api.channel()
    ts = await api.post(channel)
    mark = {"channel": channel, "timestamp": ts}
    await api.ok("reactions.add", **mark, name="eyes")
    await api.no("already_reacted", "reactions.add", **mark, name="eyes")
    shown = (await api.ok("reactions.get", **mark))["message"]["reactions"]
    assert shown == [{"name": "eyes", "users": [api.bot.id], "count": 1}]
    assert len((await api.ok("reactions.list"))["items"]) == 1
    await api.ok("reactions.remove", **mark, name="eyes")
    await api.no("no_reaction", "reactions.remove", **mark, name="eyes")


@pytest.mark.parametrize("name", [":eyes:", "Eyes", "👀", "two words"])
async def test_an_emoji_goes_by_its_bare_name(api: Api, name: str) -> None:
    channel = await api.channel()
    await api.no(
        "invalid_name", "reactions.add", channel=channel, timestamp=await api.post(channel), name=name
    )


async def test_reactions_have_their_limits(api: Api) -> None:
    channel = await api.channel()
    mark = {"channel": channel, "timestamp": await api.post(channel)}
    for n in range(23):
        await api.ok("reactions.add", **mark, name=f"emoji{n}")
    await api.no("too_many_reactions", "reactions.add", **mark, name="emoji23")
    for n in range(23, 50):
        api.workspace.react(
            api.place(channel), mark["timestamp"], f"emoji{n}", api.person("alice" if n < 46 else "bob")
        )
    await api.no("too_many_emoji", "reactions.add", **mark, name="emoji50")
    await api.no("message_not_found", "reactions.add", channel=channel, timestamp=NOWHERE, name="eyes")


async def test_bookmarks_lead_to_the_web_only(api: Api) -> None:
    channel = await api.channel()
    new = {"channel_id": channel, "title": "Runbook", "type": "link"}
    for link in ("", "runbook", "ftp://x.example", "javascript:alert(1)"):
        await api.no("invalid_link", "bookmarks.add", **new, link=link)
    await api.no(
        "invalid_bookmark_type", "bookmarks.add", **{**new, "type": "file"}, link="https://x.example"
    )
    made = (await api.ok("bookmarks.add", **new, link="https://x.example/a"))["bookmark"]
    identity = {"channel_id": channel, "bookmark_id": made["id"]}
    await api.no("invalid_link", "bookmarks.edit", **identity, link="x")
    await api.ok("bookmarks.edit", **identity, title="New")
    listed = (await api.ok("bookmarks.list", channel_id=channel))["bookmarks"]
    assert [(b["title"], b["link"]) for b in listed] == [("New", "https://x.example/a")]
    await api.ok("bookmarks.remove", **identity)
    await api.no("not_found", "bookmarks.remove", **identity)


async def test_bookmarks_are_for_members_and_number_a_hundred(api: Api) -> None:
    new = {"title": "x", "type": "link", "link": "http://x.example"}
    await api.no("permission_denied", "bookmarks.add", channel_id=api.place("support").id, **new)
    channel = await api.channel()
    for _ in range(100):
        await api.ok("bookmarks.add", channel_id=channel, **new)
    await api.no("too_many_bookmarks", "bookmarks.add", channel_id=channel, **new)
