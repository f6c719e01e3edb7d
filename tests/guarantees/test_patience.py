"""Within Slack's three seconds every command, button, form and shortcut is answered, however slow all is.

Nothing is timed here: the simulated workspace says `operation_timeout` to whoever waited too long, as Slack
does, and Slack's calls hang until the test lets them go. Slack waits as long as in earnest; the bot's own
patience is cut to a tenth, so that a busy machine cannot turn an answer in time into a late one.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest

from bot.sandbox.delivery_log import Kind
from bot.sandbox.delivery_rules import DeliveryRules
from bot.sandbox.entities import Channel
from bot.sandbox.people import Person
from bot.services import lookups, roster
from handlers import declaring
from handlers.grammar import SUBCOMMANDS
from handlers.intake import PATIENCE
from storage import Database, Repositories
from storage.engines import PATIENCE as DATABASE_PATIENCE
from tests.guarantees.defaults import defaults_of
from tests.guarantees.slack_side import again, delivered, held, rows, until
from tests.stage import AMPLE, REAL, Patience, Stage

WHATEVER = {"merge": "merge INC-2", "declare": "declare sev2 another one", "role": "role legal me"}


@pytest.fixture
def patience() -> Patience:
    return REAL


@contextmanager
def _patience(stage: Stage, seconds: float) -> Iterator[None]:
    """The bot answers after so long, whatever is still under way."""
    before, stage.bot.intake.patience = stage.bot.intake.patience, seconds
    try:
        yield
    finally:
        stage.bot.intake.patience = before


async def _under_way(stage: Stage) -> tuple[Person, Channel]:
    alice = stage.person("alice")
    await alice.runs("/incident declare sev1 answers leak")
    await stage.settle()
    return alice, stage.channel("inc-1")


@asynccontextmanager
async def _silent(stage: Stage) -> AsyncIterator[None]:
    """No call to Slack ends."""
    stage.workspace.faults.hang("*", None)
    try:
        yield
    finally:
        stage.workspace.faults.clear()
        stage.workspace.faults.release()


TROUBLES = {"no call to Slack ends": _silent, "nobody gets at the database": held}


def _channels(stage: Stage) -> list[Channel]:
    return [c for c in stage.workspace.channels.values() if (c.name or "").startswith("inc-")]


def _answered(stage: Stage) -> None:
    asked = [d for d in delivered(stage) if d.kind is not Kind.EVENT]
    assert [(d.name, a.response.failure) for d in asked for a in d.attempts if a.response.failure] == []


def test_the_bots_patience_ends_before_slacks() -> None:
    slacks = DeliveryRules().patience
    assert slacks - PATIENCE >= 0.5
    assert DATABASE_PATIENCE < PATIENCE
    assert roster.PATIENCE + lookups.PATIENCE <= PATIENCE
    assert declaring.LINK_PATIENCE <= PATIENCE / 2


@pytest.mark.parametrize("patience", [AMPLE], ids=["ample"])
async def test_where_a_story_is_told_the_bot_has_far_more_time_and_slack_waits_still_longer(
    stage: Stage,
) -> None:
    assert stage.workspace.rules.patience > stage.bot.intake.patience > 10 * PATIENCE
    await stage.restart()
    assert stage.workspace.rules.patience > stage.bot.intake.patience > 10 * PATIENCE


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_every_command_is_answered_in_time_while(trouble: str, hurried: None, stage: Stage) -> None:
    _, channel = await _under_way(stage)
    bob = stage.person("bob")  # Nobody has told the bot who he is.
    await bob.joins(channel)
    await stage.workspace.quiet()
    typed = [WHATEVER.get(each.word, each.example) for each in SUBCOMMANDS] + ["", "nonsense", "declare"]
    with _patience(stage, PATIENCE / 10):
        async with TROUBLES[trouble](stage):
            answers = await asyncio.gather(*(bob.runs(f"/incident {words}", channel) for words in typed))
    assert [words for words, answer in zip(typed, answers, strict=True) if answer.error] == []
    _answered(stage)
    assert bob.toasts == []
    await stage.workspace.quiet()


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_every_button_form_and_shortcut_is_answered_in_time_while(
    trouble: str, hurried: None, stage: Stage
) -> None:
    alice, channel = await _under_way(stage)
    bob, chiara = stage.person("bob"), stage.person("chiara")
    message = await alice.says(channel, "look at this")
    await bob.joins(channel)
    await alice.uses_shortcut("declare_incident_global")
    await alice.sees_modal()
    await stage.settle()
    pressed = [
        (each, element["action_id"])
        for each in channel.messages.values()
        if each.app_id == stage.app.app_id
        for block in each.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    ]
    with _patience(stage, PATIENCE / 10):
        async with TROUBLES[trouble](stage):
            await asyncio.gather(
                alice.submits({"What is going wrong?": "declared while it is slow"}),
                *(bob.clicks(each, action_id) for each, action_id in pressed),
                chiara.uses_shortcut("declare_incident_global"),
                bob.uses_shortcut("declare_incident", message),
                bob.uses_shortcut("add_to_timeline", message),
            )
    assert len(pressed) >= 6
    _answered(stage)
    assert [person.toasts for person in (alice, bob, chiara)] == [[], [], []]
    await stage.workspace.quiet()


async def test_somebody_slack_is_too_slow_to_name_can_act_all_the_same(
    monkeypatch: pytest.MonkeyPatch, stage: Stage
) -> None:
    monkeypatch.setattr(roster, "PATIENCE", 0.05)
    async with _silent(stage):
        answer = await stage.person("bob").runs("/incident declare sev1 answers leak", "incidents")
    assert "INC-1" in answer.text
    await until(lambda: _channels(stage), "no channel was made")
    assert len(rows(stage)["incidents"]) == 1


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database gives up long after the bot's patience ended: it is slow, not away."""
    monkeypatch.setitem(defaults_of(Database), "patience", 30.0)


