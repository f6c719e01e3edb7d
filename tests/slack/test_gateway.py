"""What the bot says arrives as it was meant, and what Slack answers is read as it was said."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest

from bot.domain.message import Outgoing
from bot.slack.directory import Directory
from bot.slack.errors import SlackRefused
from bot.slack.gateway import Slack
from bot.slack.identity import Identity
from bot.slack.people import read_person
from tests.slack.conftest import Line

AT = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*It* is"}}
HELLO = Outgoing(text="hello", blocks=(SECTION,))
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Declare"}, "blocks": [SECTION]}


async def test_the_bot_learns_who_it_is_and_what_it_may(line: Line, slack: Slack) -> None:
    me = await slack.identify()
    assert (me.user_id, me.bot_id) == (line.app.bot_user_id, line.app.bot_id)
    assert me.scopes == line.app.scopes
    assert me.permalink("C1", "1.000002") == f"{line.workspace.url}archives/C1/p1000002"
    assert me.permalink("C1", "2.1", thread_ts="1.0").endswith("/archives/C1/p21?thread_ts=1.0&cid=C1")
    assert me.channel_link("C1") == f"{line.workspace.url}archives/C1"


async def test_a_message_is_posted_changed_and_taken_away(line: Line, slack: Slack) -> None:
    channel = line.workspace.channel("incidents")
    metadata = {"event_type": "incident_bot_effect", "event_payload": {"effect": "e1"}}
    place, ts = await slack.post(channel.id, HELLO, metadata=metadata)
    assert (place, channel.messages[ts].metadata) == (channel.id, metadata)
    await slack.update(channel.id, ts, Outgoing(text="changed", blocks=(SECTION,)), metadata=metadata)
    assert channel.messages[ts].text == "changed"
    await slack.delete(channel.id, ts)
    assert await slack.message(channel.id, ts) is None


async def test_history_is_read_page_after_page_with_metadata(line: Line, slack: Slack) -> None:
    metadata = {"event_type": "incident_bot_effect", "event_payload": {"effect": "e1"}}
    channel = line.workspace.channel("incidents")
    for n in range(230):
        line.workspace.post(channel, line.workspace.bot_user(line.app), str(n), metadata=metadata)
    read = [message async for message in slack.history(channel.id, oldest="0")]
    assert len(read) == 230
    assert all(message["metadata"] == metadata for message in read)


async def test_one_message_is_found_also_in_a_thread(line: Line, slack: Slack) -> None:
    place, parent = await slack.post(line.incidents, HELLO)
    _, ts = await slack.post(place, Outgoing(text="reply"), thread_ts=parent)
    found = await slack.message(place, ts, thread_ts=parent)
    assert found is not None
    assert found["text"] == "reply"


async def test_channels_are_created_named_described_and_peopled(line: Line, slack: Slack) -> None:
    channel = await slack.create_channel("inc-7-private", private=True)
    assert (channel.is_private, channel.creator) == (True, line.app.bot_user_id)
    await slack.set_topic(channel.id, "sev & phase")
    await slack.set_purpose(channel.id, "what it is for")
    alice = line.user("alice").id
    assert await slack.invite(channel.id, [alice, "UNOBODY"]) == {"UNOBODY": "user_not_found"}
    assert await slack.invite(channel.id, [alice]) == {}
    assert set(await slack.members(channel.id)) == {alice, line.app.bot_user_id}
    assert (await slack.rename(channel.id, "inc-7")).name == "inc-7"
    assert channel.id in {each.id for each in await slack.own_channels()}


async def test_own_channels_come_from_every_page(line: Line, slack: Slack) -> None:
    bot = line.workspace.bot_user(line.app)
    for n in range(230):
        line.workspace.create_channel(f"inc-{n}", bot)
    assert len(await slack.own_channels()) == 231


async def test_pins_are_set_and_read(line: Line, slack: Slack) -> None:
    place, ts = await slack.post(line.incidents, HELLO)
    await slack.pin(place, ts)
    assert await slack.pinned(place) == [ts]


async def test_a_file_goes_up_in_three_steps(line: Line, slack: Slack) -> None:
    text = "1. Ünïcode\n".encode()
    file_id = await slack.upload_file(
        line.incidents, name="timeline.md", title="Timeline, all of it", content=BytesIO(text), comment="Here"
    )
    kept = line.workspace.files[file_id]
    assert (kept.name, kept.title, kept.content) == ("timeline.md", "Timeline, all of it", text)


async def test_people_are_read_with_their_zone_and_standing(line: Line, slack: Slack) -> None:
    hoku = await slack.person(line.user("hoku").id, at=AT)
    assert (hoku.zone, hoku.is_guest, hoku.may_hold_a_role) == ("Pacific/Honolulu", False, True)
    for name in ("kofi", "lena"):
        person = await slack.person(line.user(name).id, at=AT)
        assert not person.may_hold_a_role
    with pytest.raises(SlackRefused, match="user_not_found"):
        await slack.person("UNOBODY", at=AT)
    with pytest.raises(SlackRefused, match="user_not_visible"):
        await slack.person(line.user("mallory").id, at=AT)


async def test_a_groups_members_are_nobody_on_a_plan_without_groups(line: Line, slack: Slack) -> None:
    group = next(g for g in line.workspace.usergroups.values() if g.handle == "oncall")
    assert await slack.group_members(group.id) == group.users
    line.workspace.settings.plan = "free"
    assert await slack.group_members(group.id) == []


async def test_a_direct_message_goes_to_its_person(line: Line, slack: Slack) -> None:
    alice = line.user("alice").id
    place, _ = await slack.post(alice, HELLO)
    assert place == await slack.open_direct(alice)


async def test_a_modal_is_opened_stacked_and_changed(line: Line, slack: Slack) -> None:
    alice = line.user("alice")
    opened = await slack.open_view(line.workspace.triggers.issue(line.app, alice), MODAL)
    assert (await slack.update_view(opened["id"], MODAL, hash_=opened["hash"]))["id"] == opened["id"]
    with pytest.raises(SlackRefused, match="hash_conflict"):
        await slack.update_view(opened["id"], MODAL, hash_=opened["hash"])


async def test_an_answer_goes_through_a_response_url_five_times(
    line: Line, slack: Slack, issue_url: Callable[[], str]
) -> None:
    url = issue_url()
    for _ in range(5):
        await slack.respond(url, HELLO)
    with pytest.raises(SlackRefused) as refused:
        await slack.respond(url, HELLO)
    assert (refused.value.code, refused.value.permanent) == ("used_url", True)


async def test_all_calls_share_one_connection(line: Line, slack: Slack) -> None:
    for _ in range(5):
        await slack.identify()
    connector = line.session.connector
    assert connector is not None
    assert len(connector._conns) == 1


async def test_calls_are_counted_with_how_they_ended(line: Line, slack: Slack) -> None:
    await slack.identify()
    with pytest.raises(SlackRefused):
        await slack.channel("C0NOWHERE")
    assert line.counted.calls == [("auth.test", "ok"), ("conversations.info", "channel_not_found")]


async def test_the_announcement_channel_is_looked_up_once_and_again_when_it_must_be(
    line: Line, slack: Slack
) -> None:
    now = [0.0]
    directory = Directory(slack, announcements="#incidents", now=lambda: now[0])
    asked = line.workspace.calls
    assert [await directory.announcements() for _ in range(3)] == [line.incidents] * 3
    assert len(asked) == 1
    del line.workspace.channel("incidents").members[line.app.bot_user_id]
    now[0] += 301
    assert await directory.announcements() is None
    line.workspace.channel("incidents").members[line.app.bot_user_id] = None
    assert await directory.announcements() is None
    directory.forget_announcements()
    assert await directory.announcements() == line.incidents


async def test_an_announcement_channel_given_by_its_id_is_not_looked_up(line: Line, slack: Slack) -> None:
    assert await Directory(slack, announcements=line.incidents).announcements() == line.incidents
    assert line.workspace.calls == []


HOME = Identity(user_id="U1", bot_id="B1", team_id="T1", team="Acme", team_url="https://acme.slack.com/")
ALONE, ONE_OF_SEVERAL = HOME, HOME.model_copy(update={"enterprise_id": "E1"})


@pytest.mark.parametrize(
    ("home", "told", "is_guest"),
    [
        (ALONE, {}, False),
        (ALONE, {"team_id": "T1"}, False),
        (ALONE, {"team_id": "T2"}, True),
        (ALONE, {"team_id": "T1", "is_stranger": True}, True),
        (ALONE, {"team_id": "T2", "enterprise_user": {"enterprise_id": "E2"}}, True),
        (ONE_OF_SEVERAL, {"team_id": "T3", "enterprise_user": {"enterprise_id": "E1"}}, False),
        (ONE_OF_SEVERAL, {"team_id": "E1"}, False),
        (ONE_OF_SEVERAL, {"team_id": "T2", "enterprise_user": {"enterprise_id": "E2"}}, True),
        (ONE_OF_SEVERAL, {"team_id": "T1", "is_restricted": True}, True),
    ],
)
def test_who_is_of_another_organisation_is_a_guest(
    home: Identity, told: dict[str, Any], is_guest: bool
) -> None:
    assert read_person({"id": "U7", **told}, home=home, at=AT).is_guest is is_guest
