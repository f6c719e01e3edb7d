"""Every Web API method of the simulated workspace answers, and refuses, as Slack's reference says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from bot.sandbox.entities import App
from bot.sandbox.methods import all_methods
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import Workspace
from tests.oracles import documented_methods
from tests.oracles.caller import Caller
from tests.oracles.methods import method

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*INC-7* scoring drifts"}}
CARD = [{"type": "header", "text": {"type": "plain_text", "text": "INC-7"}}, SECTION]
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Declare"}, "blocks": [SECTION]}
HOME = {"type": "home", "blocks": [SECTION]}
OUTBOX = {"event_type": "outbox", "event_payload": {"id": 7}}
NOWHERE = "C0NOWHERE00"
NOBODY = "U0NOBODY000"
NO_STAMP = "1700000000.000001"
SCOPES = sorted(
    {scope for name in documented_methods() for scope in method(name).scopes} | {"chat:write.customize"}
)
MANIFEST = {
    "display_information": {"name": "Caller"},
    "features": {
        "bot_user": {"display_name": "caller"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
    },
    "oauth_config": {"scopes": {"bot": SCOPES}},
    "settings": {},
}


class Desk:
    """A workspace behind its server, and an app at work in it."""

    def __init__(self, workspace: Workspace, app: App, session: aiohttp.ClientSession, url: str) -> None:
        self.workspace = workspace
        self.app = app
        self.session = session
        self.slack = Caller(session, url, app.bot_token)
        self.app_level = Caller(session, url, app.app_token)

    def person(self, name: str) -> str:
        return self.workspace.user(name).id

    async def channel(self, name: str, **more: Any) -> str:
        """A channel of the app's own."""
        made = await self.slack.ok("conversations.create", name=name, **more)
        return str(made["channel"]["id"])

    def trigger(self, name: str, view_id: str | None = None) -> str:
        """What somebody's tap gives the app."""
        return self.workspace.triggers.issue(self.app, self.workspace.user(name), view_id)


@asynccontextmanager
async def open_desk() -> AsyncIterator[Desk]:
    """A desk in a workspace of its own."""
    workspace = Workspace(lambda: datetime(2026, 11, 2, 9, tzinfo=UTC), rate_scale=None)
    workspace.populate()
    app = workspace.install(MANIFEST)
    server = SandboxServer(workspace)
    async with server, aiohttp.ClientSession() as session:
        workspace.address = server.base_url
        yield Desk(workspace, app, session, server.api_url)
        await workspace.hang_up()


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with open_desk() as opened:
        yield opened


async def making_channels(desk: Desk) -> None:
    slack = desk.slack
    await desk.channel("inc-1")
    await desk.channel("inc-2", is_private=True)
    for name, error in [
        ("inc-1", "name_taken"),
        ("Inc 3", "invalid_name_specials"),
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("---", "invalid_name_punctuation"),
    ]:
        await slack.no(error, "conversations.create", name=name)
    desk.workspace.settings.apps_may_create_channels = False
    await slack.no("restricted_action", "conversations.create", name="inc-4")


async def inviting(desk: Desk) -> None:
    slack, here = desk.slack, await desk.channel("inc-1")
    people = ",".join(desk.person(name) for name in ("alice", "bob"))
    await slack.ok("conversations.invite", channel=here, users=people)
    await slack.no("already_in_channel", "conversations.invite", channel=here, users=desk.person("bob"))
    await slack.no("cant_invite_self", "conversations.invite", channel=here, users=desk.app.bot_user_id)
    await slack.no("user_not_found", "conversations.invite", channel=here, users=NOBODY)
    await slack.no("no_user", "conversations.invite", channel=here, users="")
    await slack.no("channel_not_found", "conversations.invite", channel=NOWHERE, users=people)
    some = f"{desk.person('emi')},{NOBODY}"
    partly = await slack.ok("conversations.invite", channel=here, users=some, force=True)
    assert partly["errors"][0]["error"] == "user_not_found"
    await slack.ok("conversations.kick", channel=here, user=desk.person("emi"))
    await slack.no("not_in_channel", "conversations.kick", channel=here, user=desk.person("emi"))
    await slack.no("cant_kick_self", "conversations.kick", channel=here, user=desk.app.bot_user_id)
    await slack.ok("conversations.members", channel=here, limit=2)
    await slack.no("invalid_cursor", "conversations.members", channel=here, cursor="nonsense")
    await slack.no("channel_not_found", "conversations.members", channel=NOWHERE)
    general = desk.workspace.channel("support").id
    await slack.ok("conversations.join", channel=general)
    again = await slack.ok("conversations.join", channel=general)
    assert again["warning"] == "already_in_channel"
    await slack.no("channel_not_found", "conversations.join", channel=NOWHERE)
    await slack.ok("conversations.leave", channel=general)
    await slack.ok("conversations.leave", channel=general)
    await slack.no("channel_not_found", "conversations.leave", channel=NOWHERE)


