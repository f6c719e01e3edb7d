"""Triage: asked in the channel, answered with a tap, changed, and the severity it suggests."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.severity import Severity
from bot.domain.triage import Question
from bot.sandbox.entities import Message
from tests.scenarios.room import Room, a_room
from tests.stage import BEGIN, Stage


@pytest.fixture
async def room(stage: Stage) -> Room:
    return await a_room(stage)


async def taps(room: Room, name: str, question: Question, answer: str) -> None:
    """Somebody taps an answer under a question."""
    await room.clicks(name, room.questions, f"answer_triage:{question}:{answer}")


async def answers(room: Room) -> dict[str, tuple[str, str]]:
    """What is recorded: the answer to each question, and who gave it."""
    names = {user.id: user.name for user in room.stage.workspace.users.values()}
    return {a.question.value: (a.answer, names[a.answered_by]) for a in (await room.incident()).triage}


ALL_MILD = {
    Question.ONGOING_HARM: "no",
    Question.SAFETY_RISK: "no",
    Question.SCOPE: "none",
    Question.IMPACT: "minor",
    Question.EXPOSURE: "internal",
    Question.REGULATORY: "none",
}


# asked and answered ---------------------------------------------------------------------------------------


async def test_the_questions_stand_in_the_channel_after_the_card(room: Room) -> None:
    assert float(room.questions.ts) > float(room.card.ts)
    text = room.reads(room.questions)
    for words in (
        "1. Is there ongoing harm that must be stopped immediately?",
        "↳ Could a person be physically or psychologically hurt?",
        "2. How many users or systems are affected?",
        "3. What is the business and reputational impact?",
        "↳ Who has seen it?",
        "4. Are there regulatory notification requirements?",
    ):
        assert words in text
    assert text.count("[Not known yet]") == 6


async def test_a_tap_answers_and_shows_who_did(room: Room) -> None:
    ts = room.questions.ts
    await taps(room, "bob", Question.SCOPE, "significant")
    assert await answers(room) == {"scope": ("significant", "bob")}
    assert room.questions.ts == ts
    assert "✅ Many, says Bob Lindqvist at 12:00. [Change]" in room.reads(room.questions)
    assert await room.lines("triage_answered") == [
        "bob answered “How many users or systems are affected?”: Many."
    ]


async def test_answers_make_no_noise_in_the_channel(room: Room) -> None:
    before = len(room.said())
    await taps(room, "bob", Question.ONGOING_HARM, "no")
    await taps(room, "alice", Question.SCOPE, "limited")
    assert len(room.said()) == before


async def test_unknown_is_an_answer_that_stays_open(room: Room) -> None:
    await taps(room, "bob", Question.ONGOING_HARM, "unknown")
    text = room.reads(room.questions)
    assert "❔ Not known yet, says Bob Lindqvist" in text
    assert "[No] [It has stopped] [Possibly] [Yes, now]" in text
    assert "Not known yet: whether harm goes on" in room.reads(room.card)
    await taps(room, "alice", Question.ONGOING_HARM, "stopped")
    assert await answers(room) == {"ongoing_harm": ("stopped", "alice")}
    assert await room.lines("triage_answered") == [
        "bob answered “Is there ongoing harm that must be stopped immediately?”: Not known yet.",
        "alice answered “Is there ongoing harm that must be stopped immediately?”: It has stopped"
        " (before: Not known yet).",
    ]


async def test_two_who_answer_at_once_are_both_recorded_in_order(room: Room) -> None:
    question = "How many users or systems are affected?"
    bob, alice, message = room.person("bob"), room.person("alice"), room.questions
    await asyncio.gather(
        bob.clicks(message, "answer_triage:scope:limited"),
        alice.clicks(message, "answer_triage:scope:widespread"),
    )
    await room.stage.settle()
    said = await room.lines("triage_answered")
    assert len(said) == 2
    assert {line.split(" answered ")[0] for line in said} == {"bob", "alice"}
    (last,) = (await answers(room)).values()
    label = {"limited": "A few", "widespread": "Most or all"}[last[0]]
    assert said[-1].startswith(f"{last[1]} answered “{question}”: {label} (before: ")
    assert f"✅ {label}, says" in room.reads(room.questions)


async def test_the_same_answer_again_is_said_so(room: Room) -> None:
    drawn = list(room.questions.blocks)
    await taps(room, "bob", Question.SCOPE, "limited")
    await room.presses_late("alice", room.questions, drawn, "answer_triage:scope:limited")
    assert "is answered with “A few” already, by @bob" in room.whispered("alice")[-1]
    assert len(await room.lines("triage_answered")) == 1


async def test_a_burst_of_answers_is_few_updates(room: Room) -> None:
    bob, message = room.person("bob"), room.questions
    slow = room.stage.workspace.faults.latency(
        "chat.update", 0.5, times=1, when=lambda args: args.get("ts") == message.ts
    )
    before = len(room.stage.workspace.calls)
    for question, answer in ALL_MILD.items():
        await bob.clicks(message, f"answer_triage:{question}:{answer}")
    await room.stage.settle()
    assert slow.struck == 1
    assert len(await answers(room)) == 6
    changes = [call for call in room.stage.workspace.calls[before:] if call.method == "chat.update"]
    assert len([call for call in changes if call.args.get("ts") == message.ts]) < 6
    assert room.reads(room.questions).count("✅") == 6


async def test_a_guest_in_the_channel_may_answer_too(room: Room) -> None:
    kofi = room.person("kofi")
    kofi.user.is_ultra_restricted = False
    await room.person("alice").invites(room.channel, kofi)
    await taps(room, "kofi", Question.EXPOSURE, "public")
    assert await answers(room) == {"exposure": ("public", "kofi")}


# changing and notes ---------------------------------------------------------------------------------------


async def test_an_answer_is_changed_in_a_form_with_a_note(room: Room) -> None:
    bob = room.person("bob")
    await taps(room, "alice", Question.SCOPE, "limited")
    await bob.clicks(room.questions, "change_answer:scope")
    form = bob.reads(await bob.sees_modal("Triage answer"))
    assert "● A few" in form
    assert "How many, as far as is known" in form
    result = await bob.submits({"answer": "Many", "note": "about 400 <accounts> & *more*"})
    await room.stage.settle()
    assert result.closed
    (given,) = (await room.incident()).triage
    assert (given.answer, given.note) == ("significant", "about 400 <accounts> & *more*")
    assert "✅ Many, says Bob Lindqvist at 12:00. “about 400 <accounts> & more”" in room.reads(room.questions)
    assert (await room.lines("triage_answered"))[-1] == (
        "bob answered “How many users or systems are affected?”: Many (before: A few)."
        " about 400 &lt;accounts&gt; &amp; *more*"
    )


async def test_a_note_alone_keeps_the_answer(room: Room) -> None:
    bob = room.person("bob")
    await taps(room, "bob", Question.REGULATORY, "unknown")
    await bob.clicks(room.questions, "Add a note")
    await bob.sees_modal("Triage answer")
    await bob.submits({"note": "legal looks at it until 14:00"})
    await room.stage.settle()
    (given,) = (await room.incident()).triage
    assert (given.answer, given.note) == ("unknown", "legal looks at it until 14:00")


async def test_tapping_the_same_answer_keeps_its_note(room: Room) -> None:
    bob, drawn = room.person("bob"), list(room.questions.blocks)
    await taps(room, "bob", Question.SCOPE, "limited")
    await bob.clicks(room.questions, "change_answer:scope")
    await bob.sees_modal("Triage answer")
    await bob.submits({"note": "40 accounts"})
    await room.stage.settle()
    await room.presses_late("alice", room.questions, drawn, "answer_triage:scope:limited")
    (given,) = (await room.incident()).triage
    assert given.note == "40 accounts"


# the suggested severity -----------------------------------------------------------------------------------


async def test_a_higher_severity_is_suggested_with_every_reason_and_accepted_with_a_tap(room: Room) -> None:
    await taps(room, "bob", Question.ONGOING_HARM, "yes")
    await taps(room, "bob", Question.EXPOSURE, "public")
    text = room.reads(room.questions)
    assert "The answers suggest: 🔴 Critical, because" in text
    assert "• harm is happening now (critical)" in text
    assert "• the public has seen it (high)" in text
    assert "[Set to Critical] [Keep Medium]" in text
    await room.clicks("bob", room.questions, "Set to Critical")
    incident = await room.incident()
    assert (incident.severity, incident.severity_assessed) == (Severity.CRITICAL, True)
    assert "[Set to Critical]" not in room.reads(room.questions)
    told = room.reads(room.message("raised severity"))
    assert told.startswith("🔴 Critical. Bob Lindqvist raised severity from medium to critical.")
    assert "Reason: triage: harm is happening now" in told
    assert room.channel.topic["value"].startswith("🔴 Critical")


async def test_keeping_the_severity_asks_for_a_reason_and_is_on_the_record(room: Room) -> None:
    bob = room.person("bob")
    await taps(room, "bob", Question.EXPOSURE, "public")
    await bob.clicks(room.questions, "Keep Medium")
    await bob.sees_modal("Keep Medium")
    assert (await bob.submits({"reason": "   "})).errors
    await bob.submits({"reason": "only a screenshot of a test"})
    await room.stage.settle()
    incident = await room.incident()
    assert (incident.severity, incident.severity_assessed) == (Severity.MEDIUM, True)
    assert await room.lines("suggestion_declined") == [
        "bob kept severity medium instead of the suggested high. Reason: only a screenshot of a test."
    ]
    assert "Bob Lindqvist kept severity medium instead of the suggested high." in room.said()[-1]
    text = room.reads(room.questions)
    assert "Somebody decided to keep Medium" in text
    assert "[Set to High]" in text
    assert "[Keep Medium]" not in text


async def test_a_new_fact_asks_again_after_a_suggestion_was_declined(room: Room) -> None:
    bob = room.person("bob")
    await taps(room, "bob", Question.EXPOSURE, "public")
    await bob.clicks(room.questions, "Keep Medium")
    await bob.sees_modal()
    await bob.submits({"reason": "a test"})
    await room.stage.settle()
    await taps(room, "bob", Question.SAFETY_RISK, "yes")
    assert "[Set to Critical] [Keep Medium]" in room.reads(room.questions)


async def test_a_suggestion_overtaken_by_events_changes_nothing(room: Room) -> None:
    await taps(room, "bob", Question.EXPOSURE, "public")
    drawn = list(room.questions.blocks)
    await room.runs("alice", "severity critical I saw it myself")
    await room.presses_late("bob", room.questions, drawn, "Set to High")
    assert (await room.incident()).severity is Severity.CRITICAL
    assert "That changed meanwhile: severity is critical" in room.whispered("bob")[-1]


async def test_a_lower_severity_is_suggested_only_when_all_is_answered(room: Room) -> None:
    *first, last = ALL_MILD.items()
    for question, answer in first:
        await taps(room, "bob", question, answer)
    assert "[Set to Low]" not in room.reads(room.questions)
    await taps(room, "bob", *last)
    assert "The answers suggest: 🔵 Low, because" in room.reads(room.questions)
    await room.clicks("bob", room.questions, "Set to Low")
    assert (await room.incident()).severity is Severity.LOW
    assert "nothing speaks for more" in (await room.lines("severity_changed"))[0]


async def test_only_the_commander_lowers_by_a_tap(room: Room) -> None:
    await room.runs("alice", "role commander me")
    for question, answer in ALL_MILD.items():
        await taps(room, "bob", question, answer)
    await room.clicks("bob", room.questions, "Set to Low")
    assert "Only the commander, @alice, can do that" in room.whispered("bob")[-1]
    await room.clicks("alice", room.questions, "Set to Low")
    assert (await room.incident()).severity is Severity.LOW


async def test_the_present_severity_is_confirmed_with_a_tap(room: Room) -> None:
    await taps(room, "bob", Question.SCOPE, "limited")
    await room.clicks("alice", room.questions, "Confirm Medium")
    assert (await room.incident()).severity_assessed
    assert await room.lines("severity_changed") == [
        "alice confirmed severity medium. Reason: triage: limited impact or degraded performance."
    ]
    assert "[Confirm Medium]" not in room.reads(room.questions)


async def test_what_to_consider_besides_is_whispered_to_the_commander_once(room: Room) -> None:
    await room.runs("alice", "role commander me")
    await taps(room, "bob", Question.SCOPE, "widespread")
    await taps(room, "bob", Question.IMPACT, "severe")
    await taps(room, "bob", Question.EXPOSURE, "customer")
    nudge = "Widespread and severe: consider Critical."
    assert [w for w in room.whispered("alice") if nudge in w] == [f"INC-1: {nudge}"]
    assert not any(nudge in w for w in room.whispered("bob"))
    assert f"For the commander: {nudge}" in room.reads(room.questions)


# when triage is done --------------------------------------------------------------------------------------


async def test_triage_is_done_when_four_are_answered_and_somebody_confirmed_the_severity(room: Room) -> None:
    for question in (Question.ONGOING_HARM, Question.SCOPE, Question.IMPACT):
        await taps(room, "bob", question, "unknown")
    await room.runs("alice", "severity high")
    assert (await room.incident()).triaged_at is None
    await room.stage.run_for(minutes=4)
    await taps(room, "bob", Question.REGULATORY, "unknown")
    assert (await room.incident()).triaged_at == BEGIN + timedelta(minutes=4)
    assert "[Answer triage]" not in room.reads(room.card)


async def test_answers_alone_do_not_finish_triage(room: Room) -> None:
    for question, answer in ALL_MILD.items():
        await taps(room, "bob", question, answer)
    assert (await room.incident()).triaged_at is None
    await room.clicks("bob", room.questions, "Set to Low")
    assert (await room.incident()).triaged_at is not None


# asked again ----------------------------------------------------------------------------------------------


def moved(room: Room) -> Message:
    return room.message("are further down now")


async def test_asking_again_puts_them_at_the_end_and_the_old_ones_point_there(room: Room) -> None:
    old = room.questions.ts
    await taps(room, "bob", Question.SCOPE, "limited")
    answer = await room.runs("bob", "triage")
    assert answer == f"INC-1: the four questions are at the end of #{room.channel.name}."
    assert float(room.questions.ts) > float(old)
    assert "✅ A few, says Bob Lindqvist" in room.reads(room.questions)
    assert moved(room).ts == old
    assert f"p{room.questions.ts.replace('.', '')}" in str(moved(room).blocks)
    assert [e.text for e in await room.timeline() if e.kind == "triage_asked"] == [
        "Triage questions asked again."
    ]


async def test_who_is_not_in_the_channel_does_not_ask_there(room: Room) -> None:
    ts = room.questions.ts
    assert "Only people in" in await room.runs("grace", "triage INC-1", "support")
    assert room.questions.ts == ts


async def test_the_questions_asked_anew_are_the_ones_kept_up_to_date(room: Room) -> None:
    await room.runs("bob", "triage")
    await taps(room, "bob", Question.SCOPE, "limited")
    assert "✅ A few" in room.reads(room.questions)
    assert "further down" in room.reads(moved(room))


async def test_the_card_leads_to_the_questions_while_they_are_near(room: Room) -> None:
    await room.clicks("bob", room.card, "Answer triage")
    assert room.whispered("bob")[-1] == "The questions are here, one tap each."
    link = f"p{room.questions.ts.replace('.', '')}"
    assert link in str(room.person("bob").whispers(room.channel)[-1].blocks)


async def test_the_card_asks_them_again_when_they_are_far_up(room: Room) -> None:
    old = room.questions.ts
    for number in range(15):
        await room.person("alice").says(room.channel, f"look {number}")
    await room.stage.settle()
    await room.clicks("bob", room.card, "Answer triage")
    assert room.questions.ts != old
    assert moved(room).ts == old


async def test_triage_of_a_closed_incident_is_only_read(room: Room) -> None:
    drawn = list(room.questions.blocks)
    await room.runs("alice", "cancel it was a test")
    assert "[" not in room.reads(room.questions)
    await room.presses_late("bob", room.questions, drawn, "answer_triage:scope:limited")
    assert "INC-1 is cancelled." in room.whispered("bob")[-1]
    assert (await room.incident()).triage == ()


# category and what it involves ----------------------------------------------------------------------------


async def test_category_and_facets_are_chosen_in_a_form_with_their_meanings(room: Room) -> None:
    bob = room.person("bob")
    await bob.clicks(room.questions, "Choose category and systems")
    form = await bob.sees_modal("Category and systems")
    assert "Safety and harm: What the system says, decides or does hurts people" in bob.reads(form)
    await bob.chooses(form, "category", "Data drift")
    await room.stage.settle()
    assert "Data drift: What comes in no longer looks like" in bob.reads(
        await bob.sees_modal("Category and systems")
    )
    await bob.submits({"facets": ["AI agent with tools", "Personal data involved"]})
    await room.stage.settle()
    incident = await room.incident()
    assert (incident.category, incident.subtype) == ("performance", "perf.data_drift")
    assert set(incident.facets) == {"agentic", "personal_data"}
    (told,) = [said for said in room.said() if "set the category" in said]
    assert "set what it involves: AI agent with tools, Personal data involved." in told
    text = room.reads(room.questions)
    assert "Category: Performance / Data drift" in text
    assert "Involves: AI agent with tools, Personal data involved" in text


async def test_the_affected_systems_are_changed_in_the_same_form(room: Room) -> None:
    bob = room.person("bob")
    await bob.clicks(room.questions, "Choose category and systems")
    await bob.sees_modal("Category and systems")
    assert (await bob.submits({"Affected systems": "refund bot,  <b>crm</b> ,refund bot"})).closed
    await room.stage.settle()
    incident = await room.incident()
    assert (incident.affected_systems, incident.category) == (("refund bot", "<b>crm</b>"), None)
    assert await room.lines("systems_changed") == [
        "bob named the affected systems: refund bot, &lt;b&gt;crm&lt;/b&gt;."
    ]
    assert "Bob Lindqvist named the affected systems: refund bot, <b>crm</b>." in room.said()
    assert "Affected: refund bot, <b>crm</b>" in room.reads(room.card)
    assert "Affected: refund bot, <b>crm</b>" in room.reads(room.questions)
    await bob.clicks(room.questions, "Choose category and systems")
    assert "refund bot, <b>crm</b>" in str((await bob.sees_modal()).content)
    await bob.submits({"Affected systems": ""})
    await room.stage.settle()
    assert (await room.incident()).affected_systems == ()


async def test_more_systems_than_can_be_kept_are_refused_under_their_field(room: Room) -> None:
    bob = room.person("bob")
    await bob.clicks(room.questions, "Choose category and systems")
    await bob.sees_modal()
    result = await bob.submits({"Affected systems": ", ".join(f"s{n}" for n in range(101))})
    assert "Those are 101 systems; 100 fit." in result.errors["systems"]
    assert (await bob.submits({"Affected systems": ", ".join(f"s{n}" for n in range(100))})).closed
    await room.stage.settle()
    assert len((await room.incident()).affected_systems) == 100


async def test_what_is_found_late_is_asked_about_once_more(room: Room) -> None:
    await room.runs("bob", "category concept_drift")
    guard = "is the model still making these decisions right now?"
    await taps(room, "bob", Question.ONGOING_HARM, "no")
    assert f"Drift and bias seldom feel ongoing, and usually are: {guard}" in room.reads(room.questions)
    await room.clicks("bob", room.questions, "change_answer:ongoing_harm")
    await room.person("bob").sees_modal()
    await room.person("bob").submits({"answer": "Yes, now"})
    await room.stage.settle()
    assert guard not in room.reads(room.questions)


async def test_an_agent_that_may_still_act_is_named_to_the_commander(room: Room) -> None:
    bob = room.person("bob")
    await room.runs("bob", "role commander me")
    await bob.clicks(room.questions, "Choose category and systems")
    await bob.sees_modal("Category and systems")
    await bob.submits({"category": "Prompt injection", "facets": ["AI agent with tools"]})
    await room.stage.settle()
    await taps(room, "alice", Question.ONGOING_HARM, "possible")
    assert any("revoke its credentials and tools" in w for w in room.whispered("bob"))


async def test_children_among_the_affected_are_something_to_consider(room: Room) -> None:
    bob = room.person("bob")
    await bob.clicks(room.questions, "Choose category and systems")
    await bob.sees_modal("Category and systems")
    await bob.submits({"category": "Harmful content", "facets": ["Children involved"]})
    await room.stage.settle()
    assert "consider raising one level" in room.reads(room.questions)


async def test_who_answers_from_a_reminder_is_told_that_it_is_recorded(room: Room) -> None:
    await room.runs("alice", "role commander me")
    await room.runs("bob", "role technical me")
    await room.stage.run_for(hours=4, minutes=1)
    asked = [
        message
        for message in room.messages("")
        if message.ts != room.questions.ts and "answer_triage:scope:limited" in str(message.blocks)
    ]
    await room.clicks("bob", asked[-1], "answer_triage:scope:limited")
    assert room.whispered("bob")[-1] == "Recorded: “How many users or systems are affected?” A few."
    assert "✅ A few, says Bob Lindqvist" in room.reads(room.questions)
