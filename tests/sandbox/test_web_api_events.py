"""Who is told of what: by subscription, scope and membership, in Slack's shapes."""

from bot.sandbox.entities import App
from tests.sandbox.web_api_fixtures import SCOPES, Api, manifest


async def test_an_app_hears_its_own_posts_as_plain_messages(api: Api) -> None:
    channel = await api.channel()
    ts = await api.post(channel, "mine")
    event = api.heard("message")[-1]
    assert (event["ts"], event["event_ts"], event["channel"]) == (ts, ts, channel)
    assert (event["bot_id"], event["app_id"], event["user"]) == (api.app.bot_id, api.app.app_id, api.bot.id)
    assert event["channel_type"] == "channel"
    assert "client_msg_id" not in event


async def test_what_people_type_has_an_id_and_rich_text(api: Api) -> None:
    channel = api.place(await api.channel("secret", is_private=True))
    alice = api.person("alice")
    api.workspace.invite(channel, api.bot, [alice.id])
    api.workspace.post(channel, alice, f"see <@{api.bot.id}> &amp; *now*")
    event = api.heard("message")[-1]
    assert event["client_msg_id"]
    assert event["channel_type"] == "group"
    elements = event["blocks"][0]["elements"][0]["elements"]
    assert [e.get("text") or e.get("user_id") for e in elements] == ["see ", api.bot.id, " & ", "now"]
    mention = api.heard("app_mention")[-1]
    assert (mention["ts"], mention["user"]) == (event["ts"], alice.id)
    assert "channel_type" not in mention


async def test_edits_and_deletions_carry_what_was_before(api: Api) -> None:
    channel = await api.channel()
    ts = await api.post(channel, "before")
    await api.ok("chat.update", channel=channel, ts=ts, text="after")
    changed = api.heard("message", "message_changed")[-1]
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("after", "before")
    assert (changed["hidden"], changed["message"]["ts"]) == (True, ts)
    assert "user" not in changed
    assert "bot_id" not in changed
    await api.ok("chat.delete", channel=channel, ts=ts)
    deleted = api.heard("message", "message_deleted")[-1]
    assert (deleted["deleted_ts"], deleted["previous_message"]["text"]) == (ts, "after")


async def test_an_app_hears_nothing_of_channels_it_is_not_in(api: Api) -> None:
    support = api.place("support")
    said = api.workspace.post(support, api.person("grace"), f"<@{api.bot.id}> hello")
    api.workspace.react(support, said.ts, "eyes", api.person("alice"))
    api.workspace.pin(support, said.ts, api.person("alice"))
    secret = api.elsewhere("secret", ["alice", "bob"], is_private=True)
    api.workspace.rename(secret, "secrets", api.person("alice"))
    assert api.told == []


async def test_public_channels_are_told_of_to_everybody(api: Api) -> None:
    channel = api.elsewhere("theirs", ["alice"])
    api.workspace.rename(channel, "ours", api.person("alice"))
    api.workspace.archive(channel, api.person("alice"))
    api.workspace.unarchive(channel, api.person("alice"))
    assert [e["type"] for e in api.told] == [
        "channel_created",
        "channel_rename",
        "channel_archive",
        "channel_unarchive",
    ]


async def test_private_channels_have_the_twin_events(api: Api) -> None:
    channel = await api.channel("secret", is_private=True)
    await api.ok("conversations.rename", channel=channel, name="secrets")
    await api.ok("conversations.archive", channel=channel)
    assert api.heard("group_rename")[0]["channel"]["name"] == "secrets"
    assert api.heard("group_archive")[0]["channel"] == channel
    assert api.heard("channel_created") == []
    assert [e["subtype"] for e in api.told if e["type"] == "message"] == [
        "channel_join",
        "channel_name",
        "channel_archive",
    ]


async def test_coming_and_going_is_told_of_the_bot_itself_too(api: Api) -> None:
    channel = api.elsewhere("theirs", ["alice"])
    api.workspace.invite(channel, api.person("alice"), [api.bot.id])
    joined = api.heard("member_joined_channel")[-1]
    assert (joined["user"], joined["inviter"]) == (api.bot.id, api.person("alice").id)
    api.workspace.kick(channel, api.bot, api.person("alice"))
    assert api.heard("member_left_channel")[-1]["user"] == api.bot.id


async def test_topics_and_marks_are_told(api: Api) -> None:
    channel = await api.channel()
    await api.ok("conversations.setTopic", channel=channel, topic="high")
    assert api.heard("message", "channel_topic")[-1]["topic"] == "high"
    ts = await api.post(channel)
    await api.ok("reactions.add", channel=channel, timestamp=ts, name="eyes")
    reaction = api.heard("reaction_added")[-1]
    assert reaction["item"] == {"type": "message", "channel": channel, "ts": ts}
    assert reaction["item_user"] == api.bot.id
    await api.ok("pins.add", channel=channel, timestamp=ts)
    pin = api.heard("pin_added")[-1]
    assert (pin["channel_id"], pin["item"]["message"]["ts"]) == (channel, ts)
    assert "channel" not in pin


async def test_a_lonely_scope_or_subscription_is_not_enough(api: Api) -> None:
    deaf = api.workspace.install(manifest("Deaf", SCOPES, events=[]))
    blind = api.workspace.install(manifest("Blind", ["chat:write", "groups:history"]))
    channel = api.place(await api.channel())
    api.workspace.invite(channel, api.bot, [deaf.bot_user_id, blind.bot_user_id])
    told: list[str] = []

    def note(app: App, event: dict[str, object], _channel: object) -> None:
        told.append(f"{app.name} {event['type']}")

    api.workspace.subscribers.append(note)
    await api.post(channel.id)
    assert told == ["Caller message"]


async def test_a_removed_app_is_told_last_of_its_removal(api: Api) -> None:
    channel = await api.channel()
    alice = api.person("alice")
    api.workspace.invite(api.place(channel), api.bot, [alice.id])
    api.workspace.uninstall(api.app)
    api.workspace.post(api.place(channel), alice, "gone?")
    assert [e["type"] for e in api.told[-2:]] == ["app_uninstalled", "tokens_revoked"]
    assert api.told[-1]["tokens"] == {"oauth": [], "bot": [api.bot.id]}


async def test_people_and_groups_that_change_are_told_of(api: Api) -> None:
    bob = api.person("bob")
    api.workspace.change_user(bob, tz="Asia/Tokyo")
    assert api.heard("user_change")[-1]["user"]["tz"] == "Asia/Tokyo"
    group = next(iter(api.workspace.usergroups.values()))
    api.workspace.set_usergroup_members(group, [bob])
    assert api.heard("subteam_updated")[-1]["subteam"]["users"] == [bob.id]


async def test_watchers_see_whispers_that_no_app_is_told_of(api: Api) -> None:
    seen: list[str] = []
    api.workspace.watchers.append(lambda event, _: seen.append(str(event.get("subtype"))))
    channel = await api.channel()
    await api.ok("chat.postEphemeral", channel=channel, user=api.bot.id, text="psst")
    assert seen[-1] == "ephemeral"
    assert api.heard("message", "ephemeral") == []
