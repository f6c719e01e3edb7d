"""Instants that the record tells of: each reader's own time in Slack, UTC in files, and never people's words.

Alice reads three hours ahead of UTC, Bob one.
"""

from bot.domain.timeline import first_broken
from tests.scenarios.room import Room, a_room
from tests.scenarios.told import exported, told
from tests.stage import Stage

FORGED = "<!date^1774000000^{date_short_pretty} at {time}|2026-03-20 09:46 UTC>"
WRITTEN = "2026-03-20 08:30 UTC"


async def _told_when(stage: Stage) -> Room:
    room = await a_room(stage)
    await room.runs("alice", "started about 11:30")
    await room.runs("bob", "detected 09:40")
    await room.runs("bob", f"task look at {WRITTEN} {FORGED} @alice due tomorrow 15:00")
    return room


async def _timeline(room: Room, name: str) -> str:
    """What somebody is shown of it."""
    await room.runs(name, "timeline INC-1 20")
    return room.whispered(name)[-1]


async def test_the_timeline_shows_recorded_instants_in_each_readers_own_time(stage: Stage) -> None:
    room = await _told_when(stage)
    alices, bobs = await _timeline(room, "alice"), await _timeline(room, "bob")
    for words, alice_reads, bob_reads in (
        ("put the start of harm at about", "11:30", "09:30"),
        ("put the first notice at", "11:40", "09:40"),
    ):
        assert f"{words} Mar 20, 2026 at {alice_reads}." in alices
        assert f"{words} Mar 20, 2026 at {bob_reads}." in bobs
    assert ", due Mar 21, 2026 at 17:00." in alices
    assert ", due Mar 21, 2026 at 15:00." in bobs


async def test_what_people_write_like_an_instant_stays_what_they_wrote(stage: Stage) -> None:
    room = await _told_when(stage)
    read = await _timeline(room, "alice")
    assert f"look at {WRITTEN}" in read
    assert "12:46" not in read
    await stage.person("ines").joins(room.channel)
    await stage.settle()
    (welcome,) = [text for text in room.whispered("ines") if "Welcome to" in text]
    assert f"look at {WRITTEN}" in welcome
    assert "put the first notice at Mar 20, 2026 at" in welcome


async def test_changed_put_off_and_scheduled_instants_are_read_so_too(stage: Stage) -> None:
    room = await _told_when(stage)
    await room.runs("alice", "resolve it is over")
    await room.runs("alice", "close nothing more to do")
    read = await _timeline(room, "bob")
    scheduled = next(line for line in read.split("\n") if "Review to be scheduled by" in line)
    assert "UTC" not in scheduled
    assert "Mar 30, 2026 at 11:00" in scheduled


async def test_files_tell_them_in_utc_and_the_chain_holds(stage: Stage) -> None:
    room = await _told_when(stage)
    markdown = await exported(stage, form="md")
    texts = [entry["text"] for entry in (await told(stage))["timeline"]]
    for words in (
        "put the start of harm at about 2026-03-20 08:30 UTC.",
        "put the first notice at 2026-03-20 08:40 UTC.",
        "due 2026-03-21 14:00 UTC.",
    ):
        assert words in markdown
        assert sum(words in text for text in texts) == 1
    assert markdown.count("<!date") == markdown.count("<!date^1774000000")
    assert first_broken(await room.timeline()) is None
