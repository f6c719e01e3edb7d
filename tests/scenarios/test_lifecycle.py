"""Resolving, closing, reopening, cancelling, merging, private and public."""

import pytest

from bot.domain.incident import Status
from bot.domain.reminder import Reminder
from bot.domain.task import TaskStatus
from bot.sandbox.entities import Message
from tests.scenarios.room import Room, a_room
from tests.stage import Stage


async def waiting(room: Room) -> list[Reminder]:
    """What the bot is going to ask for."""
    async with room.stage.bot.database.reading() as repositories:
        return await repositories.reminders.waiting(room.number)


def announcement(stage: Stage, reference: str = "INC-1") -> Message:
    """The announcement of an incident."""
    ines = stage.person("ines")
    seen = [m for m in ines.sees("incidents") if m.bot_id and not m.thread_ts and not m.ephemeral_to]
    found = [m for m in seen if reference in m.text]
    assert len(found) == 1
    return found[0]


async def triaged(room: Room) -> None:
    """Bob answers every question with its first answer."""
    rows = [b for b in room.questions.blocks if str(b.get("block_id", "")).startswith("triage:")]
    for row in rows:
        await room.clicks("bob", room.questions, row["elements"][0]["action_id"])


async def nearly_over(room: Room) -> None:
    """Bob commands, triage is answered, and recovery is entered."""
    await room.runs("bob", "role commander me")
    await triaged(room)
    await room.runs("bob", "phase recovery")


# resolving ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["resolve", "fixed", "done"])
async def test_resolving_says_what_comes_next_and_asks_no_more_for_roles(stage: Stage, word: str) -> None:
    room = await a_room(stage, "declare sev2 model drifts")
    await room.runs("bob", "role commander me")
    answer = await room.runs("alice", f"{word} Rolled back & verified <b>")
    assert "INC-1 is resolved" in answer
    now = await room.incident()
    assert (now.status, now.summary) == (Status.RESOLVED, "Rolled back & verified <b>")
    assert now.resolved_at == now.recovered_at == stage.clock()
    said = room.message("resolved the incident")
    assert "bob sees to the review by" in room.reads(said)
    assert "Rolled back & verified <b>" in room.reads(said)
    assert {r.kind.value for r in await waiting(room)} <= {
        "resolved_not_closed",
        "review_due",
        "task_due",
        "card_seal",
    }
    ines = stage.person("ines")
    assert "Resolved" in ines.reads(announcement(stage))


async def test_the_button_asks_how_it_ended_and_resolves_once(stage: Stage) -> None:
    room = await a_room(stage, "declare sev3 model drifts")
    await nearly_over(room)
    bob = stage.person("bob")
    await bob.clicks(room.card, "Resolve")
    await bob.sees_modal("Resolve")
    result = await bob.submits({"summary": "Vendor rolled back."})
    await stage.settle()
    assert result.closed
    assert (await room.incident()).summary == "Vendor rolled back."
    again = await room.runs("alice", "resolve")
    assert "resolved already" in again


async def test_a_form_is_refused_under_its_field(stage: Stage) -> None:
    room = await a_room(stage, "declare sev3 model drifts")
    await nearly_over(room)
    bob = stage.person("bob")
    await bob.clicks(room.card, "Resolve")
    await bob.sees_modal("Resolve")
    await room.runs("alice", "resolve")
    result = await bob.submits({"summary": "Me too"})
    assert "resolved already" in result.errors["summary"]


# closing --------------------------------------------------------------------------------------------------


async def test_closing_names_what_is_open_and_asks(stage: Stage) -> None:
    room = await a_room(stage, "declare sev1 model drifts")
    await room.runs("alice", "task copy the index @bob")
    answer = await room.runs("alice", "close")
    assert (await room.incident()).status is Status.OPEN
    assert "nobody has said that it is resolved" in answer
    assert "never filled: commander, technical lead" in answer
    assert "triage without an answer: ongoing harm, scope, impact and regulatory" in answer
    assert "1 open task: 1 “copy the index”" in answer
    assert "no stakeholder update was posted" in answer
    assert "3 of 3 review questions unanswered" in answer
    assert "Close anyway" in answer


async def test_close_anyway_wants_a_reason_and_keeps_what_was_open(stage: Stage) -> None:
    room = await a_room(stage)
    alice = stage.person("alice")
    answer = await alice.runs("/incident close", room.channel)
    assert answer.message is not None
    await alice.clicks(answer.message, "Close anyway")
    await alice.sees_modal("Close anyway")
    assert "reason" in (await alice.submits({})).errors
    await alice.submits({"reason": "The vendor took over"})
    await stage.settle()
    now = await room.incident()
    assert now.status is Status.CLOSED
    (line,) = await room.lines("closed")
    assert "alice closed the incident. Reason: The vendor took over" in line
    assert "Left open: nobody has said that it is resolved" in line


async def test_with_a_reason_it_closes_at_once(stage: Stage) -> None:
    room = await a_room(stage)
    await room.runs("alice", "close duplicate of a ticket")
    assert (await room.incident()).status is Status.CLOSED
    assert {r.kind.value for r in await waiting(room)} <= {"review_due", "task_due"}


