"""While the database is away whoever declares gets a channel all the same, which is adopted afterwards, once.

Nothing is recorded then, and they are told so; where Slack refuses as well, that is all they are told.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import aiohttp
import pytest

from bot.app import build
from bot.domain.timeline import Entry
from bot.sandbox.delivery_log import Kind
from bot.sandbox.entities import Channel
from bot.slack import refuge
from bot.slack.channels import Channel as OnSlack
from bot.slack.gateway import Slack
from bot.slack.identity import Identity
from storage import Database
from tests.guarantees.defaults import defaults_of
from tests.guarantees.slack_side import again, delivered, held, rows, said_in, until
from tests.guarantees.test_database_away import _table_held
from tests.stage import CATALOGUE, REAL, SOON_AWAY, Stage, on_stage


@pytest.fixture
def soon_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server takes its time to be connected to, also while it is not away."""
    monkeypatch.setitem(defaults_of(Database), "patience", 1.1)


@pytest.fixture(params=["http", "socket"])
async def away_stage(
    soon_away: None, request: pytest.FixtureRequest, database_url: str
) -> AsyncIterator[Stage]:
    """The bot on each database and over each transport, which soon finds out that the database is away.

    Over a socket Slack is not told so, and waits for the ack of an event in vain: as long as in earnest.
    """
    async with on_stage(database_url, request.param, judged=False, patience=REAL) as stage:
        yield stage


def away(stage: Stage) -> AbstractAsyncContextManager[None]:
    """Nobody can write to the database."""
    if stage.bot.database.is_postgres:
        return _table_held(stage.database_url.rsplit("/", 1)[-1])
    return held(stage)


def unnumbered(stage: Stage) -> list[Channel]:
    return [c for c in stage.workspace.channels.values() if (c.name or "").startswith("inc-new-")]


def first_message(stage: Stage, channel: Channel) -> str:
    return "\n".join(str(m.to_dict()) for m in channel.messages.values() if m.app_id == stage.app.app_id)


async def back(stage: Stage) -> None:
    """The database is there again, and the bot does what is due."""
    stage.bot.adoption.expect()
    await stage.bot.beat()
    await stage.settle()


async def entries_of(stage: Stage, number: int = 1) -> list[Entry]:
    async with stage.bot.database.reading() as repositories:
        return await repositories.timeline.all(number)


async def incidents_of(stage: Stage) -> list[tuple[int, str, str | None]]:
    async with stage.bot.database.reading() as repositories:
        return [(i.number, i.title, i.places.channel_name) for i in await repositories.incidents.all()]


async def test_who_declares_gets_a_channel_that_becomes_the_incident(away_stage: Stage) -> None:
    stage, alice = away_stage, away_stage.person("alice")
    at = stage.clock()
    async with away(stage):
        answer = await alice.runs("/incident declare sev1 answers leak", "support")
        (channel,) = unnumbered(stage)
        assert answer.error is None
        assert answer.text.startswith("Not recorded yet: my database cannot be reached.")
        assert alice.id in channel.members
        assert "Not recorded yet: *answers leak* (severity critical)." in first_message(stage, channel)
        stage.clock.move(timedelta(minutes=5))
        await alice.says(channel, "said meanwhile")
        await stage.workspace.quiet()
    stage.clock.move(timedelta(minutes=5))
    await back(stage)
    assert await incidents_of(stage) == [(1, "answers leak", "inc-1-answers-leak")]
    assert channel.name == "inc-1-answers-leak"
    entries = await entries_of(stage)
    assert entries[0].at == at
    assert entries[0].recorded_at == at + timedelta(minutes=10)
    assert [entry.text for entry in entries if entry.kind == "message"] == ["said meanwhile"]
    assert any((entry.text or "").startswith("Nothing could be recorded from") for entry in entries)
    assert any("This is *INC-1* now" in text for text in said_in(stage, channel))
    assert any("answers leak" in m.text for m in stage.channel("incidents").messages.values())
    assert len(channel.pins) == 1


async def test_one_that_people_renamed_meanwhile_is_adopted_under_their_name(away_stage: Stage) -> None:
    stage, alice = away_stage, away_stage.person("alice")
    ours = stage.workspace.create_channel("of-the-bot", stage.workspace.bot_user(stage.app))
    async with away(stage):
        await alice.runs("/incident declare sev1 answers leak", "support")
        (channel,) = unnumbered(stage)
        await alice.renames(channel, "answers-on-fire")
    stage.clock.move(refuge.MARKED_WITHIN + timedelta(minutes=1))
    await back(stage)
    assert await incidents_of(stage) == [(1, "answers leak", "answers-on-fire")]
    assert channel.name == "answers-on-fire"
    assert len(channel.pins) == 1
    assert not ours.is_archived


