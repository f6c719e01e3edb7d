"""A monitor outside hears of the bot while it can do its work, and of nothing once it cannot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from pydantic import SecretStr, ValidationError

import bot.pulse
from bot.config import Settings
from bot.pulse import Pulse
from bot.readiness import Readiness
from bot.serving import Serving
from tests.guarantees.slack_side import held, until
from tests.stage import Stage


@dataclass
class Monitor:
    """Somebody who waits for signs of life, at an address that only the bot knows."""

    status: int = 200
    heard: int = 0
    address: str = ""
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    async def hear(self, _: web.Request) -> web.Response:
        self.heard += 1
        return web.Response(status=self.status)


@asynccontextmanager
async def _listening(monitor: Monitor) -> AsyncIterator[Monitor]:
    app = web.Application()
    app.router.add_get("/s3cret-switch", monitor.hear)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monitor.address = f"http://127.0.0.1:{runner.addresses[0][1]}/s3cret-switch"
    yield monitor
    await runner.cleanup()


@pytest.fixture
async def monitor() -> AsyncIterator[Monitor]:
    async with _listening(Monitor()) as monitor:
        yield monitor


def _pulse(stage: Stage, monitor: Monitor) -> Pulse:
    readiness = Readiness(stage.bot.database, stage.bot.meter, stage.serving.not_ready_because)
    return Pulse(stage._session, monitor.address, readiness.not_ready_because)


async def test_it_is_given_again_and_again_while_the_bot_serves(
    stage: Stage, monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.pulse, "EVERY_SECONDS", 0.01)
    stage.bot.settings = stage.bot.settings.model_copy(update={"heartbeat_url": SecretStr(monitor.address)})
    await stage.serving.stop()
    stage.bot.courier._stopping = False
    stage.serving = Serving(stage.bot, beats=False)
    await stage.serving.start()
    await until(lambda: monitor.heard >= 3, "it is not heard three times")


async def test_nothing_is_heard_while_the_database_takes_nothing(
    quickly_away: None, stage: Stage, monitor: Monitor
) -> None:
    pulse = _pulse(stage, monitor)
    async with held(stage):
        await pulse.beat()
    assert monitor.heard == 0
    await pulse.beat()
    assert monitor.heard == 1


async def test_nothing_is_heard_once_slack_refuses_the_token(stage: Stage, monitor: Monitor) -> None:
    stage.bot.courier.block("token_revoked")
    await _pulse(stage, monitor).beat()
    assert monitor.heard == 0


@pytest.mark.parametrize("trouble", ["refuses", "is gone"])
async def test_a_monitor_that_does_not_hear_is_logged_without_its_address(
    trouble: str, stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    async with _listening(Monitor(status=404)) as monitor:
        pulse = _pulse(stage, monitor)
        if trouble == "refuses":
            await pulse.beat()
    if trouble == "is gone":
        await pulse.beat()
    assert "heartbeat_not_heard" in caplog.text
    assert "s3cret-switch" not in caplog.text


def test_an_address_that_cannot_be_called_is_refused() -> None:
    with pytest.raises(ValidationError, match="https://"):
        Settings(_env_file=None, heartbeat_url=SecretStr("monitor.example/x"))  # type: ignore[call-arg]
