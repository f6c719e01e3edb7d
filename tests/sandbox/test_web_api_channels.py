"""Channels: names, membership, privacy, archiving, invitations, topics."""

import pytest

from bot.sandbox.errors import SlackError
from tests.sandbox.web_api_fixtures import Api, open_api

BAD_NAMES = {
    "Incident": "invalid_name_specials",
    "inc 1": "invalid_name_specials",
    "inc.1": "invalid_name_specials",
    "inc/1": "invalid_name_specials",
    "#inc": "invalid_name_specials",
    "": "invalid_name_required",
    "-_-": "invalid_name_punctuation",
    "x" * 81: "invalid_name_maxlength",
    "general": "name_taken",
    "here": "name_taken",
}


@pytest.mark.parametrize(("name", "error"), BAD_NAMES.items())
async def test_a_bad_name_is_refused_not_mended(api: Api, name: str, error: str) -> None:
    await api.no(error, "conversations.create", name=name)
    channel = await api.channel("fine")
    await api.no(error, "conversations.rename", channel=channel, name=name)


async def test_names_of_eighty_letters_digits_and_dashes_will_do(api: Api) -> None:
    assert api.place(await api.channel("x" * 80)).name == "x" * 80
    await api.channel("inc-7_café")


async def test_the_name_of_an_archived_or_hidden_channel_stays_taken(api: Api) -> None:
    old = await api.channel("old")
    await api.ok("conversations.archive", channel=old)
    api.elsewhere("hidden", ["alice"], is_private=True)
    await api.no("name_taken", "conversations.create", name="old")
    await api.no("name_taken", "conversations.create", name="hidden")


async def test_a_workspace_may_keep_apps_and_people_from_making_channels() -> None:
    async with open_api(apps_may_create_channels=False) as api:
        await api.no("restricted_action", "conversations.create", name="inc-1")
    async with open_api(members_may_create_channels=False) as api:
        await api.channel("inc-1")
        with pytest.raises(SlackError, match="restricted_action"):
            api.workspace.create_channel("inc-2", api.person("bob"))
        api.workspace.create_channel("inc-2", api.person("ines"))


@pytest.mark.parametrize("name", ["kofi", "mallory"])
async def test_guests_and_strangers_neither_make_nor_find_channels(api: Api, name: str) -> None:
    guest, general = api.person(name), api.place("general")
    with pytest.raises(SlackError, match="restricted_action"):
        api.workspace.create_channel("inc-2", guest)
    with pytest.raises(SlackError, match="channel_not_found"):
        api.workspace.join(general, guest)


async def test_the_maker_of_a_channel_is_in_it(api: Api) -> None:
    answer = await api.ok("conversations.create", name="inc-1")
    assert answer["channel"]["is_member"] is True
    assert answer["channel"]["creator"] == api.bot.id
    members = await api.ok("conversations.members", channel=answer["channel"]["id"])
    assert members["members"] == [api.bot.id]


async def test_a_private_channel_does_not_exist_for_who_is_not_in_it(api: Api) -> None:
    secret = api.elsewhere("secret", ["alice", "bob"], is_private=True).id
    for method in ("info", "members", "history", "join", "leave", "archive", "setTopic", "invite", "rename"):
        args = {"topic": "x", "users": api.person("bob").id, "name": "y"}
        await api.no("channel_not_found", f"conversations.{method}", channel=secret, **args)
    await api.no("channel_not_found", "chat.postMessage", channel=secret, text="x")
    listed = await api.ok("conversations.list", types="public_channel,private_channel")
    assert secret not in [channel["id"] for channel in listed["channels"]]


async def test_in_public_channels_one_must_be_a_member_to_act(api: Api) -> None:
    support = api.place("support").id
    for method in ("history", "setTopic", "setPurpose", "rename", "archive", "invite"):
        args = {"topic": "x", "purpose": "x", "name": "y", "users": api.person("bob").id}
        await api.no("not_in_channel", f"conversations.{method}", channel=support, **args)
    await api.no("not_in_channel", "chat.postMessage", channel=support, text="x")
    await api.no("not_in_channel", "pins.add", channel=support, timestamp="1.000001")


async def test_joining_a_public_channel_twice_is_a_warning(api: Api) -> None:
    support = api.place("support").id
    assert "warning" not in await api.ok("conversations.join", channel=support)
    assert (await api.ok("conversations.join", channel=support))["warning"] == "already_in_channel"