async def test_with_nothing_open_it_closes_without_a_question(stage: Stage) -> None:
    room = await a_room(stage, "declare low typo in the answers")
    alice = stage.person("alice")
    await triaged(room)
    await room.runs("alice", "role technical me")
    await room.runs("alice", "resolve It was a typo.")
    await room.runs("alice", "update It was a typo, corrected.")
    await alice.clicks(room.message("resolved the incident"), "Answer the review questions")
    await alice.sees_modal("Review")
    await alice.submits({"process": "No check", "monitoring": "None", "faster": "Nothing"})
    await stage.settle()
    left = await room.runs("alice", "close")
    assert "is closed" in left, left
    assert (await room.incident()).status is Status.CLOSED


async def test_only_the_commander_closes_reopens_cancels_and_changes_who_sees(stage: Stage) -> None:
    room = await a_room(stage)
    await room.runs("bob", "role commander me")
    for line in ("close because", "cancel because", "private", "merge INC-9"):
        answer = await room.runs("alice", line)
        if line.startswith("merge"):
            assert "There is no INC-9" in answer
        else:
            assert "Only the commander, @bob, can do that" in answer
    await room.runs("bob", "close because")
    assert "Only the commander, @bob" in await room.runs("alice", "reopen again")
    assert (await room.incident()).status is Status.CLOSED


@pytest.mark.parametrize("line", ["reopen", "cancel", "severity low"])
async def test_who_may_not_and_gives_no_reason_hears_of_both_in_the_order_it_matters(
    stage: Stage, line: str
) -> None:
    room = await a_room(stage, "declare sev2 model drifts")
    await room.runs("bob", "role commander me")
    if line == "reopen":
        await room.runs("bob", "resolve")
    assert await room.runs("alice", line) == (
        "Only the commander, @bob, can do that for INC-1. Ask them, or take command with"
        f" /incident role commander me. It wants a reason as well: /incident {line} REASON."
    )
    assert "reason" not in await room.runs("alice", f"{line} because it is so")


async def test_who_is_not_in_the_channel_is_told_to_join_first(stage: Stage) -> None:
    room = await a_room(stage)
    ines = stage.person("ines")
    answer = await ines.runs("/incident close 1 because", "incidents")
    assert "Only people in" in answer.text
    assert "Join it first" in answer.text
    assert (await room.incident()).status is Status.OPEN


async def test_a_button_pressed_twice_or_on_an_old_card_does_no_harm(stage: Stage) -> None:
    room = await a_room(stage)
    await room.runs("alice", "resolve")
    card = room.card
    drawn = list(card.blocks)
    await room.runs("alice", "close because")
    await room.presses_late("alice", card, drawn, "Close")
    assert any("INC-1 is closed" in text for text in room.whispered("alice"))
    assert len(await room.lines("closed")) == 1


# reopening and cancelling ---------------------------------------------------------------------------------


async def test_reopening_wants_a_reason_and_goes_on_where_it_was(stage: Stage) -> None:
    room = await a_room(stage, "declare sev2 model drifts")
    await room.runs("alice", "phase containment")
    await room.runs("alice", "resolve")
    await room.runs("alice", "close done with it")
    assert "Say why" in await room.runs("alice", "reopen")
    await room.runs("alice", "reopen it happens again")
    now = await room.incident()
    assert (now.status, now.phase.value, now.resolved_at, now.closed_at) == (
        Status.OPEN,
        "containment",
        None,
        None,
    )
    assert "reopened the incident. Reason: it happens again" in "\n".join(room.said())
    assert {"role_empty", "triage_unanswered", "update_due"} <= {r.kind.value for r in await waiting(room)}
    assert "open already" in await room.runs("alice", "reopen again")


async def test_the_reopen_button_asks_why(stage: Stage) -> None:
    room = await a_room(stage)
    await room.runs("alice", "resolve")
    alice = stage.person("alice")
    await alice.clicks(room.card, "Reopen")
    await alice.sees_modal("Reopen")
    await alice.submits({"reason": "Not fixed for Safari"})
    await stage.settle()
    assert (await room.incident()).status is Status.OPEN


async def test_a_cancelled_incident_asks_for_nothing_and_its_announcement_says_so(stage: Stage) -> None:
    room = await a_room(stage, "declare sev1 model drifts")
    assert "Say why" in await room.runs("alice", "cancel")
    await room.runs("alice", "cancel it was a load test")
    assert await waiting(room) == []
    ines = stage.person("ines")
    assert "Cancelled" in ines.reads(announcement(stage))
    before = len(room.said())
    await stage.run_for(hours=3)
    assert len(room.said()) == before
    await room.runs("alice", "reopen it was one after all")
    assert (await room.incident()).status is Status.OPEN


# merging --------------------------------------------------------------------------------------------------


async def two_rooms(stage: Stage, *lines: str) -> tuple[Room, Room]:
    """Two incidents, both of Alice and Bob."""
    first, second = lines or ("declare model drifts", "declare ranking upside down")
    return await a_room(stage, first), await a_room(stage, second)


