"""Roles: given, claimed, handed over with what is open, released, and their checklists."""

import pytest

from bot.domain.incident import Incident
from bot.domain.role import Role
from bot.domain.timeline import first_broken
from bot.sandbox.people import Person
from tests.scenarios.room import Room, a_room
from tests.stage import Stage


@pytest.fixture
async def room(stage: Stage) -> Room:
    return await a_room(stage)


def held(room: Room, incident: Incident) -> dict[str, str]:
    """Who holds what, by handle."""
    names = {user.id: user.name for user in room.stage.workspace.users.values()}
    return {h.role.value: names[h.user_id] for h in incident.roles if h.is_current}


# giving and taking ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("commander @bob", "commander"),
        ("ic @bob", "commander"),
        ("LEAD @bob", "commander"),
        ("tech @bob", "technical"),
        ("tech lead @bob", "technical"),
        ("Technical Lead @bob", "technical"),
        ("communications @bob", "comms"),
        ("compliance @bob", "legal"),
    ],
)
async def test_a_role_goes_by_every_word_people_use_for_it(room: Room, words: str, role: str) -> None:
    answer = await room.runs("alice", f"role {words}")
    assert held(room, await room.incident()) == {role: "bob"}
    assert "@bob is" in answer


async def test_taking_a_role_for_oneself_is_told_to_all_and_calls_nobody(room: Room) -> None:
    answer = await room.runs("bob", "role commander me")
    assert answer == "INC-1: you are commander. Your checklist is in your direct messages."
    told = room.message("took the role of commander")
    assert room.reads(told) == "Bob Lindqvist took the role of commander."
    assert "<@" not in str(told.blocks)
    assert await room.lines("role_assigned") == ["bob took the role of commander."]


async def test_the_card_and_the_topic_follow(room: Room) -> None:
    await room.runs("alice", "role comms @bob")
    await room.runs("alice", "role commander me")
    assert "Communications lead\n@bob" in room.reads(room.card)
    assert "Commander\n@alice" in room.reads(room.card)
    assert "Commander: Alice Njoroge" in room.channel.topic["value"]


async def test_the_first_role_taken_acknowledges_the_incident(room: Room) -> None:
    assert (await room.incident()).acknowledged_at is None
    await room.stage.run_for(minutes=3)
    await room.runs("bob", "role legal me")
    first = (await room.incident()).acknowledged_at
    await room.stage.run_for(minutes=3)
    await room.runs("alice", "role commander me")
    assert first is not None
    assert (await room.incident()).acknowledged_at == first


async def test_who_is_given_a_role_is_called_invited_and_told_how_it_stands(room: Room) -> None:
    chiara = room.person("chiara")
    assert chiara.id not in room.channel.members
    await room.runs("alice", "role comms @chiara keep the press away; <b> & co")
    assert chiara.id in room.channel.members
    told = room.message("made @chiara communications lead")
    assert chiara.id in str(told.blocks)
    state, checklist = room.inbox("chiara")
    assert "You are communications lead of INC-1 now; Alice Njoroge gave you the role." in state
    assert "Open points, in their words:\nkeep the press away; <b> & co" in state
    assert "Unanswered: all four triage questions" in state
    assert "Nobody yet: Commander, Technical lead, Legal lead" in state
    assert "Next stakeholder update: due" in state
    assert "Alice Njoroge declared the incident: model drifts." in state
    assert f"#{room.channel.name}" in state
    assert "checklist, 0 of 6 done" in checklist


async def test_a_role_can_be_given_from_elsewhere_by_the_incidents_number(room: Room) -> None:
    await room.runs("alice", "role INC-1 commander @bob", "support")
    await room.runs("alice", "role 1 legal me", "support")
    assert held(room, await room.incident()) == {"commander": "bob", "legal": "alice"}


async def test_a_bare_number_in_the_channel_is_no_reference(room: Room) -> None:
    await a_room(room.stage, "declare another one")
    answer = await room.runs("alice", "role 2 commander me")
    assert "The roles are" in answer
    assert held(room, await room.incident()) == {}


async def test_taking_a_role_twice_is_said_so(room: Room) -> None:
    await room.runs("bob", "role commander me")
    answer = await room.runs("bob", "role commander @bob")
    assert answer == "@bob is commander already."
    assert len((await room.incident()).roles) == 1


