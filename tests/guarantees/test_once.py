"""A delivery made twice, whatever kind it is, has one effect; Bolt itself would run it again."""

import asyncio

from bot.sandbox.delivery_log import Delivery, Kind
from bot.sandbox.entities import Channel
from bot.sandbox.people import Person
from tests.guarantees.slack_side import again, delivered, rows, seen
from tests.stage import Stage


async def _declared(stage: Stage) -> tuple[Person, Channel]:
    alice = stage.person("alice")
    await alice.runs("/incident declare sev1 answers leak")
    await stage.settle()
    return alice, stage.channel("inc-1")


async def _changes_nothing(stage: Stage, delivery: Delivery, **changed: object) -> str:
    """Make it again; return what it was answered."""
    await stage.settle()
    before = rows(stage), seen(stage)
    response = await again(stage, delivery, **changed)
    await stage.settle()
    assert response.acknowledged
    assert (rows(stage), seen(stage)) == before
    return response.body


async def test_an_event_is_one_by_its_event_id(lane: Stage) -> None:
    alice, channel = await _declared(lane)
    message = await alice.says(channel, "seen once")
    await alice.reacts(message, "pushpin")
    await lane.settle()
    for name in ("message", "reaction_added", "member_joined_channel"):
        await _changes_nothing(lane, delivered(lane, name=name)[-1])


async def test_a_message_is_one_by_its_channel_and_ts_whatever_the_event_id(lane: Stage) -> None:
    alice, channel = await _declared(lane)
    await alice.says(channel, "seen once")
    await lane.settle()
    await _changes_nothing(lane, delivered(lane, name="message")[-1], event_id="Ev0ANOTHERONE")


async def test_a_command_is_one_by_its_trigger_and_gets_the_same_answer_again(lane: Stage) -> None:
    alice = lane.person("alice")
    answer = await alice.runs("/incident declare sev1 answers leak")
    await lane.settle()
    command = delivered(lane, kind=Kind.COMMAND)[-1]
    first = command.attempts[0].response.body
    assert await _changes_nothing(lane, command) == first
    assert "INC-1" in first
    assert answer.error is None


async def test_a_button_is_one_by_person_action_and_its_moment(lane: Stage) -> None:
    alice, channel = await _declared(lane)
    card = next(m for m in alice.sees(channel) if "Take command" in alice.reads(m))
    await alice.clicks(card, "Take command")
    await _changes_nothing(lane, delivered(lane, kind=Kind.INTERACTION)[-1])


async def test_a_form_is_one_by_its_view(lane: Stage) -> None:
    alice = lane.person("alice")
    await alice.uses_shortcut("declare_incident_global")
    await alice.sees_modal()
    await alice.submits({"What is going wrong?": "declared by form"})
    await lane.settle()
    submission = delivered(lane, kind=Kind.INTERACTION)[-1]
    assert submission.payload["type"] == "view_submission"
    await _changes_nothing(lane, submission)


async def test_a_shortcut_made_twice_opens_one_form_and_complains_to_nobody(stage: Stage) -> None:
    alice = stage.person("alice")
    await alice.uses_shortcut("declare_incident_global")
    await alice.sees_modal()
    await _changes_nothing(stage, delivered(stage, kind=Kind.INTERACTION)[-1])


async def test_a_refusal_is_said_once(stage: Stage) -> None:
    alice, channel = await _declared(stage)
    card = next(m for m in alice.sees(channel) if "Take command" in alice.reads(m))
    await alice.clicks(card, "Take command")
    await stage.settle()
    press = delivered(stage, kind=Kind.INTERACTION)[-1]
    late = {**press.payload["actions"][0], "action_ts": "1700000000.000200"}
    await again(stage, press, actions=[late])
    await stage.settle()
    whispers = len(alice.whispers(channel))
    assert whispers > 0
    before = rows(stage)
    await again(stage, press, actions=[late])
    await stage.settle()
    assert (len(alice.whispers(channel)), rows(stage)) == (whispers, before)


async def test_a_command_that_was_refused_stays_refused_when_it_comes_again(lane: Stage) -> None:
    """They were told so, and may have gone on from there."""
    alice, channel = await _declared(lane)
    refused = await alice.runs("/incident reopen it is back", channel)
    command = delivered(lane, kind=Kind.COMMAND)[-1]
    await alice.runs("/incident resolve it is over", channel)
    await lane.settle()
    assert "is open already" in refused.text
    assert await _changes_nothing(lane, command) == command.attempts[0].response.body


async def test_two_of_the_same_at_the_same_time_have_one_effect(lane: Stage) -> None:
    """Slack sends an event again without waiting for the first answer."""
    alice, channel = await _declared(lane)
    faults = lane.workspace.deliveries.faults(lane.app)
    faults.repeat = 4
    await asyncio.gather(
        alice.says(channel, "seen once"),
        alice.runs("/incident note written once", channel),
        alice.runs("/incident task copied once", channel),
        alice.runs("/incident declare declared once", "support"),
    )
    await lane.settle()
    timeline = [str(entry) for entry in rows(lane)["timeline"]]
    for words in ("seen once", "written once", "copied once"):
        assert len([entry for entry in timeline if words in entry]) == 1, words
    assert len(rows(lane)["incidents"]) == 2


async def test_an_answer_that_was_lost_on_the_way_changes_nothing(lane: Stage) -> None:
    alice, channel = await _declared(lane)
    lane.workspace.deliveries.faults(lane.app).lose_answers = 2
    await alice.says(channel, "acked in vain")
    await lane.settle()
    assert delivered(lane, name="message")[-1].retries >= 1
    assert len([entry for entry in rows(lane)["timeline"] if "acked in vain" in str(entry)]) == 1


async def test_a_form_with_a_mistake_can_be_submitted_again(stage: Stage) -> None:
    alice = stage.person("alice")
    await alice.uses_shortcut("declare_incident_global")
    await alice.sees_modal()
    view = alice.view
    wrong = await alice.submits(
        {"What is going wrong?": "declared by form", "When did it begin?": "the day before never"}
    )
    assert wrong.errors
    assert alice.view is view
    assert rows(stage)["incidents"] == []
    right = await alice.submits({"When did it begin?": "10:00"})
    await stage.settle()
    assert right.closed
    assert len(rows(stage)["incidents"]) == 1
