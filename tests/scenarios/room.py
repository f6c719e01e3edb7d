"""An incident's channel with Alice and Bob in it, and ways to look at it."""

import re
from collections.abc import Sequence
from typing import Any

from bot.domain.checklist import ChecklistItem
from bot.domain.incident import Incident
from bot.domain.timeline import Entry
from bot.sandbox.entities import Channel, Message
from bot.sandbox.people import Person
from tests.stage import Stage

_MENTION = re.compile(r"<@(\w+)>")
_DATE = re.compile(r"<!date[^|]*\|([^>]*)>")


class Room:
    """An incident's channel; everything that is done in it is settled before it returns."""

    def __init__(self, stage: Stage, channel: Channel, number: int) -> None:
        self.stage = stage
        self.channel = channel
        self.number = number

    def person(self, name: str) -> Person:
        """One of the cast."""
        return self.stage.person(name)

    async def runs(self, name: str, text: str, channel: Channel | str | None = None) -> str:
        """Somebody runs `/incident …` here (or in another channel) and reads the answer."""
        answer = await self.person(name).runs(f"/incident {text}", channel or self.channel)
        assert answer.error is None, self.person(name).toasts
        await self.stage.settle()
        return answer.text

    async def clicks(self, name: str, message: Message, label: str) -> None:
        """Somebody presses a button of a message."""
        await self.person(name).clicks(message, label)
        await self.stage.settle()

    async def presses_late(
        self, name: str, message: Message, drawn: Sequence[dict[str, Any]], label: str
    ) -> None:
        """Somebody presses a button of a message as it was drawn before it changed."""
        now, message.blocks = message.blocks, list(drawn)
        await self.person(name).clicks(message, label)
        message.blocks = now
        await self.stage.settle()

    def said(self, name: str = "alice") -> list[str]:
        """What everybody can read here, oldest first."""
        person = self.person(name)
        return [person.reads(m) for m in person.sees(self.channel) if not m.ephemeral_to]

    def whispered(self, name: str) -> list[str]:
        """What only this person reads here."""
        person = self.person(name)
        return [person.reads(message) for message in person.whispers(self.channel)]

    def messages(self, words: str, name: str = "alice") -> list[Message]:
        """The messages here that say these words, oldest first."""
        person = self.person(name)
        return [m for m in person.sees(self.channel) if not m.ephemeral_to and words in person.reads(m)]

    def message(self, words: str, name: str = "alice") -> Message:
        """The only message here that says so."""
        found = self.messages(words, name)
        assert len(found) == 1, self.said(name)
        return found[0]

    @property
    def card(self) -> Message:
        """The pinned card."""
        (pin,) = self.channel.pins
        return self.channel.messages[pin["message_ts"]]

    @property
    def questions(self) -> Message:
        """The triage questions as they stand."""
        return self.message("Severity now:")

    def reads(self, message: Message, name: str = "alice") -> str:
        """The words of a message."""
        return self.person(name).reads(message)

    def inbox(self, name: str) -> list[str]:
        """What the bot wrote to somebody directly."""
        return [self.person(name).reads(message) for message in self.person(name).inbox]

    async def incident(self) -> Incident:
        """The incident as it is recorded."""
        async with self.stage.bot.database.reading() as repositories:
            found = await repositories.incidents.get(self.number)
        assert found is not None
        return found

    async def timeline(self) -> Sequence[Entry]:
        """All entries."""
        async with self.stage.bot.database.reading() as repositories:
            return await repositories.timeline.all(self.number)

    async def lines(self, kind: str) -> list[str]:
        """The words of the entries of one kind, with handles for people and UTC for instants."""
        names = {user.id: user.name for user in self.stage.workspace.users.values()}
        texts = [entry.text or "" for entry in await self.timeline() if entry.kind == kind]
        return [_DATE.sub(r"\1", _MENTION.sub(lambda m: names[m[1]], text)) for text in texts]

    async def checklist(self) -> list[ChecklistItem]:
        """All checklist items of the incident."""
        async with self.stage.bot.database.reading() as repositories:
            return await repositories.checklists.of(self.number)


async def a_room(stage: Stage, line: str = "declare model drifts", *others: str) -> Room:
    """Alice declares from #support, and brings Bob (and others) in."""
    alice = stage.person("alice")
    before = set(stage.workspace.channels)
    await alice.runs(f"/incident {line}", "support")
    await stage.settle()
    opened = [c for c in stage.workspace.channels.values() if c.id not in before]
    (channel,) = [c for c in opened if (c.name or "").startswith(("inc-", "drill-"))]
    for name in ("bob", *others):
        await alice.invites(channel, stage.person(name))
    await stage.settle()
    async with stage.bot.database.reading() as repositories:
        incident = await repositories.incidents.in_channel(channel.id)
    assert incident is not None
    return Room(stage, channel, incident.number)
