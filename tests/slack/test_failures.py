"""A failed call is told apart by what may be done about it, and never carries the token."""

import socket
import traceback

import pytest

from bot.domain.message import Outgoing
from bot.slack.codes import BUSY, FATE_UNKNOWN, PASSING, PERMANENT, TOKEN, is_permanent
from bot.slack.errors import Fate, SlackBusy, SlackError, SlackRefused, SlackUnreachable, TokenRevoked
from bot.slack.failures import DEFAULT_RETRY_AFTER, refused_plainly
from bot.slack.gateway import Slack
from tests.slack.conftest import Line

HELLO = Outgoing(text="hello")


async def fault_of(line: Line, slack: Slack) -> SlackError:
    with pytest.raises(SlackError) as raised:
        await slack.post(line.incidents, HELLO)
    shown = "".join(traceback.format_exception(raised.value))
    assert line.app.bot_token not in shown
    assert line.app.bot_token not in repr(raised.value)
    return raised.value


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port: int = place.getsockname()[1]
        return port


async def test_a_refused_connection_took_no_effect(line: Line) -> None:
    fault = await fault_of(line, line.slack(base_url=f"http://127.0.0.1:{free_port()}/api/"))
    assert isinstance(fault, SlackUnreachable)
    assert (fault.fate, fault.cause) == (Fate.NOT_DONE, "connection_refused")


@pytest.mark.parametrize(
    ("trouble", "cause"),
    [
        ("lose_before", "connection_lost"),
        ("lose_after", "connection_lost"),
        ("fail", "http_500"),
        ("hang", "timeout"),
    ],
)
async def test_nobody_knows_what_became_of_a_call_without_an_answer(
    line: Line, trouble: str, cause: str
) -> None:
    getattr(line.workspace.faults, trouble)("chat.postMessage")
    fault = await fault_of(line, line.slack(timeout=0.3 if trouble == "hang" else 5.0))
    assert isinstance(fault, SlackUnreachable)
    assert (fault.fate, fault.cause) == (Fate.UNKNOWN, cause)


@pytest.mark.parametrize("code", sorted(FATE_UNKNOWN))
async def test_an_error_inside_slack_leaves_the_fate_unknown(line: Line, slack: Slack, code: str) -> None:
    line.workspace.faults.refuse("chat.postMessage", code)
    fault = await fault_of(line, slack)
    assert isinstance(fault, SlackUnreachable)
    assert fault.fate is Fate.UNKNOWN


async def test_reading_takes_no_effect_whatever_happens(line: Line, slack: Slack) -> None:
    line.workspace.faults.lose_after("conversations.info", times=None)
    with pytest.raises(SlackUnreachable) as raised:
        await slack.channel(line.incidents)
    assert raised.value.fate is Fate.NOT_DONE


async def test_a_429_says_how_long_and_holds_the_next_call_back(line: Line) -> None:
    slack = line.slack(patience=0.0)
    line.workspace.faults.rate_limit("chat.postMessage", retry_after=37)
    fault = await fault_of(line, slack)
    assert isinstance(fault, SlackBusy)
    assert fault.retry_after == 37
    again = await fault_of(line, slack)
    assert isinstance(again, SlackBusy)
    assert [call.method for call in line.workspace.calls] == ["chat.postMessage"]


@pytest.mark.parametrize(
    ("state", "code"),
    [("revoked", "token_revoked"), ("inactive", "account_inactive"), ("expired", "token_expired")],
)
async def test_a_dead_token_is_told_from_a_refused_call(
    line: Line, slack: Slack, state: str, code: str
) -> None:
    line.app.token_state = state
    fault = await fault_of(line, slack)
    assert isinstance(fault, TokenRevoked)
    assert fault.code == code


async def test_a_wrong_token_is_as_bad_as_a_dead_one(line: Line) -> None:
    fault = await fault_of(line, line.slack(token="xoxb-nobody"))
    assert isinstance(fault, TokenRevoked)


async def test_a_refusal_carries_slacks_code_and_the_rest_of_its_answer(line: Line, slack: Slack) -> None:
    line.app.scopes -= {"chat:write"}
    fault = await fault_of(line, slack)
    assert isinstance(fault, SlackRefused)
    assert (fault.code, fault.permanent, fault.detail["needed"]) == ("missing_scope", True, "chat:write")


async def test_an_answer_nobody_can_read_leaves_the_fate_unknown(line: Line) -> None:
    base_url = f"{line.server.base_url}/nowhere/api/"
    fault = await fault_of(line, line.slack(base_url=base_url))
    assert isinstance(fault, SlackUnreachable)
    assert fault.fate is Fate.UNKNOWN


def test_every_code_is_in_one_class_only() -> None:
    classes = [TOKEN, BUSY, FATE_UNKNOWN, PASSING, PERMANENT]
    assert sum(len(each) for each in classes) == len(frozenset().union(*classes))


def test_a_code_that_nobody_knows_is_not_asked_for_for_ever() -> None:
    assert is_permanent("some_new_code")
    assert not is_permanent("ratelimited")


@pytest.mark.parametrize("header", ["", "soon", "Wed, 21 Oct 2026 07:28:00 GMT", "nan", "inf", None])
def test_a_retry_after_that_names_no_seconds_is_a_few(header: str | None) -> None:
    """An effect that waited for none would wait for ever."""
    busy = refused_plainly("response_url", 429, header, "")
    assert isinstance(busy, SlackBusy)
    assert busy.retry_after == DEFAULT_RETRY_AFTER
