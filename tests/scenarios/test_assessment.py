"""What is known: severity, category, title, summary, when it began and when it was noticed."""

from datetime import UTC, datetime

import pytest

from bot.domain.incident import Certainty
from bot.domain.severity import Severity
from tests.scenarios.room import Room, a_room
from tests.stage import Stage, on_stage


@pytest.fixture
async def room(stage: Stage) -> Room:
    return await a_room(stage)


# severity -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("severity critical", Severity.CRITICAL),
        ("sev high", Severity.HIGH),
        ("SEVERITY SEV1", Severity.CRITICAL),
        ("sev s2", Severity.HIGH),
    ],
)
async def test_raising_takes_one_word(room: Room, words: str, level: Severity) -> None:
    answer = await room.runs("bob", words)
    assert answer == f"INC-1: severity is {level.mark}."
    assert (await room.incident()).severity is level
    told = room.reads(room.message("raised severity"))
    assert told.startswith(f"{level.mark}. Bob Lindqvist raised severity from medium to {level}.")
    assert level.meaning[1:] in told
    assert level.mark in room.reads(room.card)
    assert room.channel.topic["value"].startswith(level.mark)


async def test_the_reason_is_told(room: Room) -> None:
    await room.runs("bob", "severity high the press <b>calls</b> & *asks* @alice")
    (line,) = await room.lines("severity_changed")
    assert line.endswith("Reason: the press &lt;b&gt;calls&lt;/b&gt; &amp; *asks* @alice.")
    assert "Reason: the press <b>calls</b> & asks @alice" in room.reads(room.message("raised severity"))


async def test_lowering_wants_a_reason(room: Room) -> None:
    await room.runs("bob", "severity critical")
    answer = await room.runs("bob", "severity medium")
    assert answer.startswith("Lowering from critical to medium wants a reason: /incident severity medium")
    assert (await room.incident()).severity is Severity.CRITICAL
    await room.runs("bob", "severity medium only our own accounts")
    assert (await room.lines("severity_changed"))[-1] == (
        "bob lowered severity from critical to medium. Reason: only our own accounts."
    )


async def test_lowering_is_the_commanders_while_there_is_one(room: Room) -> None:
    await room.runs("alice", "role commander me")
    answer = await room.runs("bob", "severity low it is nothing")
    assert "Only the commander, @alice, can do that for INC-1." in answer
    assert (await room.incident()).severity is Severity.MEDIUM
    await room.runs("bob", "severity high it is something")
    await room.runs("alice", "severity low it is nothing")
    assert (await room.incident()).severity is Severity.LOW


async def test_the_same_severity_confirms_it_while_nobody_assessed_it(room: Room) -> None:
    assert "(not yet assessed)" in room.reads(room.card)
    await room.runs("bob", "severity medium")
    assert "(not yet assessed)" not in room.reads(room.card)
    assert await room.lines("severity_changed") == ["bob confirmed severity medium."]
    assert await room.runs("bob", "severity medium") == "Severity is medium already."


async def test_raising_brings_in_whom_the_policy_wants(sqlite_url: str) -> None:
    people = {"by_severity": {"critical": ["UDMITRI", "UBOB"]}, "by_category": {"compliance": ["UINES"]}}
    async with on_stage(sqlite_url) as plain:
        ids = {f"U{name.upper()}": plain.person(name).id for name in ("dmitri", "bob", "ines")}
        known = {
            rule: {word: tuple(ids[u] for u in users) for word, users in words.items()}
            for rule, words in people.items()
        }
        invitations = type(plain.policy.invitations).model_validate(known)
        plain.policy = plain.policy.model_copy(update={"invitations": invitations})
        await plain.restart()
        room = await a_room(plain)
        await room.runs("alice", "severity high")
        assert ids["UDMITRI"] not in room.channel.members
        await room.runs("alice", "severity critical")
        assert ids["UDMITRI"] in room.channel.members
        assert ids["UINES"] not in room.channel.members
        await room.runs("alice", "category compliance")
        assert ids["UINES"] in room.channel.members


