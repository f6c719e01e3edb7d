"""The ChatGPT incident of 20 March 2023, played at its real times and held against what is publicly known."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.examples.performance import Ground, Stumbled
from bot.examples.player import examples, play
from bot.examples.script import WHOLE, stories
from bot.sandbox.entities import Channel, Message
from tests.scenarios.told import told, verified
from tests.stage import Stage, on_stage

NAME = "chatgpt_2023_03_20"
STORY = stories()[NAME]
MORNING = datetime(2023, 3, 20, 15, 0, tzinfo=UTC)
"""08:00 in San Francisco, a while before the first report."""


def ground(stage: Stage) -> Ground:
    return Ground(stage.workspace, stage.run_until, stage.settle)


class Played:
    """The case once it was played: who reads it, and what they read."""

    def __init__(self, stage: Stage, channel: Channel, export: dict[str, Any]) -> None:
        self.stage = stage
        self.channel = channel
        self.export = export
        self.alice = stage.person("alice")

    @property
    def times(self) -> dict[str, datetime | None]:
        """The export's key times."""
        given = self.export["incident"]["timestamps"].items()
        return {name: instant(at) for name, at in given if name.endswith("_at")}

    def all_read(self) -> list[str]:
        """What everybody in the channel reads, oldest first."""
        return [self.alice.reads(m) for m in self.alice.sees(self.channel) if not m.ephemeral_to]

    def says(self, words: str) -> Message:
        """The one message that says so."""
        (found,) = [m for m in self.alice.sees(self.channel) if words in self.alice.reads(m)]
        return found

    def entry(self, words: str) -> dict[str, Any]:
        """The timeline's first entry with these words."""
        found: dict[str, Any] = next(e for e in self.export["timeline"] if words in (e["text"] or ""))
        return found


def instant(at: str | None) -> datetime | None:
    return datetime.fromisoformat(at) if at else None


def pacific(text: str) -> datetime:
    """An instant of those days: San Francisco was seven hours behind UTC."""
    return datetime.strptime(f"2023-03-{text}-0700", "%Y-%m-%d %H:%M%z")


@pytest.fixture
async def played(sqlite_url: str) -> AsyncIterator[Played]:
    """The whole case."""
    async with on_stage(sqlite_url, at=MORNING) as stage:
        channel = await play(NAME, ground(stage))
        yield Played(stage, channel, await told(stage))


async def test_the_case_reads_as_it_is_publicly_known(played: Played) -> None:
    its_times_are_the_known_ones(played)
    the_order_of_events_is_the_known_one(played)
    the_facts_were_corrected(played)
    the_card_tells_how_it_stands(played)
    the_summary_tells_what_happened(played)
    the_announcement_followed(played)
    nobody_was_asked_in_vain(played)
    nothing_is_said_that_nobody_knows(played)
    await verified(played.stage, played.export["timeline"][-1]["hash"])


def its_times_are_the_known_ones(played: Played) -> None:
    times = played.times
    assert times["started_at"] == pacific("20 01:00")
    assert played.export["incident"]["timestamps"]["started_certainty"] == "estimated"
    assert times["contained_at"] == pacific("20 10:00")
    assert played.export["metrics"]["exposure"] == timedelta(hours=9).total_seconds()
    assert times["detected_at"] == pacific("20 08:37")
    assert times["declared_at"] is not None
    assert timedelta(0) < times["declared_at"] - times["detected_at"] < timedelta(minutes=15)
    order = (
        "started",
        "detected",
        "declared",
        "acknowledged",
        "triaged",
        "contained",
        "remediated",
        "recovered",
    )
    known = [times[f"{name}_at"] for name in order]
    assert known == sorted(known, key=lambda at: at or MORNING)
    published = instant(played.entry("is published")["at"])
    assert published is not None
    assert published.date() == pacific("24 09:00").date()
    assert timedelta(days=3, hours=22) < published - pacific("20 10:00") < timedelta(days=4)


def the_order_of_events_is_the_known_one(played: Played) -> None:
    order = (
        "titles of chats they never had",
        "The service is taken offline.",
        "spike of cancelled Redis requests",
        "Patch the Redis client",
        "Chat history is back, except for a few hours of it.",
        "redis-py 4.5.3 is out",
        "last four digits, the expiry date. Never full card numbers.",
        "1.2 % of the Plus subscribers",
        "redis/redis-py#2665",
        "CVE-2023-28859",
        "Italy's data protection authority",
    )
    found = [played.entry(words) for words in order]
    assert [each["sequence"] for each in found] == sorted(each["sequence"] for each in found)
    days = [instant(each["at"]) for each in found]
    assert [(at - timedelta(hours=7)).day for at in days if at] == [
        20,
        20,
        20,
        20,
        21,
        22,
        23,
        24,
        25,
        29,
        31,
    ]


def the_facts_were_corrected(played: Played) -> None:
    levels = [each["text"] for each in played.export["timeline"] if each["kind"] == "severity_changed"]
    assert ["medium to high" in levels[0], "high to critical" in levels[1]] == [True, True]
    incident = played.export["incident"]
    assert (incident["severity"], incident["status"]) == ("critical", "closed")
    assert incident["subtype"] == "safety.privacy_exposure"
    assert "payment address" in incident["summary"]
    assert "never full card numbers" in incident["summary"]
    answers = {each["question"]: each for each in played.export["triage"]}
    assert answers["scope"]["answer"] == "significant"
    assert "1.2 %" in answers["scope"]["note"]
    assert answers["regulatory"]["answer"] == "likely"
    kinds = [each["kind"] for each in played.export["timeline"]]
    assert kinds.index("resolved") < kinds.index("reopened") < kinds.index("closed")
    (edited,) = [each for each in played.export["timeline"] if each["edited"]]
    assert "possibly" in edited["text"]
    assert "possibly" not in edited["original_text"]


