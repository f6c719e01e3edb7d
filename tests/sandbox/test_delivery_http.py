"""Events over HTTP: what is sent, how it is signed, when it is sent again and when no more."""

import asyncio
import hashlib
import hmac
import time

import pytest
from aiohttp import web

from bot.sandbox.delivery_rules import DeliveryRules
from bot.sandbox.people import Person
from tests.sandbox.delivery_fixtures import HASTY, QUICK, Heard, Office, open_office


async def test_an_event_is_signed_over_its_raw_body_with_the_real_time(office: Office, alice: Person) -> None:
    await alice.says("general", "hello")
    await office.workspace.quiet()
    (heard,) = office.bot.heard
    stamp = heard.headers["X-Slack-Request-Timestamp"]
    base = b"v0:" + stamp.encode() + b":" + heard.raw
    expected = hmac.new(office.app.signing_secret.encode(), base, hashlib.sha256).hexdigest()
    assert heard.headers["X-Slack-Signature"] == f"v0={expected}"
    assert abs(int(stamp) - time.time()) < 60


async def test_an_event_comes_in_slacks_envelope(office: Office, alice: Person) -> None:
    message = await alice.says("general", "hello")
    await office.workspace.quiet()
    (heard,) = office.bot.heard
    assert heard.headers["Content-Type"] == "application/json"
    envelope = heard.payload
    assert envelope["type"] == "event_callback"
    assert envelope["token"] == office.app.verification_token
    assert envelope["api_app_id"] == office.app.app_id
    assert envelope["team_id"] == envelope["context_team_id"] == office.workspace.team_id
    assert envelope["context_enterprise_id"] is None
    assert envelope["event_id"].startswith("Ev0")
    assert envelope["event_time"] == int(float(message.ts))
    assert envelope["is_ext_shared_channel"] is False
    assert envelope["event_context"].startswith("4-")
    assert envelope["authorizations"] == [
        {
            "enterprise_id": None,
            "team_id": office.workspace.team_id,
            "user_id": office.app.bot_user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
    ]
    assert envelope["event"]["ts"] == message.ts


async def test_an_event_tells_what_was_so_when_it_happened(office: Office, alice: Person) -> None:
    office.workspace.deliveries.faults(office.app).hold()
    message = await alice.says("general", "first words")
    await alice.edits(message, "second words")
    office.workspace.deliveries.faults(office.app).release()
    await office.workspace.quiet()
    texts = [event["event"].get("text") for event in office.bot.events]
    assert "first words" in texts


async def test_a_failed_event_is_repeated_three_times_with_number_and_reason(
    office: Office, alice: Person
) -> None:
    office.bot.answers(500, 404, 503, 500)
    await alice.says("general", "hello")
    await office.workspace.quiet()
    told = [
        (heard.headers.get("x-slack-retry-num"), heard.headers.get("x-slack-retry-reason"))
        for heard in office.bot.heard
    ]
    assert told == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
    assert len({heard.payload["event_id"] for heard in office.bot.heard}) == 1
    (delivery,) = office.workspace.deliveries.log.of(office.app.app_id)
    assert (delivery.state, delivery.retries) == ("given up", 3)


async def test_each_repetition_is_signed_anew(office: Office, alice: Person) -> None:
    office.bot.answers(500)
    await alice.says("general", "hello")
    await office.workspace.quiet()
    for heard in office.bot.heard:
        base = b"v0:" + heard.headers["X-Slack-Request-Timestamp"].encode() + b":" + heard.raw
        digest = hmac.new(office.app.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        assert heard.headers["X-Slack-Signature"] == f"v0={digest}"
    assert len(office.bot.heard) == 2


async def test_no_retry_is_honoured_on_a_refusal(office: Office, alice: Person) -> None:
    async def refuse(_: Heard) -> web.Response:
        return web.Response(status=500, headers={"x-slack-no-retry": "1"})

    office.bot.handler = refuse
    await alice.says("general", "hello")
    await office.workspace.quiet()
    assert len(office.bot.heard) == 1


async def test_an_unreachable_app_is_a_failed_connection(office: Office, alice: Person) -> None:
    office.app.events_url = "http://127.0.0.1:1/events"
    await alice.says("general", "hello")
    await office.workspace.quiet()
    (delivery,) = office.workspace.deliveries.log.of(office.app.app_id)
    assert [attempt.response.failure for attempt in delivery.attempts] == ["connection_failed"] * 4


@pytest.mark.parametrize(("hops", "reason"), [(2, None), (3, "too_many_redirects")])
async def test_two_redirects_are_followed_and_not_a_third(
    office: Office, alice: Person, hops: int, reason: str | None
) -> None:
    async def redirect(heard: Heard) -> web.Response:
        step = int(heard.path.removeprefix("/events") or 0)
        if step >= hops:
            return web.Response()
        return web.Response(status=302 if step else 301, headers={"Location": f"/events{step + 1}"})

    office.bot.handler = redirect
    await alice.says("general", "hello")
    await office.workspace.quiet()
    (delivery,) = office.workspace.deliveries.log.of(office.app.app_id)
    assert delivery.attempts[0].response.failure == reason


async def test_after_a_timeout_one_event_is_in_flight_twice(hasty_office: Office) -> None:
    gate = asyncio.Event()
    finished: list[str] = []

    async def slow(heard: Heard) -> web.Response:
        await gate.wait()
        finished.append(heard.payload["event_id"])
        return web.Response()

    hasty_office.bot.handler = slow
    await hasty_office.person("alice").says("general", "hello")
    first, second = (await hasty_office.bot.hears(2))[:2]
    assert finished == []
    assert second.headers["x-slack-retry-reason"] == "http_timeout"
    gate.set()
    await hasty_office.workspace.quiet()
    assert set(finished) == {first.payload["event_id"]}


async def test_the_retry_schedule_is_slacks_by_default() -> None:
    rules = DeliveryRules()
    assert (rules.patience, rules.retry_waits) == (3.0, (0.0, 60.0, 300.0))
    assert (rules.hourly_ceiling, rules.disable_above, rules.disable_from) == (30_000, 0.95, 1_000)
    assert (rules.trigger_lifetime, rules.response_url_lifetime, rules.response_url_uses) == (3.0, 1800.0, 5)
    assert (rules.max_connections, rules.max_redirects) == (10, 2)


async def test_beyond_the_hourly_ceiling_the_app_is_told_once_a_minute() -> None:
    rules = DeliveryRules(retry_waits=QUICK.retry_waits, hourly_ceiling=3)
    async with open_office(rules) as office:
        for word in "abcdef":
            await office.person("alice").says("general", word)
        await office.workspace.quiet()
        told = [event for event in office.bot.events if event["type"] == "app_rate_limited"]
        assert len(office.bot.events) - len(told) == 3
        # A minute may turn over between the messages.
        assert 1 <= len(told) <= 2
        minutes = {event["minute_rate_limited"] for event in told}
        assert len(minutes) == len(told)
        assert all(minute % 60 == 0 for minute in minutes)
        assert set(told[0]) == {"token", "type", "team_id", "minute_rate_limited", "api_app_id"}


async def test_when_nearly_all_fails_the_subscriptions_are_switched_off_until_the_owner_acts() -> None:
    rules = DeliveryRules(retry_waits=QUICK.retry_waits, disable_from=8)
    async with open_office(rules) as office:
        alice, line = office.person("alice"), office.workspace.deliveries.line(office.app)
        office.bot.answers(*[500] * 8)
        await alice.says("general", "one")
        await alice.says("general", "two")
        await office.workspace.quiet()
        assert not line.subscriptions_on
        assert line.notices == ["Event subscriptions were disabled: too many deliveries failed"]
        heard = len(office.bot.heard)
        await alice.says("general", "unheard")
        await office.workspace.quiet()
        assert len(office.bot.heard) == heard
        line.switch_on()
        await alice.says("general", "heard again")
        await office.workspace.quiet()
        assert office.bot.events[-1]["event"]["text"] == "heard again"


async def test_an_app_with_few_events_is_never_switched_off(office: Office, alice: Person) -> None:
    office.bot.answers(*[500] * 40)
    for number in range(10):
        await alice.says("general", str(number))
    await office.workspace.quiet()
    assert office.workspace.deliveries.line(office.app).subscriptions_on


async def test_the_handshake_wants_the_challenge_back(office: Office) -> None:
    async def echo(heard: Heard) -> web.Response:
        assert heard.payload["type"] == "url_verification"
        return web.json_response({"challenge": heard.payload["challenge"]})

    office.bot.handler = echo
    assert await office.workspace.deliveries.verify_address(office.app)
    office.bot.handler = None
    assert not await office.workspace.deliveries.verify_address(office.app)


async def test_an_app_hears_nothing_it_has_not_subscribed_to(office: Office, alice: Person) -> None:
    message = await alice.says("general", "hello")
    await alice.reacts(message, "pushpin")
    await office.workspace.quiet()
    assert [event["event"]["type"] for event in office.bot.events] == ["message"]


async def test_hasty_rules_change_patience_alone() -> None:
    assert HASTY.patience < 1 < QUICK.patience