async def test_merging_moves_open_tasks_and_points_the_channel_on(stage: Stage) -> None:
    kept, gone = await two_rooms(stage)
    await kept.runs("alice", "task copy the index")
    await gone.runs("alice", "task tell the vendor @grace due tomorrow")
    await gone.runs("alice", "task look at the logs")
    await gone.runs("alice", "task done 2")
    answer = await gone.runs("alice", "merge INC-1")
    assert "INC-2 is merged into INC-1" in answer
    merged, target = await gone.incident(), await kept.incident()
    assert (merged.status, merged.merged_into, target.status) == (Status.MERGED, 1, Status.OPEN)
    async with stage.bot.database.reading() as repositories:
        there = await repositories.tasks.of(1)
        left = await repositories.tasks.of(2)
    assert [(t.number, t.title, t.owner) for t in there][1:] == [
        (2, "tell the vendor", stage.person("grace").id)
    ]
    assert [t.status for t in left] == [TaskStatus.DROPPED, TaskStatus.DONE]
    assert any(r.kind.value == "task_due" and r.subject == "2" for r in await waiting(kept))
    assert await waiting(gone) == []
    pointing = gone.message("merged this incident into INC-1")
    assert f"<#{kept.channel.id}>" in str(pointing.blocks)
    welcome = kept.message("merged INC-2 into this incident")
    assert "@grace" in kept.reads(welcome)
    assert stage.person("grace").id in kept.channel.members
    assert "1 open task moved here" in (await kept.lines("took_over"))[0]
    assert "merged this incident into INC-1" in (await gone.lines("merged"))[0]
    ines = stage.person("ines")
    assert "INC-1" in ines.reads(announcement(stage, "INC-2"))
    assert "Go on there" in await gone.runs("alice", "resolve")


async def test_outside_the_channel_both_are_named(stage: Stage) -> None:
    kept, gone = await two_rooms(stage)
    assert "Name both" in await gone.runs("alice", "merge INC-1", "support")
    assert "Name the incident" in await gone.runs("alice", "merge", "support")
    await gone.runs("alice", "merge 2 1", "support")
    assert (await gone.incident()).merged_into == 1
    assert (await kept.incident()).status is Status.OPEN


async def test_an_incident_is_not_merged_into_itself_nor_into_one_that_is_over(stage: Stage) -> None:
    kept, gone = await two_rooms(stage)
    assert "merged into itself" in await gone.runs("alice", "merge 2")
    await kept.runs("alice", "close because")
    assert "INC-1 is closed" in await gone.runs("alice", "merge INC-1")
    assert (await gone.incident()).status is Status.OPEN


async def test_what_is_private_is_not_merged_into_what_is_public(stage: Stage) -> None:
    public, hidden = await two_rooms(stage, "declare model drifts", "declare private key leaked")
    await hidden.runs("alice", "task rotate the Acme key")
    refusal = await hidden.runs("alice", "merge INC-1")
    assert "INC-2 is private and INC-1 is not" in refusal
    assert not any("Acme" in text for text in public.said())
    assert "INC-2 is private" in await public.runs("alice", "merge INC-2")
    grace = stage.person("grace")
    await stage.person("alice").invites(public.channel, grace)
    await stage.settle()
    assert "There is no INC-2" in await public.runs("grace", "merge INC-2")
    await public.runs("alice", "private")
    await public.runs("alice", "merge INC-2")
    assert (await public.incident()).merged_into == 2


# private and public ---------------------------------------------------------------------------------------


async def test_made_private_it_is_announced_no_more_and_its_channel_tells_nothing(stage: Stage) -> None:
    room = await a_room(stage, "declare customer mail leaks")
    ines = stage.person("ines")
    assert announcement(stage)
    await room.runs("alice", "update Mail of three customers, see sidebar.")
    assert any("three customers" in ines.reads(m) for m in ines.sees("incidents"))
    await room.runs("alice", "private")
    assert not [m for m in ines.sees("incidents") if "three customers" in ines.reads(m)]
    assert not [m for m in ines.sees("incidents") if "mail leaks" in ines.reads(m)]
    assert room.channel.name == "inc-1"
    assert "Change to a private channel" in "\n".join(room.said())
    assert "There is no INC-1 that you can see" in (await ines.runs("/incident status 1", "incidents")).text
    assert "private already" in await room.runs("alice", "private")
    stage.workspace.convert_to_private(room.channel, stage.workspace.user("alice"))
    await room.runs("alice", "public")
    assert "Change to a public channel" in "\n".join(room.said())
    assert room.channel.name == "inc-1-customer-mail-leaks"
    assert announcement(stage)


async def test_what_lives_in_a_borrowed_channel_cannot_be_private(stage: Stage) -> None:
    alice = stage.person("alice")
    await alice.invites("support", stage.app)
    stage.workspace.settings.apps_may_create_channels = False
    await alice.runs("/incident declare model drifts", "support")
    await stage.settle()
    answer = await alice.runs("/incident private", "support")
    assert "what is said there stays public" in answer.text
