"""Coming late, coming back, leaving: who is let in, what they are shown, and what they can see afterwards."""

from bot.domain.role import Role
from bot.sandbox.entities import Message
from tests.scenarios.room import Room, a_room
from tests.stage import Stage


def announcement(stage: Stage) -> Message:
    ines = stage.person("ines")
    (found,) = [m for m in ines.sees("incidents") if m.bot_id and "INC-1" in m.text and not m.ephemeral_to]
    return found


def catch_ups(room: Room, name: str) -> list[str]:
    return [text for text in room.whispered(name) if "Welcome to" in text]


async def members(room: Room) -> set[str]:
    async with room.stage.bot.database.reading() as repositories:
        current = await repositories.members.current(room.number)
    return {room.stage.workspace.user(user_id).name for user_id in current}


async def test_join_lets_in_and_the_late_are_caught_up_privately(stage: Stage) -> None:
    room = await a_room(stage, "declare sev2 model drifts")
    await room.runs("bob", "role commander me")
    await stage.run_for(minutes=3)
    await room.runs("bob", "note the index was rebuilt at noon <!here>")
    ines = stage.person("ines")
    await room.clicks("ines", announcement(stage), "Join")
    assert ines.id in room.channel.members
    assert any("You are being let in" in ines.reads(m) for m in ines.whispers("incidents"))
    (told,) = catch_ups(room, "ines")
    for words in (
        "Welcome to INC-1 · model drifts. Only you see this.",
        "🟠 High",
        "Phase: detection",
        "Commander: Bob Lindqvist",
        "the index was rebuilt at noon",
        "/incident timeline",
        "Take technical lead",
    ):
        assert words in told, f"{words!r} is not in\n{told}"
    whisper = ines.whispers(room.channel)[-1]
    assert "<@" not in str(whisper.blocks)
    assert "<!here>" not in str(whisper.blocks)
    await room.clicks("ines", whisper, "Take technical lead")
    assert (await room.incident()).holder(Role.TECHNICAL) == ines.id
    await room.clicks("ines", announcement(stage), "Join")
    assert any("already" in ines.reads(m) for m in ines.whispers("incidents"))


async def test_clocks_do_not_drown_what_people_did(stage: Stage) -> None:
    room = await a_room(stage, "declare sev2 model leaks mail")
    await room.runs("bob", "role legal me")
    await room.runs("bob", "note the index was rebuilt at noon")
    await room.runs("bob", "facts personal_data_involved=yes eu_data_subjects=yes")
    await room.clicks("ines", announcement(stage), "Join")
    (told,) = catch_ups(room, "ines")
    events = told.partition("Last key events")[2]
    assert "the index was rebuilt at noon" in events
    assert "Deadline" not in events
    assert "Next deadline" in told


async def test_who_comes_by_oneself_is_caught_up_too(stage: Stage) -> None:
    room = await a_room(stage)
    await stage.person("ines").joins(room.channel)
    await stage.settle()
    assert len(catch_ups(room, "ines")) == 1
    assert "ines" in await members(room)


async def test_the_declarer_and_those_called_at_the_declaration_are_not(stage: Stage) -> None:
    ines = stage.person("ines")
    object.__setattr__(stage.bot.policy.invitations, "always", (ines.id,))
    room = await a_room(stage)
    assert ines.id in room.channel.members
    assert catch_ups(room, "ines") == []
    assert catch_ups(room, "alice") == []
    assert await members(room) == {"alice", "ines", "bob"}


async def test_who_is_given_a_role_gets_the_state_once(stage: Stage) -> None:
    room = await a_room(stage, "declare sev2 model drifts")
    await room.runs("alice", f"role legal {stage.person('dmitri').mention}")
    assert stage.person("dmitri").id in room.channel.members
    assert catch_ups(room, "dmitri") == []
    assert any("legal" in text for text in room.inbox("dmitri"))


async def test_a_redelivered_join_catches_up_once(stage: Stage) -> None:
    room = await a_room(stage)
    stage.workspace.deliveries.faults(stage.app).repeat = 5
    await stage.person("ines").joins(room.channel)
    await stage.settle()
    assert len(catch_ups(room, "ines")) == 1


async def test_leaving_is_recorded_and_coming_back_is_caught_up(stage: Stage) -> None:
    room = await a_room(stage)
    alice = stage.person("alice")
    await alice.leaves(room.channel)
    await stage.settle()
    assert await members(room) == {"bob"}
    assert "alice left the channel." in await room.lines("member")
    await alice.joins(room.channel)
    await stage.settle()
    assert len(catch_ups(room, "alice")) == 1
    assert await members(room) == {"alice", "bob"}


async def test_who_leaves_a_private_incident_sees_it_no_more(stage: Stage) -> None:
    room = await a_room(stage, "declare private key leaked")
    bob = stage.person("bob")
    assert "key leaked" in (await bob.runs("/incident status 1", "incidents")).text
    await bob.leaves(room.channel)
    await stage.settle()
    assert "There is no INC-1" in (await bob.runs("/incident status 1", "incidents")).text


async def test_guests_are_not_let_in_by_the_button(stage: Stage) -> None:
    room = await a_room(stage)
    kofi = stage.person("kofi")
    stage.workspace.change_user(kofi.user, is_ultra_restricted=False, is_restricted=True)
    await stage.person("alice").invites("incidents", kofi)
    (announcement,) = [m for m in kofi.sees("incidents") if "INC-1" in kofi.reads(m)]
    await kofi.clicks(announcement, "Join")
    await stage.settle()
    assert kofi.id not in room.channel.members
    assert any("Guests are brought in by somebody" in kofi.reads(m) for m in kofi.whispers("incidents"))


async def test_another_app_that_comes_in_is_not_welcomed(stage: Stage) -> None:
    room = await a_room(stage)
    other = next(app for app in stage.workspace.apps.values() if app is not stage.app)
    await stage.person("alice").invites(room.channel, other)
    await stage.settle()
    whispered = [m for m in room.channel.ephemerals.values() if m.ephemeral_to == other.bot_user_id]
    assert whispered == []


async def test_a_channel_of_no_incident_concerns_nobody(stage: Stage) -> None:
    jai = stage.person("jai")
    before = len(stage.workspace.calls)
    await jai.joins("incidents")
    await stage.settle()
    assert [c.method for c in stage.workspace.calls[before:]] == []