async def naming_and_closing(desk: Desk) -> None:
    slack, here = desk.slack, await desk.channel("inc-1")
    await slack.ok("conversations.setTopic", channel=here, topic="high")
    await slack.no("too_long", "conversations.setTopic", channel=here, topic="x" * 251)
    await slack.ok("conversations.setPurpose", channel=here, purpose="scoring drifts")
    await slack.no("too_long", "conversations.setPurpose", channel=here, purpose="x" * 251)
    await slack.ok("conversations.rename", channel=here, name="inc-1-scoring")
    await slack.no("name_taken", "conversations.rename", channel=here, name="general")
    elsewhere = desk.workspace.channel("support").id
    await slack.no("not_in_channel", "conversations.rename", channel=elsewhere, name="mine")
    await slack.ok("conversations.archive", channel=here)
    await slack.no("already_archived", "conversations.archive", channel=here)
    await slack.no("is_archived", "conversations.setTopic", channel=here, topic="late")
    await slack.no("is_archived", "conversations.invite", channel=here, users=desk.person("bob"))
    await slack.no("is_archived", "chat.postMessage", channel=here, text="late")
    await slack.ok("conversations.unarchive", channel=here)
    await slack.no("not_archived", "conversations.unarchive", channel=here)


async def finding_channels(desk: Desk) -> None:
    slack, here = desk.slack, await desk.channel("inc-1", is_private=True)
    await slack.ok("conversations.info", channel=here, include_num_members=True)
    await slack.ok("conversations.info", channel=desk.workspace.channel("general").id)
    await slack.no("channel_not_found", "conversations.info", channel=NOWHERE)
    kinds = "public_channel,private_channel,im,mpim"
    first = await slack.ok("conversations.list", limit=2, types=kinds, exclude_archived=True)
    await slack.ok("conversations.list", cursor=first["response_metadata"]["next_cursor"])
    await slack.no("invalid_cursor", "conversations.list", cursor="nonsense")
    await slack.no("invalid_types", "conversations.list", types="rooms")
    await slack.no("invalid_limit", "conversations.list", limit=100000)
    await slack.ok("users.conversations", types=kinds)
    await slack.ok("users.conversations", user=desk.person("alice"))
    await slack.no("invalid_types", "users.conversations", types="rooms")


async def writing_directly(desk: Desk) -> None:
    slack = desk.slack
    direct = (await slack.ok("conversations.open", users=desk.person("alice")))["channel"]["id"]
    await slack.ok("conversations.open", users=desk.person("alice"), return_im=True)
    several = ",".join(desk.person(name) for name in ("alice", "bob"))
    group = (await slack.ok("conversations.open", users=several))["channel"]["id"]
    for place in (direct, group, desk.person("bob")):
        await slack.ok("chat.postMessage", channel=place, text="You are the commander now.")
    await slack.ok("conversations.info", channel=direct)
    await slack.ok("conversations.info", channel=group)
    await slack.ok("conversations.history", channel=direct, limit=1)
    await slack.ok("users.conversations", types="im,mpim")
    await slack.no("users_list_not_supplied", "conversations.open")
    await slack.no("user_not_found", "conversations.open", users=NOBODY)
    await slack.no("user_disabled", "conversations.open", users=desk.person("lena"))
    await slack.no("method_not_supported_for_channel_type", "conversations.archive", channel=direct)
    await slack.ok("conversations.close", channel=direct)
    await slack.ok("conversations.close", channel=direct)
    somewhere = desk.workspace.channel("general").id
    await slack.no("method_not_supported_for_channel_type", "conversations.close", channel=somewhere)


