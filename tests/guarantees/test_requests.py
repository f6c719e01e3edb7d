"""What reaches the bot's address and is not what Slack sends: refused or answered, and nothing done."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

import handlers.door
from bot.sandbox.payloads import event_envelope
from bot.sandbox.signatures import signed_headers
from handlers.reading import read_body
from storage import Database
from tests.guarantees.slack_side import FORM, JSON, delivered, form, gets, posts, rows
from tests.stage import Stage, on_stage

MENTION = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "1.0"}
EVENT = json.dumps({"type": "event_callback", "event": MENTION, "event_id": "Ev1"}).encode()
LATE = 301


@pytest.fixture
def spent(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often something costly was begun: parsing, dispatching, work on the database."""
    counted: Counter[str] = Counter()

    def counting(word: str, costly: Callable[..., Any]) -> Callable[..., Any]:
        def counted_too(*args: Any, **more: Any) -> Any:
            task = asyncio.current_task()
            if task is None or task.get_name() != "courier":  # It looks for work by itself.
                counted[word] += 1
            return costly(*args, **more)

        return counted_too

    monkeypatch.setattr("handlers.http.read_body", counting("parsed", read_body))
    bolt = stage.bot.bolt
    monkeypatch.setattr(bolt, "async_dispatch", counting("dispatched", bolt.async_dispatch))
    for name in ("transaction", "reading"):
        monkeypatch.setattr(Database, name, counting("database", getattr(Database, name)))
    return counted


@pytest.mark.parametrize(
    "event",
    [
        {"type": "app_mention", "bot_id": "B9", "subtype": "bot_message", "channel": "C1", "ts": "1.0"},
        {"type": "pin_added", "user": "U1", "channel_id": "C1", "item": {"type": "message", "channel": "C1"}},
    ],
)
async def test_an_event_that_nobody_here_needs_is_acked(stage: Stage, event: dict[str, Any]) -> None:
    body = json.dumps({"type": "event_callback", "event": event, "event_id": "Ev7"}).encode()
    status, _ = await posts(stage, body, JSON)
    assert status == 200


async def _command(stage: Stage, text: str, **changed: str) -> bytes:
    """A command as Slack would send it."""
    alice, channel = stage.person("alice"), stage.channel("support")
    fields = {
        "command": "/incident",
        "text": text,
        "user_id": alice.id,
        "channel_id": channel.id,
        "team_id": stage.workspace.team_id,
        "trigger_id": f"{time.time_ns()}.1.a",
        "response_url": "",
        **changed,
    }
    return form(**fields)


FORGED: dict[str, dict[str, Any]] = {
    "signed with another secret": {"secret": "0" * 32},
    "signed five minutes ago": {"at": -LATE},
    "signed in five minutes": {"at": LATE},
    "without a signature": {"headers": {"X-Slack-Signature": ""}},
    "without a timestamp": {"headers": {"X-Slack-Request-Timestamp": ""}},
    "with a timestamp that is no number": {"headers": {"X-Slack-Request-Timestamp": "yesterday"}},
    "with a timestamp beyond all numbers": {"headers": {"X-Slack-Request-Timestamp": "9" * 400}},
    "with a signature of another version": {"headers": {"X-Slack-Signature": "v1=00"}},
}


async def test_what_is_not_signed_rightly_and_lately_is_refused_and_nothing_is_done(
    stage: Stage, spent: Counter[str]
) -> None:
    before, calls = rows(stage), len(stage.workspace.calls)
    for name, how in FORGED.items():
        at = time.time() + how["at"] if "at" in how else None
        command = await _command(stage, "declare sev1 forged")
        for body, kind in ((EVENT, JSON), (command, FORM), (form(ssl_check="1"), FORM)):
            status, _ = await posts(stage, body, kind, **{**how, "at": at})
            assert status == 401, name
            assert not spent, name
    assert (rows(stage), len(stage.workspace.calls)) == (before, calls)


async def test_a_genuine_request_is_what_work_is_spent_on(stage: Stage, spent: Counter[str]) -> None:
    await posts(stage, await _command(stage, "declare sev1 genuine"), FORM)
    assert min(spent[word] for word in ("parsed", "dispatched", "database")) > 0


async def test_a_request_that_is_replayed_late_is_refused_and_one_at_once_has_no_second_effect(
    stage: Stage,
) -> None:
    body, now = await _command(stage, "declare sev1 once"), time.time()
    assert (await posts(stage, body, FORM, at=now))[0] == 200
    assert (await posts(stage, body, FORM, at=now))[0] == 200
    assert (await posts(stage, body, FORM, at=now - LATE))[0] == 401
    await stage.settle()
    assert len(rows(stage)["incidents"]) == 1


