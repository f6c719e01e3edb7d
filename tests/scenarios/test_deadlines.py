"""Regulatory clocks in the channel: facts by the form, the list, decisions, who may, redelivery, privacy."""

import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox.entities import Message
from bot.services.homes import Homes
from bot.services.rendering import Rendering
from tests.counting import counting
from tests.scenarios.room import Room, a_room
from tests.scenarios.told import told
from tests.stage import BEGIN, CATALOGUE, Stage, on_stage

HOUR = timedelta(hours=1)
LEAK = "facts personal_data_involved eu_data_subjects"


@pytest.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    async with on_stage(database_url) as stage:
        yield stage


@pytest.fixture
async def room(stage: Stage) -> Room:
    """An incident whose legal role Bob holds."""
    room = await a_room(stage)
    await room.runs("bob", "role legal me")
    return room


async def deadlines(room: Room) -> dict[str, Any]:
    """The deadlines of the export, by `regime/stage`."""
    return {f"{d['regime']}/{d['stage']}": d for d in (await told(room.stage, room.number))["deadlines"]}


async def facts(room: Room) -> dict[str, str]:
    return {each["fact"]: each["answer"] for each in (await told(room.stage, room.number))["facts"]}


async def shown(room: Room, name: str = "bob") -> Message:
    """The list of deadlines, as somebody asks for it now."""
    await room.runs(name, "deadlines")
    return room.person(name).whispers(room.channel)[-1]


def iso(at: Any) -> str:
    return str(at.isoformat().replace("+00:00", "Z"))


# facts ----------------------------------------------------------------------------------------------------


async def test_the_form_asks_nine_facts_first_and_then_what_these_lead_to(room: Room) -> None:
    bob = room.person("bob")
    await bob.runs("/incident facts", room.channel)
    form = await bob.sees_modal("Facts of INC-1")
    first = [block["block_id"] for block in form.content["blocks"] if block["type"] == "input"]
    assert len(first) == 10  # nine facts and a note
    assert "eu_data_subjects" not in str(form.content)
    await bob.submits({"personal_data_involved": "yes", "death_or_serious_injury": "no"})
    await room.stage.settle()
    more = await bob.sees_modal("Facts of INC-1")
    asked = [block["block_id"] for block in more.content["blocks"] if block["type"] == "input"]
    assert "group:residence" in asked
    assert "high_risk_to_individuals" in asked
    assert "death_occurred" not in asked
    assert "adverse_decision_issued" not in asked
    await bob.submits({"group:residence": ["eu_data_subjects", "in_data_subjects"], "processor_role": "no"})
    await room.stage.settle()
    answered = await facts(room)
    assert answered["eu_data_subjects"] == answered["in_data_subjects"] == "yes"
    assert answered["uk_data_subjects"] == "no"
    assert answered["death_or_serious_injury"] == "no"
    assert "security_compromise" not in answered
    gdpr = (await deadlines(room))["eu-gdpr-33/notify"]
    assert (gdpr["status"], gdpr["due_at"]) == ("running", iso(BEGIN + 72 * HOUR))
    assert gdpr["anchor_confirmed"] is False


async def test_not_known_yet_proposes_and_the_form_shows_what_was_answered(room: Room) -> None:
    await room.runs("bob", "facts personal_data_involved=yes eu_data_subjects=unknown")
    assert (await deadlines(room))["eu-gdpr-33/notify"]["status"] == "proposed"
    bob = room.person("bob")
    await bob.runs("/incident facts", room.channel)
    form = await bob.sees_modal("Facts of INC-1")
    [asked] = [b for b in form.content["blocks"] if b.get("block_id") == "personal_data_involved"]
    assert asked["element"]["initial_option"]["value"] == "yes"


async def test_the_history_of_answers_is_on_the_timeline(room: Room) -> None:
    await room.runs("bob", LEAK)
    await room.runs("bob", "facts eu_data_subjects=no")
    assert "(before: yes)" in (await room.lines("facts_answered"))[-1]
    assert (await deadlines(room))["eu-gdpr-33/notify"]["status"] == "superseded"
    assert "nothing was changed" in await room.runs("bob", "facts eu_data_subjects=no")


async def test_triage_leads_on_to_the_facts(room: Room) -> None:
    questions = room.questions
    await room.clicks("bob", questions, "answer_triage:regulatory:possible")
    await room.person("bob").clicks(room.questions, "Answer the facts")
    await room.person("bob").sees_modal("Facts of INC-1")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("facts personal_data", "Did you mean personal_data_involved?"),
        ("facts personal_data_involved=maybe", "answered with yes, no or unknown"),
        ("facts gdpr", "There is no fact gdpr"),
        ("facts nis2_entity", "There is no fact nis2_entity"),
    ],
)
async def test_facts_that_cannot_be_read_are_answered_and_nothing_is_recorded(
    room: Room, line: str, says: str
) -> None:
    assert says in await room.runs("bob", line)
    assert await facts(room) == {}


