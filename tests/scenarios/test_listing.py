"""The list of incidents and the status of one."""

from tests.scenarios.room import a_room
from tests.stage import Stage


async def test_status_shows_the_card_to_one_person_with_the_way_in(stage: Stage) -> None:
    room = await a_room(stage)
    ines = stage.person("ines")
    answer = await ines.runs("/incident status INC-1", "incidents")
    assert answer.ephemeral
    assert "Phase: detection" in answer.text
    assert f"<#{room.channel.id}>" in str(answer.blocks)
    assert "Take command" not in answer.text
    assert answer.message is not None
    await ines.clicks(answer.message, "Join")
    await stage.settle()
    assert ines.id in room.channel.members
    inside = await room.runs("ines", "status")
    assert "Take command" in inside


async def test_status_alone_outside_shows_what_is_open(stage: Stage) -> None:
    await a_room(stage)
    answer = await stage.person("ines").runs("/incident status", "incidents")
    assert "Open incidents (1)" in answer.text
    missing = await stage.person("ines").runs("/incident status INC-99", "incidents")
    assert "There is no INC-99 that you can see" in missing.text


async def test_the_list_has_severity_phase_commander_since_and_channel(stage: Stage) -> None:
    first = await a_room(stage, "declare low typo")
    second = await a_room(stage, "declare sev1 agent deletes tables")
    await second.runs("bob", "role commander me")
    answer = await stage.person("ines").runs("/incident list", "incidents")
    text = answer.text
    assert text.index("INC-2") < text.index("INC-1"), "worst first"
    assert "🔴 Critical · phase detection · commander Bob Lindqvist · declared Mar 20" in text
    assert "no commander yet" in text
    await first.runs("alice", "detected 08:40")
    assert "no commander yet · noticed Mar 20" in (await first.runs("alice", "list"))
    await first.runs("alice", "started about 08:10")
    assert "no commander yet · harm since about Mar 20" in (await first.runs("alice", "list"))
    for room in (first, second):
        assert f"<#{room.channel.id}>" in str(answer.blocks)
    assert "<@" not in str(answer.blocks)


async def test_a_guest_sees_only_the_incidents_whose_channels_they_were_brought_into(stage: Stage) -> None:
    room, other = await a_room(stage, "declare model drifts"), await a_room(stage, "declare agent deletes")
    kofi = stage.person("kofi")
    stage.workspace.change_user(kofi.user, is_ultra_restricted=False, is_restricted=True)
    await stage.person("alice").invites(room.channel, kofi)
    await stage.settle()
    listed = (await kofi.runs("/incident list", "support")).text
    assert "INC-1" in listed
    assert "INC-2" not in listed
    for line in ("status INC-2", "timeline INC-2", "export INC-2", "review INC-2", "note INC-2 hi"):
        assert (await kofi.runs(f"/incident {line}", "support")).text.startswith("There is no INC-2"), line
    assert "Phase: detection" in (await kofi.runs("/incident status INC-1", "support")).text
    assert "INC-2" in (await stage.person("ines").runs("/incident list", "incidents")).text
    assert other.channel.id not in str(kofi.whispers("support"))


async def test_the_lists_differ_by_their_word(stage: Stage) -> None:
    low, high = await a_room(stage, "declare low typo"), await a_room(stage, "declare sev2 drift")
    await low.runs("alice", "resolve")
    ines = stage.person("ines")

    async def shown(words: str) -> str:
        return (await ines.runs(f"/incident {words}", "incidents")).text

    assert "INC-1" not in await shown("list")
    assert "1 incident is resolved and not closed" in await shown("ls")
    assert "INC-1" in await shown("list ALL")
    assert "INC-2" in await shown("list sev2")
    assert "No incident of severity low is open" in await shown("list low")
    assert "You are in no open incident" in await shown("list mine")
    assert "INC-2" in (await stage.person("bob").runs("/incident list mine", "incidents")).text
    wrong = await shown("list yesterday")
    assert "I have no list of yesterday." in wrong
    assert "/incident list mine" in wrong
    await high.runs("alice", "close no")
    assert "No incident is open" in await shown("list")


async def test_private_incidents_are_listed_only_to_those_in_them_and_marked(stage: Stage) -> None:
    room = await a_room(stage, "declare private key leaked")
    ines = stage.person("ines")
    for words in ("list", "list all", "list mine", "list medium"):
        assert "INC-1" not in (await ines.runs(f"/incident {words}", "incidents")).text
        assert "🔒 private · INC-1 · key leaked" in (await room.runs("bob", words))
    await stage.person("alice").removes(room.channel, stage.person("bob"))
    await stage.settle()
    assert "INC-1" not in (await stage.person("bob").runs("/incident list", "incidents")).text
    assert "There is no INC-1" in (await stage.person("bob").runs("/incident status 1", "incidents")).text


async def test_a_long_list_comes_in_pages(stage: Stage) -> None:
    alice = stage.person("alice")
    for number in range(32):
        await alice.runs(f"/incident declare drift number {number}", "support")
    await stage.settle()
    answer = await alice.runs("/incident list", "incidents")
    assert "Open incidents (32)" in answer.text
    assert "and 17 more" in answer.text
    assert answer.message is not None
    await alice.clicks(answer.message, "Show 15 more")
    await stage.settle()
    page = alice.whispers("incidents")[-1]
    assert "INC-17 · drift number 16" in alice.reads(page)
    assert "and 2 more" in alice.reads(page)
    await alice.clicks(page, "Show 2 more")
    await stage.settle()
    last = alice.whispers("incidents")[-1]
    assert "INC-1 · drift number 0" in alice.reads(last)
    assert "more" not in alice.reads(last)