# category -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "category", "subtype", "shown"),
    [
        ("safety", "safety", None, "Safety"),
        ("Safety/privacy_exposure", "safety", "safety.privacy_exposure", "Safety / Privacy exposure"),
        ("data_drift", "performance", "perf.data_drift", "Performance / Data drift"),
        ("perf.data_drift", "performance", "perf.data_drift", "Performance / Data drift"),
        ("security/prompt injection", "security", "sec.prompt_injection", "Security / Prompt injection"),
    ],
)
async def test_a_category_goes_by_its_words(
    room: Room, words: str, category: str, subtype: str | None, shown: str
) -> None:
    answer = await room.runs("bob", f"category {words}")
    assert answer == f"INC-1: category is {shown}."
    incident = await room.incident()
    assert (incident.category, incident.subtype) == (category, subtype)
    assert f"Category: {shown}" in room.reads(room.card)
    assert f"Category: {shown}" in room.reads(room.questions)
    assert f"Bob Lindqvist set the category: {shown}." in room.said()


# title and summary ----------------------------------------------------------------------------------------


async def test_a_title_is_changed_and_everything_follows(room: Room) -> None:
    answer = await room.runs("bob", "title Chat shows <other> people's *titles* & more")
    assert answer == "INC-1 is called “Chat shows <other> people's titles & more” now."
    assert (await room.incident()).title == "Chat shows <other> people's *titles* & more"
    assert "INC-1 · Chat shows <other> people's *titles* & more" in room.reads(room.card)
    assert "Chat shows <other> people's *titles* & more" in room.channel.topic["value"]
    news = room.person("alice").sees("incidents")[-1]
    assert "Chat shows <other> people's titles & more" in room.reads(news)


async def test_a_summary_is_kept_whole_with_its_lines(room: Room) -> None:
    text = "Some users saw titles of others.\nNot their messages; <!channel> was not called."
    answer = await room.runs("bob", f"summary {text}")
    assert answer == "INC-1: the summary is on the card."
    assert (await room.incident()).summary == text
    assert "<!channel>" not in str(room.card.blocks)
    assert "Some users saw titles of others." in room.reads(room.card)


async def test_a_mention_in_a_title_is_kept_as_a_name(room: Room) -> None:
    await room.runs("bob", "title what @alice found in #support")
    assert (await room.incident()).title == "what @alice found in #support"


async def test_a_title_that_is_too_long_is_answered_with_how_long_it_may_be(room: Room) -> None:
    assert "201 characters; 200 fit" in await room.runs("bob", f"title {'x' * 201}")


async def test_a_summary_that_is_too_long_is_answered_with_how_long_it_may_be(room: Room) -> None:
    assert "3001 characters; 3000 fit" in await room.runs("bob", f"summary {'x' * 3001}")


async def test_the_longest_texts_still_make_a_card(room: Room) -> None:
    await room.runs("bob", f"title {'&' * 200}")
    await room.runs("bob", f"summary {'<&>' * 1000}")
    assert len((await room.incident()).summary or "") == 3000
    assert "INC-1 · &&&" in room.reads(room.card)


# times ----------------------------------------------------------------------------------------------------


async def test_the_start_is_read_in_the_authors_zone_and_shown_as_understood(room: Room) -> None:
    # 12:00 in Nairobi, 10:00 in Stockholm.
    answer = await room.runs("alice", "started 11:30")
    incident = await room.incident()
    assert incident.started_at == datetime(2026, 3, 20, 8, 30, tzinfo=UTC)
    assert incident.started_certainty is Certainty.KNOWN
    assert "2026-03-20 08:30 UTC" in answer
    assert "Alice Njoroge put the start of harm at Mar 20, 2026 at 11:30." in room.said()
    assert "Alice Njoroge put the start of harm at Mar 20, 2026 at 09:30." in room.said("bob")
    assert "harm began Mar 20, 2026 at 11:30" in room.reads(room.card)


async def test_a_time_still_ahead_means_yesterday(room: Room) -> None:
    await room.runs("bob", "started 23:10")
    assert (await room.incident()).started_at == datetime(2026, 3, 19, 22, 10, tzinfo=UTC)


