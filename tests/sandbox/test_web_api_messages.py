"""Messages: posting, length, threads, editing, deleting, whispers, schedules, history."""

from typing import Any

import pytest

from tests.sandbox.web_api_fixtures import SCOPES, Api, manifest

NOWHERE = "1700000000.000001"
OUTBOX = {"event_type": "outbox", "event_payload": {"id": 7}}


async def history(api: Api, channel: str, **more: Any) -> list[dict[str, Any]]:
    return list((await api.ok("conversations.history", channel=channel, **more))["messages"])


async def test_a_message_must_say_something(api: Api) -> None:
    channel = await api.channel()
    await api.no("no_text", "chat.postMessage", channel=channel)
    await api.no("no_text", "chat.postMessage", channel=channel, text="", blocks=[], attachments=[])
    await api.no("no_text", "chat.postEphemeral", channel=channel, user=api.bot.id)
    await api.no("no_text", "chat.update", channel=channel, ts=await api.post(channel), text="")


async def test_a_message_is_the_apps_own(api: Api) -> None:
    answer = await api.ok("chat.postMessage", channel=await api.channel(), text="a &lt; b <@U1> *c*")
    message = answer["message"]
    assert message["text"] == "a &lt; b <@U1> *c*"
    assert (message["user"], message["bot_id"], message["app_id"]) == (
        api.bot.id,
        api.app.bot_id,
        api.app.app_id,
    )
    assert message["bot_profile"]["name"] == "Caller"


async def test_channels_may_be_named_and_people_written_to(api: Api) -> None:
    channel = await api.channel("inc-1")
    assert (await api.ok("chat.postMessage", channel="#inc-1", text="x"))["channel"] == channel
    direct = await api.ok("chat.postMessage", channel=api.person("bob").id, text="x")
    assert direct["channel"].startswith("D")
    await api.no("channel_not_found", "chat.postMessage", channel=api.person("lena").id, text="x")
    await api.no("channel_not_found", "chat.postMessage", channel="C0NOWHERE00", text="x")


async def test_posting_everywhere_takes_a_scope(api: Api) -> None:
    support = api.place("support").id
    await api.no("not_in_channel", "chat.postMessage", channel=support, text="x")
    public = api.workspace.install(manifest("Public", [*SCOPES, "chat:write.public"]))
    await api.ok("chat.postMessage", token=public.bot_token, channel=support, text="x")
    secret = api.elsewhere("secret", ["alice"], is_private=True).id
    await api.no("channel_not_found", "chat.postMessage", token=public.bot_token, channel=secret, text="x")


async def test_another_name_takes_a_scope(api: Api) -> None:
    channel = await api.channel()
    args = {"channel": channel, "text": "x", "username": "Comms"}
    answer = await api.no("missing_scope", "chat.postMessage", **args)
    assert answer["needed"] == "chat:write.customize"
    dressed = api.workspace.install(manifest("Dressed", [*SCOPES, "chat:write.customize"]))
    api.workspace.invite(api.place(channel), api.bot, [dressed.bot_user_id])
    message = (await api.ok("chat.postMessage", token=dressed.bot_token, **args))["message"]
    assert (message["subtype"], message["username"]) == ("bot_message", "Comms")
    await api.no("as_user_not_supported", "chat.postMessage", channel=channel, text="x", as_user=True)


async def test_a_text_of_4040_is_one_message_and_of_4041_two(api: Api) -> None:
    channel = await api.channel()
    await api.post(channel, "x" * 4040)
    assert len((await history(api, channel))[0]["text"]) == 4040
    await api.post(channel, "y" * 4041)
    assert [len(m["text"]) for m in (await history(api, channel))[:2]] == [41, 4000]


async def test_beyond_40000_a_text_is_cut_with_a_warning(api: Api) -> None:
    channel = await api.channel()
    answer = await api.ok("chat.postMessage", channel=channel, text="x" * 40_001)
    assert answer["warning"] == "message_truncated"
    posted = [m for m in await history(api, channel) if "subtype" not in m]
    assert sum(len(m["text"]) for m in posted) == 40_000


