"""Socket Mode over raw WebSockets: tickets, envelopes, acks, and the ways in which connections end."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.sandbox.delivery_log import Delivery
from bot.sandbox.delivery_rules import DeliveryRules
from bot.sandbox.people import Person
from tests.sandbox.delivery_fixtures import HASTY, Office, open_office

Json = dict[str, Any]


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with open_office(sockets=True) as opened:
        yield opened


class Socket:
    """One raw connection of the app."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def hears(self) -> Json:
        return dict(json.loads(await self.socket.receive_str()))

    async def acks(self, envelope: Json, payload: Any = None) -> None:
        extra = {} if payload is None else {"payload": payload}
        await self.socket.send_str(json.dumps({"envelope_id": envelope["envelope_id"], **extra}))

    async def hears_and_acks(self, payload: Any = None) -> Json:
        envelope = await self.hears()
        await self.acks(envelope, payload)
        return envelope


async def open_url(office: Office) -> str:
    answer = await office.call("apps.connections.open", token=office.app.app_token)
    assert answer["ok"], answer
    return str(answer["url"])


@contextlib.asynccontextmanager
async def connected(office: Office, url: str = "") -> AsyncIterator[Socket]:
    """A connection that has read its hello."""
    async with office.session.ws_connect(url or await open_url(office)) as raw:
        socket = Socket(raw)
        assert (await socket.hears())["type"] == "hello"
        yield socket


async def _acks_all(socket: Socket) -> None:
    while True:
        await socket.hears_and_acks()


async def _answered(office: Office, count: int) -> None:
    """Wait until so many deliveries were acknowledged."""
    log, enough = office.workspace.deliveries.log, asyncio.Event()

    def look(_changed: Delivery | None = None) -> None:
        if sum(each.acknowledged for each in log.of(office.app.app_id)) >= count:
            enough.set()

    log.listen(look)
    look()
    await enough.wait()


async def test_the_app_token_opens_a_websocket_address(office: Office) -> None:
    url = await open_url(office)
    assert url.startswith(f"ws://127.0.0.1:{office.server.port}/link/?ticket=")
    assert url.endswith(f"&app_id={office.app.app_id}")


async def test_the_bot_token_opens_none(office: Office) -> None:
    answer = await office.call("apps.connections.open")
    assert answer["error"] == "not_allowed_token_type"


async def test_the_app_token_must_stand_in_the_header(office: Office) -> None:
    address, form = office.server.api_url + "apps.connections.open", {"token": office.app.app_token}
    async with office.session.post(address, data=form) as answer:
        assert (await answer.json())["error"] == "not_authed"


async def test_an_app_token_without_the_scope_opens_none(office: Office) -> None:
    office.app.app_scopes = frozenset({"authorizations:read"})
    answer = await office.call("apps.connections.open", token=office.app.app_token)
    assert (answer["error"], answer["needed"]) == ("missing_scope", "connections:write")


async def test_hello_tells_the_app_and_the_number_of_connections(office: Office) -> None:
    async with connected(office), office.session.ws_connect(await open_url(office)) as second:
        hello = json.loads(await second.receive_str())
        assert hello["connection_info"] == {"app_id": office.app.app_id}
        assert hello["num_connections"] == 2
        assert hello["debug_info"]["approximate_connection_time"] == 3600


async def test_debugged_reconnects_come_every_six_minutes(office: Office) -> None:
    async with office.session.ws_connect(await open_url(office) + "&debug_reconnects=true") as raw:
        assert json.loads(await raw.receive_str())["debug_info"]["approximate_connection_time"] == 360


async def test_a_ticket_serves_once(office: Office) -> None:
    url = await open_url(office)
    async with connected(office, url):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await office.session.ws_connect(url)


async def test_an_eleventh_connection_is_too_many(office: Office) -> None:
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(10):
            await stack.enter_async_context(connected(office))
        raw = await stack.enter_async_context(office.session.ws_connect(await open_url(office)))
        frame = json.loads(await raw.receive_str())
        assert (frame["type"], frame["reason"]) == ("disconnect", "too_many_websockets")
        assert (await raw.receive()).type is aiohttp.WSMsgType.CLOSE
        assert len(office.workspace.deliveries.sockets.connections(office.app)) == 10


