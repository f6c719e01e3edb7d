"""A leak that concerns people in four places, from its late declaration to clocks that outlive its end.

One story, read from top to bottom, over HTTP on SQLite and over Socket Mode on PostgreSQL.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.reminder import ReminderKind
from tests.scenarios.clocks import deadlines, policy, rows
from tests.scenarios.room import Room, a_room
from tests.scenarios.told import told
from tests.stage import Stage, Transport, on_stage

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
LANES: dict[str, tuple[Transport, str]] = {
    "http on sqlite": ("http", "sqlite_url"),
    "socket on postgresql": ("socket", "postgres_url"),
}
BEGIN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NOTICED = BEGIN - 4 * HOUR
EARLY, NOTICE, FINAL = (f"eu-nis2-23/{stage}" for stage in ("early-warning", "notification", "final"))
INDIA, GDPR, UK, CALIFORNIA = (
    "in-cert-in/report",
    "eu-gdpr-33/notify",
    "uk-gdpr-33-34/notify-ico",
    "us-ca-breach-1798-82/individuals",
)
HARM, DEATH = "eu-ai-act-73/general", "eu-ai-act-73/death"


@pytest.fixture(params=list(LANES.values()), ids=list(LANES))
def lane(request: pytest.FixtureRequest) -> tuple[Transport, str]:
    """Over what deliveries come, and where the record is kept."""
    transport, database = request.param
    return transport, request.getfixturevalue(database)


@pytest.fixture
async def stage(lane: tuple[Transport, str], tmp_path: Path) -> AsyncIterator[Stage]:
    transport, url = lane
    who = {"nis2_entity": "yes", "india_operations": "yes", "gpai_systemic_risk_provider": "yes"}
    who |= {"ai_act_provider": "yes", "high_risk_ai_system": "yes"}
    async with on_stage(url, transport, policy=policy(tmp_path, **who), at=BEGIN) as stage:
        stage.policy = stage.policy.model_copy(
            update={
                "clocks": stage.policy.clocks.model_copy(update={"backup": stage.person("ines").id}),
            }
        )
        await stage.restart()
        yield stage


def iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


async def status(room: Room) -> dict[str, str]:
    return {key: each["status"] for key, each in (await deadlines(room)).items()}


async def due(room: Room, key: str) -> Any:
    return (await deadlines(room))[key]["due_at"]


async def number(room: Room, key: str) -> int:
    return int((await deadlines(room))[key]["number"])


async def test_a_leak_from_its_late_declaration_to_clocks_that_outlive_its_end(stage: Stage) -> None:
    room = await _declared_late_with_nobody_in_the_legal_role(stage)
    await _counsel_takes_over_and_corrects_awareness(room)
    await _what_was_unknown_is_answered(room)
    await _one_notice_in_time_and_one_late_over_an_outage(room)
    await _a_death_turns_fifteen_days_into_ten(room)
    await _it_is_over_and_clocks_run_on(room)
    await _the_record_tells_all_of_it(room)


async def _declared_late_with_nobody_in_the_legal_role(stage: Stage) -> Room:
    room = await a_room(stage, "declare sev1 support chat shows other people's tickets", "dmitri")
    facts = (
        "facts security_compromise personal_data_involved service_disruption_material processor_role=no"
        " eu_data_subjects uk_data_subjects us_ca_residents in_data_subjects=unknown"
    )
    assert "nobody holds that role" in await room.runs("bob", facts)
    await room.runs("bob", "role commander me")
    await room.runs("bob", facts)
    assert "as commander, since nobody holds the legal role" in (await room.lines("facts_answered"))[0]
    assert await due(room, GDPR) == iso(BEGIN + 72 * HOUR)
    await room.runs("alice", "detected 2026-11-23 08:00")  # 05:00 UTC, four hours before the declaration
    assert await due(room, GDPR) == iso(NOTICED + 72 * HOUR)
    assert await due(room, EARLY) == iso(NOTICED + 24 * HOUR)
    assert (await deadlines(room))[GDPR]["anchor_confirmed"] is False
    stands = await status(room)
    assert stands[CALIFORNIA] == "running"
    assert stands[INDIA] == "running"
    assert stands[FINAL] == "not_started"
    assert "Next deadlines:" in room.reads(room.card)
    return room


async def _counsel_takes_over_and_corrects_awareness(room: Room) -> None:
    await room.runs("dmitri", "role legal me")
    assert "Only the legal lead, @dmitri" in await room.runs("bob", "deadline filed 1")
    await room.stage.run_until(BEGIN + HOUR)
    assert any("deadline" in text for text in room.inbox("dmitri"))
    dmitri = room.person("dmitri")
    await room.runs("dmitri", "deadlines")
    shown = dmitri.whispers(room.channel)[-1]
    while f"open_anchor:{await number(room, UK)}" not in str(shown.blocks):
        await room.clicks("dmitri", shown, "deadlines_more")
        shown = dmitri.whispers(room.channel)[-1]
    await dmitri.clicks(shown, f"open_anchor:{await number(room, UK)}")
    await dmitri.sees_modal("When a clock starts")
    # 04:30 in New York is 09:30 UTC: whose tickets they are was known half an hour after the declaration.
    result = {"when": "2026-11-23 04:30", "basis": "The list of UK accounts came then.", "scope": "one"}
    await dmitri.submits(result)
    await room.stage.settle()
    assert await due(room, UK) == iso(BEGIN + 30 * MINUTE + 72 * HOUR)
    assert await due(room, GDPR) == iso(NOTICED + 72 * HOUR)
    assert any("Moved:" in said for said in room.said())


async def _what_was_unknown_is_answered(room: Room) -> None:
    principals = [key for key in await status(room) if key.startswith("in-dpdp/")]
    assert principals == []  # not in force before May 2027
    await room.runs("dmitri", "facts in_data_subjects high_risk_to_individuals=unknown")
    people = await status(room)
    assert people["eu-gdpr-34/inform-people"] == "proposed"
    await room.runs("dmitri", "facts high_risk_to_individuals=no")
    assert (await status(room))["eu-gdpr-34/inform-people"] == "superseded"
    assert "(before: unknown)" in (await room.lines("facts_answered"))[-1]


async def _one_notice_in_time_and_one_late_over_an_outage(room: Room) -> None:
    stage = room.stage
    await room.runs("dmitri", f"deadline filed {await number(room, EARLY)} CSIRT-77")
    assert (await status(room))[EARLY] == "filed"
    before = len(room.inbox("dmitri"))
    assert await due(room, INDIA) == iso(NOTICED + 6 * HOUR)
    await stage.stop()
    stage.clock.move_to(NOTICED + 7 * HOUR + 30 * MINUTE)
    await stage.start()
    await stage.bot.beat()
    await stage.settle()
    [late] = [text for text in room.inbox("dmitri")[before:] if "overdue" in text]
    assert "I was not running" in late
    assert (await status(room))[INDIA] == "overdue"
    assert "filed late" in await room.runs("dmitri", f"deadline filed {await number(room, INDIA)} CERT-9")
    dmitri = room.person("dmitri")
    await dmitri.clicks(dmitri.whispers(room.channel)[-1], "Say why it was late")
    await dmitri.sees_modal()
    await dmitri.submits({"reason": "Nobody was reminded while the bot was down."})
    await stage.settle()
    filed = (await deadlines(room))[INDIA]
    assert (filed["status"], filed["reason"]) == ("filed_late", "Nobody was reminded while the bot was down.")


async def _a_death_turns_fifteen_days_into_ten(room: Room) -> None:
    await room.runs("dmitri", "facts death_or_serious_injury death_occurred=no near_miss_serious_harm=no")
    assert await due(room, HARM) == iso(NOTICED + 15 * DAY)
    await room.runs("dmitri", "facts death_occurred")
    stands = await deadlines(room)
    assert stands[DEATH]["due_at"] == iso(NOTICED + 10 * DAY)
    assert stands[HARM]["status"] == "superseded"
    assert "governs now" in stands[HARM]["reason"]
    assert stands[DEATH]["status"] == "rehearsal"  # its law does not bind before December 2027
    assert len(room.messages("Evidence hold")) == 1


async def _it_is_over_and_clocks_run_on(room: Room) -> None:
    stage = room.stage
    await room.runs("dmitri", f"deadline filed {await number(room, NOTICE)} CSIRT-78")
    month_later = stage.clock() + timedelta(days=30)  # from 23 November to 23 December
    assert await due(room, FINAL) == iso(month_later)
    await room.runs("alice", "resolve The cache is off.")
    resolved_at = stage.clock()
    assert await due(room, "eu-gpai-55/final") == iso(resolved_at + 60 * DAY)
    assert "without a decision" in await room.runs("bob", "close")
    await room.runs("bob", "close counsel sees to the rest")
    before = len([text for text in room.inbox("dmitri") if "overdue" in text])
    await stage.run_until(NOTICED + 75 * HOUR)
    stands = await status(room)
    assert stands[GDPR] == "overdue"
    assert len([text for text in room.inbox("dmitri") if "overdue" in text]) >= before + 2
    assert room.inbox("ines") != []  # dmitri answered none of it
    await room.runs("dmitri", f"deadline filed {await number(room, GDPR)} DPA-1")
    assert (await status(room))[GDPR] == "filed_late"


async def _the_record_tells_all_of_it(room: Room) -> None:
    export = await told(room.stage, room.number)
    numbers = [each["number"] for each in export["deadlines"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [each["sequence"] for each in export["timeline"]] == list(range(1, len(export["timeline"]) + 1))
    kinds = {each["kind"] for each in export["timeline"]}
    assert {"facts_answered", "anchors_proposed", "anchor_told", "clock_started", "clock_moved"} <= kinds
    assert {"clock_superseded", "deadline_filed", "reminder_sent"} <= kinds
    gdpr = next(each for each in export["deadlines"] if each["regime"] == "eu-gdpr-33")
    assert all(each["sent_at"] for each in gdpr["reminders"])
    assert [r for r in await rows(room, ReminderKind.CLOCK_DUE) if not (r.fired_at or r.stopped_at)]
