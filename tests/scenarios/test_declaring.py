"""Declaring in one line and by form."""

from datetime import UTC, datetime

import pytest

from bot.domain.incident import Certainty
from bot.domain.severity import Severity
from tests.scenarios.declared import incident, timeline
from tests.stage import Stage

CHANNEL = "inc-1-model-drifts"


def buttons(message: object) -> str:
    return str(getattr(message, "blocks", message))


# in one line ----------------------------------------------------------------------------------------------


async def test_a_line_is_enough_to_have_a_channel_with_a_card(stage: Stage) -> None:
    alice = stage.person("alice")
    answer = await alice.runs("/incident declare sev2 Chatbot invents refunds", "support")
    await stage.settle()
    channel = stage.channel("inc-1")
    assert channel.name == "inc-1-chatbot-invents-refunds"
    assert "INC-1" in answer.text
    assert f"<#{channel.id}" in str(answer.blocks)
    assert alice.id in channel.members
    cards = [m for m in alice.sees(channel) if "Phase: detection" in alice.reads(m)]
    assert [c.ts for c in cards] == [pin["message_ts"] for pin in channel.pins]


@pytest.mark.parametrize("word", ["declare", "new", "open", "DECLARE"])
async def test_every_word_people_use_for_it_declares(stage: Stage, word: str) -> None:
    await stage.person("alice").runs(f"/incident {word} model drifts", "support")
    assert (await incident(stage)).title == "model drifts"


async def test_a_command_delivered_twice_declares_once(stage: Stage) -> None:
    alice = stage.person("alice")
    stage.workspace.deliveries.faults(stage.app).repeat = 1
    await alice.runs("/incident declare model drifts", "support")
    await stage.settle()
    async with stage.bot.database.reading() as repositories:
        assert len(await repositories.incidents.all()) == 1
    assert len([c for c in stage.workspace.channels.values() if (c.name or "").startswith("inc-")]) == 1


async def test_without_a_severity_it_is_medium_and_says_that_nobody_assessed_it(stage: Stage) -> None:
    answer = await stage.person("alice").runs("/incident declare model drifts", "support")
    declared = await incident(stage)
    assert (declared.severity, declared.severity_assessed) == (Severity.MEDIUM, False)
    assert "Severity medium until somebody assesses it." in answer.text


async def test_a_severity_word_can_be_put_back_into_the_title(stage: Stage) -> None:
    alice = stage.person("alice")
    answer = await alice.runs("/incident declare critical thinking tutor gives wrong answers", "support")
    assert (await incident(stage)).severity is Severity.CRITICAL
    assert answer.message is not None
    await alice.clicks(answer.message, "Put “critical” back into the title")
    await stage.settle()
    now = await incident(stage)
    assert now.title == "critical thinking tutor gives wrong answers"
    assert (now.severity, now.severity_assessed) == (Severity.MEDIUM, False)
    assert any("lowered severity from critical to medium" in line for line in await timeline(stage))
    left = alice.whispers("support")[-1]
    assert "critical thinking tutor" in alice.reads(left)
    assert "back into the title" not in buttons(left)


async def test_a_severity_decided_meanwhile_stays_when_the_word_goes_back(stage: Stage) -> None:
    alice = stage.person("alice")
    answer = await alice.runs("/incident declare low recall in search", "support")
    await stage.settle()
    await alice.runs("/incident severity high customers see it", stage.channel("inc-1"))
    assert answer.message is not None
    await alice.clicks(answer.message, "Put “low” back into the title")
    await stage.settle()
    now = await incident(stage)
    assert (now.title, now.severity) == ("low recall in search", Severity.HIGH)


async def test_like_open_incidents_are_named_and_one_tap_merges(stage: Stage) -> None:
    alice, bob = stage.person("alice"), stage.person("bob")
    await bob.runs("/incident declare chatbot invents refunds", "ml-platform")
    await stage.settle()
    answer = await alice.runs("/incident declare our chatbot invents a refund policy and refunds", "support")
    await stage.settle()
    assert "Looks like INC-1 chatbot invents refunds" in answer.text
    assert answer.message is not None
    await alice.clicks(answer.message, "Same thing: merge into INC-1")
    await stage.settle()
    assert (await incident(stage, 2)).merged_into == 1