# who may hold one -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "why"),
    [("kofi", "guest from outside"), ("lena", "deactivated"), ("incident-bot", "an app")],
)
async def test_only_people_of_the_organisation_hold_roles(room: Room, name: str, why: str) -> None:
    answer = await room.runs("alice", f"role comms @{name}")
    assert why in answer
    assert "a role wants a person of this organisation" in answer
    assert (await room.incident()).roles == ()


async def test_somebody_of_whom_slack_says_nothing_holds_no_role(room: Room) -> None:
    answer = await room.runs("alice", "role comms @mallory")
    assert "Slack does not tell me who @mallory is" in answer
    assert (await room.incident()).roles == ()


async def test_somebody_of_another_organisation_in_a_shared_channel_holds_no_role(room: Room) -> None:
    room.channel.is_ext_shared = True
    mallory = room.person("mallory")
    await room.person("alice").invites(room.channel, mallory)
    await room.stage.settle()
    assert "guest from outside" in await room.runs("alice", "role comms @mallory")
    await room.clicks("mallory", room.card, "Take command")
    assert "guest from outside" in room.whispered("mallory")[-1]
    assert (await room.incident()).roles == ()


async def test_a_guest_in_the_channel_cannot_claim_a_role(room: Room) -> None:
    room.person("kofi").user.is_ultra_restricted = False
    await room.person("alice").invites(room.channel, room.person("kofi"))
    answer = await room.runs("kofi", "role comms me")
    assert "guest from outside" in answer
    await room.clicks("kofi", room.card, "Take command")
    assert "guest from outside" in room.whispered("kofi")[-1]
    assert (await room.incident()).roles == ()


async def test_who_is_not_in_the_channel_gives_no_roles(room: Room) -> None:
    answer = await room.runs("grace", "role INC-1 comms me", "support")
    assert "Only people in" in answer
    assert (await room.incident()).roles == ()


async def test_a_private_incident_is_unknown_to_others(stage: Stage) -> None:
    room = await a_room(stage, "declare private sev1 payroll leaks")
    for words in ("role INC-1 comms me", "roles INC-1", "role INC-1 comms @emi"):
        answer = await room.runs("grace", words, "support")
        assert answer == "There is no INC-1 that you can see. /incident list shows those you can."
        assert answer.replace("1", "9") == await room.runs("grace", words.replace("1", "9"), "support")


# names that Slack did not escape --------------------------------------------------------------------------


async def test_a_name_typed_by_hand_is_found_among_the_channels_members(room: Room) -> None:
    await room.runs("alice", "role technical @Lindqvist")
    assert held(room, await room.incident()) == {"technical": "bob"}


async def test_a_name_nobody_in_the_channel_has_is_asked_about(room: Room) -> None:
    answer = await room.runs("alice", "role technical @hannes look at the logs")
    assert answer.startswith("I cannot find @hannes in this channel. Who shall be technical lead of INC-1?")
    question = room.person("alice").whispers(room.channel)[-1]
    await room.person("alice").chooses(question, "pick_holder", "jai")
    await room.stage.settle()
    assert held(room, await room.incident()) == {"technical": "jai"}
    assert "Open points: look at the logs" in (await room.lines("role_assigned"))[0]


async def test_a_long_note_is_not_lost_in_a_menu(room: Room) -> None:
    answer = await room.runs("alice", f"role technical @hannes {'x' * 300}")
    assert "Nothing was recorded. Pick them from Slack's list" in answer
    assert (await room.incident()).roles == ()


async def test_when_slack_does_not_answer_the_person_is_asked(room: Room) -> None:
    room.stage.workspace.faults.hang("conversations.members")
    answer = await room.runs("alice", "role technical @Lindqvist")
    assert "Who shall be technical lead" in answer


# handing over ---------------------------------------------------------------------------------------------


async def test_assigning_to_another_is_a_hand_over(room: Room) -> None:
    await room.runs("alice", "role commander me")
    await room.stage.run_for(minutes=7)
    await room.runs("alice", "role commander @bob vendor calls back at 14:00")
    first, second = (await room.incident()).roles
    assert (first.user_id, first.released_at) == (room.person("alice").id, second.assigned_at)
    assert (second.user_id, second.assigned_by) == (room.person("bob").id, room.person("alice").id)
    assert (await room.lines("role_assigned"))[-1] == (
        "alice handed over the role of commander to bob. Open points: vendor calls back at 14:00"
    )
    assert "handed over by Alice Njoroge" in room.inbox("bob")[0]
    assert "vendor calls back at 14:00" in room.inbox("bob")[0]