async def posting(desk: Desk) -> None:
    slack, here = desk.slack, await desk.channel("inc-1")
    await slack.ok("conversations.invite", channel=here, users=desk.person("alice"))
    card = await slack.ok("chat.postMessage", channel=here, text="INC-7", blocks=CARD, metadata=OUTBOX)
    ts = card["ts"]
    await slack.ok("chat.postMessage", channel=here, text="a reply", thread_ts=ts)
    await slack.ok("chat.postMessage", channel=here, text="heard by all", thread_ts=ts, reply_broadcast=True)
    await slack.ok("chat.postMessage", channel=here, text="as comms", username="Comms", icon_emoji=":mega:")
    await slack.ok("chat.postMessage", channel=here, text="x" * 9000)
    attachment = {"color": "#a00", "text": "attached", "fallback": "attached"}
    await slack.ok("chat.postMessage", channel=here, text="with it", attachments=[attachment])
    await slack.ok("chat.update", channel=here, ts=ts, text="INC-7!", blocks=CARD, metadata=OUTBOX)
    await slack.ok("chat.getPermalink", channel=here, message_ts=ts)
    await slack.ok(
        "chat.postEphemeral", channel=here, user=desk.person("alice"), text="Only you", blocks=CARD
    )
    await reading(desk, here, ts)
    await refusing_to_post(desk, here, ts)
    doomed = (await slack.ok("chat.postMessage", channel=here, text="oops"))["ts"]
    await slack.ok("chat.delete", channel=here, ts=doomed)
    await slack.no("message_not_found", "chat.delete", channel=here, ts=doomed)


async def reading(desk: Desk, here: str, ts: str) -> None:
    slack = desk.slack
    alice, channel = desk.workspace.user("alice"), desk.workspace.channel(here)
    said = desk.workspace.post(channel, alice, "since when?", thread_ts=ts)
    desk.workspace.edit_message(channel, said.ts, alice, text="since when, exactly?")
    desk.workspace.react(channel, ts, "pushpin", alice)
    desk.workspace.share_file(channel, alice, "drift.csv", b"a,b", text="figures")
    first = await slack.ok("conversations.history", channel=here, limit=2, include_all_metadata=True)
    cursor = first["response_metadata"]["next_cursor"]
    await slack.ok("conversations.history", channel=here, cursor=cursor)
    await slack.ok("conversations.history", channel=here, oldest=ts, latest=ts, inclusive=True)
    await slack.no("invalid_cursor", "conversations.history", channel=here, cursor="nonsense")
    await slack.no("invalid_ts_oldest", "conversations.history", channel=here, oldest="yesterday")
    elsewhere = desk.workspace.channel("support").id
    await slack.no("not_in_channel", "conversations.history", channel=elsewhere)
    await slack.ok("conversations.replies", channel=here, ts=ts, include_all_metadata=True)
    await slack.ok("conversations.replies", channel=here, ts=ts, limit=1)
    await slack.no("thread_not_found", "conversations.replies", channel=here, ts=NO_STAMP)
    await slack.ok("conversations.mark", channel=here, ts=ts)
    await slack.no("not_in_channel", "conversations.mark", channel=elsewhere, ts=ts)


