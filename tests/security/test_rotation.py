"""A secret that was changed is taken with the next start, and the old one is worth nothing from then on."""

from tests.guarantees.slack_side import FORM, form, posts, ready, until
from tests.stage import on_stage


def _command(number: int) -> bytes:
    return form(command="/incident", text="list", user_id="U0", channel_id="C0", trigger_id=f"{number}.1.a")


async def test_a_new_signing_secret_is_taken_after_a_restart_and_the_old_one_is_refused(
    sqlite_url: str,
) -> None:
    async with on_stage(sqlite_url, judged=False) as stage:
        old, new = stage.app.signing_secret, "f" * 32
        assert (await posts(stage, _command(1), FORM, secret=old))[0] == 200
        stage.app.signing_secret = new
        assert (await posts(stage, _command(2), FORM, secret=new))[0] == 401
        await stage.restart()
        assert (await posts(stage, _command(3), FORM, secret=new))[0] == 200
        assert (await posts(stage, _command(4), FORM, secret=old))[0] == 401


async def test_new_tokens_are_taken_after_a_restart_and_what_waited_goes_out(sqlite_url: str) -> None:
    async with on_stage(sqlite_url, "socket", judged=False) as stage:
        alice = stage.person("alice")
        await alice.runs("/incident declare sev2 Chatbot invents refunds", "support")
        await stage.settle()
        channel = stage.channel("inc-1")
        stage.app.bot_token, stage.app.app_token = "xoxb-new-" + "7" * 20, f"xapp-1-{stage.app.app_id}-new"
        await alice.runs("/incident phase containment", channel)
        await stage.restart()
        await until(lambda: ready(stage), "never ready with the new tokens")
        await stage.settle()
        said = [message.text for message in alice.sees(channel)]
        assert said.count("INC-1 is in phase containment now.") == 1
        before = len(stage.workspace.calls)
        assert (await alice.runs("/incident update We are at it.", channel)).error is None
        await stage.settle()
        outcomes = {call.outcome for call in stage.workspace.calls[before:]}
        assert outcomes == {"ok"}
