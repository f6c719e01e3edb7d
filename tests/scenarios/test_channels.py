"""What people do to an incident's channel: it is followed, and nothing of the incident is lost with it."""

import pytest

from bot.domain.incident import ChannelState
from bot.sandbox.payloads import event_envelope
from tests.scenarios.room import Room, a_room
from tests.stage import Stage


async def state(room: Room) -> ChannelState:
    return (await room.incident()).places.channel_state


@pytest.mark.parametrize("line", ["declare model drifts", "declare private model drifts"])
async def test_a_new_name_is_followed_and_who_gave_it_recorded(stage: Stage, line: str) -> None:
    room = await a_room(stage, line)
    await stage.person("alice").renames(room.channel, "inc-1-the-big-one")
    await stage.settle()
    assert (await room.incident()).places.channel_name == "inc-1-the-big-one"
    (told,) = [text for text in await room.lines("channel") if "renamed" in text]
    assert told.startswith("alice renamed the channel from #inc-1")
    assert told.endswith("to #inc-1-the-big-one.")


@pytest.mark.parametrize("line", ["declare model drifts", "declare private model drifts"])
async def test_an_archived_channel_is_said_once_and_the_incident_goes_on_by_number(
    stage: Stage, line: str
) -> None:
    room = await a_room(stage, line)
    await room.runs("bob", "role commander me")
    await stage.person("alice").archives(room.channel)
    await stage.settle()
    assert await state(room) is ChannelState.ARCHIVED
    assert [t for t in await room.lines("channel") if "archived" in t] == ["alice archived the channel."]
    told = [text for text in room.inbox("bob") if "archived" in text]
    assert len(told) == 1
    assert "Unarchive the channel to go on" in told[0]
    answer = await room.runs("bob", "severity INC-1 high it spreads", "incidents")
    assert "INC-1" in answer
    assert "Its channel is archived" in await room.runs("bob", "resolve INC-1", "incidents")
    await room.runs("bob", "reopen INC-1 not yet", "incidents")
    assert (await room.incident()).severity == "high"
    await stage.run_for(hours=2)
    assert len([text for text in room.inbox("bob") if "I could not" in text or "archived" in text]) == 1
    stage.workspace.unarchive(room.channel, stage.workspace.user("alice"))
    await stage.settle()
    assert await state(room) is ChannelState.OPEN
    assert "High" in room.reads(room.card)


async def test_archiving_a_closed_incident_s_channel_is_nobodys_trouble(stage: Stage) -> None:
    room = await a_room(stage)
    await room.runs("bob", "role commander me")
    await room.runs("bob", "close done")
    before = len(room.inbox("bob"))
    await stage.person("alice").archives(room.channel)
    await stage.settle()
    assert await state(room) is ChannelState.ARCHIVED
    assert len(room.inbox("bob")) == before


async def test_when_slack_does_not_say_that_it_was_archived_a_refusal_does(stage: Stage) -> None:
    room = await a_room(stage)
    stage.app.bot_events = frozenset()
    await stage.person("alice").archives(room.channel)
    await room.runs("bob", "severity INC-1 critical it spreads", "incidents")
    assert await state(room) is ChannelState.ARCHIVED
    told = [text for text in room.inbox("alice") if "is archived" in text]
    assert len(told) == 1
    await room.runs("bob", "phase INC-1 containment", "incidents")
    assert len([text for text in room.inbox("alice") if "archived" in text or "could not" in text]) == 1
    assert [text for text in await room.lines("channel") if "archived" in text] == [
        "The channel is archived."
    ]


async def test_what_was_due_there_when_it_was_found_archived_is_asked_of_whoever_commands(
    stage: Stage,
) -> None:
    room = await a_room(stage, "declare critical model drifts")
    await room.runs("bob", "role commander me")
    stage.app.bot_events = frozenset()
    await stage.person("alice").archives(room.channel)
    await stage.run_for(minutes=6)
    assert await state(room) is ChannelState.ARCHIVED
    [asked] = [text for text in room.inbox("bob") if "technical lead" in text]
    assert "Nobody yet as" in asked


@pytest.mark.parametrize("line", ["declare model drifts", "declare private model drifts"])
async def test_when_the_bot_is_removed_the_commander_is_told_how_to_mend_it(stage: Stage, line: str) -> None:
    room = await a_room(stage, line)
    alice = stage.person("alice")
    await room.runs("bob", "role commander me")
    await alice.removes(room.channel, stage.app)
    await stage.settle()
    assert await state(room) is ChannelState.LOST
    told = [text for text in room.inbox("bob") if "I was removed from" in text]
    assert len(told) == 1
    assert "Invite me again" in told[0]
    await room.runs("bob", "severity INC-1 critical it spreads", "incidents")
    await alice.invites(room.channel, stage.app)
    await stage.settle()
    assert await state(room) is ChannelState.OPEN
    assert "Critical" in room.reads(room.card)


async def test_a_deleted_channel_is_replaced_by_one_made_by_hand(stage: Stage) -> None:
    room = await a_room(stage)
    alice = stage.person("alice")
    stage.workspace.delete_channel(room.channel, stage.workspace.user("alice"))
    await stage.settle()
    assert await state(room) is ChannelState.LOST
    assert any("was deleted; its timeline is kept" in text for text in room.inbox("alice"))
    made = await alice.creates("inc-1-again")
    await alice.invites(made, stage.app)
    await stage.settle()
    now = await room.incident()
    assert (now.places.channel_id, now.places.channel_state) == (made.id, ChannelState.OPEN)
    assert len(made.pins) == 1
    assert stage.person("bob").id in made.members


