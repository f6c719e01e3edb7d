"""What others do and this bot does not: seen from outside, over a whole declaration."""

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest
import yaml
from sqlalchemy import event

from tests.guarantees.slack_side import gets
from tests.stage import ROOT, Stage, on_stage

ADDRESSES = {("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/metrics"), ("POST", "/slack/events")}
READS_EVERYTHING = {"bots.info", "conversations.list", "users.list", "usergroups.list"}


async def _declared(stage: Stage, name: str = "alice", title: str = "sev1 answers leak") -> None:
    await stage.person(name).runs(f"/incident declare {title}", "general")
    await stage.settle()


async def test_a_story_calls_no_method_that_reads_the_whole_workspace_or_asks_about_every_message(
    stage: Stage,
) -> None:
    await _declared(stage)
    channel = stage.channel("inc-1")
    for number in range(5):
        await stage.person("alice").says(channel, f"seen {number}")
    await stage.settle()
    called = Counter(call.method for call in stage.workspace.calls)
    assert not READS_EVERYTHING & called.keys()
    assert called["conversations.create"] == 1


async def test_who_declared_before_is_not_called_to_what_others_declare(stage: Stage) -> None:
    await _declared(stage, "bob")
    await _declared(stage, "alice", "sev1 something else breaks")
    assert stage.person("bob").id in stage.channel("inc-1").members
    assert stage.person("bob").id not in stage.channel("inc-2").members


async def test_who_joined_a_group_since_the_last_incident_is_called_to_the_next(stage: Stage) -> None:
    group = next(g for g in stage.workspace.usergroups.values() if g.handle == "comms-team")
    called = {"invitations": {"always": [group.id]}}
    stage.policy = stage.policy.model_validate({**stage.policy.model_dump(), **called})
    await stage.restart()
    stage.workspace.set_usergroup_members(group, [stage.person("bob").user])
    await _declared(stage)
    stage.workspace.set_usergroup_members(group, [stage.person("chiara").user])
    await _declared(stage, title="sev1 something else breaks")
    assert stage.person("bob").id in stage.channel("inc-1").members
    assert stage.person("bob").id not in stage.channel("inc-2").members
    assert stage.person("chiara").id in stage.channel("inc-2").members


def test_no_scope_of_a_person_is_asked_for_and_no_file_made_public() -> None:
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
    assert manifest["oauth_config"]["scopes"].keys() == {"bot"}
    sources = [path for folder in ("bot", "handlers") for path in (ROOT / folder).rglob("*.py")]
    ours = [path for path in sources if "sandbox" not in path.parts]
    assert [path for path in ours if "sharedPublicURL" in path.read_text(encoding="utf-8")] == []


async def test_there_is_no_address_but_those_of_the_contract(stage: Stage) -> None:
    assert stage.serving._runner is not None
    app = stage.serving._runner.app
    routes = {
        (route.method, str(route.resource and route.resource.canonical)) for route in app.router.routes()
    }
    assert {route for route in routes if route[0] != "HEAD"} == ADDRESSES
    for path in ("/incidents", "/api/incidents", "/cron_minute"):
        assert (await gets(stage, path))[0] == 404


@pytest.fixture
async def two(sqlite_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[list[Stage]]:
    """Two bots of two workspaces in one process."""
    other = tmp_path_factory.mktemp("other") / "incident-bot.db"
    shutil.copyfile(sqlite_url.removeprefix("sqlite+aiosqlite:///"), other)
    async with (
        on_stage(sqlite_url, judged=False) as first,
        on_stage(f"sqlite+aiosqlite:///{other}", judged=False) as second,
    ):
        second.app.bot_token = "xoxb-of-the-other-workspace"
        await second.restart()
        yield [first, second]


async def test_two_bots_in_one_process_call_with_their_own_tokens(two: list[Stage]) -> None:
    for stage, title in zip(two, ("ours", "theirs"), strict=True):
        await _declared(stage, title=f"sev1 {title}")
    for stage, title in zip(two, ("ours", "theirs"), strict=True):
        assert [call.outcome for call in stage.workspace.calls if call.outcome != "ok"] == []
        assert stage.channel("inc-1").name == f"inc-1-{title}"


def test_nothing_is_called_when_the_program_is_imported() -> None:
    program = (
        "import socket\n"
        "def refuse(*_, **__): raise AssertionError('a connection at import')\n"
        "socket.socket.connect = refuse\n"
        "import bot.app, bot.cli, handlers.registration, storage, threading, asyncio\n"
        "assert threading.active_count() == 1\n"
    )
    ended = subprocess.run([sys.executable, "-W", "error", "-c", program], cwd=ROOT, check=False)
    assert ended.returncode == 0


@contextmanager
def _counted(stage: Stage) -> Iterator[list[str]]:
    """The statements that are sent to the database."""
    engines = stage.bot.database._engines()
    statements: list[str] = []

    def note(_c: object, _u: object, statement: str, *_: object) -> None:
        statements.append(statement)

    for engine in (engines.writing, engines.reading):
        event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield statements
    for engine in (engines.writing, engines.reading):
        event.remove(engine.sync_engine, "before_cursor_execute", note)


async def test_a_command_costs_the_same_however_many_incidents_there_are(stage: Stage) -> None:
    await _declared(stage)
    channel, alice = stage.channel("inc-1"), stage.person("alice")
    costs: list[int] = []
    for number in (1, 2):
        with _counted(stage) as statements:
            await alice.runs(f"/incident note seen {number}", channel)
            await stage.settle()
        costs.append(len(statements))
        for further in range(5):
            await _declared(stage, title=f"sev3 {further} of {number}")
    assert costs[0] == costs[1]
