"""The main job from end to end: somebody notices, an incident is run, resolved, closed and reviewed.

One story, read from top to bottom, in four lanes: over HTTP and Socket Mode, on SQLite and PostgreSQL.
"""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import pytest
from jsonschema import Draft202012Validator

from bot.domain.export import json_schema
from bot.sandbox.entities import Channel, Message
from bot.sandbox.people import Person
from tests.scenarios.told import exported, verified
from tests.stage import Stage, Transport, on_stage

LANES = [(transport, database) for transport in ("http", "socket") for database in ("sqlite", "postgresql")]
NAMES = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}


class Lane(NamedTuple):
    """Over what deliveries come, and where the record is kept."""

    transport: Transport
    database_url: str


@pytest.fixture(params=LANES, ids=lambda lane: f"{lane[0]} on {lane[1]}")
def lane(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Lane:
    """One way to run the bot; the run's summary lists those that were gone through."""
    transport, database = request.param
    url: str = request.getfixturevalue(NAMES[database])
    record_property("lane", f"{transport} on {database}")
    return Lane(transport, url)


@pytest.fixture
async def stage(lane: Lane) -> AsyncIterator[Stage]:
    """The stage of one lane."""
    async with on_stage(lane.database_url, lane.transport) as stage:
        yield stage


class Company:
    """The people of the story, and short ways to let them do things and look."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.grace, self.alice, self.bob = (stage.person(name) for name in ("grace", "alice", "bob"))
        self.chiara, self.dmitri, self.hoku = (stage.person(name) for name in ("chiara", "dmitri", "hoku"))

    @property
    def channel(self) -> Channel:
        """The incident's channel."""
        return self.stage.channel("inc-1")

    @property
    def card(self) -> Message:
        """The pinned card."""
        (pin,) = self.channel.pins
        return self.channel.messages[pin["message_ts"]]

    async def runs(self, person: Person, text: str) -> str:
        """Run a command in the incident's channel and read the answer."""
        answer = await person.runs(f"/incident {text}", self.channel)
        assert answer.error is None, person.toasts
        await self.stage.settle()
        return answer.text

    async def presses(self, person: Person, message: Message, *controls: str) -> None:
        """Press one button after the other."""
        for control in controls:
            await person.clicks(message, control)
            await self.stage.settle()

    async def fills(self, person: Person, title: str, values: dict[str, Any]) -> None:
        """Fill the form that opened, and submit it."""
        await person.sees_modal(title)
        result = await person.submits(values)
        assert result.closed, result.errors
        await self.stage.settle()

    def reads(self, message: Message, person: Person | None = None) -> str:
        """The words of a message."""
        return (person or self.alice).reads(message)

    def says_here(self, words: str) -> Message:
        """The last message in the incident's channel, for all to see, that says so."""
        return [m for m in self.alice.sees(self.channel) if not m.ephemeral_to and words in self.reads(m)][-1]

    def announcement(self) -> Message:
        """What stands in #incidents."""
        return next(
            m for m in self.alice.sees("incidents") if "INC-1" in self.reads(m) and not m.ephemeral_to
        )

    def told(self, person: Person) -> str:
        """All that the bot wrote to somebody directly."""
        return "\n".join(self.reads(message, person) for message in person.inbox)


async def test_from_the_first_odd_report_to_the_review(stage: Stage) -> None:
    company = Company(stage)
    await somebody_notices_and_declares(company)
    await stage.run_for(minutes=2)
    await four_roles_are_filled(company)
    await stage.run_for(minutes=3)
    await triage_is_answered_by_taps(company)
    await stage.run_for(minutes=4)
    await people_and_an_app_talk(company)
    await stage.run_for(minutes=6)
    await notes_tasks_and_an_update_are_made(company)
    await stage.restart()
    await the_bot_asks_when_an_update_is_due(company)
    await somebody_comes_late(company)
    await it_goes_through_the_phases_to_its_end(company)
    await it_is_closed_with_what_is_open_and_reviewed(company)
    await the_export_tells_it_all(company)


async def somebody_notices_and_declares(company: Company) -> None:
    grace = company.grace
    report = await grace.says("support", "A customer shows me a refund that our chatbot made up.")
    await grace.uses_shortcut("declare_incident", report)
    await company.fills(grace, "Declare an incident", {"What is going wrong?": "Chatbot invents refunds"})
    assert company.channel.name == "inc-1-chatbot-invents-refunds"
    assert grace.id in company.channel.members
    card = company.reads(company.card, grace)
    assert "INC-1 · Chatbot invents refunds" in card
    assert "🟡 Medium (not yet assessed)" in card
    assert "a refund that our chatbot made up" in grace.transcript(company.channel)
    assert "Chatbot invents refunds" in company.reads(company.announcement())
    await company.presses(company.alice, company.announcement(), "Join")
    assert company.alice.id in company.channel.members


async def four_roles_are_filled(company: Company) -> None:
    alice, hoku = company.alice, company.hoku
    await company.presses(alice, company.card, "Take command")
    assert "Commander, INC-1: checklist" in company.told(alice)
    for role, name in (("tech", "bob"), ("communications", "chiara"), ("compliance", "dmitri")):
        await company.runs(alice, f"role {role} @{name}")
    assert {company.bob.id, company.chiara.id, company.dmitri.id} <= company.channel.members.keys()
    assert "You are legal lead of INC-1 now" in company.told(company.dmitri)
    held = company.reads(company.card)
    for name in ("@alice", "@bob", "@chiara", "@dmitri"):
        assert name in held
    await company.runs(alice, "roles")
    await company.presses(alice, alice.whispers(company.channel)[-1], "hand_over:commander")
    handed = {"Who takes over?": "hoku", "Open points": "The vendor calls back at ten."}
    await company.fills(alice, "Hand over", handed)
    assert "The vendor calls back at ten." in company.told(hoku)
    assert f"Commander: {hoku.user.display_name}" in company.channel.topic["value"]
    await company.runs(hoku, "role ic @alice")
    assert "Commander: Alice Njoroge" in company.channel.topic["value"]


async def triage_is_answered_by_taps(company: Company) -> None:
    alice, bob = company.alice, company.bob
    questions = company.says_here("Severity now:")
    await company.presses(
        bob, questions, "answer_triage:ongoing_harm:possible", "answer_triage:scope:unknown"
    )
    await company.presses(alice, questions, "answer_triage:safety_risk:no", "answer_triage:impact:material")
    await company.presses(
        alice, questions, "answer_triage:exposure:public", "answer_triage:regulatory:possible"
    )
    shown = company.reads(questions)
    assert "Possibly, says Bob Lindqvist" in shown
    assert "Not known yet, says Bob Lindqvist" in shown
    assert "The answers suggest: 🟠 High" in shown
    assert "the public has seen it" in shown
    await company.presses(alice, questions, "Set to High")
    await company.runs(alice, "category safety/harmful_content")
    card = company.reads(company.card)
    assert "🟠 High: Significant impact" in card
    assert "Not known yet: how many are affected" in card
    assert company.channel.topic["value"].startswith("🟠 High | ")


async def people_and_an_app_talk(company: Company) -> None:
    stage, alice, bob, channel = company.stage, company.alice, company.bob, company.channel
    workspace = stage.workspace
    deploybot = workspace.user("deploybot")
    await alice.invites(channel, deploybot)
    workspace.post(channel, deploybot, "Prompt 41 is live since 08:10.")
    cause = await bob.says(channel, "It began with prompt 40.", files=[("answers.csv", b"refund,500")])
    await bob.edits(cause, "It began with prompt 41.")
    await company.chiara.says(channel, "What may I tell support?", cause)
    slip = await bob.says(channel, "the customer's number is 555-0100")
    await bob.deletes(slip)
    await alice.reacts(cause, "pushpin")
    await stage.settle()
    listed = await company.runs(alice, "timeline")
    assert "It began with prompt 41." in listed
    assert "555-0100" not in listed


async def notes_tasks_and_an_update_are_made(company: Company) -> None:
    alice, bob, chiara, stage = company.alice, company.bob, company.chiara, company.stage
    assert "08:15" in await company.runs(bob, "note 09:15 first invented refund in the logs")
    await company.runs(alice, "started about 2026-03-20 11:10")
    await company.runs(alice, "phase containment")
    assert "Stop the harm" in company.reads(company.says_here("Containment (phase 3 of 7)"))
    await company.runs(alice, "task switch the refund tool off @bob due 18:00")
    await company.runs(alice, "task ask the vendor for their logs due tomorrow")
    listed = await company.runs(bob, "tasks")
    assert "1 · switch the refund tool off" in listed
    assert "2 · ask the vendor for their logs" in listed
    await company.presses(bob, company.says_here("Task 1: switch the refund tool off"), "Done")
    assert "Done by @bob" in company.reads(company.says_here("Task 1: switch the refund tool off"))
    await company.presses(alice, company.card, "It is contained")
    await company.presses(chiara, company.card, "Post update")
    told = {"Actions: what is being done?": "The refund tool is off.", "Next update in": "30 min"}
    await company.fills(chiara, "Stakeholder update", {"conditions": "No new refunds are made up.", **told})
    (update,) = [
        m for m in stage.channel("incidents").messages.values() if m.thread_ts != m.ts and m.thread_ts
    ]
    assert "No new refunds are made up." in company.reads(update)


async def the_bot_asks_when_an_update_is_due(company: Company) -> None:
    stage = company.stage
    await stage.run_for(minutes=29)
    assert "stakeholder update is due" not in company.alice.transcript(company.channel)
    await stage.run_for(minutes=3)
    reminder = company.says_here("A stakeholder update is due")
    assert company.chiara.mention in company.reads(reminder)
    await company.presses(company.chiara, reminder, "Snooze 30 min")
    assert "put this off" in company.reads(reminder)


async def somebody_comes_late(company: Company) -> None:
    ines = company.stage.person("ines")
    await company.presses(ines, company.announcement(), "Join")
    (welcome,) = [company.reads(m, ines) for m in ines.whispers(company.channel)]
    assert "Welcome to INC-1" in welcome
    assert "🟠 High" in welcome
    assert "Commander: Alice Njoroge" in welcome
    assert "Last key events" in welcome


async def it_goes_through_the_phases_to_its_end(company: Company) -> None:
    alice, bob = company.alice, company.bob
    await company.presses(alice, company.card, "Go to investigation", "Go to remediation", "Go to recovery")
    await company.runs(alice, "phase remediation")
    assert "Back to remediation" in company.alice.transcript(company.channel)
    await company.runs(bob, "phase recovery")
    await company.presses(bob, company.card, "Recovery is complete")
    await company.presses(alice, company.card, "Resolve")
    await company.fills(alice, "Resolve", {"How did it end?": "Prompt 40 is back; 500 answers were checked."})
    assert "Resolved" in company.reads(company.card)
    assert "| RESOLVED |" in company.channel.topic["value"]


async def it_is_closed_with_what_is_open_and_reviewed(company: Company) -> None:
    alice, bob = company.alice, company.bob
    still_open = await company.runs(alice, "close")
    assert "1 open task: 2 “ask the vendor for their logs”" in still_open
    await company.presses(alice, alice.whispers(company.channel)[-1], "Close anyway")
    await company.fills(alice, "Close anyway", {"Why may it be closed?": "The vendor answers next week."})
    summary = company.reads(company.says_here("Review summary:"))
    for words in (
        "🟠 High (declared as medium)",
        "Prompt 40 is back; 500 answers were checked.",
        "Harm began: about Mar 20, 2026 11:10",
        "First noticed: Mar 20, 2026 12:00 (about 50 min after harm began)",
        "It began with prompt 41.",
        "Alice Njoroge (from 12:02 to 12:02), then hoku 🌺",
        "How many users or systems are affected? Not known yet (Bob Lindqvist)",
        "ask the vendor for their logs",
        "none answered yet",
    ):
        assert words in summary, summary
    assert "INC-1 is closed." in company.alice.transcript("incidents")
    files = [file.title for message in alice.sees(company.channel) for file in message.files]
    assert files == ["answers.csv", "The whole timeline of INC-1, as it stood at 2026-03-20 09:47 UTC"]
    await company.presses(bob, company.says_here("Review summary:"), "I see to the review")
    await company.presses(bob, company.says_here("Review summary:"), "Answer the review questions")
    answers = {
        "process": "Prompts went live without a look at refunds.",
        "monitoring": "Nothing counted refunds by the hour.",
        "faster": "A switch for the refund tool alone.",
    }
    await company.fills(bob, "Review", answers)
    assert "Nothing counted refunds by the hour." in await company.runs(alice, "review")
    quiet = len(company.alice.sees(company.channel))
    await company.stage.run_for(hours=2)
    assert len(company.alice.sees(company.channel)) == quiet


async def the_export_tells_it_all(company: Company) -> None:
    told = json.loads(await exported(company.stage))
    Draft202012Validator(json_schema()).validate(told)
    incident = told["incident"]
    assert (incident["severity"], incident["status"], incident["phase"]) == ("high", "closed", "review")
    assert (incident["category"], incident["subtype"]) == ("safety", "safety.harmful_content")
    times = incident["timestamps"]
    assert (times["started_at"], times["started_certainty"]) == ("2026-03-20T08:10:00Z", "estimated")
    order = ["declared_at", "acknowledged_at", "triaged_at", "contained_at", "remediated_at", "recovered_at"]
    assert [times[name] for name in order] == sorted(times[name] for name in order)
    assert [(each["role"], each["released_at"] is None) for each in told["roles"]] == [
        *(("commander", False), ("technical", True), ("comms", True), ("legal", True)),
        *(("commander", False), ("commander", True)),
    ]
    assert {each["question"]: each["answer"] for each in told["triage"]} == {
        **{"ongoing_harm": "possible", "scope": "unknown", "safety_risk": "no"},
        **{"impact": "material", "exposure": "public", "regulatory": "possible"},
    }
    assert [each["sequence"] for each in told["timeline"]] == list(range(1, len(told["timeline"]) + 1))
    said = {each["text"]: each for each in told["timeline"] if each["kind"] == "message"}
    edited = said["It began with prompt 41."]
    assert (edited["edited"], edited["key_event"], edited["files"]) == (True, True, ["answers.csv"])
    assert said["What may I tell support?"]["source"]["thread_ts"] == edited["source"]["message_ts"]
    assert "Prompt 41 is live since 08:10." in said
    (gone,) = [each for each in told["timeline"] if each["deleted"]]
    assert (gone["text"], gone["actor"]) == (None, company.bob.id)
    (note,) = [each for each in told["timeline"] if each["kind"] == "note"]
    assert (note["at"], note["text"]) == ("2026-03-20T08:15:00Z", "first invented refund in the logs")
    assert [(each["number"], each["status"]) for each in told["tasks"]] == [(1, "done"), (2, "open")]
    assert [each["conditions"] for each in told["updates"]] == ["No new refunds are made up."]
    assert len(told["review"]["answers"]) == 3
    page = await exported(company.stage, form="md")
    assert "Chatbot invents refunds" in page
    assert "It began with prompt 41." in page
    assert "555-0100" not in page + json.dumps(told)
    await verified(company.stage, told["timeline"][-1]["hash"])