async def test_an_update_ends_at_4000(api: Api) -> None:
    channel = await api.channel()
    ts = await api.post(channel)
    await api.ok("chat.update", channel=channel, ts=ts, text="x" * 4000)
    await api.no("msg_too_long", "chat.update", channel=channel, ts=ts, text="x" * 4001)


async def test_an_update_leaves_what_it_does_not_speak_of(api: Api) -> None:
    channel = await api.channel()
    ts = await api.post(channel, blocks=[{"type": "divider", "block_id": "d"}])
    answer = await api.ok("chat.update", channel=channel, ts=ts, text="later")
    assert (answer["text"], answer["message"]["blocks"][0]["block_id"]) == ("later", "d")
    assert answer["message"]["edited"]["user"] == api.bot.id
    emptied = await api.ok("chat.update", channel=channel, ts=ts, text="later", blocks=[])
    assert "blocks" not in emptied["message"]


async def test_only_ones_own_messages_change(api: Api) -> None:
    channel = await api.channel()
    api.workspace.invite(api.place(channel), api.bot, [api.person("alice").id])
    theirs = api.workspace.post(api.place(channel), api.person("alice"), "mine").ts
    await api.no("cant_update_message", "chat.update", channel=channel, ts=theirs, text="x")
    await api.no("cant_delete_message", "chat.delete", channel=channel, ts=theirs)
    await api.no("message_not_found", "chat.update", channel=channel, ts=NOWHERE, text="x")
    await api.no("message_not_found", "chat.delete", channel=channel, ts=NOWHERE)
    await api.no("message_not_found", "chat.getPermalink", channel=channel, message_ts=NOWHERE)


async def test_attachments_and_markdown_have_limits(api: Api) -> None:
    channel = await api.channel()
    await api.ok("chat.postMessage", channel=channel, attachments=[{"text": "x"}] * 100)
    await api.no(
        "too_many_attachments", "chat.postMessage", channel=channel, attachments=[{"text": "x"}] * 101
    )
    await api.ok("chat.postMessage", channel=channel, markdown_text="x" * 12_000)
    await api.no("invalid_arguments", "chat.postMessage", channel=channel, markdown_text="x" * 12_001)
    await api.no("markdown_text_conflict", "chat.postMessage", channel=channel, markdown_text="x", text="y")


async def test_metadata_must_have_its_shape(api: Api) -> None:
    channel = await api.channel()
    for metadata, error in [
        ("{", "invalid_metadata_format"),
        ([1], "invalid_metadata_format"),
        ({"event_type": "x"}, "invalid_metadata_schema"),
        ({"event_type": 1, "event_payload": {}}, "invalid_metadata_schema"),
        ({"event_type": "x", "event_payload": {"a": "x" * 16_000}}, "metadata_too_large"),
    ]:
        await api.no(error, "chat.postMessage", channel=channel, text="x", metadata=metadata)


async def test_history_shows_metadata_only_when_asked(api: Api) -> None:
    channel = await api.channel()
    ts = await api.post(channel, metadata=OUTBOX)
    assert "metadata" not in (await history(api, channel))[0]
    assert (await history(api, channel, include_all_metadata=True))[0]["metadata"] == OUTBOX
    thread = await api.ok("conversations.replies", channel=channel, ts=ts, include_all_metadata=True)
    assert thread["messages"][0]["metadata"] == OUTBOX


async def test_a_reply_needs_a_parent(api: Api) -> None:
    channel = await api.channel()
    parent = await api.post(channel)
    reply = await api.post(channel, "reply", thread_ts=parent)
    for ts in (NOWHERE, reply):
        await api.no("cannot_reply_to_message", "chat.postMessage", channel=channel, text="x", thread_ts=ts)
    await api.no("thread_not_found", "conversations.replies", channel=channel, ts=NOWHERE)


