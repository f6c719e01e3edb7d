"""How Slack is called: over one session, nothing retried behind our back, nobody kept waiting by a limit."""

import asyncio

import aiohttp
import pytest

from bot.domain.message import Outgoing
from bot.sandbox.delivery_log import Kind
from bot.sandbox.entities import Channel
from bot.sandbox.people import Person
from bot.services import effects
from bot.services.carriers import redrawing
from bot.slack.errors import SlackUnreachable
from tests.guarantees.slack_side import delivered, said_in, until
from tests.stage import REAL, Patience, Stage, on_stage

SLACKS_PACE = {"slack": {"channel_posts_per_second": 1, "method_rate": 1}}
QUEUE = 300


@pytest.fixture
def patience() -> Patience:
    return REAL


async def _under_way(stage: Stage) -> tuple[Person, Channel]:
    alice = stage.person("alice")
    await alice.runs("/incident declare sev1 answers leak")
    await stage.settle()
    return alice, stage.channel("inc-1")


class Connections:
    """Counts the connections that the bot's session makes, and those it uses again."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.made = self.reused = 0
        trace = aiohttp.TraceConfig()
        trace.on_connection_create_end.append(self._made)
        trace.on_connection_reuseconn.append(self._reused)
        trace.freeze()
        session.trace_configs.append(trace)

    async def _made(self, *_: object) -> None:
        self.made += 1

    async def _reused(self, *_: object) -> None:
        self.reused += 1


async def test_all_calls_go_over_one_session_and_its_connections(stage: Stage) -> None:
    """slack_sdk opens a new connection for every call unless it is given a session."""
    alice, channel = await _under_way(stage)
    connections = Connections(stage._session)
    for number in range(20):
        await alice.runs(f"/incident task number {number}", channel)
        await stage.settle()
    assert connections.reused >= 20
    assert connections.made <= 8, "more than are under way at the same time"
    assert stage.bot.bolt.client.session is stage._session
    assert stage.bot.bolt.client.retry_handlers == []


@pytest.mark.parametrize("trouble", ["lose_before", "lose_after", "fail", "rate_limit"])
async def test_a_post_whose_answer_is_lost_stands_once(
    trouble: str, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The SDK would send it again at once, not knowing whether it took place."""
    monkeypatch.setattr(redrawing, "OVER_AFTER", 0.0)
    alice, channel = await _under_way(stage)
    order = getattr(stage.workspace.faults, trouble)("chat.postMessage", times=2)
    await alice.runs("/incident severity medium less than we thought", channel)
    await alice.runs("/incident phase containment", channel)
    async with stage.bot.database.reading() as repositories:
        assert await repositories.outbox.pending_count() > 0

    async def emptied() -> bool:
        await stage.settle()
        async with stage.bot.database.reading() as repositories:
            return await repositories.outbox.pending_count() == 0

    await until(emptied, "the outbox is not emptied")
    assert order.struck == 2
    said = said_in(stage, channel)
    assert [text for text in said if said.count(text) > 1] == []
    assert len([text for text in said if "containment" in text.casefold()]) >= 1


async def test_a_connection_that_is_refused_is_no_other_error_than_slack_being_away(stage: Stage) -> None:
    alice, channel = await _under_way(stage)
    await stage.server.stop()
    with pytest.raises(SlackUnreachable):
        await stage.bot.slack.call("api.test")
    await alice.runs("/incident note written while Slack cannot be called", channel)
    assert all(d.acknowledged for d in delivered(stage, kind=Kind.COMMAND))
    await stage.server.start()


async def test_a_limit_for_messages_delays_nobodys_answer(stage: Stage) -> None:
    """A handler that sleeps for Retry-After inside the call would sleep in the way of the ack."""
    alice, channel = await _under_way(stage)
    stage.workspace.faults.rate_limit("chat.*", None, retry_after=600)
    answer = await alice.runs("/incident role legal me", channel)
    assert answer.error is None
    assert answer.text
    assert alice.toasts == []
    stage.workspace.faults.clear()


async def test_a_long_queue_delays_no_answer_and_no_form(sqlite_url: str) -> None:
    async with on_stage(sqlite_url, judged=False, patience=REAL) as stage:
        alice, channel = await _under_way(stage)
        stage.policy = stage.policy.model_validate({**stage.policy.model_dump(), **SLACKS_PACE})
        await stage.restart()
        async with stage.bot.database.transaction() as repositories:
            incident = await repositories.incidents.get(1)
            assert incident is not None
            for number in range(QUEUE):
                message = Outgoing(text=f"queued {number}")
                await repositories.outbox.put(effects.post(incident, message, stage.clock()))
        stage.bot.courier.wake()
        await until(lambda: any("queued" in text for text in said_in(stage, channel)), "nothing is posted")

        card = next(m for m in alice.sees(channel) if "Take command" in alice.reads(m))
        before = len([text for text in said_in(stage, channel) if "queued" in text])
        await asyncio.gather(
            alice.clicks(card, "Take command"),
            alice.uses_shortcut("declare_incident_global"),
        )
        await alice.sees_modal()
        await until(lambda: alice.whispers(channel), "the press is never answered")
        after = len([text for text in said_in(stage, channel) if "queued" in text])
        assert after - before < QUEUE / 10
        assert alice.toasts == []
