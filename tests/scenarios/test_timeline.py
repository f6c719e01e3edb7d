"""What people add to the timeline themselves, and how they look it up."""

import pytest

from bot.domain.timeline import EntryKind, Shown
from tests.scenarios.records import an_incident, entries_of, messages_of
from tests.stage import Stage


async def notes_of(stage: Stage, number: int = 1) -> list[tuple[str | None, str, str]]:
    notes = [entry for entry in await entries_of(stage, number) if entry.kind == EntryKind.NOTE]
    return [(note.text, f"{note.at:%d %H:%M}", note.actor) for note in notes]


async def test_a_note_is_kept_as_a_key_event_of_its_author(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    answer = await alice.runs("/incident note rolled back to v3 & <checked>", channel)
    assert "Noted" in answer.text
    (note,) = [entry for entry in await entries_of(stage) if entry.kind == EntryKind.NOTE]
    assert (note.actor, note.key_event) == (alice.id, True)
    shown = await alice.runs("/incident timeline", channel)
    assert "rolled back to v3 &amp; &lt;checked&gt;" in str(shown.blocks)


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("11:40 first mail", "20 08:40"),
        ("yesterday 23:10 first mail", "19 20:10"),
        ("2026-03-18 10:00 first mail", "18 07:00"),
        ("23:30 first mail", "19 20:30"),
    ],
    ids=["today", "yesterday", "a date", "ahead means yesterday"],
)
async def test_a_note_has_its_own_time_in_the_zone_of_who_wrote_it(stage: Stage, typed: str, at: str) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    answer = await alice.runs(f"/incident note {typed}", channel)
    assert await notes_of(stage) == [("first mail", at, alice.id)]
    assert "<!date^" in str(answer.blocks)


