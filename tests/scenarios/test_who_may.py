"""The contract's table of who may: acts of commander, member, outsider, guest, and where nobody commands."""

from dataclasses import dataclass

import pytest

from bot.sandbox.entities import Channel
from tests.scenarios.records import an_incident
from tests.scenarios.told import told
from tests.stage import Stage

RESPONDING = {
    "note": ("note the vendor called", ()),
    "ask triage": ("triage", ()),
    "add a task": ("task copy the index", ()),
    "finish a task": ("task done 1", ("task copy the index",)),
    "raise the severity": ("severity critical customers see it", ()),
    "assign a role": ("role technical @emi", ()),
    "enter a phase": ("phase containment", ()),
    "post an update": ("update The tool is off.", ()),
    "resolve": ("resolve", ()),
}
"""What anyone in the channel may do."""

COMMANDING = {
    "lower the severity": ("severity low our own accounts", ()),
    "close": ("close nothing left", ("resolve",)),
    "reopen": ("reopen it happens again", ("resolve",)),
    "cancel": ("cancel a load test", ()),
    "merge": ("merge INC-1", ()),
    "make private": ("private", ()),
    "make public": ("public", ("private",)),
}
"""What the commander may; while there is none, anyone in the channel."""


@dataclass
class Case:
    """An incident that Alice declared, with Bob and Hoku in its channel, commanded by Hoku or by nobody."""

    stage: Stage
    channel: Channel
    number: int

    async def tries(self, name: str, line: str) -> tuple[str, bool]:
        """What somebody is answered, and whether anything was recorded."""
        person = self.stage.person(name)
        word, _, rest = line.partition(" ")
        inside = person.id in self.channel.members
        place = self.channel if inside else "general"
        typed = line if inside else f"{word} INC-{self.number} {rest}".strip()
        before = len((await told(self.stage, self.number))["timeline"])
        answer = await person.runs(f"/incident {typed}", place)
        await self.stage.settle()
        assert answer.error is None, person.toasts
        assert answer.ephemeral
        return answer.text, len((await told(self.stage, self.number))["timeline"]) > before


async def a_case(stage: Stage, before: tuple[str, ...], *, commander: str | None) -> Case:
    """Set a case up: what Alice types first is done before anybody commands."""
    channel = await an_incident(stage, "sev3 Chatbot invents refunds")
    alice = stage.person("alice")
    for name in ("bob", "hoku"):
        await alice.invites(channel, stage.person(name))
    await stage.settle()
    for line in (*before, *([f"role commander @{commander}"] if commander else [])):
        await alice.runs(f"/incident {line}", channel)
        await stage.settle()
    opened = [c for c in stage.workspace.channels.values() if (c.name or "").startswith("inc-")]
    return Case(stage, channel, len(opened))


@pytest.fixture
async def first(stage: Stage) -> Channel:
    """Another incident, for one to be merged into."""
    return await an_incident(stage, "sev3 Search shows other people's files")


@pytest.mark.usefixtures("first")
@pytest.mark.parametrize("act", [*RESPONDING, *COMMANDING])
async def test_an_outsider_is_told_to_join_first(stage: Stage, act: str) -> None:
    line, before = (RESPONDING | COMMANDING)[act]
    case = await a_case(stage, before, commander=None)
    said, recorded = await case.tries("ines", line)
    assert not recorded
    if act == "make public":  # A private incident does not exist for who is not in it.
        assert f"There is no INC-{case.number} that you can see" in said
    else:
        assert "Only people in" in said
        assert "Join it first" in said


@pytest.mark.usefixtures("first")
@pytest.mark.parametrize("act", RESPONDING)
@pytest.mark.parametrize("name", ["hoku", "bob"], ids=["the commander", "a member"])
async def test_who_is_in_the_channel_responds(stage: Stage, act: str, name: str) -> None:
    line, before = RESPONDING[act]
    case = await a_case(stage, before, commander="hoku")
    said, recorded = await case.tries(name, line)
    assert recorded, said


@pytest.mark.usefixtures("first")
@pytest.mark.parametrize("act", COMMANDING)
async def test_the_commander_alone_commands(stage: Stage, act: str) -> None:
    line, before = COMMANDING[act]
    case = await a_case(stage, before, commander="hoku")
    said, recorded = await case.tries("bob", line)
    assert not recorded
    assert "Only the commander, @hoku, can do that" in said
    assert "/incident role commander me" in said
    said, recorded = await case.tries("hoku", line)
    assert recorded, said


@pytest.mark.usefixtures("first")
@pytest.mark.parametrize("act", COMMANDING)
async def test_while_nobody_commands_anyone_in_the_channel_may(stage: Stage, act: str) -> None:
    line, before = COMMANDING[act]
    case = await a_case(stage, before, commander=None)
    said, recorded = await case.tries("bob", line)
    assert recorded, said


async def test_a_guest_in_the_channel_responds_but_holds_no_role(stage: Stage) -> None:
    case = await a_case(stage, (), commander=None)
    kofi = stage.person("kofi")
    stage.workspace.change_user(kofi.user, is_ultra_restricted=False)  # One of several channels, then.
    await stage.person("alice").invites(case.channel, kofi)
    await stage.settle()
    for act in ("note", "add a task", "raise the severity", "enter a phase", "post an update"):
        said, recorded = await case.tries("kofi", RESPONDING[act][0])
        assert recorded, said
    said, recorded = await case.tries("kofi", "role technical me")
    assert "guest" in said
    assert not recorded


async def test_a_guest_declares_nothing(stage: Stage) -> None:
    kofi = stage.person("kofi")
    answer = await kofi.runs("/incident declare model drifts", "support")
    await stage.settle()
    assert "Guests cannot declare" in answer.text
    assert not any((c.name or "").startswith("inc-") for c in stage.workspace.channels.values())


@pytest.mark.parametrize("name", ["alice", "ines", "grace"])
async def test_anyone_else_declares(stage: Stage, name: str) -> None:
    answer = await stage.person(name).runs("/incident declare model drifts", "general")
    assert "INC-1 declared" in answer.text


async def test_who_acts_is_named_in_the_record(stage: Stage) -> None:
    case = await a_case(stage, (), commander=None)
    await case.tries("bob", "phase containment")
    last = (await told(stage))["timeline"][-1]
    assert last["actor"] == stage.person("bob").id
    assert "Bob Lindqvist" in last["text"]
