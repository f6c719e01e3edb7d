"""People, bots, the workspace itself, and the groups a free plan lacks."""

from tests.sandbox.web_api_fixtures import Api, open_api


async def test_people_have_zones_and_faces(api: Api) -> None:
    emi = (await api.ok("users.info", user=api.person("emi").id))["user"]
    assert (emi["tz"], emi["tz_offset"], emi["real_name"]) == ("Asia/Tokyo", 9 * 3600, "田中 絵美")
    assert emi["profile"]["email"] == "emi@acme-ai.example"


async def test_addresses_are_shown_to_who_may_see_them(api: Api) -> None:
    token = api.without("users:read.email")
    alice = (await api.ok("users.info", user=api.person("alice").id, token=token))["user"]
    assert "email" not in alice["profile"]


async def test_guests_the_departed_and_bots_are_told_apart(api: Api) -> None:
    members = {m["name"]: m for m in (await api.ok("users.list"))["members"]}
    assert members["kofi"]["is_ultra_restricted"] is True
    assert members["lena"]["deleted"] is True
    assert members["deploybot"]["is_bot"] is True
    assert "mallory" not in members


async def test_strangers_are_seen_where_a_channel_is_shared_with_them(api: Api) -> None:
    mallory = api.person("mallory")
    await api.no("user_not_visible", "users.info", user=mallory.id)
    channel = api.place(await api.channel())
    channel.is_ext_shared = True
    await api.ok("conversations.invite", channel=channel.id, users=mallory.id)
    shown = (await api.ok("users.info", user=mallory.id))["user"]
    assert "is_stranger" not in shown, "Slack marks only those with whom nothing is shared"
    assert shown["team_id"] == api.workspace.strangers_team != api.workspace.team_id


async def test_nobody_has_that_id(api: Api) -> None:
    await api.no("user_not_found", "users.info", user="U0NOBODY000")
    await api.no("user_not_found", "users.getPresence", user="U0NOBODY000")
    await api.no("bot_not_found", "bots.info", bot="B0NOBODY000")
    assert (await api.ok("users.getPresence", user=api.person("bob").id))["presence"] == "active"


async def test_people_are_found_by_address_unless_they_left(api: Api) -> None:
    found = await api.ok("users.lookupByEmail", email="Bob@acme-ai.example")
    assert found["user"]["id"] == api.person("bob").id
    await api.no("users_not_found", "users.lookupByEmail", email="lena@acme-ai.example")
    await api.no("users_not_found", "users.lookupByEmail", email="x@y.example")


async def test_the_list_of_people_comes_in_pages(api: Api) -> None:
    everybody = [m["id"] for m in (await api.ok("users.list"))["members"]]
    first = await api.ok("users.list", limit=5)
    second = await api.ok("users.list", limit=5, cursor=first["response_metadata"]["next_cursor"])
    assert [m["id"] for m in first["members"] + second["members"]] == everybody[:10]


async def test_the_workspace_and_its_bots_introduce_themselves(api: Api) -> None:
    team = (await api.ok("team.info"))["team"]
    assert (team["name"], team["domain"]) == ("Acme AI", "acme-ai")
    await api.no("team_not_found", "team.info", team="T0NOWHERE00")
    bot = (await api.ok("bots.info", bot=api.app.bot_id))["bot"]
    assert (bot["app_id"], bot["user_id"]) == (api.app.app_id, api.bot.id)


async def test_groups_are_listed_with_their_members(api: Api) -> None:
    groups = {g["handle"]: g for g in (await api.ok("usergroups.list", include_users=True))["usergroups"]}
    assert groups["legal-team"]["users"] == [api.person("dmitri").id]
    members = await api.ok("usergroups.users.list", usergroup=groups["oncall"]["id"])
    assert members["users"] == [api.person(name).id for name in ("alice", "bob", "hoku")]
    bare = (await api.ok("usergroups.list"))["usergroups"][0]
    assert "users" not in bare
    await api.no("no_such_subteam", "usergroups.users.list", usergroup="S0NOWHERE00")


async def test_a_free_plan_has_no_groups() -> None:
    async with open_api(plan="free") as api:
        await api.no("plan_upgrade_required", "usergroups.list")
        await api.no("plan_upgrade_required", "usergroups.users.list", usergroup="S1")
