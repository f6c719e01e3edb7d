"""`incident-bot sandbox`: one command, one address, a clean end, and what is kept between two runs."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.cli import run
from bot.commands.rehearsal import DATABASE_FILES, WORKSPACE_FILE, Rehearsal, forget
from bot.domain.policy import Policy
from bot.sandbox.people import Person
from storage.errors import DatabaseInUse

PATIENCE = 60


@contextmanager
def started(*words: str, cwd: Path) -> Iterator[subprocess.Popen[str]]:
    """The program in a process of its own, ended at the end whatever happened."""
    command = [sys.executable, "-m", "bot", "sandbox", "--no-browser", *words]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SLACK_")}
    environment |= {"PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen(
        command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def address_of(process: subprocess.Popen[str]) -> str:
    """The address it prints first."""
    assert process.stdout
    found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", process.stdout.readline())
    assert found, process.stderr and process.stderr.read()
    return found[0]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
async def test_it_prints_where_the_page_is_and_ends_cleanly_though_a_window_is_open(
    tmp_path: Path, number: signal.Signals
) -> None:
    with started("--port", "0", cwd=tmp_path) as process:
        address = await asyncio.to_thread(address_of, process)
        base, token = address.split("/?token=")
        async with aiohttp.ClientSession(headers={"X-Sandbox-Token": token}) as session:
            async with session.get(address) as page:
                assert "<main" in await page.text()
            async with session.get(f"{base}/page/start") as start:
                alice = next(u["id"] for u in (await start.json())["people"] if u["name"] == "alice")
            async with session.get(f"{base}/page/news?as={alice}") as news:
                await news.content.readline()
                process.send_signal(number)
                _, errors = await asyncio.to_thread(process.communicate, None, PATIENCE)
    assert (process.returncode, errors) == (0, "")
    assert names_in(tmp_path) == set()


def runs(*words: str) -> int:
    """The program in this process."""
    return run(["sandbox", "--no-browser", *words])


def test_a_taken_port_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert runs("--port", str(port)) == 1
    said, errors = capsys.readouterr()
    assert said == ""
    assert errors.count("\n") == 1
    assert f"port {port}" in errors
    assert "--port" in errors


def test_a_folder_that_cannot_be_made_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert runs("--port", "0", "--data", str(tmp_path / "file" / "inside")) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_file_that_is_no_workspace_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / WORKSPACE_FILE).write_text("{}")
    assert runs("--port", "0", "--data", str(tmp_path)) == 2
    errors = capsys.readouterr().err
    assert errors.count("\n") == 1
    assert WORKSPACE_FILE in errors


# within this process ------------------------------------------------------------------------------------


@asynccontextmanager
async def rehearsed(folder: Path, policy: Policy | None = None) -> AsyncIterator[Rehearsal]:
    rehearsal = Rehearsal(0, folder, policy or Policy())
    await rehearsal.start()
    try:
        yield rehearsal
    finally:
        await rehearsal.stop()


async def declares(rehearsal: Rehearsal, title: str) -> Person:
    alice = Person(rehearsal.workspace, "alice")
    answer = await alice.runs(f"/incident declare sev1 {title}", "incidents")
    assert answer.error is None, answer
    return alice


async def moved(rehearsal: Rehearsal, **by: int) -> None:
    assert rehearsal.page.hooks.move
    await rehearsal.page.hooks.move(timedelta(**by))


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def words_in(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def incident_channel(rehearsal: Rehearsal) -> str:
    names = [c.name for c in rehearsal.workspace.channels.values()]
    (name,) = [name for name in names if name.startswith("inc-1-")]
    return name


async def test_a_second_run_on_the_same_folder_goes_on_with_everything(tmp_path: Path) -> None:
    async with rehearsed(tmp_path) as first:
        alice = await declares(first, "scores drift")
        await moved(first, minutes=1)
        name = incident_channel(first)
        await alice.says(name, "kept over the night", files=[("a.bin", b"\xff\x00")])
        before = alice.transcript(name)
        left_at = first.workspace.now()
    async with rehearsed(tmp_path) as second:
        alice = Person(second.workspace, "alice")
        assert alice.transcript(name) == before
        assert next(iter(second.workspace.files.values())).content == b"\xff\x00"
        assert second.workspace.now() >= left_at
        answer = await alice.runs("/incident status", name)
        assert "scores drift" in answer.text
        await declares(second, "again")
        await moved(second, minutes=1)
        assert any(c.name.startswith("inc-2-") for c in second.workspace.channels.values())


async def test_the_made_up_company_has_a_profile_so_that_a_leak_starts_a_handful_of_clocks(
    tmp_path: Path,
) -> None:
    async with rehearsed(tmp_path) as running:
        alice = await declares(running, "strangers see chat titles")
        await moved(running, minutes=1)
        name = incident_channel(running)
        await alice.runs("/incident role legal me", name)
        leak = "personal_data_involved eu_data_subjects uk_data_subjects us_ca_residents security_compromise"
        counted = await alice.runs(f"/incident facts {leak}", name)
        (found,) = re.findall(r"(\d+) deadlines open", counted.text)
        listed = await alice.runs("/incident deadlines", name)
        assert f"{found} open deadlines" in listed.text
        assert int(found) < 15
        assert "2 facts about your organisation not answered yet" in listed.text


async def test_what_is_said_is_kept_though_nobody_ends_the_run(tmp_path: Path) -> None:
    async with rehearsed(tmp_path) as running:
        await Person(running.workspace, "alice").says("general", "do not lose this")
        async with asyncio.timeout(PATIENCE):
            # Another task writes the file whenever its time has come; nobody is told.
            while "do not lose this" not in words_in(tmp_path / WORKSPACE_FILE):  # noqa: ASYNC110
                await asyncio.sleep(0.05)


async def test_beginning_anew_forgets_incidents_and_talk(tmp_path: Path) -> None:
    async with rehearsed(tmp_path) as first:
        await declares(first, "scores drift")
        assert first.page.hooks.reset
        first.page.hooks.reset()
        assert first.over.is_set()
    forget(tmp_path)
    assert not {WORKSPACE_FILE, *DATABASE_FILES} & names_in(tmp_path)
    async with rehearsed(tmp_path) as second:
        answer = await Person(second.workspace, "alice").runs("/incident list", "incidents")
        assert "drift" not in answer.text


async def test_two_runs_cannot_share_a_folder(tmp_path: Path) -> None:
    async with rehearsed(tmp_path):
        with pytest.raises(DatabaseInUse):
            await Rehearsal(0, tmp_path, Policy()).start()


async def test_time_stops_at_what_falls_due_on_the_way(tmp_path: Path) -> None:
    async with rehearsed(tmp_path) as running:
        alice = await declares(running, "scores drift")
        await moved(running, minutes=1)
        begun = running.workspace.now()
        await moved(running, minutes=60)
        asked = [
            m
            for m in alice.sees(incident_channel(running))
            if m.bot_id and float(m.ts) > begun.timestamp() + 120
        ]
        stamps = {int((float(m.ts) - begun.timestamp()) // 60) for m in asked}
        assert len(stamps) > 2, alice.transcript(incident_channel(running))


async def test_the_next_reminder_is_one_step_away(tmp_path: Path) -> None:
    async with rehearsed(tmp_path) as running:
        hooks = running.page.hooks
        assert hooks.move_to_next
        assert await hooks.move_to_next() is None
        alice = await declares(running, "scores drift")
        await moved(running, minutes=1)
        name = incident_channel(running)
        before = len(alice.sees(name))
        gone_by = await hooks.move_to_next()
        assert gone_by
        assert timedelta(0) < gone_by < timedelta(hours=1)
        assert len(alice.sees(name)) > before


async def test_the_bot_announces_where_the_configuration_says(tmp_path: Path) -> None:
    async with rehearsed(tmp_path, Policy(announcements="war-room")) as running:
        alice = await declares(running, "scores drift")
        await moved(running, minutes=1)
        assert "scores drift" in Person(running.workspace, "alice").transcript("war-room")
        assert alice.toasts == []


async def test_the_prepared_example_is_offered_and_plays_up_to_a_point(tmp_path: Path) -> None:
    async with rehearsed(tmp_path) as running:
        hooks = running.page.hooks
        (example, *_) = hooks.examples
        assert hooks.play
        channel = running.workspace.channels[await hooks.play(example.name, example.points[0])]
        assert channel.creator == running.app.bot_user_id
