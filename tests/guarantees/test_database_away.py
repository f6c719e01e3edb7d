"""While the database is away people are told in words that nothing was recorded, and events come again.

Nothing is left half done, readiness says why, and everything works again without a restart.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pytest
from sqlalchemy import make_url

from bot.sandbox.entities import Channel
from bot.sandbox.people import Person
from tests.databases import _ask, postgres_server
from tests.fire.relay import Relay
from tests.guarantees.slack_side import again, delivered, gets, held, ready, rows, until
from tests.stage import REAL, SOON_AWAY, Stage, on_stage

LONG = "x" * 12_000
"""More than fits into what is left of the last page of a full file."""


async def _pragma(stage: Stage, statement: str) -> None:
    """Change how the bot's own writing connection sees its file."""
    async with stage.bot.database._engines().writing.connect() as connection:
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None
        await (await raw.driver_connection.execute(statement)).close()


@asynccontextmanager
async def _full(stage: Stage) -> AsyncIterator[None]:
    """The disk is full: the file cannot grow."""
    await _pragma(stage, "PRAGMA max_page_count = 1")
    try:
        yield
    finally:
        await _pragma(stage, "PRAGMA max_page_count = 1000000")


@asynccontextmanager
async def _unwritable(stage: Stage) -> AsyncIterator[None]:
    """The file system became read-only."""
    await _pragma(stage, "PRAGMA query_only = ON")
    try:
        yield
    finally:
        await _pragma(stage, "PRAGMA query_only = OFF")


Away = Callable[[Stage], AbstractAsyncContextManager[None]]
WAYS: dict[str, Away] = {"locked": held, "full": _full, "unwritable": _unwritable}


async def _under_way(stage: Stage) -> tuple[Person, Channel]:
    alice = stage.person("alice")
    await alice.runs("/incident declare sev1 answers leak")
    await stage.settle()
    return alice, stage.channel("inc-1")


@pytest.mark.parametrize("way", WAYS)
async def test_nothing_is_recorded_nothing_is_lost_and_everybody_is_told(
    way: str, quickly_away: None, stage: Stage
) -> None:
    alice, channel = await _under_way(stage)
    card = next(m for m in alice.sees(channel) if "Take command" in alice.reads(m))
    await alice.uses_shortcut("declare_incident_global")
    await alice.sees_modal()
    await stage.settle()
    before = rows(stage)

    async with WAYS[way](stage):
        said = await alice.says(channel, f"not heard {LONG}")
        answer = await alice.runs(f"/incident note not noted {LONG[:2500]}", channel)
        await stage.workspace.quiet()
        heard = delivered(stage, name="message")[-1]
        assert (answer.error, heard.acknowledged) == (None, False)
        assert "Nothing was recorded" in answer.text
        assert {attempt.response.status for attempt in heard.attempts} == {503}
        if way != "full":  # What is small may still fit into the last pages.
            await alice.clicks(card, "Take command")
            await alice.waits_for(channel, "Nothing was recorded")
            stage.workspace.faults.refuse("conversations.create", "restricted_action", None)
            form = await alice.submits({"What is going wrong?": "declared later"})
            assert "Nothing was recorded" in " ".join(form.errors.values())
            stage.workspace.faults.clear()
            status, reason = await gets(stage, "/readyz")
            assert (status, "database" in reason) == (503, True)
            _, page = await gets(stage, "/metrics")
            assert "incident_bot_outbox_pending NaN" in page
            for kind in ("event:message", "command", "block_actions", "view_submission"):
                count = re.search(rf'incident_bot_deliveries_total{{kind="{kind}",status="503"}} (.*)', page)
                assert count is not None, f"{kind} is counted as kept"
        assert rows(stage) == before

    await until(lambda: ready(stage), "never ready again")
    await alice.clicks(card, "Take command")
    assert (await alice.submits({"What is going wrong?": "declared later"})).closed
    assert (await again(stage, heard)).acknowledged
    assert "not noted" in (await alice.runs("/incident note not noted before", channel)).text
    await stage.settle()
    assert len(rows(stage)["holdings"]) == 1
    assert len(rows(stage)["incidents"]) == 2
    assert any(said.text[:40] in str(entry) for entry in rows(stage)["timeline"])


@pytest.mark.parametrize("patience", [REAL], ids=["in earnest"])
async def test_who_waits_behind_others_is_told_as_soon_as_they_waited_in_vain(
    quickly_away: None, stage: Stage
) -> None:
    """Each waits for the file alone, so a queue of them would outlast Slack's patience."""
    alice, channel = await _under_way(stage)
    async with held(stage):
        answers = await asyncio.gather(
            *(alice.runs(f"/incident note not noted {n}", channel) for n in range(8))
        )
    assert [answer.error for answer in answers] == [None] * 8
    assert [answer.text for answer in answers if "Nothing was recorded" not in answer.text] == []