async def refusing_to_post(desk: Desk, here: str, ts: str) -> None:
    slack = desk.slack
    elsewhere = desk.workspace.channel("support").id
    hidden = desk.workspace.create_channel("hidden", desk.workspace.user("alice"), is_private=True).id
    bad = [{"type": "section"}]
    long = {**SECTION, "text": {"type": "mrkdwn", "text": "x" * 3001}}
    refusals: list[tuple[str, dict[str, Any]]] = [
        ("no_text", {"channel": here}),
        ("channel_not_found", {"channel": NOWHERE, "text": "x"}),
        ("channel_not_found", {"channel": hidden, "text": "x"}),
        ("invalid_blocks", {"channel": here, "text": "x", "blocks": bad}),
        ("invalid_blocks", {"channel": here, "text": "x", "blocks": [long]}),
        ("invalid_blocks", {"channel": here, "text": "x", "blocks": [SECTION] * 51}),
        ("invalid_blocks_format", {"channel": here, "text": "x", "blocks": "nonsense"}),
        ("invalid_metadata_schema", {"channel": here, "text": "x", "metadata": {"event_type": "x"}}),
        ("cannot_reply_to_message", {"channel": here, "text": "x", "thread_ts": NO_STAMP}),
    ]
    for error, arguments in refusals:
        await slack.no(error, "chat.postMessage", **arguments)
    await slack.no("msg_too_long", "chat.update", channel=here, ts=ts, text="x" * 4001)
    await slack.no("message_not_found", "chat.update", channel=here, ts=NO_STAMP, text="x")
    channel, alice = desk.workspace.channel(here), desk.workspace.user("alice")
    hers = desk.workspace.post(channel, alice, "mine").ts
    await slack.no("cant_update_message", "chat.update", channel=here, ts=hers, text="yours")
    await slack.no("cant_delete_message", "chat.delete", channel=here, ts=hers)
    await slack.no("message_not_found", "chat.getPermalink", channel=here, message_ts=NO_STAMP)
    bob = desk.person("bob")
    await slack.no("user_not_in_channel", "chat.postEphemeral", channel=here, user=bob, text="x")
    await slack.no("not_in_channel", "chat.postEphemeral", channel=elsewhere, user=bob, text="x")


async def scheduling(desk: Desk) -> None:
    slack, here = desk.slack, await desk.channel("inc-1")
    soon = desk.workspace.epoch() + 3600
    kept = await slack.ok("chat.scheduleMessage", channel=here, text="later", post_at=soon)
    identity = kept["scheduled_message_id"]
    await slack.no("time_in_past", "chat.scheduleMessage", channel=here, text="x", post_at=1)
    await slack.no("time_too_far", "chat.scheduleMessage", channel=here, text="x", post_at=soon + 10**8)
    await slack.ok("chat.scheduledMessages.list", channel=here)
    await slack.no("invalid_channel", "chat.scheduledMessages.list", channel=NOWHERE)
    await slack.ok("chat.deleteScheduledMessage", channel=here, scheduled_message_id=identity)
    gone = {"channel": here, "scheduled_message_id": identity}
    await slack.no("invalid_scheduled_message_id", "chat.deleteScheduledMessage", **gone)


async def marking(desk: Desk) -> None:
    slack, here = desk.slack, await desk.channel("inc-1")
    ts = (await slack.ok("chat.postMessage", channel=here, text="INC-7", blocks=CARD))["ts"]
    await slack.ok("pins.add", channel=here, timestamp=ts)
    await slack.no("already_pinned", "pins.add", channel=here, timestamp=ts)
    await slack.no("message_not_found", "pins.add", channel=here, timestamp=NO_STAMP)
    await slack.no("no_item_specified", "pins.add", channel=here)
    await slack.no("bad_timestamp", "pins.add", channel=here, timestamp="soon")
    await slack.ok("pins.list", channel=here)
    await slack.ok("conversations.history", channel=here)
    await slack.no("channel_not_found", "pins.list", channel=NOWHERE)
    await slack.ok("pins.list", channel=here)
    await slack.ok("reactions.add", channel=here, timestamp=ts, name="pushpin")
    await slack.no("already_reacted", "reactions.add", channel=here, timestamp=ts, name="pushpin")
    await slack.no("invalid_name", "reactions.add", channel=here, timestamp=ts, name="Not An Emoji")
    await slack.ok("reactions.get", channel=here, timestamp=ts)
    await slack.no("message_not_found", "reactions.get", channel=here, timestamp=NO_STAMP)
    await slack.ok("reactions.list")
    await slack.no("user_not_found", "reactions.list", user=NOBODY)
    await slack.ok("reactions.remove", channel=here, timestamp=ts, name="pushpin")
    await slack.no("no_reaction", "reactions.remove", channel=here, timestamp=ts, name="pushpin")
    await slack.ok("pins.remove", channel=here, timestamp=ts)
    await slack.no("no_pin", "pins.remove", channel=here, timestamp=ts)


