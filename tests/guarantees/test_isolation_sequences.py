"""Whatever is done to a private incident, in whatever order, no byte of it reaches anybody who is not in it.

Hypothesis finds the sequences; each plays on an incident of its own, one after the other on one stage. More
of them, and longer:

    ISOLATION_EXAMPLES=200 ISOLATION_STEPS=40 .venv/bin/pytest -n 0 tests/guarantees -k no_sequence
"""

# ruff: noqa: ARG002 - every move takes its chance

import asyncio
import io
import os
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.telemetry import set_up_logging
from tests.guarantees.secrecy import Secrets
from tests.guarantees.slack_side import gets, rows
from tests.guarantees.test_isolation import _buttons
from tests.scenarios.outage import unheard_of
from tests.stage import Stage, on_stage

EXAMPLES = int(os.environ.get("ISOLATION_EXAMPLES", "5"))
STEPS = int(os.environ.get("ISOLATION_STEPS", "12"))

COMMANDS = (
    "title",
    "summary",
    "note",
    "task",
    "update",
    "severity critical",
    "severity low",
    "resolve",
    "reopen",
    "close",
    "cancel",
    "note 14:05",
    "task @bob",
)
WORDLESS = (
    "role commander me",
    "role legal @bob",
    "role comms none",
    "category safety/privacy_exposure",
    "started about 1 hour ago",
    "triage",
    "phase containment",
    "timeline",
    "timeline export",
    "tasks",
    "task done 1",
    "status",
    "review",
    "export md",
    "export json",
    "merge 1",
    "facts",
    "deadlines",
)
ASKED = (
    "status {n}",
    "list all",
    "list mine",
    "export {n}",
    "timeline {n}",
    "note {n} hi",
    "merge {n} 1",
    "review {n}",
    "deadlines",
)
MOVES = (
    "command",
    "wordless",
    "talk",
    "button",
    "form",
    "time",
    "outside",
    "visibility",
    "comes and goes",
    "missed",
)

Step = tuple[str, int]


class Scene:
    """One private incident, with Alice in it, and now and then Bob."""

    def __init__(self, stage: Stage, number: int, secrets: Secrets) -> None:
        self.stage, self.number, self.secrets = stage, number, secrets
        self.alice, self.bob, self.ines = (stage.person(name) for name in ("alice", "bob", "ines"))
        self.channel = secrets.channel

    async def command(self, chance: int) -> None:
        words = COMMANDS[chance % len(COMMANDS)]
        await self.alice.runs(f"/incident {self.secrets.text(words)}", self.channel)

    async def wordless(self, chance: int) -> None:
        await self.alice.runs(f"/incident {WORDLESS[chance % len(WORDLESS)]}", self.channel)

    async def talk(self, chance: int) -> None:
        message = await self.alice.says(self.channel, self.secrets.text("said"))
        await self.alice.says(self.channel, self.secrets.text("answered"), message)
        if chance % 2:
            await self.alice.edits(message, self.secrets.text("edited"))
            await self.alice.reacts(message, "pushpin")
        elif chance % 3 == 0:
            await self.alice.deletes(message)

    async def button(self, chance: int) -> None:
        buttons = _buttons(self.channel)
        if buttons:
            message, action_id = buttons[chance % len(buttons)]
            await self.alice.clicks(message, action_id)
            await self.stage.settle()
            await self.form(chance)

    async def form(self, chance: int) -> None:
        """Fill in whatever form is open, with a secret in every field that takes words."""
        if self.alice.view is None:
            await self.alice.runs("/incident update", self.channel)
            await self.stage.settle()
        if self.alice.view is None:
            return
        for block in self.alice.view.content["blocks"]:
            element = block.get("element") or {}
            if element.get("type") == "plain_text_input":
                await self.alice.fills({block["block_id"]: self.secrets.text("filled")})
        await self.alice.submits()
        await self.stage.settle()
        if self.alice.view is not None:
            await self.alice.closes_view(whole_stack=True)

    async def time(self, chance: int) -> None:
        await self.stage.run_until(self.stage.clock() + timedelta(minutes=31 * (1 + chance % 5)))

    async def outside(self, chance: int) -> None:
        """Somebody who is not in it asks, declares something alike, and looks at their Home."""
        await self.ines.runs(f"/incident {ASKED[chance % len(ASKED)].format(n=self.number)}", "general")
        if chance % 4 == 0:
            await self.ines.runs("/incident declare low said answered filled edited", "general")
        await self.ines.opens_home()
        if self.bob.id not in self.channel.members:
            await self.bob.opens_home()

    async def visibility(self, chance: int) -> None:
        word = "public" if self.secrets.private else "private"
        await self.alice.runs(f"/incident {word}", self.channel)
        await self.stage.settle()
        self.secrets.turns(private=await self._is_private())

    async def _is_private(self) -> bool:
        async with self.stage.bot.database.reading() as repositories:
            incident = await repositories.incidents.get(self.number)
        assert incident is not None
        return incident.private

    async def comes_and_goes(self, chance: int) -> None:
        if self.bob.id in self.channel.members:
            await self.bob.leaves(self.channel)
        else:
            await self.alice.invites(self.channel, self.bob)

    async def missed(self, chance: int) -> None:
        """Something is said that the bot reads from the history later."""
        async with unheard_of(self.stage):
            await self.alice.says(self.channel, self.secrets.text("missed"))
        self.stage.bot.listening._said_at = None

    async def plays(self, move: str, chance: int) -> None:
        """Make one move, and wait for all that follows from it."""
        moves: dict[str, Callable[[int], Awaitable[None]]] = {
            "command": self.command,
            "wordless": self.wordless,
            "talk": self.talk,
            "button": self.button,
            "form": self.form,
            "time": self.time,
            "outside": self.outside,
            "visibility": self.visibility,
            "comes and goes": self.comes_and_goes,
            "missed": self.missed,
        }
        await moves[move](chance)
        await self.stage.settle()
        await self.stage.bot.beat()
        await self.stage.settle()