async def test_taking_over_tells_the_new_holder_the_state(room: Room) -> None:
    await room.runs("alice", "role commander me")
    await room.runs("bob", "role commander me")
    assert "You are commander of INC-1 now, after Alice Njoroge." in room.inbox("bob")[0]
    assert (await room.lines("role_assigned"))[-1] == "alice handed over the role of commander to bob."


async def test_the_form_starts_from_what_is_open(room: Room) -> None:
    alice, bob = room.person("alice"), room.person("bob")
    await room.runs("alice", "role commander me")
    await room.runs("alice", "roles")
    await alice.clicks(alice.whispers(room.channel)[-1], "Hand over")
    form = alice.reads(await alice.sees_modal("Hand over"))
    assert "- Unanswered: all four triage questions" in form
    assert "- Nobody is technical lead" in form
    assert "- Not ticked yet: Say in the channel that you command." in form
    result = await alice.submits({"holder": bob, "note": "the vendor calls back"})
    await room.stage.settle()
    assert result.closed
    assert held(room, await room.incident()) == {"commander": "bob"}
    assert "the vendor calls back" in room.inbox("bob")[0]
    assert "- Unanswered" not in room.inbox("bob")[0]
    assert "@bob is commander" in room.inbox("alice")[-1]


async def test_a_form_overtaken_by_events_hands_nothing_over(room: Room) -> None:
    alice = room.person("alice")
    await room.runs("alice", "role commander me")
    await room.runs("alice", "roles")
    await alice.clicks(alice.whispers(room.channel)[-1], "Hand over")
    await alice.sees_modal("Hand over")
    await room.runs("bob", "role commander me")
    result = await alice.submits({"holder": room.person("emi")})
    assert result.errors == {
        "holder": "@Bob Lindqvist holds the role of commander by now, so nothing was handed over."
        " `/incident roles` shows who does what."
    }
    assert held(room, await room.incident()) == {"commander": "bob"}


async def test_a_guest_is_refused_under_the_field(room: Room) -> None:
    alice = room.person("alice")
    await room.runs("alice", "role commander me")
    await room.runs("alice", "roles")
    await alice.clicks(alice.whispers(room.channel)[-1], "Hand over")
    await alice.sees_modal("Hand over")
    result = await alice.submits({"holder": room.person("kofi")})
    assert result.errors is not None
    assert "Kofi Asante is a guest from outside" in result.errors["holder"]


# releasing ------------------------------------------------------------------------------------------------


async def test_a_role_is_released_and_shown_empty(room: Room) -> None:
    await room.runs("bob", "role comms me")
    answer = await room.runs("bob", "role comms none")
    assert answer == "INC-1: nobody is communications lead now."
    assert held(room, await room.incident()) == {}
    assert "Communications lead\nnobody yet" in room.reads(room.card)
    assert await room.lines("role_released") == ["bob gave up the role of communications lead."]


async def test_an_empty_role_cannot_be_released(room: Room) -> None:
    answer = await room.runs("bob", "role comms none")
    assert answer == "Nobody holds the role of communications lead; there is nothing to release."


# buttons --------------------------------------------------------------------------------------------------


async def test_command_is_taken_from_the_card(room: Room) -> None:
    await room.clicks("bob", room.card, "Take command")
    assert held(room, await room.incident()) == {"commander": "bob"}
    assert room.whispered("bob")[-1].startswith("INC-1: you are commander.")
    assert "[Take command]" not in room.reads(room.card)


async def test_who_comes_second_takes_nothing_away(room: Room) -> None:
    drawn = list(room.card.blocks)
    await room.clicks("bob", room.card, "Take command")
    await room.presses_late("alice", room.card, drawn, "Take command")
    assert held(room, await room.incident()) == {"commander": "bob"}
    assert "@bob is commander already. Nothing was changed" in room.whispered("alice")[-1]
    assert "/incident role commander me" in room.whispered("alice")[-1]