async def test_an_event_comes_in_an_envelope_without_signature(office: Office) -> None:
    async with connected(office) as socket:
        await office.person("alice").says("general", "hello")
        envelope = await socket.hears_and_acks()
        await office.workspace.quiet()
    assert envelope["type"] == "events_api"
    assert envelope["accepts_response_payload"] is False
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
    assert envelope["payload"]["event"]["text"] == "hello"
    assert office.bot.heard == []


async def test_each_payload_goes_to_one_connection_and_to_any(office: Office) -> None:
    taken: list[int] = []

    async def serve(number: int, socket: Socket) -> None:
        while True:
            await socket.hears_and_acks()
            taken.append(number)

    async with connected(office) as first, connected(office) as second:
        servers = [asyncio.create_task(serve(at, each)) for at, each in enumerate((first, second))]
        for number in range(40):
            await office.person("alice").says("general", str(number))
        await office.workspace.quiet()
        for server in servers:
            server.cancel()
    assert len(taken) == 40
    assert set(taken) == {0, 1}


async def test_an_ack_counts_on_any_connection_of_the_app(office: Office) -> None:
    async with connected(office) as first, connected(office) as second:
        await office.person("alice").says("general", "hello")
        readers = {asyncio.create_task(each.hears()): each for each in (first, second)}
        done, waiting = await asyncio.wait(readers, return_when=asyncio.FIRST_COMPLETED)
        (reader,) = done
        other = second if readers[reader] is first else first
        await other.acks(reader.result())
        await office.workspace.quiet()
        (delivery,) = office.workspace.deliveries.log.of(office.app.app_id)
        assert (delivery.state, delivery.retries) == ("acknowledged", 0)
        for task in waiting:
            task.cancel()


async def test_an_event_without_ack_comes_again_with_its_attempt() -> None:
    async with open_office(HASTY, sockets=True) as office, connected(office) as socket:
        await office.person("alice").says("general", "hello")
        envelopes = [await socket.hears() for _ in range(4)]
        await office.workspace.quiet()
        assert [(each["retry_attempt"], each["retry_reason"]) for each in envelopes] == [
            (0, ""),
            (1, "timeout"),
            (2, "timeout"),
            (3, "timeout"),
        ]
        assert len({each["payload"]["event_id"] for each in envelopes}) == 1
        assert len({each["envelope_id"] for each in envelopes}) == 4


async def test_a_command_is_answered_inside_the_ack(office: Office) -> None:
    alice = office.person("alice")
    async with connected(office) as socket:
        running = asyncio.create_task(alice.runs("/little ask @bob", "general"))
        envelope = await socket.hears_and_acks({"text": "asked"})
        answer = await running
    assert envelope["type"] == "slash_commands"
    assert envelope["accepts_response_payload"] is True
    assert "retry_attempt" not in envelope
    assert envelope["payload"]["command"] == "/little"
    assert envelope["payload"]["is_enterprise_install"] == "false"
    assert answer.text == "asked"


async def test_a_command_may_be_answered_with_bare_text(office: Office) -> None:
    alice = office.person("alice")
    async with connected(office) as socket:
        running = asyncio.create_task(alice.runs("/raw x", "general"))
        await socket.hears_and_acks("plain words")
        assert (await running).text == "plain words"


async def test_a_command_without_ack_is_a_timeout_and_not_repeated() -> None:
    async with open_office(HASTY, sockets=True) as office, connected(office) as socket:
        answer = await office.person("alice").runs("/raw x", "general")
        assert answer.error == "operation_timeout"
        assert (await socket.hears())["type"] == "slash_commands"
        (delivery,) = office.workspace.deliveries.log.of(office.app.app_id)
        assert delivery.retries == 0


async def test_a_command_with_nobody_connected_fails_at_once(office: Office) -> None:
    answer = await office.person("alice").runs("/raw x", "general")
    assert answer.error == "dispatch_failed"