async def test_a_private_incident_is_not_named_to_those_outside(stage: Stage) -> None:
    alice, bob = stage.person("alice"), stage.person("bob")
    await bob.runs("/incident declare private chatbot leaks customer mail", "ml-platform")
    await stage.settle()
    channel = stage.channel("inc-1")
    assert (channel.name, channel.is_private) == ("inc-1", True)
    answer = await alice.runs("/incident declare chatbot leaks customer mail", "support")
    assert "INC-1" not in answer.text
    again = await bob.runs("/incident declare chatbot leaks customer mail again", "ml-platform")
    assert "INC-1" in again.text
    assert not any(
        "leaks customer mail" in alice.reads(m) for m in alice.sees("incidents") if "INC-1" in m.text
    )


async def test_the_answer_does_not_wait_for_a_slow_channel_and_its_link_follows(stage: Stage) -> None:
    alice = stage.person("alice")
    stage.workspace.faults.fail("conversations.create", times=2)
    stage.workspace.faults.latency("conversations.create", 1.5, times=1)
    answer = await alice.runs("/incident declare model drifts", "support")
    assert "INC-1" in answer.text
    assert "<#" not in str(answer.blocks)
    link = await alice.waits_for("support", "INC-1: its channel is")
    assert f"<#{stage.channel('inc-1').id}>" in str(link.blocks)


async def test_four_calls_one_after_another_bring_the_declarer_to_the_card(stage: Stage) -> None:
    alice = stage.person("alice")
    before = len(stage.workspace.calls)
    chain = {"users.info", "conversations.create", "conversations.invite", "chat.postMessage"}
    beside = (
        "conversations.info",
        "conversations.setTopic",
        "users.conversations",
        "pins.add",
        "chat.update",
    )
    hung = [stage.workspace.faults.hang(method, times=None) for method in beside]
    await alice.runs("/incident declare model drifts", "support")
    await stage.workspace.changed.until(
        lambda: any(alice.id in c.members for c in stage.workspace.channels.values() if c.name == CHANNEL),
        5.0,
    )
    await alice.waits_for(CHANNEL, "Phase: detection")
    made = [c.method for c in stage.workspace.calls[before:] if c.method in chain]
    assert made.index("users.info") < made.index("conversations.create")
    assert made.count("users.info") == made.count("conversations.create") == 1
    assert any(fault.struck for fault in hung), "what else is wanted runs beside them"
    stage.workspace.faults.release()
    stage.workspace.faults.clear()


async def test_the_card_does_not_wait_for_the_invitation(stage: Stage) -> None:
    alice, ines = stage.person("alice"), stage.person("ines")
    hung = stage.workspace.faults.hang("conversations.invite")
    await alice.runs("/incident declare model drifts", "support")
    await stage.workspace.changed.until(lambda: bool(hung.struck), 5.0)
    channel = stage.channel("inc-1")
    await ines.joins(channel)
    await ines.waits_for(channel, "Phase: detection")
    assert alice.id not in channel.members
    stage.workspace.faults.release()
    stage.workspace.faults.clear()


async def test_the_invitation_waits_for_nothing_but_the_channel(stage: Stage) -> None:
    alice = stage.person("alice")
    slow = stage.workspace.faults.hang("chat.postMessage", times=None)
    await alice.runs("/incident declare model drifts", "support")
    await stage.workspace.changed.until(
        lambda: any(
            (c.name or "").startswith("inc-1") and alice.id in c.members
            for c in stage.workspace.channels.values()
        ),
        5.0,
    )
    assert alice.id in stage.channel("inc-1").members
    assert slow.struck
    stage.workspace.faults.release()
    stage.workspace.faults.clear()


