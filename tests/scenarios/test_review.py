"""The review: its summary on closing and on demand, the three questions, and who sees to it."""

from bot.sandbox.entities import Message
from tests.scenarios.room import Room, a_room
from tests.stage import Stage


async def a_story(stage: Stage) -> Room:
    """An incident with a bit of everything in it, an hour or so long, resolved."""
    room = await a_room(stage, "declare sev3 Chatbot shows other people's titles")
    await room.runs("alice", "started about 2 hours ago")
    await room.runs("bob", "role commander me")
    await stage.run_for(minutes=4)
    await room.runs("alice", "severity critical three customers named")
    await stage.person("alice").says(room.channel, "Titles of others are in the sidebar, <@channel> & more")
    await room.runs("bob", "note cache library swaps connections under load")
    await stage.run_for(minutes=6)
    await room.runs("bob", "phase containment")
    await room.runs("bob", f"role commander {stage.person('alice').mention}")
    await stage.run_for(minutes=20)
    await room.runs("alice", "phase recovery")
    await room.runs("alice", "resolve Service was off for 9 hours; the library is patched.")
    return room


def summaries(room: Room) -> list[Message]:
    return room.messages("Review summary")


async def test_on_closing_the_channel_reads_the_whole_summary(stage: Stage) -> None:
    room = await a_story(stage)
    await room.runs("alice", "close the rest is for the review")
    (message,) = summaries(room)
    read = room.reads(message)
    for words in (
        "Review summary: INC-1 · Chatbot shows other people's titles",
        "Severity: 🔴 Critical (declared as medium)",
        "Service was off for 9 hours; the library is patched.",
        "Harm began: about",
        "First noticed:",
        "2 h after harm began",
        "Contained: nobody said so",
        "cache library swaps connections under load",
        "Commander: Bob Lindqvist (from",
        ", then Alice Njoroge (from",
        "Nobody as technical lead, communications lead and legal lead",
        "Triage: no question was answered",
        "raised severity from medium to critical. Reason: three customers named",
        "closed the incident. Reason: the rest is for the review",
        "Left open",
        "Review questions: none answered yet",
        "sees to the review by",
    ):
        assert words in read, f"{words!r} is not in\n{read}"
    async with stage.bot.database.reading() as repositories:
        head = await repositories.timeline.head(1)
    assert f"Timeline: {head.count} entries, head {head.hash}" in read.replace("`", "")


async def test_the_summary_is_calm_short_and_calls_only_who_goes_on(stage: Stage) -> None:
    room = await a_story(stage)
    await room.runs("alice", "close the rest is for the review")
    (message,) = summaries(room)
    bob = stage.person("bob")
    assert str(message.blocks).count("<@") == 1, "only the one who sees to the review next"
    assert f"<@{bob.id}>" in str(message.blocks) or f"<@{stage.person('alice').id}>" in str(message.blocks)
    assert "<!" not in str(message.blocks).replace("<!date^", "")
    read = room.reads(message)
    assert len(read) < 4000, len(read)
    assert "!" not in read
    for word in ("failed to", "should have", "human error", "MTTR"):
        assert word not in read


async def test_the_whole_timeline_is_attached_and_the_announcement_told_in_short(stage: Stage) -> None:
    room = await a_story(stage)
    await room.runs("alice", "close the rest is for the review")
    files = [f for m in room.channel.messages.values() for f in m.files]
    assert [f.name for f in files if f.name.startswith("INC-1-timeline")] != []
    content = next(f for f in files if f.name.startswith("INC-1-timeline")).content
    assert b"cache library swaps connections" in content
    ines = stage.person("ines")
    short = [ines.reads(m) for m in ines.sees("incidents") if m.thread_ts and m.bot_id]
    assert len(short) == 1
    assert "INC-1 is closed. Service was off for 9 hours" in short[0]
    assert "sees to the review by" in short[0]
    assert "cache library" not in short[0]