async def test_leaving_where_one_is_not_says_so(api: Api) -> None:
    assert (await api.ok("conversations.leave", channel=api.place("support").id))["not_in_channel"] is True


async def test_nobody_leaves_or_closes_general(api: Api) -> None:
    general = api.place("general").id
    await api.ok("conversations.join", channel=general)
    await api.no("cant_leave_general", "conversations.leave", channel=general)
    await api.no("cant_archive_general", "conversations.archive", channel=general)
    alice = api.person("alice").id
    await api.no("cant_kick_from_general", "conversations.kick", channel=general, user=alice)


async def test_an_archived_channel_takes_nothing(api: Api) -> None:
    channel = await api.channel()
    ts = await api.post(channel)
    await api.ok("conversations.archive", channel=channel)
    await api.no("already_archived", "conversations.archive", channel=channel)
    await api.no("is_archived", "chat.postMessage", channel=channel, text="x")
    await api.no("is_archived", "conversations.invite", channel=channel, users=api.person("bob").id)
    await api.no("is_archived", "conversations.setTopic", channel=channel, topic="x")
    await api.no("is_archived", "conversations.rename", channel=channel, name="x")
    await api.no("is_archived", "reactions.add", channel=channel, timestamp=ts, name="eyes")
    assert (await api.ok("conversations.info", channel=channel))["channel"]["is_archived"] is True


async def test_an_archived_public_channel_cannot_be_joined(api: Api) -> None:
    channel = api.elsewhere("old", ["alice"])
    api.workspace.archive(channel, api.person("alice"))
    await api.no("is_archived", "conversations.join", channel=channel.id)


async def test_only_an_archived_channel_can_be_opened_again(api: Api) -> None:
    channel = await api.channel()
    await api.no("not_archived", "conversations.unarchive", channel=channel)
    await api.ok("conversations.archive", channel=channel)
    await api.ok("conversations.unarchive", channel=channel)
    await api.post(channel)


async def test_archiving_can_be_forbidden_to_apps() -> None:
    async with open_api(apps_may_archive_channels=False) as api:
        channel = await api.channel()
        await api.no("restricted_action", "conversations.archive", channel=channel)


async def test_only_the_creator_renames(api: Api) -> None:
    channel = api.elsewhere("theirs", ["alice"])
    await api.ok("conversations.join", channel=channel.id)
    await api.no("not_authorized", "conversations.rename", channel=channel.id, name="ours")


@pytest.mark.parametrize("method", ["conversations.setTopic", "conversations.setPurpose"])
async def test_topics_end_at_250(api: Api, method: str) -> None:
    channel = await api.channel()
    words = method.removeprefix("conversations.set").lower()
    await api.ok(method, channel=channel, **{words: "x" * 250})
    await api.no("too_long", method, channel=channel, **{words: "x" * 251})


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("nobody", "user_not_found"),
        ("caller", "cant_invite_self"),
        ("bob", "already_in_channel"),
        ("lena", "cant_invite"),
        ("mallory", "cant_invite"),
        ("kofi", "ura_max_channels"),
    ],
)
async def test_each_invitee_has_an_error_of_their_own(api: Api, who: str, error: str) -> None:
    channel = await api.channel()
    bob, grace = api.person("bob").id, api.person("grace").id
    await api.ok("conversations.invite", channel=channel, users=bob)
    user = {"nobody": "U0NOBODY000", "caller": api.bot.id}.get(who) or api.person(who).id
    answer = await api.no(error, "conversations.invite", channel=channel, users=f"{grace},{user}")
    assert answer["errors"] == [{"user": user, "ok": False, "error": error}]
    assert grace not in api.place(channel).members
    forced = await api.ok("conversations.invite", channel=channel, users=f"{grace},{user}", force=True)
    assert forced["errors"] == answer["errors"]
    assert grace in api.place(channel).members


async def test_force_brings_in_nobody_when_nobody_can_come(api: Api) -> None:
    channel = await api.channel()
    lena = api.person("lena").id
    await api.no("cant_invite", "conversations.invite", channel=channel, users=lena, force=True)
    await api.no("no_user", "conversations.invite", channel=channel, users="")