async def test_a_click_comes_as_interactive_and_its_ack_carries_nothing(office: Office) -> None:
    alice = office.person("alice")
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    async with connected(office) as socket:
        message = office.bot_posts("general", "?", [{"type": "actions", "elements": [button]}])
        await socket.hears_and_acks()
        clicking = asyncio.create_task(alice.clicks(message, "Go"))
        envelope = await socket.hears_and_acks({"text": "ignored"})
        await clicking
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("interactive", False)
    assert envelope["payload"]["type"] == "block_actions"
    (delivery,) = office.workspace.deliveries.log.of(name="go")
    assert delivery.attempts[0].response.body == ""
    assert alice.whispers("general") == []
    assert alice.toasts == []


async def test_a_refresh_warns_then_asks_then_closes(office: Office) -> None:
    async with connected(office) as socket:
        await office.workspace.deliveries.sockets.refresh(office.app)
        frames = [await socket.hears(), await socket.hears()]
        assert [frame["reason"] for frame in frames] == ["warning", "refresh_requested"]
        assert all(frame["type"] == "disconnect" for frame in frames)
        assert (await socket.socket.receive()).type is aiohttp.WSMsgType.CLOSE


async def asked_to_leave(office: Office, old: Socket) -> tuple[Json, asyncio.Task[None]]:
    """Slack asks the connection to leave while an ack is out on it; return that envelope, and its leaving."""
    sockets = office.workspace.deliveries.sockets
    await office.person("alice").says("general", "out on the old one")
    out = await old.hears()
    retiring = asyncio.create_task(sockets.retire(sockets.connections(office.app)))
    assert (await old.hears())["reason"] == "refresh_requested"
    return out, retiring


async def test_a_connection_that_was_asked_to_leave_gets_nothing_new_while_another_stands(
    office: Office,
) -> None:
    alice = office.person("alice")
    async with connected(office) as old:
        out, retiring = await asked_to_leave(office, old)
        async with connected(office) as new:
            servers = [asyncio.create_task(_acks_all(each)) for each in (old, new)]
            for number in range(20):
                await alice.says("general", str(number))
            await _answered(office, 20)
            servers[0].cancel()
            await old.acks(out)
            await retiring
            await office.workspace.quiet()
            servers[1].cancel()
    first, *others = office.workspace.deliveries.log.of(office.app.app_id)
    assert first.attempts[0].headers["connection"] == "1"
    assert {attempt.headers["connection"] for each in others for attempt in each.attempts} == {"2"}


async def test_an_event_waits_for_another_connection_while_the_only_one_leaves(office: Office) -> None:
    alice = office.person("alice")
    async with connected(office) as old:
        out, retiring = await asked_to_leave(office, old)
        await alice.says("general", "for the next one")
        async with connected(office) as new:
            envelope = await new.hears_and_acks()
            await old.acks(out)
            await retiring
            await office.workspace.quiet()
    assert (envelope["payload"]["event"]["text"], envelope["retry_attempt"]) == ("for the next one", 0)


async def test_a_command_fails_at_once_while_the_only_connection_leaves(office: Office) -> None:
    alice = office.person("alice")
    async with connected(office) as old:
        out, retiring = await asked_to_leave(office, old)
        answer = await alice.runs("/raw x", "general")
        await old.acks(out)
        await retiring
        await office.workspace.quiet()
    assert answer.error == "dispatch_failed"


