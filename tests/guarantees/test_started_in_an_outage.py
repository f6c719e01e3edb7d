"""A copy that is started while its database is away: it listens at once, waits, and needs no other start.

Meanwhile it answers as a copy does whose database went away while it ran. What no waiting mends ends it.
"""

import json
import resource
import signal
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import aiohttp
import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pytest

from bot.sandbox.delivery_log import Delivery
from bot.sandbox.entities import Channel
from storage import schema
from tests.guarantees.copy_of_serve import FULL_DISK
from tests.guarantees.outages import Outage, away, file_of, refused, unmigrated
from tests.guarantees.test_processes import _ended, _start
from tests.killing.ground import Ground, on_ground
from tests.killing.test_refuge_kills import _declared_unrecorded
from tests.nursery import Nursery
from tests.stage import AMPLE, REAL, Transport

UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


async def _gets(ground: Ground, path: str) -> tuple[int, str]:
    url = f"http://127.0.0.1:{ground.port}{path}"
    try:
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            return answer.status, await answer.text()
    except aiohttp.ClientError:
        return 0, ""


async def _waits(ground: Ground) -> bool:
    """Whether the copy listens, Slack lets it in, and only the database is missing."""
    status, reason = await _gets(ground, "/readyz")
    return status == 503 and "The database cannot be used at the moment" in reason


def _logged(ground: Ground) -> list[str]:
    """The events that the process logged."""
    lines = Path(ground.logs[-1]).read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)["event"]) for line in lines if line.startswith("{")]


@asynccontextmanager
async def _waiting(
    url: str, transport: Transport, folder: Path, nursery: Nursery
) -> AsyncIterator[tuple[Ground, Outage]]:
    """A copy that was started while its database is away."""
    patience = AMPLE if transport == "http" else REAL
    async with (
        away(url) as outage,
        on_ground(outage.url, transport, folder, nursery, patience=patience) as ground,
    ):
        await ground.launch(wait=False)
        await ground.until(lambda: _waits(ground), "it does not wait for its database")
        yield ground, outage


async def _delivered_again(ground: Ground, delivery: Delivery) -> bool:
    """Deliver once more what was not acked; say whether it is now."""
    deliveries = ground.workspace.deliveries
    sender = deliveries.sockets if ground.app.socket_mode else deliveries.http
    response, _ = await sender.send(ground.app, delivery.kind, delivery.payload, (1, "http_timeout"))
    return response.acknowledged


async def _adopted(ground: Ground, channel: Channel) -> None:
    await ground.until(lambda: channel.name == "inc-1-answers-leak", "it was never adopted")
    await ground.settle()
    assert ground.incident_channels() == [channel]
    said = [m.text for m in channel.messages.values() if m.app_id == ground.app.app_id]
    assert len([text for text in said if "This is *INC-1* now" in text]) == 1


@pytest.mark.parametrize(
    ("transport", "is_new"), [("http", True), ("socket", False)], ids=["http, not migrated", "socket"]
)
async def test_it_answers_people_and_goes_on_by_itself_once_the_database_is_there(
    transport: Transport, is_new: bool, database_url: str, tmp_path: Path, nursery: Nursery
) -> None:
    if is_new:
        await unmigrated(database_url)
    async with _waiting(database_url, transport, tmp_path, nursery) as (ground, outage):
        alice = ground.person("alice")
        assert (await _gets(ground, "/healthz"))[0] == 200
        _, figures = await _gets(ground, "/metrics")
        assert "incident_bot_outbox_pending NaN" in figures
        assert "incident_bot_slack_connected 1.0" in figures
        assert "Nothing was recorded" in (await alice.runs("/incident list", "support")).text

        channel = await _declared_unrecorded(ground)
        await alice.says(channel, "said meanwhile")
        await ground.workspace.quiet()
        heard = ground.workspace.deliveries.log.of(ground.app.app_id, name="message")[-1]
        assert not heard.acknowledged

        outage.end()
        await ground.until(ground._ready_or_dead, "never ready")
        assert ground.process is not None
        assert ground.process.returncode is None
        assert await _delivered_again(ground, heard)
        await _adopted(ground, channel)
        await ground.check(["said meanwhile"])
        assert "INC-1" in (await alice.runs("/incident list", "support")).text
        events = _logged(ground)
        assert [events.count(name) for name in ("database_waited_for", "database_answers", "ready")] == [
            1
        ] * 3

        ground.process.send_signal(signal.SIGTERM)
        assert await ground.process.wait() == 0


async def test_a_database_that_answers_and_is_not_migrated_yet_counts_as_away(
    postgres_url: str, tmp_path: Path, nursery: Nursery
) -> None:
    await unmigrated(postgres_url)
    async with _waiting(postgres_url, "http", tmp_path, nursery) as (ground, outage):
        alice, channel = ground.person("alice"), await _declared_unrecorded(ground)
        async with _kept_from_migrating(postgres_url) as is_wanted:
            outage.end()
            await ground.until(is_wanted, "nobody migrates it")
            assert "Nothing was recorded" in (await alice.runs("/incident list", "support")).text
            await alice.says(channel, "said meanwhile")
            await ground.workspace.quiet()
            heard = ground.workspace.deliveries.log.of(ground.app.app_id, name="message")[-1]
            assert {attempt.response.status for attempt in heard.attempts} == {503}
        await _adopted(ground, channel)
        await ground.check(["said meanwhile"])