async def test_roles_shows_who_holds_what_with_buttons_for_the_empty_ones(room: Room) -> None:
    await room.runs("alice", "role commander me")
    await room.runs("alice", "role commander @bob")
    answer = await room.runs("bob", "roles")
    assert "Commander: @bob since" in answer
    assert "[Hand over]" in answer
    assert "Technical lead: nobody yet" in answer
    assert "Earlier: commander Alice Njoroge" in answer
    await room.clicks("bob", room.person("bob").whispers(room.channel)[-1], "Take technical lead")
    assert held(room, await room.incident()) == {"commander": "bob", "technical": "bob"}


async def test_only_the_holder_is_offered_to_hand_over(room: Room) -> None:
    await room.runs("bob", "role commander me")
    assert "[Hand over]" not in await room.runs("alice", "roles")


# checklists -----------------------------------------------------------------------------------------------


def checklist_of(person: Person, words: str = "checklist") -> object:
    return [m for m in person.inbox if words in person.reads(m)][-1]


async def test_the_checklist_is_ticked_in_place_and_on_the_record(room: Room) -> None:
    bob = room.person("bob")
    await room.runs("bob", "role commander me")
    message = bob.inbox[-1]
    await bob.chooses(message, "tick_checklist", ["1"])
    await room.stage.settle()
    assert "checklist, 1 of 7 done" in bob.reads(bob.inbox[-1])
    assert "☑ Say in the channel that you command." in bob.reads(bob.inbox[-1])
    await bob.chooses(bob.inbox[-1], "tick_checklist", ["1", "3"])
    await bob.chooses(bob.inbox[-1], "tick_checklist", ["3"])
    await room.stage.settle()
    items = await room.checklist()
    assert [item.key for item in items if item.done_at is not None] == ["3"]
    assert await room.lines("checklist_ticked") == [
        "bob ticked on the checklist (commander): “Say in the channel that you command”.",
        "bob ticked on the checklist (commander): “Fill the empty roles, or name who finds somebody”.",
        "bob took the tick off on the checklist (commander): “Say in the channel that you command”.",
    ]
    assert not any("checklist" in said for said in room.said())


async def test_a_checklist_goes_on_with_the_role(room: Room) -> None:
    alice, bob = room.person("alice"), room.person("bob")
    await room.runs("bob", "role commander me")
    old = bob.inbox[-1]
    await bob.chooses(old, "tick_checklist", ["1", "2"])
    await room.runs("bob", "role commander @alice")
    assert "checklist, 2 of 7 done" in alice.reads(alice.inbox[-1])
    await bob.chooses(old, "tick_checklist", ["1", "2", "4"])
    await room.stage.settle()
    refusal = bob.reads(bob.whispers(bob.dm(room.stage.app))[-1])
    assert "You do not hold the role of commander in INC-1 any more" in refusal
    assert [i.key for i in await room.checklist() if i.done_at is not None] == ["1", "2"]


async def test_an_older_copy_of_the_checklist_takes_no_tick_of_others_off(room: Room) -> None:
    alice, bob = room.person("alice"), room.person("bob")
    await room.runs("bob", "role commander me")
    old = bob.inbox[-1]
    await room.runs("bob", "role commander @alice")
    await alice.chooses(alice.inbox[-1], "tick_checklist", ["5"])
    await room.runs("alice", "role commander @bob")
    await bob.chooses(old, "tick_checklist", ["1"])
    await room.stage.settle()
    assert [i.key for i in await room.checklist() if i.done_at is not None] == ["1", "5"]


# wrong use ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("role", "Say which role, and who. Use /incident role ROLE @user or /incident role ROLE none, for"),
        ("role comander @bob", "The roles are commander, technical, comms and legal. For example:"),
        ("role commander", "Say who shall be commander. Use /incident role ROLE @user"),
        ("role commander bob", "Say who shall be commander."),
    ],
)
async def test_wrong_use_is_answered_with_the_right_form(room: Room, words: str, said: str) -> None:
    assert said in await room.runs("alice", words)
    assert (await room.incident()).roles == ()


async def test_outside_a_channel_the_incident_has_to_be_named(room: Room) -> None:
    assert "Which incident?" in await room.runs("alice", "role commander me", "support")


async def test_who_does_what_stays_on_a_chain_that_holds(room: Room) -> None:
    for words in ("role commander me", "role commander @bob", "role commander none", "role legal @bob x"):
        await room.runs("alice", words)
    assert first_broken(await room.timeline()) is None
    assert [Role(r).value for r in held(room, await room.incident())] == ["legal"]
