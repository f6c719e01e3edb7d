"""Before Slack has said who the bot is nothing is taken in; Bolt would ask in a request, and lose it."""

import asyncio
from collections.abc import Callable

import pytest

import bot.serving
from bot.sandbox.faults import Faults
from tests.guarantees.slack_side import again, delivered, gets, ready, until
from tests.stage import FAST, REAL, Patience, Stage, on_stage

HURRIED = {"slack": {**FAST["slack"], "call_timeout": 0.2}}

TROUBLES: dict[str, Callable[[Faults], object]] = {
    "refused": lambda faults: faults.refuse("auth.test", "internal_error", None),
    "broken": lambda faults: faults.fail("auth.test", None),
    "limited": lambda faults: faults.rate_limit("auth.test", None),
    "slow": lambda faults: faults.hang("auth.test", None),
}


@pytest.fixture
def patience() -> Patience:
    return REAL


async def _starts_in_trouble(stage: Stage, trouble: str) -> None:
    await stage.stop()
    TROUBLES[trouble](stage.workspace.faults)
    await stage.start()


def _over(stage: Stage) -> None:
    stage.workspace.faults.clear()
    stage.workspace.faults.release()


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_while_auth_test_fails_events_are_not_acked_and_people_are_told(
    trouble: str, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.serving, "FIRST_PAUSE", 0.02)
    async with on_stage(sqlite_url, policy=HURRIED, judged=False, patience=REAL) as stage:
        alice = stage.person("alice")
        await alice.runs("/incident declare sev1 answers leak")
        await stage.settle()
        channel = stage.channel("inc-1")
        await _starts_in_trouble(stage, trouble)

        said = await alice.says(channel, "nobody hears this yet")
        answer = await alice.runs("/incident note 10:00 lost?", channel)
        await stage.workspace.quiet()

        event = delivered(stage, name="message")[-1]
        assert not event.acknowledged
        assert [attempt.response.status for attempt in event.attempts] == [503] * 4
        assert answer.error is None
        assert "Nothing was recorded" in answer.text
        status, reason = await gets(stage, "/readyz")
        assert status == 503
        assert "auth.test" in reason

        _over(stage)
        await until(lambda: ready(stage), "never ready again")
        assert (await again(stage, event)).acknowledged
        async with stage.bot.database.reading() as repositories:
            texts = [entry.text for entry in await repositories.timeline.all(1)]
        assert said.text in texts
        assert not any("lost?" in (text or "") for text in texts)


async def test_buttons_pressed_too_early_are_answered_in_words(sqlite_url: str) -> None:
    async with on_stage(sqlite_url, policy=HURRIED, judged=False, patience=REAL) as stage:
        alice = stage.person("alice")
        await alice.runs("/incident declare sev1 answers leak")
        await stage.settle()
        channel = stage.channel("inc-1")
        await _starts_in_trouble(stage, "refused")
        card = next(m for m in alice.sees(channel) if m.blocks and "Take command" in alice.reads(m))
        await alice.clicks(card, "Take command")
        whisper = await alice.waits_for(channel, "Nothing was recorded")
        assert whisper.ephemeral_to == alice.id
        _over(stage)


async def test_twenty_first_deliveries_at_once_ask_slack_once_who_the_bot_is(stage: Stage) -> None:
    people = [stage.person(name) for name in ("alice", "bob")]
    general = stage.channel("general")
    await asyncio.gather(*(people[n % 2].runs("/incident list", general) for n in range(10)))
    await asyncio.gather(*(people[n % 2].says(general, f"hello {n}") for n in range(10)))
    await stage.settle()
    assert all(delivery.acknowledged for delivery in delivered(stage))
    assert [call.method for call in stage.workspace.calls].count("auth.test") == 1


async def test_deliveries_before_slack_answers_make_no_further_auth_test(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.serving, "FIRST_PAUSE", 60.0)
    async with on_stage(sqlite_url, policy=HURRIED, judged=False, patience=REAL) as stage:
        await _starts_in_trouble(stage, "broken")
        before = [call.method for call in stage.workspace.calls].count("auth.test")
        general = stage.channel("general")
        await asyncio.gather(*(stage.person("alice").runs("/incident list", general) for _ in range(20)))
        assert [call.method for call in stage.workspace.calls].count("auth.test") == before
        _over(stage)


async def test_after_the_start_auth_test_may_fail_and_nothing_is_lost(stage: Stage) -> None:
    TROUBLES["broken"](stage.workspace.faults)
    answer = await stage.person("alice").runs("/incident declare sev1 answers leak")
    await stage.settle()
    assert "INC-1" in answer.text
    assert stage.channel("inc-1")