async def test_several_that_waited_adopt_it_once(postgres_url: str, tmp_path: Path, nursery: Nursery) -> None:
    await unmigrated(postgres_url)
    async with _waiting(postgres_url, "socket", tmp_path, nursery) as (ground, outage):
        first, port = ground.process, ground.port
        ground.port = 0
        await ground.launch(wait=False)
        second, ground.port = ground.process, port
        await ground.until(lambda: "database_waited_for" in _logged(ground), "the second does not wait")
        channel = await _declared_unrecorded(ground)
        outage.end()
        await ground.until(ground._ready_or_dead, "never ready")
        await _adopted(ground, channel)
        await ground.check([])
        for process in (first, second):
            assert process is not None
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 0


async def test_a_disk_that_is_full_is_waited_out(sqlite_url: str, tmp_path: Path) -> None:
    """Not even the files beside the database can be made, as long as no file of this process may grow."""
    await unmigrated(sqlite_url)
    async with on_ground(sqlite_url, "http", tmp_path) as ground:
        process = await _start(ground, ground.port, FULL_DISK)
        await ground.until(lambda: _waits(ground), "it does not wait for its database")
        answer = await ground.person("alice").runs("/incident list", "support")
        assert "Nothing was recorded" in answer.text
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, UNLIMITED)
        await ground.until(lambda: _is_ready(ground), "never ready")
        process.send_signal(signal.SIGTERM)
        assert (await _ended(process))[0] == 0


async def _is_ready(ground: Ground) -> bool:
    return (await _gets(ground, "/readyz"))[0] == 200


async def test_told_to_stop_while_it_waits_it_stops(database_url: str, tmp_path: Path) -> None:
    async with away(database_url) as outage:
        await _waits_and_stops(outage, tmp_path)


async def test_a_server_that_answers_nothing_is_waited_for_as_one_that_refuses(
    postgres_url: str, tmp_path: Path
) -> None:
    async with refused(postgres_url, stalled=True) as outage:
        await _waits_and_stops(outage, tmp_path)


async def _waits_and_stops(outage: Outage, folder: Path) -> None:
    async with on_ground(outage.url, "http", folder) as ground:
        process = await _start(ground, ground.port)
        await ground.until(lambda: _waits(ground), "it does not wait for its database")
        process.send_signal(signal.SIGTERM)
        code, err = await _ended(process)
        assert code == 0
        # Slack may deliver while it waits, which cannot be kept either.
        about = ("database_waited_for", "database_away")
        assert [line for line in err.splitlines() if not any(word in line for word in about)] == []


async def test_a_newer_schema_that_shows_when_the_database_is_there_ends_it(
    sqlite_url: str, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(file_of(sqlite_url))) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_from_the_future'")
    async with away(sqlite_url) as outage, on_ground(sqlite_url, "http", tmp_path) as ground:
        process = await _start(ground, ground.port)
        await ground.until(lambda: _waits(ground), "it does not wait for its database")
        outage.end()
        code, err = await _ended(process)
        assert code == 1
        assert "incident-bot: The database was migrated by a newer release" in err.splitlines()[-1]


@pytest.mark.parametrize("mistake", ["user", "database"])
async def test_a_server_that_does_not_let_it_in_ends_it_at_once(
    mistake: str, postgres_url: str, tmp_path: Path
) -> None:
    server, _, name = postgres_url.rpartition("/")
    wrong = f"{server}/{name}_no_more"
    if mistake == "user":
        wrong = f"postgresql+asyncpg://nobody_knows:sesame@{server.rpartition('@')[2]}/{name}"
    async with on_ground(wrong, "http", tmp_path) as ground:
        code, err = await _ended(await _start(ground, ground.port))
        assert code == 1
        assert "see to DATABASE_URL" in err
        assert "sesame" not in err
        assert err.count("\n") == 1


async def test_a_database_that_shows_to_be_none_of_its_own_late_ends_it_too(
    postgres_url: str, tmp_path: Path
) -> None:
    async with (
        refused(f"{postgres_url}_no_more") as outage,
        on_ground(outage.url, "http", tmp_path) as ground,
    ):
        process = await _start(ground, ground.port)
        await ground.until(lambda: _waits(ground), "it does not wait for its database")
        outage.end()
        code, err = await _ended(process)
        assert code == 1
        assert "see to DATABASE_URL" in err.splitlines()[-1]


async def test_a_database_that_another_copy_migrates_is_not_called_away(
    postgres_url: str, tmp_path: Path
) -> None:
    """Whoever asks whether it lives is answered; Slack's deliveries are left to copies that can keep them."""
    await unmigrated(postgres_url)
    async with on_ground(postgres_url, "http", tmp_path) as ground, _kept_from_migrating(postgres_url):
        process = await _start(ground, ground.port)
        await ground.until(lambda: _lives(ground), "it does not listen")
        assert await _gets(ground, "/readyz") == (503, "the database is not migrated yet\n")
        assert [call.method for call in ground.workspace.calls if call.method == "auth.test"] == []
        process.send_signal(signal.SIGTERM)
        assert await _ended(process) == (0, "")


async def _lives(ground: Ground) -> bool:
    return (await _gets(ground, "/healthz"))[0] == 200


@asynccontextmanager
async def _kept_from_migrating(url: str) -> AsyncIterator[Callable[[], Awaitable[bool]]]:
    """Another copy is about it, and takes its time; what it gives says whether somebody waits for that."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))

    async def is_wanted() -> bool:
        return bool(
            await connection.fetchval(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event = 'advisory'"
            )
        )

    try:
        await connection.execute("SELECT pg_advisory_lock(hashtext($1))", schema._LOCK_WORD)
        yield is_wanted
    finally:
        await connection.close()