async def test_about_makes_it_an_estimate(room: Room) -> None:
    answer = await room.runs("bob", "started about 2026-03-01 08:00")
    incident = await room.incident()
    assert incident.started_certainty is Certainty.ESTIMATED
    assert "harm began about Mar 1, 2026" in answer
    assert "harm began about Mar 1" in room.reads(room.card)


async def test_that_nobody_knows_when_it_began_can_be_said_again(room: Room) -> None:
    await room.runs("bob", "started 08:00")
    await room.runs("bob", "started unknown")
    incident = await room.incident()
    assert (incident.started_at, incident.started_certainty) == (None, Certainty.UNKNOWN)
    assert "not known when harm began" in room.reads(room.card)


async def test_when_it_was_noticed_is_told_apart_from_the_declaration(room: Room) -> None:
    answer = await room.runs("bob", "detected about 09:40")
    incident = await room.incident()
    assert incident.detected_at == datetime(2026, 3, 20, 8, 40, tzinfo=UTC)
    assert incident.declared_at == datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
    assert answer.startswith("INC-1: first noticed about Mar 20")
    assert await room.lines("detected_set") == ["bob put the first notice at about 2026-03-20 08:40 UTC."]


async def test_harm_that_began_after_it_was_noticed_is_recorded_and_asked_about(room: Room) -> None:
    await room.stage.run_for(minutes=30)
    doubt = "So harm began after it was declared, Mar 20, 2026 at 09:00. Please check"
    assert doubt in await room.runs("bob", "started 10:15")
    doubt = "So harm began after it was first noticed, Mar 20, 2026 at 08:40. Please check"
    assert doubt in await room.runs("bob", "detected 09:40")
    assert (await room.incident()).started_at == datetime(2026, 3, 20, 9, 15, tzinfo=UTC)
    assert "Please check" not in await room.runs("bob", "started about 09:30")
    assert "Please check" not in await room.runs("bob", "detected 10:20")


# wrong use ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("severity", "Say which severity. Use /incident severity LEVEL [REASON], for example /incident sev"),
        ("severity hihg", "A severity is critical, high, medium or low"),
        ("category", "Say which category. Use /incident category CATEGORY[/SUBTYPE], for example"),
        ("category safty", "Did you mean safety?"),
        ("category safety/data_drift", "data_drift belongs to performance. Write performance/data_drift."),
        ("title", "Write the new title. Use /incident title TEXT, for example"),
        ("summary", "Write what is known, in a few sentences. Use /incident summary TEXT, for example"),
        ("started", "Say when harm began, or unknown. Use /incident started WHEN, for example"),
        ("started soon", "I cannot read soon as a time. Write 14:05"),
        ("started 25:00", "25:00 is not a time of day. Write it like 14:05"),
        ("started 2031-01-01 10:00", "lies ahead"),
        ("detected", "Say when it was first noticed. Use /incident detected WHEN, for example"),
        ("detected yesterday at noonish", "I cannot read"),
    ],
)
async def test_wrong_use_is_answered_with_the_right_form_and_changes_nothing(
    room: Room, words: str, said: str
) -> None:
    before, entries = await room.incident(), len(await room.timeline())
    answer = await room.runs("bob", words)
    assert said in answer
    assert await room.incident() == before
    assert len(await room.timeline()) == entries


@pytest.mark.parametrize(
    "words", ["severity high", "category safety", "title x", "summary x", "started 08:00", "detected 08:00"]
)
async def test_who_is_not_in_the_channel_is_told_to_join(room: Room, words: str) -> None:
    word, rest = words.split(" ", 1)
    before = await room.incident()
    answer = await room.runs("grace", f"{word} INC-1 {rest}", "support")
    assert answer == f"Only people in #{room.channel.name} can do that for INC-1. Join it first."
    assert await room.incident() == before


@pytest.mark.parametrize(
    "words", ["severity high", "category safety", "title x", "summary x", "started 08:00", "detected 08:00"]
)
async def test_a_closed_incident_is_changed_only_after_reopening(room: Room, words: str) -> None:
    await room.runs("alice", "cancel it was a test")
    answer = await room.runs("bob", words)
    assert answer.startswith("INC-1 is cancelled. /incident reopen REASON goes on with it")
