"""What the timelines hold, for stories to look at."""

from bot.domain.timeline import Entry, EntryKind, Shown, first_broken, fold
from bot.sandbox.entities import Channel, Message
from bot.sandbox.people import Person
from tests.stage import Stage


async def an_incident(stage: Stage, line: str = "sev2 Chatbot invents refunds") -> Channel:
    """Alice declares; the channel she is then in."""
    before = set(stage.workspace.channels)
    await stage.person("alice").runs(f"/incident declare {line}", "support")
    await stage.settle()
    opened = [c for c in stage.workspace.channels.values() if c.id not in before]
    (channel,) = [c for c in opened if (c.name or "").startswith("inc-")]
    return channel


async def two_in_support(stage: Stage) -> Person:
    """Alice declares two incidents that both live in #support, since the bot may create no channels."""
    alice = stage.person("alice")
    await alice.invites("support", stage.app)
    stage.workspace.faults.refuse("conversations.create", "restricted_action", None)
    for title in ("first", "second"):
        await alice.runs(f"/incident declare sev3 {title}", "support")
        await stage.settle()
    return alice


async def entries_of(stage: Stage, number: int = 1) -> list[Entry]:
    """Everything an incident's timeline holds; its chain must hold too."""
    async with stage.bot.database.reading() as repositories:
        entries = await repositories.timeline.all(number)
        head = await repositories.timeline.head(number)
    assert first_broken(entries) is None
    assert [entry.sequence for entry in entries] == list(range(1, head.count + 1))
    return entries


async def messages_of(stage: Stage, number: int = 1) -> list[Shown]:
    """The messages as they stand after edits, deletions and marks."""
    folded = fold(await entries_of(stage, number))
    return [each for each in folded if each.entry.kind == EntryKind.MESSAGE]


async def kinds_of(stage: Stage, number: int = 1) -> list[str]:
    """The kinds of all entries that people's talk made, in their order."""
    spoken = {str(kind) for kind in EntryKind} | {"member"}
    return [entry.kind for entry in await entries_of(stage, number) if entry.kind in spoken]


async def unheard(stage: Stage, channel: Channel, text: str) -> Message:
    """A message of Alice's that the bot is never told of."""
    subscribers, stage.workspace.subscribers[:] = list(stage.workspace.subscribers), []
    message = await stage.person("alice").says(channel, text)
    stage.workspace.subscribers[:] = subscribers
    return message
