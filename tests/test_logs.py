"""Logs: one event a line, also those of libraries, warnings and exceptions; in JSON or for eyes."""

import asyncio
import io
import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.telemetry import set_up_logging

log = structlog.get_logger()


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where logs go, as JSON."""
    logging.captureWarnings(capture=False)
    written = io.StringIO()
    set_up_logging("json", "INFO", written)
    yield written
    logging.captureWarnings(capture=False)


def _lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_object_on_one_line(stream: io.StringIO) -> None:
    log.info("declared", incident=7, words="over\ntwo lines")
    (line,) = _lines(stream)
    assert {k: line[k] for k in ("event", "incident", "words", "level")} == {
        "event": "declared",
        "incident": 7,
        "words": "over\ntwo lines",
        "level": "info",
    }
    assert line["timestamp"].endswith("Z")


def test_so_are_the_lines_of_libraries(stream: io.StringIO) -> None:
    logging.getLogger("some.library").warning("lost %s of %d", "one", 3)
    (line,) = _lines(stream)
    assert (line["event"], line["level"]) == ("lost one of 3", "warning")


def test_so_is_an_exception_with_all_of_its_traceback(stream: io.StringIO) -> None:
    try:
        raise ValueError("went\nwrong")
    except ValueError:
        log.exception("failed", incident=7)
        logging.getLogger("some.library").exception("failed too")
    ours, theirs = _lines(stream)
    assert "ValueError: went\nwrong" in ours["exception"]
    assert "ValueError: went\nwrong" in theirs["exception"]
    assert ours["incident"] == 7


def test_so_is_a_warning(stream: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        set_up_logging("json", "INFO", stream)
        warnings.warn("soon gone", DeprecationWarning, stacklevel=1)
        logging.captureWarnings(capture=False)
    (line,) = _lines(stream)
    assert "soon gone" in line["event"]


async def test_so_is_an_error_that_nobody_waited_for(stream: io.StringIO) -> None:
    async def fails() -> None:
        raise ValueError("nobody asked")

    asyncio.get_running_loop().call_exception_handler(
        {"message": "Task exception was never retrieved", "exception": ValueError("nobody asked")}
    )
    with pytest.raises(ValueError, match="nobody"):
        await fails()
    (line,) = _lines(stream)
    assert "nobody asked" in line["exception"]


def test_what_is_bound_stands_on_every_line_also_of_libraries(stream: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(incident=7, delivery="command"):
        log.info("ours")
        logging.getLogger("some.library").warning("theirs")
    log.info("afterwards")
    assert [line.get("incident") for line in _lines(stream)] == [7, 7, None]


def test_the_level_holds_for_all_and_chatty_libraries_are_heard_when_there_is_trouble() -> None:
    stream = io.StringIO()
    set_up_logging("json", "DEBUG", stream)
    log.debug("ours")
    for library in (
        "slack_sdk.web",
        "slack_bolt.AsyncApp",
        "sqlalchemy.engine",
        "aiosqlite",
        "apscheduler.x",
    ):
        logging.getLogger(library).info("chatter")
        logging.getLogger(library).error("trouble")
    assert [line["event"] for line in _lines(stream)] == ["ours"] + ["trouble"] * 5


def test_mentions_and_secrets_are_taken_out_of_every_value(stream: io.StringIO) -> None:
    token = "xoxb-" + "1" * 12
    url = "https://hooks.slack.com/actions/T1/2/abc"
    log.info(
        f"{token} of <@U024BE7LH|bob>",
        at=[url],
        more={"trigger": "13345224609.738474920.8088930838d88f008e0"},
    )
    logging.getLogger("some.library").warning("%s posted to %s <!channel>", token, url)
    ours, theirs = _lines(stream)
    assert ours["event"] == "[secret] of U024BE7LH"
    assert (ours["at"], ours["more"]) == (["[secret]"], {"trigger": "[secret]"})
    assert theirs["event"] == "[secret] posted to [secret] channel"


def test_for_eyes_an_event_is_one_readable_line() -> None:
    stream = io.StringIO()
    set_up_logging("console", "INFO", stream)
    log.warning("effect_failed", incident=7, reason="is_archived")
    line = stream.getvalue()
    assert line.count("\n") == 1
    assert "effect_failed" in line
    assert "incident=7" in line
    assert "\x1b[" not in line