async def test_a_name_that_somebody_else_took_is_not_adopted(stage: Stage) -> None:
    alice, bob = stage.person("alice"), stage.person("bob")
    theirs = await bob.creates("inc-1-model-drifts")
    await alice.runs("/incident declare model drifts", "support")
    await stage.settle()
    assert stage.channel("inc-1-model-drifts-2").id == (await incident(stage)).places.channel_id
    assert len(theirs.messages) == 1


async def test_who_cannot_be_invited_is_named_and_keeps_nobody_out(stage: Stage) -> None:
    alice, lena, bob = stage.person("alice"), stage.person("lena"), stage.person("bob")
    rules = stage.bot.policy.invitations
    object.__setattr__(rules, "always", (lena.id, bob.id, "S0NOSUCHGROUP"))
    await alice.runs("/incident declare model drifts", "support")
    await stage.settle()
    assert bob.id in stage.channel("inc-1").members
    assert any("could not invite" in alice.reads(m) for m in alice.inbox)
    assert any("Could not invite" in line for line in await timeline(stage))


@pytest.mark.parametrize(
    "typed",
    ["declare\u00a0sev1\u00a0agent\u00a0deletes", "declare\nsev1\nagent deletes", "new SEV1: agent deletes"],
)
async def test_pasted_spaces_and_new_lines_part_words_too(stage: Stage, typed: str) -> None:
    await stage.person("alice").runs(f"/incident {typed}", "support")
    await stage.settle()
    declared = await incident(stage)
    assert (declared.severity.value, declared.title.replace("\u00a0", " ")) == ("critical", "agent deletes")
    await stage.person("alice").runs("/incident severity\u00a0INC-1 high:\nonly our tests", "support")
    assert (await incident(stage)).severity.value == "high"


async def test_a_guest_is_told_who_can_declare(stage: Stage) -> None:
    answer = await stage.person("kofi").runs("/incident declare odd contract", "support")
    assert "Guests cannot declare" in answer.text


@pytest.mark.parametrize(
    "title",
    [
        "<!channel> & <b> *bold _it",
        "مدل ترجمه اشتباه می‌کند",
        "🤖🔥 模型漂移",
        "{channel} {channel}",
        "x" * 200,
    ],
)
async def test_whatever_the_title_says_it_is_only_words(stage: Stage, title: str) -> None:
    alice = stage.person("alice")
    await alice.runs(f"/incident declare {title}", "support")
    await stage.settle()
    assert (await incident(stage)).title == title
    channel = stage.workspace.channels[(await incident(stage)).places.channel_id or ""]
    said = [*alice.sees(channel), *alice.sees("incidents"), *alice.whispers("support")]
    for message in said:
        assert "<!channel>" not in str([b for b in message.blocks if b["type"] != "header"])
    assert any(title.split(maxsplit=1)[0] in alice.reads(m) for m in said if m.blocks)


async def test_a_title_that_is_too_long_is_refused_in_words(stage: Stage) -> None:
    answer = await stage.person("alice").runs(f"/incident declare {'x' * 201}", "support")
    assert "201 characters; 200 fit" in answer.text


# by form --------------------------------------------------------------------------------------------------


async def test_the_form_opens_before_anything_else_is_asked(stage: Stage) -> None:
    hoku = stage.person("hoku")
    stage.workspace.faults.hang("users.info", times=None)
    answer = await hoku.runs("/incident declare", "ml-platform")
    view = await hoku.sees_modal("Declare an incident")
    assert answer.error is None
    assert [c.method for c in stage.workspace.calls if c.method == "users.info"] == []
    assert "What is going wrong?" in hoku.reads(view)
    stage.workspace.faults.release()
    stage.workspace.faults.clear()