async def bookmarking(desk: Desk) -> None:
    slack, here = desk.slack, await desk.channel("inc-1")
    link = {"channel_id": here, "title": "Runbook", "type": "link", "link": "https://acme.example/run"}
    made = await slack.ok("bookmarks.add", **link)
    identity = made["bookmark"]["id"]
    await slack.no("invalid_link", "bookmarks.add", **{**link, "link": "run"})
    await slack.no("channel_not_found", "bookmarks.add", **{**link, "channel_id": NOWHERE})
    await slack.ok("bookmarks.edit", channel_id=here, bookmark_id=identity, title="The runbook")
    await slack.no("not_found", "bookmarks.edit", channel_id=here, bookmark_id="Bk0", title="x")
    await slack.ok("bookmarks.list", channel_id=here)
    await slack.no("channel_not_found", "bookmarks.list", channel_id=NOWHERE)
    await slack.ok("bookmarks.remove", channel_id=here, bookmark_id=identity)
    await slack.no("not_found", "bookmarks.remove", channel_id=here, bookmark_id=identity)


async def uploading(desk: Desk) -> None:
    slack, here = desk.slack, await desk.channel("inc-1")
    content = b"# INC-7\n"
    place = await slack.ok("files.getUploadURLExternal", filename="timeline.md", length=len(content))
    await slack.no("invalid_arguments", "files.getUploadURLExternal", filename="timeline.md", length=0)
    file = {"id": place["file_id"], "title": "Timeline"}
    await slack.no("file_not_found", "files.completeUploadExternal", files=[file], channel_id=here)
    async with desk.session.post(place["upload_url"], data=content) as response:
        assert response.status == 200
    await slack.no("channel_not_found", "files.completeUploadExternal", files=[file], channel_id=NOWHERE)
    await slack.ok("files.completeUploadExternal", files=[file], channel_id=here, initial_comment="all of it")
    await slack.ok("files.info", file=file["id"])
    await slack.no("file_not_found", "files.info", file="F0NOFILE000")
    await slack.ok("files.delete", file=file["id"])
    await slack.no("file_not_found", "files.delete", file=file["id"])


async def looking_people_up(desk: Desk) -> None:
    slack = desk.slack
    for name in ("alice", "kofi", "lena"):
        await slack.ok("users.info", user=desk.person(name), include_locale=True)
    await slack.ok("users.info", user=desk.app.bot_user_id)
    await slack.no("user_not_found", "users.info", user=NOBODY)
    first = await slack.ok("users.list", limit=3)
    await slack.ok("users.list", cursor=first["response_metadata"]["next_cursor"], limit=3)
    await slack.ok("users.list")
    await slack.no("invalid_cursor", "users.list", cursor="nonsense")
    await slack.ok("users.lookupByEmail", email=desk.workspace.user("alice").email)
    await slack.no("users_not_found", "users.lookupByEmail", email="nobody@acme.example")
    await slack.ok("users.getPresence", user=desk.person("alice"))
    await slack.ok("bots.info", bot=desk.app.bot_id)
    await slack.no("bot_not_found", "bots.info", bot="B0NOBOT0000")
    await slack.ok("team.info")
    await slack.no("team_not_found", "team.info", team="T0NOTEAM000")


async def listing_groups(desk: Desk) -> None:
    slack = desk.slack
    group = next(iter(desk.workspace.usergroups))
    await slack.ok("usergroups.list", include_users=True, include_count=True)
    await slack.ok("usergroups.list")
    await slack.ok("usergroups.users.list", usergroup=group)
    await slack.no("no_such_subteam", "usergroups.users.list", usergroup="S0NOGROUP00")
    desk.workspace.settings.plan = "free"
    await slack.no("plan_upgrade_required", "usergroups.list")
    await slack.no("plan_upgrade_required", "usergroups.users.list", usergroup=group)