async def declared(stage: Stage, word: str) -> Scene:
    """Alice declares a private incident whose title is a secret."""
    await stage.person("alice").runs(f"/incident declare private sev2 {word}000", "support")
    await stage.settle()
    number = max(row[0] for row in rows(stage)["incidents"])
    secrets = Secrets(stage, stage.channel(f"inc-{number}"), word)
    assert secrets.text().endswith("000")
    return Scene(stage, number, secrets)


async def played(stage: Stage, word: str, steps: list[Step]) -> list[str]:
    """Play a sequence; return what leaked."""
    scene = await declared(stage, word)
    for move, chance in steps:
        await scene.plays(move, chance)
        leaks = scene.secrets.leaks()
        if leaks:
            return [f"after {move} {chance}: {leak}" for leak in leaks]
    await scene.outside(4)
    await stage.settle()
    _, metrics = await gets(stage, "/metrics")
    _, ready = await gets(stage, "/readyz")
    return scene.secrets.leaks() + [f"metrics: {m}" for m in scene.secrets.known_to if m in metrics + ready]


def test_no_sequence_of_acts_tells_anybody_outside(sqlite_url: str) -> None:
    log, count = io.StringIO(), iter(range(10_000))
    set_up_logging("json", "DEBUG", log)
    with asyncio.Runner() as runner:
        entered = on_stage(sqlite_url, judged=False)
        stage = runner.run(entered.__aenter__())

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=[HealthCheck.too_slow],
        )
        @given(
            steps=st.lists(
                st.tuples(st.sampled_from(MOVES), st.integers(0, 1000)), min_size=STEPS // 2, max_size=STEPS
            )
        )
        def example(steps: list[Step]) -> None:
            word = f"zq{next(count):04}x"
            assert runner.run(played(stage, word, steps)) == []
            assert word not in log.getvalue(), "the log tells"

        try:
            runner.run(stage.person("bob").runs("/incident declare low something public", "general"))
            runner.run(stage.settle())
            example()
        finally:
            runner.run(entered.__aexit__(None, None, None))


LEAKS = {
    "a word to an outsider": ("chat.postMessage", {"channel": "ines"}),
    "a word in a public place": ("chat.postMessage", {"channel": "incidents"}),
    "a name": ("conversations.rename", {"channel": "inc-1"}),
    "a topic in a public place": ("conversations.setTopic", {"channel": "incidents"}),
}


@pytest.mark.parametrize("leak", LEAKS)
async def test_a_leak_would_be_seen(leak: str, stage: Stage) -> None:
    scene = await declared(stage, "zqzq")
    method, args = LEAKS[leak]
    where = scene.ines.id if args["channel"] == "ines" else stage.channel(args["channel"]).id
    said = dict.fromkeys(("text", "name", "topic"), "zqzq000")
    await stage.bot.slack.call(method, {"channel": where, **said})
    (found,) = scene.secrets.leaks()
    assert method in found


async def test_a_whisper_to_an_outsider_would_be_seen(stage: Stage) -> None:
    scene = await declared(stage, "zqzq")
    outsider, bot = stage.workspace.user("ines"), stage.workspace.bot_user(stage.app)
    stage.workspace.post_ephemeral(stage.channel("general"), outsider, bot, "zqzq000")
    assert scene.secrets.leaks() == ["ines sees zqzq000"]