async def test_history_leaves_out_replies_unless_they_are_broadcast(api: Api) -> None:
    channel = await api.channel()
    parent = await api.post(channel, "parent")
    await api.post(channel, "quiet", thread_ts=parent)
    await api.post(channel, "loud", thread_ts=parent, reply_broadcast=True)
    shown = [m for m in await history(api, channel) if m.get("subtype") != "channel_join"]
    assert [m["text"] for m in shown] == ["loud", "parent"]
    assert (shown[0]["subtype"], shown[1]["reply_count"]) == ("thread_broadcast", 2)
    thread = await api.ok("conversations.replies", channel=channel, ts=parent)
    assert [m["text"] for m in thread["messages"]] == ["parent", "quiet", "loud"]


async def test_history_goes_back_page_by_page_between_two_instants(api: Api) -> None:
    channel = await api.channel()
    stamps = [await api.post(channel, str(n)) for n in range(5)]
    first = await api.ok("conversations.history", channel=channel, limit=2)
    assert ([m["text"] for m in first["messages"]], first["has_more"]) == (["4", "3"], True)
    await api.post(channel, "in between")
    cursor = first["response_metadata"]["next_cursor"]
    second = await api.ok("conversations.history", channel=channel, limit=2, cursor=cursor)
    assert [m["text"] for m in second["messages"]] == ["2", "1"]
    between = {"oldest": stamps[1], "latest": stamps[3]}
    assert [m["text"] for m in await history(api, channel, **between)] == ["2"]
    assert [m["text"] for m in await history(api, channel, **between, inclusive=True)] == ["3", "2", "1"]
    await api.no("invalid_ts_oldest", "conversations.history", channel=channel, oldest="yesterday")
    await api.no("invalid_ts_latest", "conversations.history", channel=channel, latest="now")
    await api.no("invalid_cursor", "conversations.history", channel=channel, cursor="???")
    await api.no("invalid_arguments", "conversations.history", channel=channel, limit=1000)


async def test_a_thread_comes_in_pages_too(api: Api) -> None:
    channel = await api.channel()
    parent = await api.post(channel, "parent")
    for n in range(3):
        await api.post(channel, str(n), thread_ts=parent)
    first = await api.ok("conversations.replies", channel=channel, ts=parent, limit=2)
    assert [m["text"] for m in first["messages"]] == ["parent", "0"]
    cursor = first["response_metadata"]["next_cursor"]
    second = await api.ok("conversations.replies", channel=channel, ts=parent, limit=2, cursor=cursor)
    assert ([m["text"] for m in second["messages"]], second["has_more"]) == (["1", "2"], False)


async def test_stamps_grow_while_the_clock_stands_still_and_when_it_goes_back(api: Api) -> None:
    channel = await api.channel()
    stamps = [await api.post(channel) for _ in range(3)]
    api.clock.moves(hours=-1)
    stamps.append(await api.post(channel))
    api.clock.moves(hours=3)
    stamps.append(await api.post(channel))
    assert stamps == sorted(set(stamps))
    assert int(float(stamps[-1])) == int(api.clock.at.timestamp())


async def test_a_whisper_reaches_members_alone_and_is_not_kept(api: Api) -> None:
    channel = await api.channel()
    bob = api.person("bob").id
    await api.no("user_not_in_channel", "chat.postEphemeral", channel=channel, user=bob, text="x")
    await api.ok("conversations.invite", channel=channel, users=bob)
    ts = (await api.ok("chat.postEphemeral", channel=channel, user=bob, text="psst"))["message_ts"]
    assert "psst" not in [m["text"] for m in await history(api, channel)]
    await api.no("message_not_found", "chat.update", channel=channel, ts=ts, text="x")
    support, grace = api.place("support").id, api.person("grace").id
    await api.no("not_in_channel", "chat.postEphemeral", channel=support, user=grace, text="x")
    await api.no("msg_too_long", "chat.postEphemeral", channel=channel, user=bob, text="x" * 40_001)


async def test_a_permalink_names_the_thread_of_a_reply(api: Api) -> None:
    channel = await api.channel()
    parent = await api.post(channel)
    reply = await api.post(channel, "x", thread_ts=parent)
    link = (await api.ok("chat.getPermalink", channel=channel, message_ts=parent))["permalink"]
    assert link == f"https://acme-ai.slack.com/archives/{channel}/p{parent.replace('.', '')}"
    reply_link = (await api.ok("chat.getPermalink", channel=channel, message_ts=reply))["permalink"]
    assert reply_link.endswith(f"?thread_ts={parent}&cid={channel}")