async def _notices_nothing(stage: Stage, alice: Person, channel: Channel) -> None:
    """What is typed and said is kept at once, as on any day."""
    answer = await alice.runs("/incident note written all the same", channel)
    await alice.says(channel, "heard all the same")
    await stage.settle()
    assert "written all the same" in answer.text
    assert delivered(stage, name="message")[-1].acknowledged
    assert await ready(stage)


async def _texts(stage: Stage) -> list[str | None]:
    """What the entries of the first incident say."""
    async with stage.bot.database.reading() as repositories:
        return [entry.text for entry in await repositories.timeline.all(1)]


async def _waiting(name: str) -> list[int]:
    """The bot's connections that wait for somebody's lock."""
    found = await _ask(
        name,
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        " AND wait_event_type = 'Lock' AND application_name = 'incident-bot'",
    )
    return [row[0] for row in found]


@asynccontextmanager
async def _table_held(name: str) -> AsyncIterator[None]:
    """Keep everybody else off the incidents, in a transaction that stays open."""
    url = postgres_server().set(drivername="postgresql", database=name)
    connection = await asyncpg.connect(url.render_as_string(hide_password=False))
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute("LOCK TABLE incidents IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        await transaction.rollback()
        await connection.close()


async def test_connections_that_postgresql_ends_in_the_middle_of_work_lose_nothing(postgres_url: str) -> None:
    name = postgres_url.rsplit("/", 1)[-1]
    async with on_stage(postgres_url, judged=False, patience=SOON_AWAY) as stage:
        alice, channel = await _under_way(stage)
        async with _table_held(name):
            command = asyncio.create_task(alice.runs("/incident note cut off", channel))
            pids: list[int] = []

            async def found() -> bool:
                pids[:] = await _waiting(name)
                return bool(pids)

            await until(found, "nobody waits")
            await _ask(name, *(f"SELECT pg_terminate_backend({pid})" for pid in pids))
            answer = await command
        assert answer.error is None
        assert "Nothing was recorded" in answer.text
        again_typed = await alice.runs("/incident note not cut off", channel)
        await stage.settle()
        texts = await _texts(stage)
        assert "not cut off" in again_typed.text
        assert [text for text in texts if text and "cut off" in text] == ["not cut off"]


@asynccontextmanager
async def _relayed(postgres_url: str) -> AsyncIterator[tuple[str, Relay]]:
    """The database behind a relay, and the relay."""
    url = make_url(postgres_url)
    relay = Relay(lambda: [(url.host or "127.0.0.1", url.port or 5432)])
    await relay.start()
    try:
        yield url.set(host="127.0.0.1", port=relay.port).render_as_string(hide_password=False), relay
    finally:
        await relay.stop()


async def test_connections_that_nothing_comes_through_any_more_are_replaced_unnoticed(
    postgres_url: str,
) -> None:
    async with (
        _relayed(postgres_url) as (url, relay),
        on_stage(url, judged=False, patience=SOON_AWAY) as stage,
    ):
        alice, channel = await _under_way(stage)
        assert relay.forget() > 1
        await _notices_nothing(stage, alice, channel)


async def test_a_database_that_swallows_everything_is_away_until_it_answers(postgres_url: str) -> None:
    async with (
        _relayed(postgres_url) as (url, relay),
        on_stage(url, judged=False, patience=SOON_AWAY) as stage,
    ):
        alice, channel = await _under_way(stage)
        relay.stall()
        answer = await alice.runs("/incident note not noted", channel)
        relay.open()
        await until(lambda: ready(stage), "never ready again")
        again_typed = await alice.runs("/incident note noted now", channel)
        await stage.settle()
        texts = await _texts(stage)
        assert "Nothing was recorded" in answer.text
        assert "noted now" in again_typed.text
        assert [text for text in texts if text and "noted" in text] == ["noted now"]


async def test_connections_that_postgresql_ended_meanwhile_are_replaced_unnoticed(postgres_url: str) -> None:
    name = postgres_url.rsplit("/", 1)[-1]
    async with on_stage(postgres_url, judged=False, patience=SOON_AWAY) as stage:
        alice, channel = await _under_way(stage)
        await _ask(
            name,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'incident-bot'",
        )
        await _notices_nothing(stage, alice, channel)