# who may --------------------------------------------------------------------------------------------------


async def test_only_legal_decides_and_the_refusal_says_who(room: Room) -> None:
    await room.runs("bob", LEAK)
    for line in ("facts in_data_subjects", "deadline filed 1", "deadline waive 1 no risk", "facts"):
        assert "Only the legal lead, @bob" in await room.runs("alice", line), line
    assert {d["status"] for d in (await deadlines(room)).values()} <= {
        "running",
        "proposed",
        "rehearsal",
        "not_started",
    }


async def test_while_nobody_holds_the_legal_role_the_commander_decides_and_the_record_says_so(
    stage: Stage,
) -> None:
    room = await a_room(stage)
    assert "/incident role legal me" in await room.runs("alice", LEAK)
    await room.runs("bob", "role commander me")
    assert "the commander, @bob" in await room.runs("alice", LEAK)
    await room.runs("bob", LEAK)
    assert "as commander, since nobody holds the legal role" in (await room.lines("facts_answered"))[0]
    await room.runs("alice", "role legal me")
    assert "Only the legal lead, @alice" in await room.runs("bob", "deadline filed 1")


# the list and the card ------------------------------------------------------------------------------------


async def test_the_list_shows_the_soonest_first_with_what_each_asks_for(room: Room) -> None:
    await room.runs("bob", f"{LEAK} uk_data_subjects high_risk_to_individuals processor_role=no")
    await room.stage.run_for(minutes=30)
    text = room.reads(await shown(room), "bob")
    assert "GDPR - personal data breach, supervisory authority: Notify supervisory authority" in text
    assert "in 2 days 23 h" in text
    assert "Counted from awareness" in text
    assert "(not confirmed)" in text
    assert "Must contain:" in text
    assert "Competent (lead) supervisory authority" in text
    due = [d for d in (await deadlines(room)).values() if d["due_at"]]
    soonest = min(due, key=lambda d: d["due_at"])
    counting = [line for line in text.splitlines() if " · " in line and line.split(" · ")[0].isdecimal()]
    assert counting[0].startswith(f"{soonest['number']} · ") or soonest["status"] == "rehearsal"


async def test_a_long_list_is_shown_page_by_page(room: Room) -> None:
    await room.runs("bob", "facts personal_data_involved security_compromise service_disruption_material")
    message = await shown(room)
    assert "Show 10 more" in room.reads(message, "bob")
    await room.clicks("bob", message, "Show 10 more")
    assert len(message.blocks) <= 50


async def test_the_card_shows_the_next_clocks_to_whom_and_how_many_wait_for_a_person(room: Room) -> None:
    assert "Next deadline" not in room.reads(room.card)
    await room.runs("bob", LEAK)
    card = room.reads(room.card)
    assert "Next deadlines:" in card
    due = sorted((d["due_at"], d["number"]) for d in (await deadlines(room)).values() if d["due_at"])
    named = [int(line.split(" ")[1]) for line in card.splitlines() if line.startswith("• ")]
    assert named == [number for _, number in due[:3]]
    assert "to Competent (lead) supervisory authority" in card
    assert "with a start that nobody confirmed" in card


def lacking(said: str) -> list[int]:
    """How much the next notices lack, as one reads it."""
    return [int(found) for found in re.findall(r"still lacks (\d+) points?", said)]


async def test_card_and_status_say_how_much_the_next_notices_still_lack(room: Room) -> None:
    await room.runs("bob", LEAK)
    before = lacking(room.reads(room.card))
    assert len(before) == 3
    assert lacking(await room.runs("bob", "status")) == before
    await room.clicks("bob", room.questions, "Material")
    after = lacking(room.reads(room.card))
    assert sum(after) < sum(before)
    assert lacking(await room.runs("bob", "status")) == after


async def test_what_the_card_says_of_deadlines_is_read_once(room: Room) -> None:
    await room.runs("bob", LEAK)
    rendering = Rendering(
        room.stage.bot.database,
        CATALOGUE,
        room.stage.bot.roster,
        Homes(room.stage.bot.database, CATALOGUE),
        room.stage.clock,
    )
    incident = await room.incident()
    with counting(room.stage.bot.database) as counted:
        await rendering.card(incident)
    assert len(counted.about("FROM anchors")) == 1


