"""Whatever happens in the simulated workspace, apps are told of it in the shape of Slack's types."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.sandbox.entities import App, Channel, User
from bot.sandbox.people import Person
from bot.sandbox.subscriptions import MESSAGE_SCOPES, PLAIN_SCOPES
from bot.sandbox.workspace import Workspace
from tests.oracles import check_blocks
from tests.oracles.events import event_differences

SCOPES = sorted(
    {scope for scope in PLAIN_SCOPES.values() if scope}
    | {scope for _, scope in MESSAGE_SCOPES.values()}
    | {"channels:read", "groups:read", "im:read", "mpim:read", "chat:write"}
)
EVENTS = sorted(
    PLAIN_SCOPES.keys()
    | {event for event, _ in MESSAGE_SCOPES.values()}
    | {"member_joined_channel", "member_left_channel"}
)
MANIFEST = {
    "display_information": {"name": "Listener"},
    "features": {"bot_user": {"display_name": "listener"}},
    "oauth_config": {"scopes": {"bot": SCOPES}},
    "settings": {"event_subscriptions": {"bot_events": EVENTS}},
}
SECTION = {"type": "section", "block_id": "b1", "text": {"type": "mrkdwn", "text": "*INC-7*"}}


class Story:
    """A workspace with an app that is told everything, two people, and what the app was told."""

    def __init__(self) -> None:
        self.workspace = Workspace(lambda: datetime(2026, 11, 2, 9, tzinfo=UTC))
        self.workspace.populate()
        self.app: App = self.workspace.install(MANIFEST)
        self.bot: User = self.workspace.bot_user(self.app)
        self.alice, self.bob = self.workspace.user("alice"), self.workspace.user("bob")
        self.told: list[dict[str, Any]] = []
        self.workspace.subscribers.append(lambda _app, event, _channel: self.told.append(event))

    def channel(self, *, is_private: bool = False) -> Channel:
        """A channel of the bot's with both people in it."""
        channel = self.workspace.create_channel("inc-7", self.bot, is_private=is_private)
        self.workspace.invite(channel, self.bot, [self.alice.id, self.bob.id])
        return channel


def talking(story: Story, *, is_private: bool) -> None:
    workspace, channel = story.workspace, story.channel(is_private=is_private)
    asked = workspace.post(channel, story.alice, f"<@{story.bot.id}> it drifts, see <https://a.example>")
    workspace.post(channel, story.bob, "since when?", thread_ts=asked.ts)
    workspace.post(channel, story.bot, "INC-7", thread_ts=asked.ts, blocks=[SECTION])
    loud = workspace.post(channel, story.bob, "since monday", thread_ts=asked.ts, reply_broadcast=True)
    workspace.post(channel, story.bot, "as somebody else", username="Comms")
    workspace.edit_message(channel, asked.ts, story.alice, text="it drifts a lot")
    workspace.edit_message(channel, loud.ts, story.bob, text="since sunday")
    workspace.delete_message(channel, loud.ts, story.bob)
    workspace.delete_message(channel, asked.ts, story.alice)


def posting(story: Story, *, is_private: bool) -> None:
    workspace, channel = story.workspace, story.channel(is_private=is_private)
    metadata = {"event_type": "outbox", "event_payload": {"id": 7}}
    card = workspace.post(channel, story.bot, "INC-7", blocks=[SECTION], metadata=metadata)
    workspace.edit_message(
        channel, card.ts, story.bot, text="INC-7, high", blocks=[SECTION], metadata=metadata
    )
    workspace.pin(channel, card.ts, story.bot)
    workspace.unpin(channel, card.ts, story.alice)
    workspace.delete_message(channel, card.ts, story.bot)


def marking(story: Story, *, is_private: bool) -> None:
    workspace, channel = story.workspace, story.channel(is_private=is_private)
    said = workspace.post(channel, story.alice, "rolled back")
    workspace.react(channel, said.ts, "pushpin", story.bob)
    workspace.pin(channel, said.ts, story.bob)
    workspace.unreact(channel, said.ts, "pushpin", story.bob)
    other = workspace.post(channel, story.bot, "done", username="Comms")
    workspace.react(channel, other.ts, "eyes", story.bob)
    workspace.pin(channel, other.ts, story.bob)


def sharing_files(story: Story, *, is_private: bool) -> None:
    workspace, channel = story.workspace, story.channel(is_private=is_private)
    shared = workspace.share_file(channel, story.alice, "drift.csv", b"a,b\n1,2\n", text="the figures")
    workspace.share_file(channel, story.bob, "plot.png", b"png", thread_ts=shared.ts)
    workspace.share_file(channel, story.bot, "timeline.md", b"# INC-7")
    workspace.react(channel, shared.ts, "eyes", story.bob)
    workspace.edit_message(channel, shared.ts, story.alice, text="the right figures")
    workspace.delete_file(shared.files[0], story.alice)