async def test_a_hundred_are_invited_at_once_and_no_more(api: Api) -> None:
    channel = await api.channel()
    crowd = [api.workspace.add_user(f"guest{n}", f"Guest {n}").id for n in range(101)]
    await api.no("invalid_arguments", "conversations.invite", channel=channel, users=",".join(crowd))
    await api.ok("conversations.invite", channel=channel, users=",".join(crowd[:100]))
    assert len(api.place(channel).members) == 101


async def test_removing_people(api: Api) -> None:
    channel, bob = await api.channel(), api.person("bob").id
    await api.no("not_in_channel", "conversations.kick", channel=channel, user=bob)
    await api.no("cant_kick_self", "conversations.kick", channel=channel, user=api.bot.id)
    await api.no("user_not_found", "conversations.kick", channel=channel, user="U0NOBODY000")
    await api.ok("conversations.invite", channel=channel, users=bob)
    await api.ok("conversations.kick", channel=channel, user=bob)
    assert bob not in api.place(channel).members


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("", "users_list_not_supplied"),
        ("nobody", "user_not_found"),
        ("lena", "user_disabled"),
        ("mallory", "user_not_visible"),
        ("deploybot", "invalid_user_combination"),
    ],
)
async def test_a_direct_message_needs_somebody_who_is_here(api: Api, who: str, error: str) -> None:
    users = {"": "", "nobody": "U0NOBODY000"}.get(who)
    await api.no(error, "conversations.open", users=api.person(who).id if users is None else users)


async def test_a_direct_message_is_the_same_each_time(api: Api) -> None:
    bob, grace = api.person("bob").id, api.person("grace").id
    first = await api.ok("conversations.open", users=bob)
    again = await api.ok("conversations.open", users=bob, return_im=True)
    assert again["channel"]["id"] == first["channel"]["id"]
    assert (again["already_open"], again["channel"]["user"]) == (True, bob)
    group = await api.ok("conversations.open", users=f"{bob},{grace}")
    assert group["channel"]["id"] != first["channel"]["id"]
    many = ",".join([bob, grace] * 5)
    await api.no("too_many_users", "conversations.open", users=many)


async def test_channel_methods_refuse_direct_messages(api: Api) -> None:
    im = (await api.ok("conversations.open", users=api.person("bob").id))["channel"]["id"]
    for method in ("invite", "join", "leave", "archive", "rename", "setTopic"):
        args = {"users": api.person("grace").id, "name": "x", "topic": "x"}
        await api.no("method_not_supported_for_channel_type", f"conversations.{method}", channel=im, **args)
    await api.no(
        "method_not_supported_for_channel_type", "conversations.close", channel=api.place("general").id
    )
    await api.ok("conversations.close", channel=im)
    assert (await api.ok("conversations.close", channel=im))["already_closed"] is True


async def test_listing_goes_by_kind_and_hides_the_archived_on_request(api: Api) -> None:
    old, secret = await api.channel("old"), await api.channel("secret", is_private=True)
    await api.ok("conversations.archive", channel=old)
    public = [c["id"] for c in (await api.ok("conversations.list"))["channels"]]
    assert old in public
    assert secret not in public
    open_ones = (await api.ok("conversations.list", exclude_archived=True))["channels"]
    assert old not in [c["id"] for c in open_ones]
    private = (await api.ok("conversations.list", types="private_channel"))["channels"]
    assert [c["id"] for c in private] == [secret]
    await api.no("invalid_types", "conversations.list", types="rooms")


async def test_the_channels_of_the_bot_are_those_it_is_in(api: Api) -> None:
    mine, secret = await api.channel("mine"), await api.channel("secret", is_private=True)
    answer = await api.ok("users.conversations", types="public_channel,private_channel")
    assert [c["id"] for c in answer["channels"]] == [mine, secret]
    alices = await api.ok("users.conversations", user=api.person("alice").id)
    assert "general" in [c["name"] for c in alices["channels"]]


async def test_listings_come_in_pages(api: Api) -> None:
    names: list[str] = []
    cursor = ""
    while True:
        page = await api.ok("conversations.list", limit=3, cursor=cursor)
        assert len(page["channels"]) <= 3
        names += [channel["name"] for channel in page["channels"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert names == ["general", "incidents", "support", "ml-platform"]
    await api.no("invalid_cursor", "conversations.list", cursor="bm9uc2Vuc2U=")
    await api.no("invalid_cursor", "conversations.list", cursor="???")
    await api.no("invalid_limit", "conversations.list", limit=1000)
    await api.no("invalid_limit", "conversations.list", limit=0)