async def test_an_ack_that_is_out_is_heard_before_its_connection_is_closed(office: Office) -> None:
    alice, sockets = office.person("alice"), office.workspace.deliveries.sockets
    async with connected(office) as socket:
        running = asyncio.create_task(alice.runs("/raw x", "general"))
        envelope = await socket.hears()
        refreshing = asyncio.create_task(sockets.refresh(office.app))
        assert [(await socket.hears())["reason"] for _ in range(2)] == ["warning", "refresh_requested"]
        await socket.acks(envelope, {"text": "in time"})
        assert (await running).text == "in time"
        await refreshing
        assert (await socket.socket.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_a_leaving_connection_is_closed_when_an_ack_does_not_come_for_long() -> None:
    async with open_office(HASTY, sockets=True) as office, connected(office) as socket:
        running = asyncio.create_task(office.person("alice").runs("/raw x", "general"))
        assert (await socket.hears())["type"] == "slash_commands"
        await office.workspace.deliveries.sockets.refresh(office.app)
        assert (await running).error == "operation_timeout"
        assert [(await socket.hears())["reason"] for _ in range(2)] == ["warning", "refresh_requested"]
        assert (await socket.socket.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_what_is_said_on_a_deaf_connection_gets_lost() -> None:
    async with open_office(HASTY, sockets=True) as office, connected(office) as socket:
        (connection,) = office.workspace.deliveries.sockets.connections(office.app)
        connection.deaf = True
        running = asyncio.create_task(office.person("alice").runs("/raw x", "general"))
        envelope = await socket.hears_and_acks()
        assert (await running).error == "operation_timeout"
        assert [json.loads(frame)["envelope_id"] for frame in connection.unheard] == [envelope["envelope_id"]]


async def test_after_a_warning_the_old_connection_still_delivers(office: Office) -> None:
    async with connected(office) as socket:
        await office.workspace.deliveries.sockets.warn(office.app)
        assert (await socket.hears())["reason"] == "warning"
        await office.person("alice").says("general", "hello")
        assert (await socket.hears_and_acks())["payload"]["event"]["text"] == "hello"
        await office.workspace.quiet()


async def test_switching_socket_mode_off_ends_connections_and_refuses_new_ones(office: Office) -> None:
    async with connected(office) as socket:
        await office.workspace.deliveries.sockets.disable(office.app)
        assert (await socket.hears())["reason"] == "link_disabled"
    async with office.session.ws_connect(await open_url(office)) as raw:
        assert json.loads(await raw.receive_str())["reason"] == "link_disabled"


async def test_with_socket_mode_off_deliveries_go_over_http_again(office: Office) -> None:
    await office.workspace.deliveries.sockets.disable(office.app)
    await office.person("alice").says("general", "hello")
    await office.workspace.quiet()
    assert office.bot.events[-1]["event"]["text"] == "hello"


async def test_a_connection_can_break_without_a_word(office: Office) -> None:
    async with connected(office) as socket:
        office.workspace.deliveries.sockets.cut(office.app)
        assert (await socket.socket.receive()).type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)
    await office.workspace.deliveries.sockets.disconnected(office.app)


async def test_an_event_waits_out_the_gap_between_two_connections(office: Office) -> None:
    alice: Person = office.person("alice")
    await alice.says("general", "into the gap")
    async with connected(office) as socket:
        envelope = await socket.hears_and_acks()
        await office.workspace.quiet()
    assert envelope["payload"]["event"]["text"] == "into the gap"
    assert envelope["retry_attempt"] == 0


async def test_with_nobody_connected_for_long_an_event_is_lost() -> None:
    async with open_office(HASTY, sockets=True) as office:
        await office.person("alice").says("general", "hello")
        await office.workspace.quiet()
        (delivery,) = office.workspace.deliveries.log.of(office.app.app_id)
        assert (delivery.state, delivery.retries) == ("given up", 3)


async def test_pings_are_sent_and_answered() -> None:
    rules = DeliveryRules(ping_interval=0.02)
    async with open_office(rules, sockets=True) as office:
        raw = await office.session.ws_connect(await open_url(office), autoping=False)
        await raw.receive_str()
        ping = await raw.receive()
        assert ping.type is aiohttp.WSMsgType.PING
        await raw.pong(ping.data)
        await raw.ping(b"are you there")
        while (frame := await raw.receive()).type is aiohttp.WSMsgType.PING:
            await raw.pong(frame.data)
        assert (frame.type, frame.data) == (aiohttp.WSMsgType.PONG, b"are you there")
        await raw.close()


async def test_nonsense_on_the_socket_harms_nobody(office: Office) -> None:
    async with connected(office) as socket:
        for frame in ("not json", "[]", '{"envelope_id": "unknown"}', '{"payload": {}}'):
            await socket.socket.send_str(frame)
        await office.person("alice").says("general", "hello")
        assert (await socket.hears_and_acks())["type"] == "events_api"
        await office.workspace.quiet()