def changing_the_channel(story: Story, *, is_private: bool) -> None:
    workspace, channel = story.workspace, story.channel(is_private=is_private)
    workspace.set_topic(channel, "high", story.bot)
    workspace.set_topic(channel, "lunch?", story.bob)
    workspace.set_purpose(channel, "scoring drifts", story.alice)
    workspace.rename(channel, "inc-7-scoring-drifts", story.bot)
    workspace.archive(channel, story.bot)
    workspace.unarchive(channel, story.alice)
    workspace.move_channel(channel)
    workspace.post(channel, story.bob, "still here?")
    workspace.delete_channel(channel, story.alice)


def coming_and_going(story: Story, *, is_private: bool) -> None:
    workspace, channel = story.workspace, story.channel(is_private=is_private)
    workspace.leave(channel, story.bob)
    workspace.invite(channel, story.alice, [story.bob.id])
    workspace.kick(channel, story.bob, story.alice)
    if not is_private:
        workspace.join(channel, story.bob)
    workspace.kick(channel, story.bot, story.alice)


def closing_it_to_the_public(story: Story, *, is_private: bool) -> None:
    workspace, channel = story.workspace, story.channel(is_private=is_private)
    if not is_private:
        workspace.convert_to_private(channel, story.alice)
    workspace.post(channel, story.alice, "among ourselves")


def talking_directly(story: Story, *, is_private: bool) -> None:
    workspace = story.workspace
    others = [story.alice, story.bob] if is_private else [story.alice]
    channel, _ = workspace.open_dm(story.bot, others)
    workspace.post(channel, story.bot, "You are the commander now.")
    said = workspace.post(channel, story.alice, "Understood.")
    workspace.edit_message(channel, said.ts, story.alice, text="Understood!")
    workspace.delete_message(channel, said.ts, story.alice)


def changing_people(story: Story, *, is_private: bool) -> None:
    workspace = story.workspace
    workspace.change_user(story.bob, tz="Asia/Tokyo")
    workspace.add_user("nils", "Nils Ek")
    group = workspace.add_usergroup("red-team", "Red team", [story.bob], story.alice)
    workspace.set_usergroup_members(group, [story.alice])
    workspace.deactivate(story.bob)


def removing_the_app(story: Story, *, is_private: bool) -> None:
    if is_private:
        story.workspace.revoke_tokens(story.app)
    else:
        story.workspace.uninstall(story.app)


HAPPENINGS: list[Callable[..., None]] = [
    talking,
    posting,
    marking,
    sharing_files,
    changing_the_channel,
    coming_and_going,
    closing_it_to_the_public,
    talking_directly,
    changing_people,
    removing_the_app,
]


@pytest.mark.parametrize("is_private", [False, True], ids=["public", "private"])
@pytest.mark.parametrize("happening", HAPPENINGS, ids=lambda happening: happening.__name__)
def test_an_app_is_told_of_it_in_slacks_own_shape(happening: Callable[..., None], is_private: bool) -> None:
    story = Story()
    happening(story, is_private=is_private)
    assert story.told
    found = {
        f"{event['type']} {event.get('subtype', '')}: {difference}"
        for event in story.told
        for difference in event_differences(event)
    }
    assert found == set()


@pytest.mark.parametrize(
    "text",
    [
        "plain & <simple>",
        "*bold* _italic_ ~struck~ `code` *_both_*",
        "```\ntraceback\n```\nand then",
        "> quoted\n> twice\nnot quoted",
        "• one\n• two",
        "@bob @oncall @here #incidents look :eyes: :+1::skin-tone-3:",
        "see https://acme.example/a?b=1&c=2 or mail ops@acme.example",
        "it drifts 📉 — 田中さん、見てください\n\nفرید",
        "unclosed *bold and `code",
        "* _ ~ ` > <",
    ],
)
async def test_whatever_people_type_becomes_blocks_that_slack_knows(text: str) -> None:
    story = Story()
    channel = story.channel()
    await Person(story.workspace, "alice").says(channel, text)
    assert event_differences(story.told[-1]) == []
    check_blocks(story.told[-1]["blocks"])


def test_together_they_tell_of_all_that_the_workspace_can_tell() -> None:
    told: set[str] = set()
    for happening in HAPPENINGS:
        for is_private in (False, True):
            story = Story()
            happening(story, is_private=is_private)
            told |= {event["type"] for event in story.told}
    of_messages = {"message", "member_joined_channel", "member_left_channel"}
    elsewhere = {"app_home_opened", "app_rate_limited"}
    assert (PLAIN_SCOPES.keys() | of_messages) - told - elsewhere == set()