async def test_the_form_declares_everything_that_was_filled_in(stage: Stage) -> None:
    alice = stage.person("alice")
    await alice.runs("/incident declare", "support")
    await alice.sees_modal()
    result = await alice.submits(
        {
            "title": "Chatbot shows other people's chats",
            "seen": "Three users sent screenshots & names.",
            "began": "about 2 hours ago",
            "severity": "critical",
            "systems": "chat, cache , chat",
            "source": "user_report",
            "category": "safety.privacy_exposure",
        }
    )
    assert result.closed
    await stage.settle()
    now = await incident(stage)
    assert now.severity is Severity.CRITICAL
    assert now.severity_assessed
    assert now.started_at == datetime(2026, 3, 20, 7, 0, tzinfo=UTC)
    assert now.started_certainty is Certainty.ESTIMATED
    assert now.affected_systems == ("chat", "cache")
    assert now.summary == "Three users sent screenshots & names."
    assert (now.category, now.subtype) == ("safety", "safety.privacy_exposure")
    assert now.detection_source == "user_report"
    told = alice.whispers("support")[-1]
    assert "INC-1 declared" in alice.reads(told)
    assert f"<#{now.places.channel_id}>" in str(told.blocks)
    assert not any("INC-1 declared" in alice.reads(m) for m in alice.inbox)


async def test_whoever_takes_longer_over_the_form_than_slack_waits_is_answered_directly(stage: Stage) -> None:
    alice = stage.person("alice")
    stage.workspace.rules.response_url_lifetime = 0
    await alice.runs("/incident declare", "support")
    await alice.sees_modal()
    await alice.submits({"title": "Model drifts"})
    await stage.settle()
    (told,) = [m for m in alice.inbox if "INC-1 declared" in alice.reads(m)]
    assert f"<#{stage.channel('inc-1').id}>" in str(told.blocks)
    assert alice.whispers("support") == []


async def test_only_a_title_is_wanted(stage: Stage) -> None:
    alice = stage.person("alice")
    await alice.runs("/incident declare", "support")
    await alice.sees_modal()
    assert "title" in (await alice.submits({})).errors
    assert (await alice.submits({"title": "Model drifts"})).closed
    await stage.settle()
    assert not (await incident(stage)).severity_assessed


async def test_a_time_that_cannot_be_read_is_said_under_its_field(stage: Stage) -> None:
    alice = stage.person("alice")
    await alice.runs("/incident declare", "support")
    await alice.sees_modal()
    result = await alice.submits({"title": "Model drifts", "began": "the day after the party"})
    assert set(result.errors) == {"began"}
    assert "I cannot read" in result.errors["began"]
    assert (await alice.submits({"began": "unknown"})).closed
    await stage.settle()
    assert (await incident(stage)).started_at is None


async def test_a_severity_or_private_without_a_title_opens_the_form_filled_in(stage: Stage) -> None:
    alice = stage.person("alice")
    await alice.runs("/incident declare private sev1", "support")
    await alice.sees_modal()
    await alice.submits({"title": "Key leaked"})
    await stage.settle()
    now = await incident(stage)
    assert (now.private, now.severity) == (True, Severity.CRITICAL)


async def test_a_drill_is_marked_and_announced_to_nobody(stage: Stage) -> None:
    alice = stage.person("alice")
    before = len(alice.sees("incidents"))
    await alice.runs("/incident declare", "support")
    await alice.sees_modal()
    await alice.submits({"title": "Injected mail", "kind": ["Drill"]})
    await stage.settle()
    assert stage.channel("drill-1").name == "drill-1-injected-mail"
    assert len(alice.sees("incidents")) == before


async def test_a_form_submitted_twice_declares_once(stage: Stage) -> None:
    alice = stage.person("alice")
    await alice.runs("/incident declare", "support")
    await alice.sees_modal()
    stage.workspace.deliveries.faults(stage.app).repeat = 1
    await alice.submits({"title": "Model drifts"})
    await stage.settle()
    async with stage.bot.database.reading() as repositories:
        assert len(await repositories.incidents.all()) == 1


async def test_a_form_that_did_not_open_is_said_so(stage: Stage) -> None:
    alice = stage.person("alice")
    stage.workspace.faults.refuse("views.open", "internal_error")
    await alice.runs("/incident declare", "support")
    await alice.waits_for("support", "did not let me open the form")