UNREADABLE = {
    "no JSON": (b"{nonsense", JSON),
    "JSON that is no object": (b"[1, 2]", JSON),
    "a payload that is no object": (form(payload="[1]"), FORM),
    "a payload that is no JSON": (form(payload="nonsense"), FORM),
    "JSON nested without end": (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, JSON),
    "lists nested deeply": (b'{"type": "event_callback", "event": ' + b"[" * 900 + b"]" * 900 + b"}", JSON),
    "a text nested deeper than Slack's": (b'{"a":' * 80 + b"1" + b"}" * 80, JSON),
    "no UTF-8": (b'{"type": "\xff\xfe"}', JSON),
    "nothing": (b"", JSON),
    "an event that is none": (b'{"type": "event_callback", "event": "message"}', JSON),
    "an event with a channel that is none": (
        b'{"type": "event_callback", "event": {"type": "message", "channel": 7, "ts": "1.0"}}',
        JSON,
    ),
    "an event at no time": (
        b'{"type": "event_callback", "event": {"type": "message", "channel": "C1", "ts": "soon"}}',
        JSON,
    ),
    "somebody who came and is no id": (
        b'{"type": "event_callback",'
        b' "event": {"type": "member_joined_channel", "user": {"a": 1}, "channel": "C1"}}',
        JSON,
    ),
    "a message from somebody who is no id": (
        b'{"type": "event_callback",'
        b' "event": {"type": "message", "user": {"id": "U1"}, "channel": "C1", "ts": "1.0"}}',
        JSON,
    ),
    "a new name that is none": (
        b'{"type": "event_callback",'
        b' "event": {"type": "message", "subtype": "channel_name", "channel": "C1", "ts": "1.0"}}',
        JSON,
    ),
    "a forwarded file that is none": (
        b'{"type": "event_callback", "event": {"type": "message", "channel": "C1", "ts": "1.0",'
        b' "attachments": [{"is_share": true, "files": ["plan.pdf"]}]}}',
        JSON,
    ),
    "a press of nothing": (form(payload='{"type": "block_actions", "user": {"id": "U1"}}'), FORM),
    "a form of no kind": (
        form(
            payload='{"type": "view_submission", "user": {"id": "U1"},'
            ' "view": {"id": "V1", "callback_id": "x", "private_metadata": "", "state": {"values": {}}}}'
        ),
        FORM,
    ),
    "a step of a workflow that is none": (
        form(payload='{"type": "workflow_step_edit", "callback_id": "x", "user": {"id": "U1"}}'),
        FORM,
    ),
    "a key twice": (b'{"type": "event_callback", "event": {}, "event": {"type": "app_mention"}}', JSON),
    "a field twice": (b"command=%2Fincident&text=declare+one&text=declare+two&user_id=U1", FORM),
    "no number": (b'{"type": "event_callback", "event": {"type": "message", "ts": NaN}}', JSON),
    "more fields than any form has": ("&".join(f"f{n}=1" for n in range(200)).encode(), FORM),
}


async def test_what_is_signed_and_unreadable_is_refused_and_nothing_is_done(
    stage: Stage, spent: Counter[str]
) -> None:
    for name, (body, kind) in UNREADABLE.items():
        status, _ = await posts(stage, body, kind)
        assert status in (400, 401), name
        assert set(spent) <= {"parsed"}, name
    assert (await posts(stage, b'{"hello": "there"}'))[0] == 404
    assert (await gets(stage, "/healthz"))[0] == 200


NOT_SLACKS = {
    "JSON called something else": (b'"x"', "text/plain", {}),
    "an image": (b"\x89PNG", "image/png", {}),
    "a form in parts": (b"--x--", "multipart/form-data; boundary=x", {}),
    "something compressed": (EVENT, JSON, {"Content-Encoding": "deflate"}),
    "no type at all": (EVENT, "", {}),
}


async def test_what_slack_never_sends_is_refused_by_its_head(stage: Stage, spent: Counter[str]) -> None:
    for name, (body, kind, headers) in NOT_SLACKS.items():
        status, _ = await posts(stage, body, kind, headers=headers)
        assert status == 415, name
    assert not spent


async def test_a_body_of_more_than_a_mebibyte_is_refused_unread(stage: Stage, spent: Counter[str]) -> None:
    body = b'{"type": "' + b"x" * (1024 * 1024) + b'"}'
    assert (await posts(stage, body))[0] == 413
    lines = [b"POST /slack/events HTTP/1.1", b"Host: x", b"Content-Type: application/json"]
    declared = b"\r\n".join([*lines, b"Content-Length: 9999999999", b"", b""])
    assert await _answered(stage, declared) == b"HTTP/1.1 413 Request Entity Too Large"
    assert not spent


async def test_a_body_that_never_ends_is_not_waited_for(
    stage: Stage, spent: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers.door, "BODY_PATIENCE", 0.01)
    head = [f"{k}: {v}" for k, v in signed_headers(stage.app.signing_secret, b"{}", time.time()).items()]
    lines = ["POST /slack/events HTTP/1.1", "Host: x", "Content-Type: application/json", *head]
    begun = "\r\n".join([*lines, "Content-Length: 100", "", '{"type":']).encode()
    assert await _answered(stage, begun) == b"HTTP/1.1 408 Request Timeout"
    assert not spent