async def test_a_note_told_as_about_is_shown_as_about(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    answer = await alice.runs("/incident note about 11:40 first mail", channel)
    assert "for about <!date^" in str(answer.blocks)
    assert "about <!date^" in str((await alice.runs("/incident timeline", channel)).blocks)


async def test_a_guessed_start_of_harm_does_not_make_a_guess_of_when_it_was_told(stage: Stage) -> None:
    alice = stage.person("alice")
    channel = await an_incident(stage)
    await alice.runs("/incident started about 01:00", channel)
    shown = str((await alice.runs("/incident timeline", channel)).blocks)
    assert "put the start of harm at about <!date^" in shown
    assert shown.count("about <!date^") == 1


@pytest.mark.parametrize(
    "typed", ["", "14:05", "25:00 too late"], ids=["nothing", "only a time", "no time of day"]
)
async def test_a_note_that_cannot_be_used_says_how_to_write_one(stage: Stage, typed: str) -> None:
    channel = await an_incident(stage)
    answer = await stage.person("alice").runs(f"/incident note {typed}", channel)
    assert "/incident note [WHEN] TEXT" in answer.text
    assert await notes_of(stage) == []


async def test_who_is_not_in_the_channel_adds_no_note(stage: Stage) -> None:
    await an_incident(stage)
    answer = await stage.person("bob").runs("/incident note INC-1 I saw it too", "general")
    assert "Only people in #inc-1" in answer.text
    assert await notes_of(stage) == []


async def test_the_timeline_shows_key_events_in_the_order_they_happened(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    message = await alice.says(channel, "marked words")
    await alice.says(channel, "other words")
    await alice.reacts(message, "pushpin")
    await alice.runs("/incident note 2026-03-19 10:00 earlier than all", channel)
    await stage.settle()
    text = await shown_text(stage, "/incident timeline")
    assert "other words" not in text
    assert text.index("earlier than all") < text.index("declared the incident") < text.index("marked words")
    assert "last 1" not in text
    last = await shown_text(stage, "/incident timeline 1")
    assert "marked words" in last
    assert "declared" not in last


async def shown_text(stage: Stage, command: str, who: str = "alice") -> str:
    channel = stage.channel("inc-1")
    answer = await stage.person(who).runs(command, channel)
    return "\n".join(
        part["text"]
        for block in answer.blocks or []
        for part in [block.get("text"), *(block.get("elements") or [])]
        if part and part.get("type") == "mrkdwn"
    )


async def test_people_are_named_and_nobody_is_mentioned(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice, bob = stage.person("alice"), stage.person("bob")
    await bob.joins(channel)
    message = await bob.says(channel, f"ask {alice.mention}, <!channel> & @here")
    await bob.reacts(message, "pushpin")
    await stage.settle()
    text = await shown_text(stage, "/incident timeline")
    assert "Bob Lindqvist" in text
    assert "Alice Njoroge" in text
    assert "<@" not in text
    assert "<!channel" not in text
    assert "@here" not in text


async def test_edits_and_deletions_show_in_the_timeline(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    edited, deleted = await alice.says(channel, "first words"), await alice.says(channel, "secret words")
    for message in (edited, deleted):
        await alice.reacts(message, "pushpin")
    await alice.edits(edited, "better words")
    await alice.deletes(deleted)
    await stage.settle()
    text = await shown_text(stage, "/incident timeline")
    assert "better words (edited)" in text
    assert "first words" not in text
    assert "(deleted)" in text
    assert "secret" not in text


@pytest.mark.parametrize("number", ["0", "101", "-3", "many", "٣"])
async def test_a_count_that_makes_no_sense_is_refused(stage: Stage, number: str) -> None:
    channel = await an_incident(stage)
    answer = await stage.person("alice").runs(f"/incident timeline {number}", channel)
    assert "from 1 to 100" in answer.text


async def test_a_long_timeline_stays_within_slacks_limits_and_cuts_no_word(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    word = "öéñ" * 20
    for n in range(60):
        await alice.runs(f"/incident note {n} " + f"{word} " * 30, channel)
    for count in (15, 60, 100):
        answer = await alice.runs(f"/incident timeline {count}", channel)
        assert not alice.toasts
        assert len(answer.blocks) <= 50
        texts = [block["text"]["text"] for block in answer.blocks if block["type"] == "section"]
        assert all(len(text) <= 3000 for text in texts)
        words = {
            each for text in texts for line in text.splitlines() for each in line.split(":* ")[-1].split()
        }
        assert {each for each in words if "ñ" in each} <= {word, f"{word}…", "…"}
    assert "do not fit here" in str(answer.blocks)


async def test_a_message_is_picked_with_one_tap(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    message = await alice.says(channel, "the index was rebuilt")
    await stage.settle()
    await alice.uses_shortcut("add_to_timeline", message)
    await stage.settle()
    assert [(m.text, m.key_event) for m in await messages_of(stage)] == [("the index was rebuilt", True)]
    assert any("Added to the timeline of INC-1" in alice.reads(each) for each in alice.whispers(channel))
    await alice.uses_shortcut("add_to_timeline", message)
    await stage.settle()
    assert any("is a key event of INC-1 already" in alice.reads(each) for each in alice.whispers(channel))


async def test_a_pushpin_taken_off_takes_the_pick_of_the_same_person_back(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    message = await alice.says(channel, "the index was rebuilt")
    await stage.settle()
    await alice.uses_shortcut("add_to_timeline", message)
    await stage.settle()
    await alice.reacts(message, "pushpin")
    await alice.unreacts(message, "pushpin")
    await stage.settle()
    assert [m.key_event for m in await messages_of(stage)] == [False]


async def picked_elsewhere(stage: Stage, place: str, text: str, *, comment: str = "") -> Shown:
    await an_incident(stage)
    alice = stage.person("alice")
    message = await alice.says(place, text)
    await stage.settle()
    await alice.uses_shortcut("add_to_timeline", message)
    await alice.sees_modal("Add to the timeline")
    values = {"Incident": "INC-1 Chatbot invents refunds"} | ({"Why it matters": comment} if comment else {})
    await alice.submits(values)
    await stage.settle()
    (picked,) = await messages_of(stage)
    return picked


async def test_a_message_from_elsewhere_is_picked_through_a_form(stage: Stage) -> None:
    picked = await picked_elsewhere(stage, "support", "a customer wrote <this>", comment="first <report>")
    alice = stage.person("alice")
    assert (picked.text, picked.key_event) == ("a customer wrote &lt;this&gt;", True)
    assert picked.entry.source is not None
    assert picked.entry.source.channel_id == stage.channel("support").id
    assert [text for text, *_ in await notes_of(stage)] == ["first &lt;report&gt;"]
    assert "Added to the timeline of INC-1" in alice.reads(alice.whispers("support")[-1])


async def test_from_a_private_channel_only_the_link_is_carried(stage: Stage) -> None:
    room = await stage.person("alice").creates("board-room", private=True)
    picked = await picked_elsewhere(stage, room.id, "the board knows since Monday")
    assert picked.text == ""
    assert picked.entry.source is not None
    assert room.id in str(picked.entry.source.permalink)
    assert "Monday" not in str(await entries_of(stage))
    alice = stage.person("alice")
    assert "only its link is kept" in alice.reads(alice.whispers(room)[-1])


async def test_an_edit_in_a_private_channel_is_not_carried_after_it(stage: Stage) -> None:
    alice = stage.person("alice")
    room = await alice.creates("board-room", private=True)
    await alice.invites(room, stage.app)
    await picked_elsewhere(stage, room.id, "the board knows")
    message = next(m for m in alice.sees(room) if m.text == "the board knows")
    await alice.edits(message, "the board knows since Monday")
    await stage.settle()
    assert "Monday" not in str(await entries_of(stage))


async def test_who_left_the_channel_meanwhile_adds_nothing(stage: Stage) -> None:
    channel = await an_incident(stage)
    bob = stage.person("bob")
    await bob.joins(channel)
    message = await bob.says("ml-platform", "odd")
    await stage.settle()
    await bob.uses_shortcut("add_to_timeline", message)
    await bob.sees_modal("Add to the timeline")
    await bob.leaves(channel)
    await stage.settle()
    refused = await bob.submits({"Incident": "INC-1 Chatbot invents refunds"})
    assert "Join it first" in str(refused.errors)
    assert await messages_of(stage) == []


async def test_an_alert_that_says_everything_in_an_attachment_is_added_with_its_words(stage: Stage) -> None:
    await an_incident(stage)
    alice, deploybot = stage.person("alice"), stage.workspace.user("deploybot")
    alert = stage.workspace.post(stage.channel("general"), deploybot, "alert")
    alert.text, alert.attachments = "", [{"id": 1, "title": "Refunds", "text": "4,000 in an hour"}]
    await alice.uses_shortcut("add_to_timeline", alert)
    await alice.sees_modal("Add to the timeline")
    await alice.submits({"Incident": "INC-1 Chatbot invents refunds"})
    await stage.settle()
    assert "Refunds\n4,000 in an hour" in [entry.text for entry in await messages_of(stage)]


async def test_who_is_in_no_incident_is_told_so_instead_of_a_form(stage: Stage) -> None:
    await an_incident(stage)
    bob = stage.person("bob")
    message = await bob.says("ml-platform", "odd")
    await bob.uses_shortcut("add_to_timeline", message)
    await stage.settle()
    assert bob.view is None
    assert any("You are in no open incident's channel" in bob.reads(m) for m in bob.whispers("ml-platform"))


async def test_a_private_incidents_timeline_is_shown_to_its_members_only(stage: Stage) -> None:
    await an_incident(stage, "private sev1 Leak")
    answer = await stage.person("bob").runs("/incident timeline INC-1", "general")
    assert "There is no INC-1" in answer.text