async def test_a_deleted_parent_leaves_a_tombstone_until_its_last_reply_goes(api: Api) -> None:
    channel = await api.channel()
    parent = await api.post(channel, "parent")
    reply = await api.post(channel, "reply", thread_ts=parent)
    await api.ok("chat.delete", channel=channel, ts=parent)
    top = (await history(api, channel))[0]
    assert (top["subtype"], top["text"], top["ts"]) == ("tombstone", "This message was deleted.", parent)
    await api.no("message_not_found", "chat.update", channel=channel, ts=parent, text="x")
    await api.ok("chat.delete", channel=channel, ts=reply)
    assert [m["subtype"] for m in await history(api, channel)] == ["channel_join"]


async def test_a_scheduled_message_waits_for_the_clock(api: Api) -> None:
    channel, now = await api.channel(), int(api.clock.at.timestamp())
    later = {"channel": channel, "text": "later"}
    await api.no("time_in_past", "chat.scheduleMessage", **later, post_at=now)
    await api.no("time_too_far", "chat.scheduleMessage", **later, post_at=now + 120 * 86400 + 1)
    await api.no("invalid_time", "chat.scheduleMessage", **later, post_at="soon")
    await api.ok("chat.scheduleMessage", **later, post_at=now + 600)
    gone = await api.ok("chat.scheduleMessage", channel=channel, text="gone", post_at=now + 600)
    listed = await api.ok("chat.scheduledMessages.list", channel=channel)
    assert [each["text"] for each in listed["scheduled_messages"]] == ["later", "gone"]
    identity = {"channel": channel, "scheduled_message_id": gone["scheduled_message_id"]}
    await api.ok("chat.deleteScheduledMessage", **identity)
    await api.no("invalid_scheduled_message_id", "chat.deleteScheduledMessage", **identity)
    api.clock.moves(minutes=10)
    assert (await history(api, channel))[0]["text"] == "later"


async def test_a_scheduled_message_with_metadata_never_comes(api: Api) -> None:
    channel, at = await api.channel(), int(api.clock.at.timestamp()) + 60
    await api.ok("chat.scheduleMessage", channel=channel, text="lost", post_at=at, metadata=OUTBOX)
    api.clock.moves(minutes=2)
    assert [m["subtype"] for m in await history(api, channel)] == ["channel_join"]


async def test_thirty_messages_fit_into_five_minutes(api: Api) -> None:
    channel, at = await api.channel(), int(api.clock.at.timestamp()) + 300
    for _ in range(30):
        await api.ok("chat.scheduleMessage", channel=channel, text="x", post_at=at)
    await api.no("restricted_too_many", "chat.scheduleMessage", channel=channel, text="x", post_at=at)


@pytest.mark.parametrize("blocks", ["{", "7", '{"type": "divider"}'])
async def test_blocks_must_be_a_list(api: Api, blocks: str) -> None:
    await api.no("invalid_blocks_format", "chat.postMessage", channel=await api.channel(), blocks=blocks)


async def test_where_only_some_may_write_apps_may_not(api: Api) -> None:
    channel = await api.channel()
    api.place(channel).read_only = True
    await api.no("restricted_action_read_only_channel", "chat.postMessage", channel=channel, text="x")


async def test_without_its_messages_tab_an_app_writes_to_nobody(api: Api) -> None:
    api.app.manifest["features"]["app_home"] = {"messages_tab_enabled": False}
    await api.no("messages_tab_disabled", "chat.postMessage", channel=api.person("bob").id, text="x")


async def test_a_scheduled_message_finds_its_channel_archived(api: Api) -> None:
    channel, at = await api.channel(), int(api.clock.at.timestamp()) + 60
    await api.ok("chat.scheduleMessage", channel=channel, text="late", post_at=at)
    await api.ok("conversations.archive", channel=channel)
    api.clock.moves(minutes=2)
    assert "late" not in [m["text"] for m in await history(api, channel)]