def the_card_tells_how_it_stands(played: Played) -> None:
    (pin,) = played.channel.pins
    card = played.alice.reads(played.channel.messages[pin["message_ts"]])
    for words in (
        *("INC-1 · Users see titles of other people's chats", "🔴 Critical", "Closed Mar 29, 2023 at 11:02"),
        *("harm began about Mar 20, 2023 at 01:00", "Safety / Privacy exposure", "ChatGPT web"),
        *("@alice", "@farid", "@chiara", "@dmitri", "[Answer the review questions]"),
    ):
        assert words in card, card
    assert "Harm is going on" not in card


def the_summary_tells_what_happened(played: Played) -> None:
    summary = played.alice.reads(played.says("Review summary:"))
    for words in (
        "🔴 Critical (declared as medium)",
        "Harm began: about Mar 20, 2023 01:00",
        "Contained: Mar 20, 2023 10:00 (1 h 23 min after it was noticed, harm went on for about 9 h)",
        "The service is taken offline.",
        "spike of cancelled Redis requests",
        "last four digits, the expiry date",
        "The fix in 4.5.3 is not complete.",
        "Reason: Names and payment details of subscribers were shown too.",
        "then hoku 🌺 (from Mar 20, 2023 18:00 to Mar 21, 2023 09:10)",
        "7 “Move to the release that fixes redis-py#2665",
    ):
        assert words in summary, summary
    assert "entered phase" not in summary
    files = [file.title for m in played.alice.sees(played.channel) for file in m.files]
    assert files == ["sidebar.png", "The whole timeline of INC-1, as it stood at 2023-03-29 18:02 UTC"]


def the_announcement_followed(played: Played) -> None:
    announced = [played.alice.reads(m) for m in played.alice.sees("incidents") if not m.ephemeral_to]
    (head,) = [text for text in announced if "Closed · commander @alice" in text]
    assert "Harm is going on" not in head
    updates = [text for text in announced if "Update " in text]
    assert [f"Update {n} by" in text for n, text in enumerate(updates, start=1)] == [True] * 7
    assert any("INC-1 is closed." in text and "resolved 4 days 1 h after" in text for text in announced)


def nobody_was_asked_in_vain(played: Played) -> None:
    read = played.all_read()
    assert [text for text in read if "Nobody yet as" in text or "Nothing was said" in text] == []
    assert [text for text in read if "I could not send it sooner" in text] == []
    emi = played.stage.person("emi")
    assert [emi.reads(m) for m in emi.inbox if "is due" in emi.reads(m)] == []
    not_closed = [text for text in read if "and not closed" in text]
    assert all("[Snooze 1 day]" in text for text in not_closed[1:])


def nothing_is_said_that_nobody_knows(played: Played) -> None:
    words = "\n".join(played.all_read())
    for invented in ("OpenAI", "Sam", "Mira", "Greg"):
        assert invented not in words


# the player -----------------------------------------------------------------------------------------------


def test_the_story_names_its_sources_and_says_what_is_made_up() -> None:
    assert "made up" in STORY.note
    assert set(STORY.sources) == {"O", "R", "G", "press"}
    assert {step.source for step in STORY.steps if step.source} == set(STORY.sources)


def test_examples_are_offered_with_the_points_they_may_stop_at() -> None:
    (offered,) = examples()
    assert (offered.name, offered.title) == (NAME, STORY.title)
    assert offered.points[0] == "declared"
    assert offered.points[-1] == WHOLE


async def test_it_is_played_up_to_a_point(stage: Stage) -> None:
    channel = await play(NAME, ground(stage), up_to="triaged")
    found = (await told(stage))["incident"]
    assert (found["severity"], found["phase"]) == ("high", "triage")
    assert found["timestamps"]["contained_at"] is None
    assert channel is stage.channel("inc-1")


async def test_later_it_keeps_its_times_of_day(stage: Stage) -> None:
    await play(NAME, ground(stage), up_to="commanded")
    declared = instant((await told(stage))["incident"]["timestamps"]["declared_at"])
    detected = instant((await told(stage))["incident"]["timestamps"]["detected_at"])
    assert declared is not None
    assert detected is not None
    assert declared > datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
    assert declared - detected == timedelta(minutes=7)
    assert f"{declared - timedelta(hours=7):%H:%M}" == "08:44"


async def test_it_plays_beside_other_incidents(stage: Stage) -> None:
    await stage.person("bob").runs("/incident declare search is slow", "ml-platform")
    await stage.settle()
    channel = await play(NAME, ground(stage), up_to="commanded")
    assert channel is stage.channel("inc-2")
    assert (await told(stage, 2))["incident"]["category"] == "safety"


async def test_what_cannot_be_done_as_written_is_said(stage: Stage) -> None:
    stage.workspace.archive(stage.channel("support"), stage.person("alice").user)
    with pytest.raises(Stumbled, match=r"grace says 'Three people.*is_archived"):
        await play(NAME, ground(stage), up_to="declared")


async def test_unknown_names_are_answered_with_what_there_is(stage: Stage) -> None:
    with pytest.raises(LookupError, match=NAME):
        await play("atlantis", ground(stage))
    with pytest.raises(LookupError, match="triaged"):
        await play(NAME, ground(stage), up_to="triage")