HEADS = {
    "more headers than anybody sends": b"".join(b"X-%d: 1\r\n" % n for n in range(100)),
    "a header without end": b"X-Long: " + b"x" * 10_000 + b"\r\n",
}


@pytest.mark.parametrize("head", HEADS)
async def test_a_head_that_is_too_large_is_refused(stage: Stage, spent: Counter[str], head: str) -> None:
    sent = b"POST /slack/events HTTP/1.1\r\nHost: x\r\n" + HEADS[head] + b"Content-Length: 2\r\n\r\n{}"
    assert (await _answered(stage, sent)).startswith(b"HTTP/1.0 400")
    assert not spent


async def _answered(stage: Stage, sent: bytes) -> bytes:
    """The first line that comes back for bytes that are sent as they are."""
    reader, writer = await asyncio.open_connection("127.0.0.1", stage.serving.port)
    try:
        writer.write(sent)
        await writer.drain()
        return (await reader.readline()).strip()
    finally:
        writer.close()


async def test_refusals_are_counted_by_their_reason(stage: Stage) -> None:
    await posts(stage, EVENT, secret="0" * 32)
    await posts(stage, EVENT, at=time.time() - LATE)
    await posts(stage, EVENT, "text/plain")
    await posts(stage, b"{nonsense")
    await posts(stage, b'"' + b"x" * (1024 * 1024) + b'"')
    _, page = await gets(stage, "/metrics")
    for reason in ("signature", "stale", "content_type", "unreadable", "too_large"):
        assert f'incident_bot_refused_requests_total{{reason="{reason}"}} 1.0' in page


async def test_slacks_own_questions_are_answered_only_when_they_are_signed(stage: Stage) -> None:
    challenge = json.dumps({"type": "url_verification", "challenge": "c3p0", "token": "t"}).encode()
    assert await posts(stage, challenge) == (200, '{"challenge": "c3p0"}')
    assert (await posts(stage, challenge, headers={"X-Slack-Signature": "v0=00"}))[0] == 401
    assert await posts(stage, form(ssl_check="1", token="t"), FORM) == (200, "")
    assert await stage.workspace.deliveries.verify_address(stage.app)


async def test_characters_that_no_database_keeps_are_dropped_at_the_door(database_url: str) -> None:
    async with on_stage(database_url, judged=False) as stage:
        alice = stage.person("alice")
        answered = await posts(stage, await _command(stage, "declare sev1 answers\x00 leak"), FORM)
        await stage.settle()
        channel = stage.channel("inc-1")
        message = await alice.says(channel, "placeholder")
        await stage.settle()
        event = {**delivered(stage, name="message")[-1].payload["event"], "ts": "1774000000.000001"}
        event |= {"text": "half\ud83d a character, \x00 none, 🧯 whole", "client_msg_id": message.ts}
        envelope = event_envelope(stage.workspace, stage.app, event, channel)
        heard = await posts(stage, json.dumps(envelope).encode())
        await stage.settle()
        async with stage.bot.database.reading() as repositories:
            texts = [entry.text for entry in await repositories.timeline.all(1)]
            declared = await repositories.incidents.get(1)
        assert (answered[0], heard[0]) == (200, 200)
        assert declared is not None
        assert declared.title == "answers leak"
        assert "half a character,  none, 🧯 whole" in texts


async def test_health_readiness_and_metrics_are_there_in_both_transports(lane: Stage) -> None:
    await lane.person("alice").runs("/incident list", "support")
    assert await gets(lane, "/healthz") == (200, "ok\n")
    assert await gets(lane, "/readyz") == (200, "ready\n")
    status, page = await gets(lane, "/metrics")
    assert status == 200
    assert 'incident_bot_deliveries_total{kind="command",status="200"} 1.0' in page
    assert "incident_bot_slack_connected 1.0" in page
    assert "incident_bot_outbox_pending 0.0" in page


async def test_slacks_address_exists_over_http_alone(lane: Stage) -> None:
    status, _ = await posts(lane, EVENT)
    assert status == (404 if lane.transport == "socket" else 200)
    assert (await gets(lane, "/slack/events"))[0] == (404 if lane.transport == "socket" else 405)


async def test_retries_are_counted_with_their_reason(lane: Stage) -> None:
    lane.workspace.deliveries.faults(lane.app).lose_answers = 1
    await lane.person("alice").says("incidents", "hello")
    await lane.settle()
    _, page = await gets(lane, "/metrics")
    reason = "timeout" if lane.transport == "socket" else "http_timeout"
    assert f'incident_bot_redeliveries_total{{reason="{reason}"}} 1.0' in page