async def test_a_stranger_cannot_take_a_private_incident_by_naming_a_channel(stage: Stage) -> None:
    room = await a_room(stage, "declare private key leaked")
    stage.workspace.delete_channel(room.channel, stage.workspace.user("alice"))
    await stage.settle()
    ines, alice = stage.person("ines"), stage.person("alice")
    await ines.invites(await ines.creates("inc-1-mine", private=True), stage.app)
    await alice.invites(await alice.creates("inc-1-public"), stage.app)
    await stage.settle()
    assert await state(room) is ChannelState.LOST
    assert any("did not take it into that channel" in text for text in room.inbox("alice"))
    for channel in ("inc-1-mine", "inc-1-public"):
        assert not any("leaked" in ines.reads(m) for m in stage.channel(channel).messages.values())


async def test_an_overwritten_topic_is_put_back_with_a_private_word(stage: Stage) -> None:
    room = await a_room(stage)
    kept = room.channel.topic["value"]
    await stage.person("bob").sets_topic(room.channel, "Lunch at noon")
    await stage.settle()
    assert room.channel.topic["value"] == kept
    assert any("I keep this channel's topic" in text for text in room.whispered("bob"))
    assert room.whispered("alice") == []
    await room.runs("alice", "close done")
    await stage.person("bob").sets_topic(room.channel, "Archive of the drift")
    await stage.settle()
    assert room.channel.topic["value"] == "Archive of the drift"


async def test_a_process_that_has_not_met_the_commander_yet_names_them_in_the_topic(stage: Stage) -> None:
    room = await a_room(stage)
    await room.runs("bob", "role commander me")
    await stage.restart()
    await room.runs("alice", "severity critical it spreads")
    assert "Commander: Bob Lindqvist" in room.channel.topic["value"]


async def test_the_description_is_left_to_people(stage: Stage) -> None:
    room = await a_room(stage)
    stage.workspace.set_purpose(room.channel, "Ours", stage.workspace.user("bob"))
    await stage.settle()
    assert room.channel.purpose["value"] == "Ours"
    assert room.whispered("bob") == [text for text in room.whispered("bob") if "topic" not in text]


async def test_a_channel_made_private_by_people_is_asked_about_once(stage: Stage) -> None:
    room = await a_room(stage)
    alice = stage.person("alice")
    stage.workspace.convert_to_private(room.channel, stage.workspace.user("alice"))
    for name in ("ines", "grace"):
        await alice.invites(room.channel, stage.person(name))
        await stage.settle()
    assert len(room.messages("This channel is private now")) == 1
    assert not (await room.incident()).private


async def test_another_id_of_a_channel_is_followed(stage: Stage) -> None:
    room = await a_room(stage)
    old = room.channel.id
    event = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": "C0NEWNEWNEW"}
    stamped = event | {"event_ts": stage.workspace.event_ts()}
    stage.workspace.deliveries.post_event(
        stage.app, event_envelope(stage.workspace, stage.app, stamped, None)
    )
    await stage.settle()
    assert (await room.incident()).places.channel_id == "C0NEWNEWNEW"


async def test_a_revoked_token_is_said_in_readiness(stage: Stage) -> None:
    assert stage.bot.not_ready_because() is None
    event = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [stage.app.bot_user_id]}}
    stage.workspace.publish(event, app=stage.app)
    await stage.settle()
    assert stage.bot.not_ready_because() == "token_revoked"


async def test_a_person_s_new_name_is_known_where_they_were_met(stage: Stage) -> None:
    room = await a_room(stage, "declare sev2 model drifts")
    await room.runs("bob", "role commander me")
    before = len(stage.workspace.calls)
    stage.workspace.change_user(stage.workspace.user("bob"), display_name="Bobby")
    stage.workspace.change_user(stage.workspace.user("jai"), display_name="J")
    await stage.settle()
    assert not [c for c in stage.workspace.calls[before:] if c.method == "users.info"]
    assert "commander Bobby" in await room.runs("alice", "list")
    async with stage.bot.database.reading() as repositories:
        assert await repositories.people.get(stage.person("jai").id) is None


async def test_who_is_in_the_channel_is_known_again_once_the_bot_is_back(stage: Stage) -> None:
    room = await a_room(stage, "declare private key leaked")
    alice, ines = stage.person("alice"), stage.person("ines")
    await alice.removes(room.channel, stage.app)
    await alice.invites(room.channel, ines)
    await stage.person("bob").leaves(room.channel)
    await alice.invites(room.channel, stage.app)
    await stage.settle()
    assert "key leaked" in (await ines.runs("/incident status 1", "incidents")).text
    assert "There is no INC-1" in (await stage.person("bob").runs("/incident status 1", "incidents")).text


async def test_channels_of_no_incident_concern_nobody(stage: Stage) -> None:
    bob = stage.person("bob")
    before = len(stage.workspace.calls)
    other = await bob.creates("lunch")
    await bob.renames(other, "late-lunch")
    await bob.sets_topic(other, "Noodles")
    await bob.archives(other)
    await stage.settle()
    assert stage.workspace.calls[before:] == []
