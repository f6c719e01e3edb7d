"""Whoever holds an effect calls for it only as long as nobody else may: calls end with the lease."""

import asyncio

import pytest

from bot.domain.message import Outgoing
from bot.slack.errors import Fate, SlackUnreachable
from bot.slack.lease import LEASE, Lease
from tests.stage import Stage

HELLO = Outgoing(text="hello")


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _post(stage: Stage) -> None:
    await stage.bot.slack.post(stage.channel("incidents").id, HELLO)


def _posts(stage: Stage) -> int:
    return [call.method for call in stage.workspace.calls].count("chat.postMessage")


async def test_no_call_is_begun_once_it_ran_out(stage: Stage) -> None:
    LEASE.set(Lease(_now() - 1))
    with pytest.raises(SlackUnreachable) as refused:
        await _post(stage)
    assert refused.value.fate is Fate.NOT_DONE
    assert _posts(stage) == 0
    with pytest.raises(SlackUnreachable):
        await stage.bot.slack.respond(f"{stage.workspace.address}/commands/T/1/x", HELLO)


async def test_a_call_ends_with_it_and_nobody_knows_what_became_of_it(stage: Stage) -> None:
    hanging = stage.workspace.faults.hang("chat.postMessage")
    LEASE.set(Lease(_now() + 0.2))
    with pytest.raises(SlackUnreachable) as cut:
        await _post(stage)
    assert cut.value.fate is Fate.UNKNOWN
    assert hanging.struck == 1


async def test_a_call_goes_on_when_it_is_extended(stage: Stage) -> None:
    stage.workspace.faults.latency("chat.postMessage", 0.4)
    lease = Lease(_now() + 0.2)
    LEASE.set(lease)
    posting = asyncio.create_task(_post(stage))
    await asyncio.sleep(0)
    lease.extend(_now() + 60)
    await posting
    assert _posts(stage) == 1


async def test_who_needs_none_calls_as_ever(stage: Stage) -> None:
    await _post(stage)
    assert _posts(stage) == 1
