"""No word of a private incident leaves it, whatever is done to it from the beginning to the end."""

import json
from collections.abc import Iterator

import pytest

from bot.sandbox.people import Person
from tests.scenarios.room import Room, a_room
from tests.stage import Stage

SECRET = "zebra"
OUTSIDERS = ("ines", "grace", "emi", "hoku")
MOVES = (
    "severity critical {s} spreads",
    "category safety/privacy_exposure",
    "title {s} leaks customer mail",
    "summary {s} reads mail of others",
    "started about 1 hour ago",
    "role commander me",
    "phase containment",
    "note {s} was trained on mail",
    "task ask the vendor of {s} @bob",
    "update {s} is switched off",
    "review",
    "status",
    "timeline",
    "export md",
    "resolve {s} is retired",
    "close {s} is over",
    "reopen {s} came back",
    "cancel {s} was a test",
)


async def everything_outside(stage: Stage, room: Room, outsiders: list[Person]) -> Iterator[str]:
    """All that those outside can come to see: channels, whispers, direct messages, App Home, answers."""
    seen: list[str] = []
    for channel in stage.workspace.channels.values():
        if channel is room.channel or (
            channel.is_im and not {p.id for p in outsiders} & set(channel.members)
        ):
            continue
        seen += [json.dumps(m.to_dict(), default=str) for m in channel.messages.values()]
        seen += [
            json.dumps(m.to_dict(), default=str)
            for m in channel.ephemerals.values()
            if m.ephemeral_to in {p.id for p in outsiders}
        ]
        seen.append(f"{channel.name} {channel.topic} {channel.purpose}")
    for person in outsiders:
        home = await person.opens_home(stage.app)
        seen.append(json.dumps(home.content if home else {}, default=str))
        for words in ("list all", "list mine", "status 1", "review 1", "merge 1 1", "export 1", "note 1 hi"):
            seen.append((await person.runs(f"/incident {words}", "general")).text)
    seen += [f"{c.name}" for c in stage.workspace.channels.values()]
    return iter(seen)


@pytest.mark.parametrize("line", [f"declare private {SECRET} reads mail", "declare something odd"])
async def test_no_word_of_a_private_incident_is_seen_outside(stage: Stage, line: str) -> None:
    room = await a_room(stage, line)
    if "private" not in line:
        await room.runs("alice", "private")
        stage.workspace.convert_to_private(room.channel, stage.workspace.user("alice"))
    await stage.person("bob").says(room.channel, f"Bob saw {SECRET} again")
    for move in MOVES:
        await room.runs("alice", move.format(s=SECRET))
        await stage.run_for(minutes=31)
    outsiders = [stage.person(name) for name in OUTSIDERS]
    for text in await everything_outside(stage, room, outsiders):
        assert SECRET not in text.casefold(), text
    inside = "\n".join(room.said("bob"))
    assert SECRET in inside
