"""Trouble on demand: each kind does what it says, as often as was ordered, and is counted."""

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.sandbox.web_api_fixtures import Api


async def raw(api: Api, method: str, **args: Any) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {api.app.bot_token}"}
    async with api.session.post(api.server.api_url + method, json=args, headers=headers) as response:
        return response.status, await response.text()


def texts(api: Api, channel: str) -> list[str]:
    return [m.text for m in api.place(channel).messages.values() if m.subtype is None]


async def test_the_next_calls_get_500_and_do_nothing(api: Api) -> None:
    channel = await api.channel()
    fault = api.workspace.faults.fail("chat.*", 2)
    assert [(await raw(api, "chat.postMessage", channel=channel, text=str(n)))[0] for n in range(3)] == [
        500,
        500,
        200,
    ]
    assert texts(api, channel) == ["2"]
    assert (fault.struck, api.workspace.faults.counts["http_500"]) == (2, 2)


async def test_the_next_call_gets_429(api: Api) -> None:
    api.workspace.faults.rate_limit("auth.test", retry_after=7)
    headers = {"Authorization": f"Bearer {api.app.bot_token}"}
    async with api.session.post(api.server.api_url + "auth.test", headers=headers) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "7")
    await api.ok("auth.test")


async def test_any_code_can_be_ordered(api: Api) -> None:
    api.workspace.faults.refuse("pins.*", "fatal_error")
    await api.no("fatal_error", "pins.list")
    await api.no("invalid_arguments", "pins.list")


async def test_a_call_lost_before_its_effect_leaves_no_trace(api: Api) -> None:
    channel = await api.channel()
    api.workspace.faults.lose_before("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await raw(api, "chat.postMessage", channel=channel, text="x")
    assert texts(api, channel) == []
    assert api.workspace.calls[-1].outcome == "lost_before"


async def test_a_call_lost_after_its_effect_has_happened(api: Api) -> None:
    channel = await api.channel()
    api.workspace.faults.lose_after("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await raw(api, "chat.postMessage", channel=channel, text="x")
    assert texts(api, channel) == ["x"]
    assert api.workspace.calls[-1].outcome == "lost_after"


@pytest.mark.parametrize("after", [None, 0.0], ids=["when told", "after a time"])
async def test_a_call_may_be_lost_and_come_about_later(api: Api, after: float | None) -> None:
    channel = await api.channel()
    api.workspace.faults.lose_late("chat.postMessage", after=after)
    with pytest.raises(aiohttp.ClientError):
        await raw(api, "chat.postMessage", channel=channel, text="late")
    late = api.workspace.calls[-1]
    if after is None:
        assert (await raw(api, "chat.postMessage", channel=channel, text="early"))[0] == 200
        assert texts(api, channel) == ["early"]
        api.workspace.faults.come_about()
    while late.answer is None:
        await api.ok("api.test")
    assert texts(api, channel)[-1] == "late"
    assert late.outcome == "lost_late"


async def test_a_hanging_call_answers_nothing_until_it_is_let_go(api: Api) -> None:
    fault = api.workspace.faults.hang("auth.test")
    call = asyncio.create_task(raw(api, "auth.test"))
    while not fault.struck:
        await api.ok("api.test")
    assert not call.done()
    api.workspace.faults.release()
    with pytest.raises(aiohttp.ClientError):
        await call


async def test_latency_comes_before_whatever_else_happens(api: Api) -> None:
    slow = api.workspace.faults.latency("auth.*", 0.01)
    api.workspace.faults.fail("auth.test")
    assert (await raw(api, "auth.test"))[0] == 500
    assert (await raw(api, "auth.test"))[0] == 200
    assert slow.struck == 2


async def test_arguments_may_decide(api: Api) -> None:
    here, there = await api.channel("one"), await api.channel("other")
    api.workspace.faults.fail("chat.postMessage", None, when=lambda args: args.get("channel") == here)
    assert (await raw(api, "chat.postMessage", channel=there, text="x"))[0] == 200
    assert (await raw(api, "chat.postMessage", channel=here, text="x"))[0] == 500
    api.workspace.faults.clear()
    assert (await raw(api, "chat.postMessage", channel=here, text="x"))[0] == 200


async def test_uploads_can_be_lost_too(api: Api) -> None:
    step = await api.ok("files.getUploadURLExternal", filename="a.txt", length=1)
    api.workspace.faults.lose_after("upload")
    with pytest.raises(aiohttp.ClientError):
        await api.session.post(step["upload_url"], data=b"x")
    await api.ok("files.completeUploadExternal", files=[{"id": step["file_id"]}])