SHORT = 0.2
AT_ITS_COMMIT = 1.5
"""Long enough for a delivery to come as far as its commit, on a busy machine too."""


@asynccontextmanager
async def _too_slow(stage: Stage) -> AsyncIterator[None]:
    """Nobody gets at the database before the bot's patience ends."""
    with _patience(stage, SHORT):
        async with held(stage):
            yield


def _times(stage: Stage, words: str) -> int:
    return len([entry for entry in rows(stage)["timeline"] if words in str(entry)])


async def test_a_command_that_takes_too_long_is_told_that_nothing_was_recorded_and_nothing_is(
    slow: None, stage: Stage
) -> None:
    alice, channel = await _under_way(stage)
    async with _too_slow(stage):
        answer = await alice.runs("/incident note written slowly", channel)
        assert (answer.error, "Nothing was recorded" in answer.text) == (None, True)
    await stage.settle()
    assert _times(stage, "written slowly") == 0
    again_typed = await alice.runs("/incident note written slowly", channel)
    assert "Noted" in again_typed.text
    assert _times(stage, "written slowly") == 1


async def test_a_button_that_takes_too_long_is_told_that_nothing_was_recorded_and_nothing_is(
    slow: None, stage: Stage
) -> None:
    alice, channel = await _under_way(stage)
    card = next(m for m in alice.sees(channel) if "Take command" in alice.reads(m))
    async with _too_slow(stage):
        await alice.clicks(card, "Take command")
        assert alice.toasts == []
        await alice.waits_for(channel, "Nothing was recorded")
    await stage.settle()
    assert rows(stage)["holdings"] == []
    await alice.clicks(card, "Take command")
    await stage.settle()
    assert len(rows(stage)["holdings"]) == 1


async def test_a_form_that_takes_too_long_stays_open_and_counts_once_when_it_is_submitted_again(
    slow: None, stage: Stage
) -> None:
    alice = stage.person("alice")
    await alice.uses_shortcut("declare_incident_global")
    await alice.sees_modal()
    async with _too_slow(stage):
        late = await alice.submits({"What is going wrong?": "declared slowly"})
        assert "Nothing was recorded" in " ".join(late.errors.values())
        assert alice.view is not None
    await stage.settle()
    assert rows(stage)["incidents"] == []
    again_sent = await alice.submits()
    await stage.settle()
    assert again_sent.closed
    assert len(rows(stage)["incidents"]) == 1
    assert [m for m in alice.inbox if "INC-1" in m.text] != []


