"""Rate limits: by tier, by channel, and how to make them quick."""

from typing import Any

import pytest

from bot.sandbox.rate_limits import RateLimited, RateLimits
from bot.sandbox.settings import Settings
from tests.sandbox.web_api_fixtures import Api, open_api


async def status(api: Api, method: str, **args: Any) -> tuple[int, str | None, str | None]:
    """HTTP status, Retry-After and error code of one call."""
    headers = {"Authorization": f"Bearer {api.app.bot_token}"}
    async with api.session.post(api.server.api_url + method, params=args, headers=headers) as response:
        body = await response.json()
        return response.status, response.headers.get("Retry-After"), body.get("error")


TIERS = {"pins.list": 20, "conversations.info": 50, "users.info": 100}


@pytest.mark.parametrize(("method", "tier"), TIERS.items())
async def test_a_tier_is_a_number_of_calls_a_minute(method: str, tier: int) -> None:
    async with open_api(rate_scale=1.0) as api:
        answers = [await status(api, method) for _ in range(tier + 1)]
    assert {code for code, _, _ in answers[:-1]} == {200}
    code, retry_after, error = answers[-1]
    assert (code, error) == (429, "ratelimited")
    assert retry_after is not None
    assert 1 <= int(retry_after) <= 60


async def test_each_method_and_each_app_is_counted_apart() -> None:
    async with open_api(rate_scale=1.0) as api:
        for _ in range(21):
            last = await status(api, "pins.list")
        assert last[0] == 429
        assert (await status(api, "usergroups.list"))[0] == 200
        assert (await api.ask("pins.list", token=api.without("im:read")))["error"] == "invalid_arguments"


async def test_a_channel_takes_five_messages_at_once_and_then_one_a_second() -> None:
    async with open_api(rate_scale=1.0) as api:
        here, there = await api.channel("one"), await api.channel("other")
        answers = [await status(api, "chat.postMessage", channel=here, text="x") for _ in range(6)]
        assert [code for code, _, _ in answers] == [200] * 5 + [429]
        assert answers[-1][1:] == ("1", "ratelimited")
        assert (await status(api, "chat.postMessage", channel=there, text="x"))[0] == 200


async def test_a_refused_message_is_not_posted() -> None:
    async with open_api(rate_scale=1.0) as api:
        channel = await api.channel()
        for n in range(7):
            await status(api, "chat.postMessage", channel=channel, text=str(n))
        posted = (await api.ok("conversations.history", channel=channel))["messages"]
        assert [m["text"] for m in posted if "subtype" not in m] == ["4", "3", "2", "1", "0"]


class Watch:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def fits(limits: RateLimits, count: int) -> list[int]:
    """How many of so many calls get through, and what the first refused is told to wait."""
    for done in range(count):
        try:
            limits.count_call("A", "m", 20)
        except RateLimited as limited:
            return [done, limited.retry_after]
    return [count]


def test_a_window_opens_with_its_first_call_and_ends_a_minute_later() -> None:
    watch = Watch()
    limits = RateLimits(Settings(), watch)
    assert fits(limits, 21) == [20, 60]
    watch.at = 45.5
    assert fits(limits, 1) == [0, 15]
    watch.at = 60.0
    assert fits(limits, 21) == [20, 60]


def test_a_scale_shortens_every_window() -> None:
    watch = Watch()
    limits = RateLimits(Settings(rate_scale=50.0), watch)
    assert fits(limits, 21) == [20, 2]
    watch.at = 1.2
    assert fits(limits, 1) == [1]


def test_without_a_scale_nothing_is_limited() -> None:
    assert fits(RateLimits(Settings(rate_scale=None), Watch()), 1000) == [1000]


def test_all_channels_together_take_three_hundred_messages_a_minute() -> None:
    limits = RateLimits(Settings(), Watch())
    for n in range(300):
        limits.count_post("A", f"C{n // 5}")
    with pytest.raises(RateLimited):
        limits.count_post("A", "C60")