async def test_outside_a_channel_all_open_incidents_are_listed_but_not_what_one_cannot_see(
    room: Room,
) -> None:
    await room.runs("bob", LEAK)
    bob = room.person("bob")
    await bob.runs("/incident declare private secret model", room.channel)
    await room.stage.settle()
    await room.runs("bob", "role INC-2 legal me")
    await room.runs("bob", f"facts INC-2 {LEAK.partition(' ')[2]}")
    mine = await room.runs("bob", "deadlines", "ml-platform")
    assert "INC-1" in mine
    assert "INC-2" in mine
    assert "secret" in mine
    theirs = await room.runs("alice", "deadlines", "ml-platform")
    assert "INC-1" in theirs
    assert "INC-2" not in theirs
    assert "secret" not in theirs


# decisions ------------------------------------------------------------------------------------------------


async def number_of(room: Room, stage: str) -> int:
    return int((await deadlines(room))[stage]["number"])


async def test_a_filing_by_command_is_recorded_with_its_reference(room: Room) -> None:
    await room.runs("bob", LEAK)
    number = await number_of(room, "eu-gdpr-33/notify")
    await room.stage.run_for(minutes=5)
    answer = await room.runs("bob", f"deadline filed {number} CASE-2026-118")
    assert f"deadline {number} is filed" in answer
    filed = (await deadlines(room))["eu-gdpr-33/notify"]
    assert (filed["status"], filed["reference"]) == ("filed", "CASE-2026-118")
    assert (filed["filed_at"], filed["filed_by"]) == (
        iso(BEGIN + timedelta(minutes=5)),
        room.person("bob").id,
    )
    assert room.messages("filed: Deadline")


async def test_saying_again_that_it_is_filed_keeps_when_it_was_filed_first(room: Room) -> None:
    await room.runs("bob", LEAK)
    number = await number_of(room, "eu-gdpr-33/notify")
    await room.runs("bob", f"deadline filed {number}")
    room.stage.clock.move_to(BEGIN + 5 * HOUR)
    assert "is filed already" in await room.runs("bob", f"deadline filed {number}")
    await room.runs("bob", f"deadline filed {number} CASE-1")
    filed = (await deadlines(room))["eu-gdpr-33/notify"]
    assert (filed["filed_at"], filed["reference"]) == (iso(BEGIN), "CASE-1")


async def test_what_is_filed_late_says_so_and_asks_why(room: Room) -> None:
    await room.runs("bob", LEAK)
    number = await number_of(room, "eu-gdpr-33/notify")
    room.stage.clock.move_to(BEGIN + 73 * HOUR)
    assert (await deadlines(room))["eu-gdpr-33/notify"]["status"] == "overdue"
    answer = await room.runs("bob", f"deadline filed {number} CASE-1")
    assert "filed late" in answer
    asking = room.person("bob").whispers(room.channel)[-1]
    await room.person("bob").clicks(asking, "Say why it was late")
    await room.person("bob").sees_modal()
    await room.person("bob").submits({"reason": "The forensic report was missing."})
    await room.stage.settle()
    filed = (await deadlines(room))["eu-gdpr-33/notify"]
    assert (filed["status"], filed["reason"]) == ("filed_late", "The forensic report was missing.")
    assert filed["filed_at"] == iso(BEGIN + 73 * HOUR)


async def test_a_filing_is_told_with_its_own_time_by_the_form(room: Room) -> None:
    await room.runs("bob", LEAK)
    room.stage.clock.move_to(BEGIN + 10 * HOUR)
    message = await shown(room)
    number = await number_of(room, "eu-gdpr-33/notify")
    bob = room.person("bob")
    await bob.clicks(message, f"decide_deadline:filed:{number}")
    await bob.sees_modal()
    result = await bob.submits({"when": "2030-01-01 10:00"})
    assert "ahead" in result.errors["when"]
    await bob.submits(
        {"when": "3 hours ago", "reference": "DPA-7", "file": "https://acme.slack.com/files/F1"}
    )
    await room.stage.settle()
    filed = (await deadlines(room))["eu-gdpr-33/notify"]
    assert (filed["filed_at"], filed["reference"]) == (iso(BEGIN + 7 * HOUR), "DPA-7")