@pytest.fixture
def slow_to_commit(monkeypatch: pytest.MonkeyPatch, stage: Stage) -> Iterator[asyncio.Event]:
    """Commits of changes take until the event is set."""
    original, released = Database.transaction, asyncio.Event()
    released.set()

    @asynccontextmanager
    async def transaction(self: Database, *, brief: bool = False) -> AsyncIterator[Repositories]:
        async with original(self, brief=brief) as repositories:
            yield repositories
            await released.wait()

    monkeypatch.setattr(Database, "transaction", transaction)
    yield released
    released.set()


async def test_while_a_commit_is_under_way_nobody_is_told_what_nobody_can_know(
    slow: None, slow_to_commit: asyncio.Event, stage: Stage
) -> None:
    alice, channel = await _under_way(stage)
    card = next(m for m in alice.sees(channel) if "Take command" in alice.reads(m))
    slow_to_commit.clear()
    with _patience(stage, AT_ITS_COMMIT):
        answer = await alice.runs("/incident note committed slowly", channel)
    assert (answer.error, "cannot say yet whether this was recorded" in answer.text) == (None, True)
    slow_to_commit.set()
    told = await alice.waits_for(channel, "Noted on the timeline")
    assert told.ephemeral_to == alice.id
    assert _times(stage, "committed slowly") == 1
    await stage.settle()
    slow_to_commit.clear()
    with _patience(stage, AT_ITS_COMMIT):
        await alice.clicks(card, "Take command")
    await alice.waits_for(channel, "cannot say yet whether this was recorded")
    slow_to_commit.set()
    await alice.waits_for(channel, "It is recorded now")
    assert len(rows(stage)["holdings"]) == 1


async def test_a_form_whose_commit_is_under_way_counts_once_when_it_is_submitted_again(
    slow: None, slow_to_commit: asyncio.Event, stage: Stage
) -> None:
    alice, _ = await _under_way(stage)
    await alice.uses_shortcut("declare_incident_global")
    await alice.sees_modal()
    slow_to_commit.clear()
    with _patience(stage, AT_ITS_COMMIT):
        late = await alice.submits({"What is going wrong?": "declared slowly"})
    assert "Submit again in a moment; it counts once" in " ".join(late.errors.values())
    slow_to_commit.set()
    await stage.settle()
    assert (await alice.submits()).closed
    await stage.settle()
    assert len(rows(stage)["incidents"]) == 2


async def test_an_event_that_takes_long_is_not_acked_and_counts_once_when_it_comes_again(
    slow: None, stage: Stage
) -> None:
    alice, channel = await _under_way(stage)
    async with _too_slow(stage):
        await alice.says(channel, "heard slowly")
        await stage.workspace.quiet()
        event = delivered(stage, name="message")[-1]
        assert not event.acknowledged
        assert {attempt.response.status for attempt in event.attempts} == {503}

    async def comes_again() -> bool:
        return (await again(stage, event)).acknowledged

    await until(comes_again, "never acked")
    await stage.settle()
    assert _times(stage, "heard slowly") == 1


async def test_a_declaration_is_answered_without_its_link_where_the_channel_takes_long(
    monkeypatch: pytest.MonkeyPatch, stage: Stage
) -> None:
    monkeypatch.setattr(declaring, "LINK_PATIENCE", 0.05)
    stage.workspace.faults.hang("conversations.create", None)
    alice = stage.person("alice")
    answer = await alice.runs("/incident declare sev1 answers leak", "support")
    assert "INC-1" in answer.text
    assert "cannot say" not in answer.text
    stage.workspace.faults.clear()
    stage.workspace.faults.release()
    await until(lambda: _channels(stage), "no channel was made")
    told = await alice.waits_for("support", f"#{stage.channel('inc-1').name}")
    assert told.ephemeral_to == alice.id
