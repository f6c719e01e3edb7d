"""A token that Slack takes no more: said in readiness and log, nothing lost, and a new one goes on."""

import pytest

from tests.guarantees.slack_side import gets, ready, said_in, until
from tests.stage import Stage


async def test_while_the_token_is_revoked_nothing_is_lost_and_a_new_one_goes_on(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    alice = stage.person("alice")
    await alice.runs("/incident declare sev1 answers leak")
    await stage.settle()
    channel = stage.channel("inc-1")

    stage.workspace.revoke_tokens(stage.app)
    answer = await alice.runs("/incident phase containment", channel)
    await stage.settle()
    status, reason = await gets(stage, "/readyz")
    assert answer.error is None
    assert (status, reason.strip()) == (503, "token_revoked")
    assert "slack_token_refused" in caplog.text
    assert not any("containment" in text.casefold() for text in said_in(stage, channel))

    stage.app.bot_token, stage.app.token_state = "xoxb-" + "7" * 30, "valid"
    await stage.restart()
    await until(lambda: ready(stage), "never ready again")
    await stage.settle()
    said = [text for text in said_in(stage, channel) if "containment" in text.casefold()]
    assert len(said) >= 1
    assert len(said) == len(set(said))


async def test_with_a_token_that_slack_never_knew_the_bot_says_so_and_waits(stage: Stage) -> None:
    known = stage.app.bot_token
    await stage.stop()
    stage.app.bot_token, wrong = "xoxb-" + "8" * 30, known
    await stage.start()
    stage.app.bot_token = wrong
    await stage.restart()
    assert await ready(stage)
    await stage.stop()
    stage.app.token_state = "revoked"
    await stage.start()
    status, reason = await gets(stage, "/readyz")
    assert status == 503
    assert "token_revoked" in reason
