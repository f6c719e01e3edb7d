"""The timeline writes itself: what people and other apps say in an incident's channel is kept."""

from bot.domain.timeline import Entry, EntryKind, Shown, first_broken, fold
from bot.sandbox.entities import Channel
from tests.stage import Stage


async def an_incident(stage: Stage, line: str = "sev2 Chatbot invents refunds") -> Channel:
    """Alice declares; the channel she is then in."""
    before = {c.id for c in stage.workspace.channels.values()}
    await stage.person("alice").runs(f"/incident declare {line}", "support")
    await stage.settle()
    (channel,) = [
        c
        for c in stage.workspace.channels.values()
        if c.id not in before and (c.name or "").startswith("inc-")
    ]
    return channel


async def entries_of(stage: Stage, number: int = 1) -> list[Entry]:
    async with stage.bot.database.reading() as repositories:
        return await repositories.timeline.all(number)


async def shown(stage: Stage, number: int = 1) -> list[Shown]:
    return [each for each in fold(await entries_of(stage, number)) if each.entry.kind == EntryKind.MESSAGE]


async def test_a_message_is_kept_with_author_time_and_permalink(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    said = await alice.says(channel, "Two customers <wrote> & called")
    await stage.settle()
    (message,) = await shown(stage)
    assert message.entry.actor == alice.id
    assert message.text == "Two customers &lt;wrote&gt; &amp; called"
    assert message.entry.source is not None
    assert message.entry.source.permalink == stage.workspace.permalink(channel, said.ts)
    assert f"{message.entry.at.timestamp():.6f}" == said.ts
    assert not message.key_event
    assert first_broken(await entries_of(stage)) is None