async def showing_views(desk: Desk) -> None:
    slack = desk.slack
    named = {**MODAL, "external_id": "declare-7", "close": {"type": "plain_text", "text": "Not now"}}
    shown = (await slack.ok("views.open", trigger_id=desk.trigger("alice"), view=named))["view"]
    await slack.no("duplicate_external_id", "views.open", trigger_id=desk.trigger("bob"), view=named)
    await slack.no("invalid_trigger_id", "views.open", trigger_id="nonsense", view=MODAL)
    used = desk.trigger("bob")
    await slack.ok("views.open", trigger_id=used, view=MODAL)
    await slack.no("exchanged_trigger_id", "views.open", trigger_id=used, view=MODAL)
    await slack.no("invalid_arguments", "views.open", trigger_id=desk.trigger("bob"), view={"type": "modal"})
    trigger = desk.trigger("alice", shown["id"])
    pushed = (await slack.ok("views.push", trigger_id=trigger, view=MODAL))["view"]
    third = (await slack.ok("views.push", trigger_id=desk.trigger("alice", pushed["id"]), view=MODAL))["view"]
    fourth = desk.trigger("alice", third["id"])
    await slack.no("push_limit_reached", "views.push", trigger_id=fourth, view=MODAL)
    await slack.ok("views.update", view_id=pushed["id"], view=MODAL, hash=pushed["hash"])
    stale = {"view_id": pushed["id"], "view": MODAL, "hash": pushed["hash"]}
    await slack.no("hash_conflict", "views.update", **stale)
    await slack.no("not_found", "views.update", view_id="V0NOVIEW000", view=MODAL)
    home = (await slack.ok("views.publish", user_id=desk.person("alice"), view=HOME))["view"]
    await slack.ok("views.publish", user_id=desk.person("alice"), view=HOME)
    stale = {"user_id": desk.person("alice"), "view": HOME, "hash": home["hash"]}
    await slack.no("hash_conflict", "views.publish", **stale)


async def saying_who_one_is(desk: Desk) -> None:
    slack = desk.slack
    await slack.ok("api.test")
    await slack.no("my_error", "api.test", error="my_error")
    await slack.ok("auth.test")
    await desk.app_level.ok("apps.connections.open")
    await slack.no("not_allowed_token_type", "apps.connections.open")
    await desk.app_level.no("not_allowed_token_type", "chat.postMessage", channel="general", text="x")
    await slack.ok("auth.revoke", test=True)
    await slack.ok("auth.revoke")
    await slack.no("token_revoked", "auth.test")
    await slack.no("token_revoked", "auth.revoke")


async def having_blocks_judged(desk: Desk) -> None:
    slack, bad = desk.slack, [{"type": "section"}]
    await slack.ok("blocks.validate", blocks=CARD)
    await slack.ok("blocks.validate", view=MODAL)
    await slack.ok("blocks.validate", message={"blocks": CARD})
    refused = await slack.no("invalid_blocks", "blocks.validate", blocks=bad)
    assert refused["errors"][0]["pointer"]
    await slack.no("invalid_view", "blocks.validate", view={**MODAL, "blocks": bad})
    await slack.no("invalid_message", "blocks.validate", message={"blocks": bad})
    await slack.no("invalid_arguments", "blocks.validate")


STORIES = [
    making_channels,
    inviting,
    naming_and_closing,
    finding_channels,
    writing_directly,
    posting,
    scheduling,
    marking,
    bookmarking,
    uploading,
    looking_people_up,
    listing_groups,
    showing_views,
    having_blocks_judged,
    saying_who_one_is,
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_answers_and_refusals_are_slacks(desk: Desk, story: Any) -> None:
    await story(desk)
    assert desk.slack.done
    assert desk.slack.refused


async def test_every_method_is_both_answered_and_refused_somewhere() -> None:
    done: set[str] = set()
    refused: set[str] = set()
    for story in STORIES:
        async with open_desk() as desk:
            await story(desk)
            done |= desk.slack.done | desk.app_level.done
            refused |= desk.slack.refused
    assert all_methods().keys() - done == set()
    may_refuse = {name for name in all_methods() if method(name).errors > method("auth.test").errors}
    assert may_refuse - refused == set()


@pytest.mark.parametrize("name", sorted(all_methods()))
def test_tier_scopes_and_required_arguments_are_the_documented_ones(name: str) -> None:
    known, documented = all_methods()[name], method(name)
    tiers = {20: 2, 50: 3, 100: 4, None: "special"}
    assert tiers[known.tier] == documented.tier
    assert set(known.scopes) <= documented.scopes
    assert bool(known.scopes) == bool(documented.scopes)
    assert set(known.required) <= documented.required | documented.optional


@pytest.mark.parametrize("name", sorted(name for name in all_methods() if method(name).scopes))
async def test_without_its_scope_a_method_is_refused_with_both_lists(desk: Desk, name: str) -> None:
    desk.app.scopes = frozenset({"commands"})
    await desk.slack.no("missing_scope", name)