async def test_of_a_private_incident_nothing_is_said_outside(stage: Stage) -> None:
    room = await a_room(stage, "declare private sev1 key leaked")
    before = len(stage.person("ines").sees("incidents"))
    await room.runs("alice", "resolve Rotated the key.")
    await room.runs("alice", "close done")
    assert len(stage.person("ines").sees("incidents")) == before
    assert len(summaries(room)) == 1


async def test_several_people_answer_and_all_answers_are_shown(stage: Stage) -> None:
    room = await a_story(stage)
    alice, bob = stage.person("alice"), stage.person("bob")
    offer = room.message("resolved the incident")
    await alice.clicks(offer, "Answer the review questions")
    await alice.sees_modal("Review")
    assert "process" in (await alice.submits({})).errors
    await alice.submits({"process": "The library was *upgraded* without <!here> a load test & review"})
    await stage.settle()
    await bob.clicks(offer, "Answer the review questions")
    view = await bob.sees_modal("Review")
    assert "without @here a load test & review" in bob.reads(view) or "load test & review" in bob.reads(view)
    await bob.submits({"process": "No canary", "faster": "A switch for the sidebar"})
    await stage.settle()
    shown = await room.runs("alice", "review")
    for words in ("load test & review", "Bob Lindqvist: No canary", "A switch for the sidebar"):
        assert words in shown
    assert len(await room.lines("review_answered")) == 3
    said = room.messages("answered for the review of INC-1")
    assert len(said) == 2
    assert "<!here>" not in str([m.blocks for m in said])


async def test_answers_are_taken_after_the_close_as_well(stage: Stage) -> None:
    room = await a_story(stage)
    await room.runs("alice", "close done")
    alice = stage.person("alice")
    await alice.clicks(summaries(room)[0], "Answer the review questions")
    await alice.sees_modal("Review")
    await alice.submits({"monitoring": "Nobody watched the sidebar"})
    await stage.settle()
    assert "Nobody watched the sidebar" in await room.runs("bob", "review")


async def test_the_review_is_with_the_commander_until_somebody_takes_it(stage: Stage) -> None:
    room = await a_story(stage)
    async with stage.bot.database.reading() as repositories:
        review = await repositories.reviews.get(1)
    assert review is not None
    assert review.owner == stage.person("alice").id
    assert review.due_at is not None
    assert (review.due_at - stage.clock()).days == 5
    await room.runs("alice", "close done")
    await room.clicks("bob", summaries(room)[0], "I see to the review")
    async with stage.bot.database.reading() as repositories:
        taken = await repositories.reviews.get(1)
    assert taken is not None
    assert (taken.owner, taken.due_at) == (stage.person("bob").id, review.due_at)
    assert room.messages("Bob Lindqvist sees to the review of INC-1 by")
    await room.clicks("bob", summaries(room)[0], "I see to the review")
    assert "with you already" in room.whispered("bob")[-1]


async def test_the_summary_can_be_read_while_the_incident_is_open(stage: Stage) -> None:
    room = await a_room(stage)
    shown = await room.runs("bob", "review")
    assert "Review summary" in shown
    assert "nobody has said that it is resolved" in shown
    assert summaries(room) == [m for m in summaries(room) if m.ephemeral_to]


async def test_a_cancelled_incident_has_no_review(stage: Stage) -> None:
    room = await a_room(stage)
    await room.runs("alice", "cancel a test")
    shown = await room.runs("alice", "review")
    assert "I see to the review" not in shown


async def test_whatever_people_wrote_the_summary_fits(stage: Stage) -> None:
    room = await a_room(stage, f"declare sev2 {'🔥' * 200}")
    for number in range(40):
        await room.runs("bob", f"note {number} {'ن' * 300} <!channel> *_~`")
    alice = stage.person("alice")
    await room.runs("alice", f"resolve {'&' * 2900}")
    await alice.clicks(room.message("resolved the incident"), "Answer the review questions")
    await alice.sees_modal("Review")
    await alice.submits(dict.fromkeys(("process", "monitoring", "faster"), "<" * 3000))
    await stage.settle()
    await room.runs("alice", f"close {'>' * 2900}")
    (message,) = summaries(room)
    assert "more key events in the timeline" in room.reads(message)
    assert not [text for text in room.inbox("alice") if "I could not" in text]
