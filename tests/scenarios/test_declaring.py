"""Declaring in one line."""

from tests.stage import Stage


async def test_a_line_is_enough_to_have_a_channel_with_a_card(stage: Stage) -> None:
    alice = stage.person("alice")
    answer = await alice.runs("/incident declare sev2 Chatbot invents refunds", "support")
    await stage.settle()
    channel = stage.channel("inc-1")
    assert channel.name == "inc-1-chatbot-invents-refunds"
    assert "INC-1" in answer.text
    assert f"<#{channel.id}" in str(answer.blocks)
    assert alice.id in channel.members
    cards = [m for m in alice.sees(channel) if "Phase: detection" in alice.reads(m)]
    assert [c.ts for c in cards] == [pin["message_ts"] for pin in channel.pins]