async def test_waiving_wants_a_reason_and_can_be_taken_back_with_one(room: Room) -> None:
    await room.runs("bob", LEAK)
    number = await number_of(room, "eu-gdpr-33/notify")
    assert "Say why" in await room.runs("bob", f"deadline waive {number}")
    await room.runs("bob", f"deadline waive {number} no risk to people")
    assert (await deadlines(room))["eu-gdpr-33/notify"]["status"] == "waived"
    assert "waived already" in await room.runs("bob", f"deadline filed {number}")
    message = await shown(room)
    while f"take_back:{number}" not in json.dumps(message.blocks):
        await room.clicks("bob", message, "deadlines_more")
        message = room.person("bob").whispers(room.channel)[-1]
    await room.person("bob").clicks(message, f"decide_deadline:take_back:{number}")
    await room.person("bob").sees_modal()
    await room.person("bob").submits({"reason": "the wrong one"})
    await room.stage.settle()
    assert (await deadlines(room))["eu-gdpr-33/notify"]["status"] == "running"
    assert "took back “waived”" in (await room.lines("decision_taken_back"))[0]


async def test_that_it_will_be_late_is_said_with_whether_the_authority_knows(room: Room) -> None:
    await room.runs("bob", LEAK)
    message, bob = await shown(room), room.person("bob")
    number = await number_of(room, "eu-gdpr-33/notify")
    await bob.clicks(message, f"decide_deadline:late:{number}")
    await bob.sees_modal()
    await bob.submits({"reason": "The vendor does not answer.", "told": ["yes"]})
    await room.stage.settle()
    late = (await deadlines(room))["eu-gdpr-33/notify"]
    assert (late["status"], late["reason"]) == ("running", "The vendor does not answer.")
    assert "the authority was told" in (await room.lines("deadline_late"))[0]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("deadline filed 99", "has no deadline 99"),
        ("deadline filed", "/incident deadline filed N"),
        ("deadline eat 1", "/incident deadline filed N"),
        ("deadline filed 0", "has no deadline 0"),
        ("deadline filed ١", "has no deadline 1"),
    ],
)
async def test_a_deadline_that_is_none_is_answered(room: Room, line: str, says: str) -> None:
    assert says in await room.runs("bob", line)


async def test_a_deadline_is_named_in_either_order(room: Room) -> None:
    await room.runs("bob", LEAK)
    assert "deadline 1 is filed" in await room.runs("bob", "deadline 1 sent CASE-1")


# anchors --------------------------------------------------------------------------------------------------


async def test_counsel_corrects_when_they_were_aware_and_the_channel_hears_what_moved(room: Room) -> None:
    await room.runs("bob", LEAK)
    room.stage.clock.move_to(BEGIN + 2 * HOUR)
    message, bob = await shown(room), room.person("bob")
    number = await number_of(room, "eu-gdpr-33/notify")
    await bob.clicks(message, f"open_anchor:{number}")
    await bob.sees_modal("When a clock starts")
    await bob.submits({"when": "4 hours ago", "basis": "The on-call's message.", "scope": "all"})
    await room.stage.settle()
    gdpr = (await deadlines(room))["eu-gdpr-33/notify"]
    assert (gdpr["starts_at"], gdpr["anchor_confirmed"]) == (iso(BEGIN - 2 * HOUR), True)
    assert gdpr["due_at"] == iso(BEGIN + 70 * HOUR)
    assert any("Moved:" in said and "before" in said for said in room.said())
    assert "corrected awareness" in (await room.lines("anchor_told"))[0]


async def test_confirming_an_instant_as_it_stands_moves_nothing(room: Room) -> None:
    await room.runs("bob", LEAK)
    before = (await deadlines(room))["eu-gdpr-33/notify"]
    message, bob = await shown(room), room.person("bob")
    await bob.clicks(message, f"open_anchor:{before['number']}")
    await bob.sees_modal("When a clock starts")
    await bob.submits({})
    await room.stage.settle()
    after = (await deadlines(room))["eu-gdpr-33/notify"]
    assert (after["due_at"], after["anchor_confirmed"]) == (before["due_at"], True)
    assert "confirmed awareness" in (await room.lines("anchor_told"))[0]


async def test_the_first_notice_told_later_moves_what_nobody_confirmed(room: Room) -> None:
    await room.runs("bob", LEAK)
    await room.runs("alice", "detected 10:00")  # 07:00 UTC, two hours before the declaration
    gdpr = (await deadlines(room))["eu-gdpr-33/notify"]
    assert (gdpr["starts_at"], gdpr["anchor_confirmed"]) == (iso(BEGIN - 2 * HOUR), False)


# the guarantees -------------------------------------------------------------------------------------------


async def test_everything_stands_after_a_restart_and_on_the_timeline(room: Room) -> None:
    await room.runs("bob", LEAK)
    before = await deadlines(room)
    await room.stage.restart()
    assert await deadlines(room) == before
    assert len(await room.lines("clock_started")) + len(await room.lines("clock_waits")) == len(before)
