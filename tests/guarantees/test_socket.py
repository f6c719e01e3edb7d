"""Socket Mode as Slack really is: connections that are refreshed, cut and refused, and nothing is lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from bot.sandbox.delivery_log import Kind
from bot.sandbox.entities import Channel
from bot.sandbox.people import Person
from bot.sandbox.socket_connection import Connection
from handlers.socket import SocketDoor
from tests.guarantees.defaults import defaults_of
from tests.guarantees.slack_side import delivered, gets, held, ready, rows, until
from tests.stage import Stage, on_stage


@pytest.fixture
async def socket(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """The bot in Socket Mode; it dials again without long pauses."""
    monkeypatch.setitem(defaults_of(SocketDoor), "first_pause", 0.02)
    async with on_stage(sqlite_url, "socket", judged=False) as stage:
        yield stage


async def _under_way(stage: Stage) -> tuple[Person, Channel]:
    alice = stage.person("alice")
    await alice.runs("/incident declare sev1 answers leak")
    await stage.settle()
    return alice, stage.channel("inc-1")


def _heard(stage: Stage, words: str) -> int:
    return len([entry for entry in rows(stage)["timeline"] if words in str(entry)])


def _dials(stage: Stage) -> int:
    return [call.method for call in stage.workspace.calls].count("apps.connections.open")


async def test_one_connection_is_dialled_and_kept(socket: Stage) -> None:
    await _under_way(socket)
    assert _dials(socket) == 1
    assert len(socket.workspace.deliveries.sockets.connections(socket.app)) == 1


async def test_an_envelope_that_comes_twice_counts_once(socket: Stage) -> None:
    alice, channel = await _under_way(socket)
    await alice.says(channel, "said once")
    await socket.settle()
    payload = delivered(socket, name="message")[-1].payload
    before = rows(socket)
    (connection,) = socket.workspace.deliveries.sockets.connections(socket.app)
    for number in range(2):
        event = {**payload["event"], "text": "enveloped", "ts": f"177400000{number}.000001"}
        told = {**payload, "event_id": f"Ev0TWICE{number}", "event": event}
        await connection.say(
            {"envelope_id": "e-1", "type": "events_api", "accepts_response_payload": False, "payload": told}
        )
    await until(lambda: _heard(socket, "enveloped"), "never heard")
    await socket.settle()
    assert _heard(socket, "enveloped") == 1
    assert len(rows(socket)["timeline"]) == len(before["timeline"]) + 1


async def test_a_warning_brings_a_second_connection_before_the_first_ends(socket: Stage) -> None:
    alice, channel = await _under_way(socket)
    sockets = socket.workspace.deliveries.sockets
    await sockets.warn(socket.app)
    await asyncio.wait_for(sockets.connected(socket.app, 2), 20)
    await asyncio.gather(*(alice.says(channel, f"between, {n}") for n in range(12)))
    await socket.settle()
    assert _heard(socket, "between") == 12
    assert all(event.retries == 0 for event in delivered(socket, name="message"))


async def test_a_refresh_under_traffic_loses_and_doubles_nothing(socket: Stage) -> None:
    alice, channel = await _under_way(socket)
    sockets = socket.workspace.deliveries.sockets

    async def refresh() -> None:
        warned = await sockets.warn(socket.app)
        await asyncio.wait_for(sockets.connected(socket.app, 2), 20)
        await sockets.retire(warned)

    refreshing = asyncio.create_task(refresh())
    count = 0
    while not refreshing.done():
        answer = await alice.runs(f"/incident note during the refresh {count}", channel)
        await alice.says(channel, f"said during the refresh {count}")
        assert answer.error is None
        count += 1
    await refreshing
    await socket.settle()
    assert _heard(socket, "said during the refresh") == count
    assert _heard(socket, "note during the refresh") == 0
    assert _heard(socket, "during the refresh") == 2 * count
    assert await ready(socket)


async def test_connections_that_break_without_a_word_lose_nothing(socket: Stage) -> None:
    alice, channel = await _under_way(socket)
    sockets = socket.workspace.deliveries.sockets
    socket.workspace.rules.patience, socket.workspace.rules.retry_waits = 3.0, (0.1, 0.3, 1.0)
    for number in range(4):
        await alice.says(channel, f"before break {number}")
        sockets.cut(socket.app)
        await alice.says(channel, f"after break {number}")
        await asyncio.wait_for(sockets.connected(socket.app), 20)
    await socket.settle()
    assert [_heard(socket, f"{when} break {n}") for when in ("before", "after") for n in range(4)] == [1] * 8


async def test_an_ack_goes_out_on_the_new_connection_when_the_old_one_is_gone(socket: Stage) -> None:
    alice, channel = await _under_way(socket)
    sockets = socket.workspace.deliveries.sockets
    async with held(socket):
        command = asyncio.create_task(alice.runs("/incident note acked elsewhere", channel))
        await until(lambda: socket.bot.background._tasks, "nothing under way")
        sockets.cut(socket.app)
        await sockets.disconnected(socket.app)
        await asyncio.wait_for(sockets.connected(socket.app), 20)
    answer = await command
    assert answer.error is None
    assert "acked elsewhere" in answer.text


async def test_an_ack_is_not_entrusted_to_a_connection_that_slack_asked_to_leave(socket: Stage) -> None:
    alice, channel = await _under_way(socket)
    sockets = socket.workspace.deliveries.sockets
    (old,) = sockets.connections(socket.app)
    async with held(socket):
        command = asyncio.create_task(alice.runs("/incident note acked elsewhere", channel))
        await until(lambda: socket.bot.background._tasks, "nothing under way")
        await old.disconnect("refresh_requested")
        old.deaf = True
        await asyncio.wait_for(sockets.connected(socket.app, 2), 20)
    answer = await command
    assert answer.error is None
    assert "acked elsewhere" in answer.text


async def _breaks(connection: Connection) -> None:
    connection.cut()


async def _hangs_up(connection: Connection) -> None:
    await connection.socket.close()


@pytest.mark.parametrize("ends", [_breaks, _hangs_up])
async def test_an_ack_that_crosses_the_end_of_its_connection_goes_out_again_on_the_next(
    ends: Callable[[Connection], Awaitable[None]], socket: Stage
) -> None:
    alice, channel = await _under_way(socket)
    (old,) = socket.workspace.deliveries.sockets.connections(socket.app)
    old.deaf = True
    command = asyncio.create_task(alice.runs("/incident note acked twice", channel))
    await until(lambda: old.unheard, "never acked")
    await ends(old)
    answer = await command
    assert answer.error is None
    await socket.settle()
    assert _heard(socket, "acked twice") == 1


async def test_an_ack_for_which_no_connection_stands_goes_out_on_the_next(socket: Stage) -> None:
    alice, channel = await _under_way(socket)
    sockets, faults = socket.workspace.deliveries.sockets, socket.workspace.faults
    async with held(socket):
        command = asyncio.create_task(alice.runs("/incident note acked later", channel))
        await until(lambda: socket.bot.background._tasks, "nothing under way")
        trouble = faults.hang("apps.connections.open")
        sockets.cut(socket.app)
        await sockets.disconnected(socket.app)
        await until(lambda: trouble.struck, "not dialled")
    await socket.bot.background.settle()
    faults.release()
    answer = await command
    assert answer.error is None
    assert "acked later" in answer.text


async def test_switched_off_is_said_by_readiness_and_not_dialled_in_a_hurry(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(defaults_of(SocketDoor), "first_pause", 0.2)
    async with on_stage(sqlite_url, "socket", judged=False) as stage:
        await _under_way(stage)
        before = _dials(stage)
        await stage.workspace.deliveries.sockets.disable(stage.app)
        await until(lambda: _dials(stage) >= before + 3, "it does not try any more")
        status, reason = await gets(stage, "/readyz")
        assert status == 503
        assert "switched off" in reason
        assert _dials(stage) <= before + 4
        stage.app.socket_mode = True
        await until(lambda: ready(stage), "never connected again")


async def test_a_slack_that_gives_no_address_is_asked_again_until_it_does(socket: Stage) -> None:
    alice, channel = await _under_way(socket)
    trouble = socket.workspace.faults.fail("apps.connections.open", times=3)
    sockets = socket.workspace.deliveries.sockets
    sockets.cut(socket.app)
    await sockets.disconnected(socket.app)
    await asyncio.wait_for(sockets.connected(socket.app), 20)
    assert trouble.struck == 3
    answer = await alice.runs("/incident note heard again", channel)
    assert answer.error is None


async def test_a_wrong_app_token_keeps_the_bot_waiting_and_not_hanging(socket: Stage) -> None:
    await socket.stop()
    socket.workspace.faults.refuse("apps.connections.open", "invalid_auth", None)
    await socket.start()
    status, reason = await gets(socket, "/readyz")
    assert status == 503
    assert "invalid_auth" in reason
    socket.workspace.faults.clear()


async def test_a_command_over_a_socket_gets_its_answer_inside_the_ack(socket: Stage) -> None:
    answer = await socket.person("alice").runs("/incident help", "support")
    (attempt,) = delivered(socket, kind=Kind.COMMAND)[-1].attempts
    assert attempt.via == "socket"
    assert "/incident declare" in answer.text