async def test_it_is_adopted_once_however_often_it_is_looked_for(away_stage: Stage) -> None:
    stage, alice = away_stage, away_stage.person("alice")
    async with away(stage):
        await alice.runs("/incident declare sev1 answers leak", "support")
    for _ in range(2):
        await stage.bot.adoption.adopt_all()
    await back(stage)
    await stage.restart()
    await back(stage)
    assert len(await incidents_of(stage)) == 1
    assert len([c for c in stage.workspace.channels.values() if (c.name or "").startswith("inc-")]) == 1


@pytest.fixture
def in_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that look for such channels have both found one before either goes on."""
    read, both = refuge.mark_of, asyncio.Barrier(2)

    async def mark_of(slack: Slack, identity: Identity, channel: OnSlack) -> str | None:
        found = await read(slack, identity, channel)
        await both.wait()
        return found

    monkeypatch.setattr(refuge, "mark_of", mark_of)


async def test_when_it_is_found_twice_at_once_it_is_adopted_once_and_told_once(
    away_stage: Stage, in_step: None
) -> None:
    async with away(away_stage):
        await away_stage.person("alice").runs("/incident declare sev1 answers leak", "support")
    await asyncio.gather(*(away_stage.bot.adoption.adopt_all() for _ in range(2)))
    await _adopted_once(away_stage)


async def test_several_copies_that_look_at_once_adopt_it_once(
    soon_away: None, postgres_url: str, in_step: None
) -> None:
    async with on_stage(postgres_url, judged=False, patience=SOON_AWAY) as stage:
        async with away(stage):
            await stage.person("alice").runs("/incident declare sev1 answers leak", "support")
        async with Database(stage.database_url, patience=20) as database, aiohttp.ClientSession() as session:
            other = build(stage.bot.settings, stage.policy, CATALOGUE, stage.clock, database, session)
            await asyncio.gather(stage.bot.adoption.adopt_all(), other.adoption.adopt_all())
        await _adopted_once(stage)


async def _adopted_once(stage: Stage) -> None:
    await back(stage)
    assert len(await incidents_of(stage)) == 1
    said = said_in(stage, stage.channel("inc-1"))
    assert len([text for text in said if "This is *INC-1* now" in text]) == 1
    assert [text for text in said if "recorded meanwhile" in text] == []


async def test_what_is_declared_again_meanwhile_gets_the_same_channel(
    quickly_away: None, lane: Stage
) -> None:
    """Whether Slack delivers it again, or the person repeats it."""
    alice, bob = lane.person("alice"), lane.person("bob")
    async with held(lane):
        first = await alice.runs("/incident declare sev1 answers leak", "support")
        command = delivered(lane, kind=Kind.COMMAND)[-1]
        response = await again(lane, command)
        repeated = await alice.runs("/incident declare sev1 Answers  leak", "support")
        (channel,) = unnumbered(lane)
        assert f"#{channel.name}" in first.text
        assert channel.id in response.body
        assert repeated.text == first.text
        assert len(said_in(lane, channel)) == 1
        other = await bob.runs("/incident declare sev1 answers leak", "general")
        assert other.text.startswith("Not recorded yet"), other
        assert len(unnumbered(lane)) == 2, "two people may mean two things"
    await back(lane)
    await again(lane, command)
    await lane.settle()
    assert len(rows(lane)["incidents"]) == 2


async def test_the_form_gives_a_channel_too_and_what_was_filled_in_is_adopted(
    quickly_away: None, lane: Stage
) -> None:
    alice = lane.person("alice")
    await alice.uses_shortcut("declare_incident_global")
    await alice.sees_modal()
    await lane.settle()
    async with held(lane):
        form = await alice.submits(
            {"What is going wrong?": "form leaks", "What was seen?": "two *customers* wrote"}
        )
        await lane.workspace.quiet()
        assert form.closed
        (channel,) = unnumbered(lane)
        assert f"<#{channel.id}>" in alice.inbox[-1].text
        assert "two *customers* wrote" in first_message(lane, channel)
    await back(lane)
    async with lane.bot.database.reading() as repositories:
        incident = await repositories.incidents.get(1)
    assert incident is not None
    assert (incident.title, incident.summary) == ("form leaks", "two *customers* wrote")


async def test_a_private_one_tells_nothing_outside(quickly_away: None, lane: Stage) -> None:
    alice = lane.person("alice")
    async with held(lane):
        await alice.runs("/incident declare private sev1 zebra leaks", "support")
        (channel,) = unnumbered(lane)
        assert channel.is_private
        assert set(channel.members) == {alice.id, lane.app.bot_user_id}
    await back(lane)
    assert channel.name == "inc-1"
    outside = [
        m.text for c in lane.workspace.channels.values() if c is not channel for m in c.messages.values()
    ]
    assert [text for text in outside if "zebra" in text] == []


@pytest.mark.parametrize("trouble", ["restricted_action", "http_500"])
async def test_where_slack_refuses_too_the_person_is_told_that_nothing_was_recorded(
    trouble: str, quickly_away: None, lane: Stage
) -> None:
    alice = lane.person("alice")
    async with held(lane):
        if trouble == "http_500":
            lane.workspace.faults.fail("conversations.create", None)
        else:
            lane.workspace.faults.refuse("conversations.create", trouble, None)
        answer = await alice.runs("/incident declare sev1 answers leak", "support")
        assert answer.text.startswith("Nothing was recorded: my database cannot be reached.")
    lane.workspace.faults.clear()
    await back(lane)
    assert unnumbered(lane) == []
    assert rows(lane)["incidents"] == []


@pytest.mark.parametrize("method", ["conversations.create", "chat.postMessage", "conversations.invite"])
async def test_a_call_whose_answer_is_lost_is_not_made_twice(
    method: str, quickly_away: None, stage: Stage
) -> None:
    alice = stage.person("alice")
    async with held(stage):
        stage.workspace.faults.lose_after(method, 1)
        answer = await alice.runs("/incident declare sev1 answers leak", "support")
        (channel,) = unnumbered(stage)
        assert f"#{channel.name}" in answer.text
        assert len(said_in(stage, channel)) == 1
    await back(stage)
    assert len(rows(stage)["incidents"]) == 1


async def test_a_slow_slack_is_waited_for_after_the_answer(quickly_away: None, lane: Stage) -> None:
    lane.bot.intake.patience = 0.4
    alice = lane.person("alice")
    async with held(lane):
        lane.workspace.faults.hang("conversations.create", 1)
        answer = await alice.runs("/incident declare sev1 answers leak", "support")
        assert "I am opening a channel for it on Slack" in answer.text
        lane.workspace.faults.release()
        await until(lambda: unnumbered(lane) or alice.whispers("support"), "nothing came of it")
        told = await alice.waits_for("support", "recorded")
        assert "Not recorded yet" in told.text or "Nothing was recorded" in told.text


async def test_a_guest_gets_none(quickly_away: None, stage: Stage) -> None:
    guest = next(u for u in stage.workspace.users.values() if u.is_restricted)
    async with held(stage):
        channel = next(c for c in stage.workspace.channels.values() if guest.id in c.members)
        answer = await stage.person(guest.name).runs("/incident declare sev1 leak", channel)
        assert "Guests cannot declare" in answer.text
        assert unnumbered(stage) == []


async def test_a_channel_that_was_opened_and_never_marked_is_closed_again(stage: Stage) -> None:
    """The process died between the two calls: nobody is in it, and nobody was told of it."""
    bot = stage.workspace.bot_user(stage.app)
    orphan = stage.workspace.create_channel("inc-new-0123456789", bot)
    await back(stage)
    assert not orphan.is_archived, "its first message may be on its way"
    stage.clock.move(refuge.MARKED_WITHIN + timedelta(minutes=1))
    await back(stage)
    assert orphan.is_archived
    assert rows(stage)["incidents"] == []


@pytest.mark.parametrize("trouble", ["hidden", "unreadable"])
async def test_one_that_cannot_be_adopted_keeps_no_other_from_being_adopted(
    trouble: str, quickly_away: None, stage: Stage
) -> None:
    bot = stage.workspace.bot_user(stage.app)
    other = stage.workspace.create_channel("inc-new-0123456789", bot)
    mark = {"event_type": refuge.MARK, "event_payload": {refuge.DECLARED: '{"by": "a later release"}'}}
    stage.workspace.post(other, bot, "Not recorded yet", metadata=mark)
    async with held(stage):
        await stage.person("alice").runs("/incident declare sev1 answers leak", "support")
    if trouble == "hidden":
        stage.workspace.faults.refuse("conversations.history", "channel_not_found", 1)
    await back(stage)
    assert [title for _, title, _ in await incidents_of(stage)] == ["answers leak"]
    assert not other.is_archived


async def test_a_channel_of_that_name_that_somebody_else_made_is_none_of_ours(stage: Stage) -> None:
    theirs = await stage.person("alice").creates("inc-new-0123456789")
    await stage.person("alice").invites(theirs, stage.app)
    await stage.settle()
    stage.clock.move(timedelta(hours=1))
    await back(stage)
    assert not theirs.is_archived
    assert rows(stage)["incidents"] == []
