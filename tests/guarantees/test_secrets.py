"""Tokens, secrets, response_urls and trigger ids: never logged, and kept no longer than they are needed."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from bot.config import Settings, secrets_of
from bot.sandbox.delivery_log import Delivery
from bot.telemetry import set_up_logging
from tests.guarantees.slack_side import delivered, held, rows, until
from tests.stage import Stage, on_stage

PROBE = "Something went wrong on my side"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, at DEBUG, as JSON."""
    stream = io.StringIO()
    set_up_logging("json", "DEBUG", stream)
    yield stream
    for line in stream.getvalue().splitlines():
        assert isinstance(json.loads(line), dict)


def _lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def _handed_out(deliveries: list[Delivery]) -> set[str]:
    """What Slack gave with deliveries and nobody else may see."""
    found = set()
    for delivery in deliveries:
        payload = delivery.payload
        found |= {payload.get(name) for name in ("response_url", "trigger_id", "token")}
        found |= {(payload.get("view") or {}).get("trigger_id")}
    return {str(secret) for secret in found if secret}


async def _lives(stage: Stage) -> None:
    alice = stage.person("alice")
    await alice.runs("/incident declare sev1 answers leak", "support")
    await stage.settle()
    channel = stage.channel("inc-1")
    card = next(m for m in alice.sees(channel) if "Take command" in alice.reads(m))
    await alice.clicks(card, "Take command")
    await alice.uses_shortcut("declare_incident_global")
    await alice.sees_modal()
    await alice.submits({"What is going wrong?": "declared by form"})
    await alice.runs("/incident declare", "support")
    await alice.sees_modal()
    await alice.submits({"What is going wrong?": "declared by form in a channel"})
    await alice.runs("/incident nonsense", channel)
    await alice.says(channel, "said")
    await stage.settle()


async def test_nothing_secret_is_logged_or_kept(log: io.StringIO, lane: Stage) -> None:
    await _lives(lane)
    kept = json.dumps(rows(lane), default=str, ensure_ascii=False)
    secrets = _handed_out(delivered(lane))
    app = lane.app
    secrets |= {app.bot_token, app.app_token, app.signing_secret, app.verification_token}
    assert len(secrets) >= 10
    assert [s for s in secrets if s in kept] == []
    assert [s for s in secrets if s in log.getvalue()] == []


async def test_a_response_url_is_dropped_with_the_answer_also_with_one_that_is_never_taken(
    log: io.StringIO, stage: Stage
) -> None:
    alice = stage.person("alice")
    await alice.runs("/incident declare sev1 answers leak", "support")
    await stage.settle()
    channel = stage.channel("inc-1")
    card = next(m for m in alice.sees(channel) if "Take command" in alice.reads(m))
    stage.workspace.rules.response_url_uses = 0
    await alice.clicks(card, "Take command")
    await until(lambda: "used_url" in log.getvalue(), "the answer was taken all the same")
    await stage.settle()
    kept = json.dumps(rows(stage)["outbox"], default=str)
    assert "response_url" not in kept
    assert "/actions/" not in kept
    assert "/actions/" not in log.getvalue()


async def test_what_goes_wrong_is_logged_without_the_words_it_went_wrong_on(
    log: io.StringIO, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = stage.person("alice")
    await alice.runs("/incident declare sev1 answers leak", "support")
    await stage.settle()
    channel = stage.channel("inc-1")
    async with stage.bot.database.transaction() as repositories:
        await repositories.incidents._connection.exec_driver_sql("DROP TABLE tasks")
    answer = await alice.runs("/incident task zqzq must not be logged @bob", channel)
    assert PROBE in answer.text
    (reference,) = {line["reference"] for line in _lines(log) if "reference" in line}
    assert reference in answer.text
    assert "zqzq" not in log.getvalue()


async def test_errors_are_one_event_with_the_incident_they_concern(log: io.StringIO, stage: Stage) -> None:
    alice = stage.person("alice")
    await alice.runs("/incident declare sev1 answers leak", "support")
    await stage.settle()
    async with stage.bot.database.transaction() as repositories:
        await repositories.incidents._connection.exec_driver_sql("DROP TABLE tasks")
    await alice.runs("/incident task roll back", stage.channel("inc-1"))
    (failed,) = [line for line in _lines(log) if line["event"] == "delivery_failed"]
    assert (failed["incident"], failed["delivery"], failed["level"]) == (1, "command", "error")
    assert "Traceback" in failed["exception"]


async def test_every_line_about_an_incidents_work_names_the_incident(
    log: io.StringIO, quickly_away: None, stage: Stage
) -> None:
    alice = stage.person("alice")
    await alice.runs("/incident declare sev1 answers leak", "support")
    await stage.settle()
    stage.workspace.faults.refuse("pins.add", "not_pinnable", None)
    stage.workspace.faults.fail("conversations.setTopic", 1)
    await alice.runs("/incident declare sev2 another one", "support")
    await stage.settle()
    channel = stage.channel("inc-2")
    async with held(stage):
        await alice.runs("/incident note lost", channel)
    concerned = {"effect_failed", "effect_put_off", "effect_done"}
    lines = [line for line in _lines(log) if line["event"] in concerned]
    assert {line["incident"] for line in lines if line["effect"] != "home"} == {1, 2}
    assert {"effect_failed", "effect_put_off"} <= {line["event"] for line in lines}


async def test_logs_mention_nobody(log: io.StringIO, stage: Stage) -> None:
    alice, bob = stage.person("alice"), stage.person("bob")
    await alice.runs("/incident declare sev1 answers leak", "support")
    await stage.settle()
    channel = stage.channel("inc-1")
    for words in (
        "task ask @bob",
        "role technical @bob",
        "role nonsense @bob",
        "note @bob saw it <!channel>",
    ):
        await alice.runs(f"/incident {words}", channel)
    await alice.says(channel, f"{bob.mention} look")
    await stage.settle()
    assert "<@" not in log.getvalue()
    assert "<!" not in log.getvalue()


def test_what_the_settings_hold_is_hidden_wherever_it_turns_up() -> None:
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]  # pydantic-settings takes it, its types do not say so
        slack_bot_token=SecretStr("not-even-a-token"),
        slack_signing_secret=SecretStr("8f742231b10e8888abcd99yyyzzz85a5"),
        webhook_token=SecretStr("hook-hook-hook"),
        database_url=SecretStr("postgresql+asyncpg://bot:p%40ssw0rd@db/incidents"),
    )
    stream = io.StringIO()
    set_up_logging("json", "INFO", stream, secrets=secrets_of(settings))
    for secret in ("not-even-a-token", "8f742231b10e8888abcd99yyyzzz85a5", "hook-hook-hook", "p@ssw0rd"):
        logging.getLogger("somebody").warning("went wrong with %s", secret)
        logging.getLogger("somebody").warning("went wrong", extra={"with": secret})
    assert stream.getvalue().count("[secret]") == 4
    for secret in secrets_of(settings):
        assert secret not in stream.getvalue()
    assert "p@ssw0rd" not in repr(settings)


async def test_metrics_name_nobody_and_nothing(sqlite_url: str) -> None:
    async with on_stage(sqlite_url, judged=False) as stage:
        await _lives(stage)
        page = stage.bot.meter.page().decode()
        alice = stage.person("alice")
        assert alice.id not in page
        assert stage.channel("inc-1").id not in page
        assert "answers leak" not in page
