"""After an outage the timeline is brought up to date with what Slack still shows, and the gap is named."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.timeline import Entry, EntryKind, Shown
from bot.sandbox.entities import Channel, Message
from bot.sandbox.people import Person
from bot.services import listening
from bot.views.people import readable
from tests.databases import RawSql
from tests.guarantees.slack_side import posts
from tests.scenarios.outage import comes_back, outage, unheard_of, waits_no_more
from tests.scenarios.records import an_incident, entries_of, kinds_of, messages_of, two_in_support
from tests.stage import Stage, Transport, on_stage


async def under_way(stage: Stage) -> tuple[Person, Channel]:
    channel = await an_incident(stage)
    return stage.person("alice"), channel


async def texts_of(stage: Stage, number: int = 1) -> list[str]:
    return [message.text for message in await messages_of(stage, number)]


async def gaps_of(stage: Stage, number: int = 1) -> list[Entry]:
    return [entry for entry in await entries_of(stage, number) if entry.kind == "gap"]


def listened_all_along(stage: Stage) -> None:
    """The bot's next sign that it listens is due, and not its first."""
    stage.bot.listening._said_at = -listening.SAY_SO_EVERY


def is_recovered(shown: Shown) -> bool:
    return bool(shown.entry.details.get("recovered"))


def told(stage: Stage, channel: Channel) -> list[str]:
    """What the channel was told of having been away."""
    return [
        m.text for m in channel.messages.values() if m.app_id == stage.app.app_id and "recovered" in m.text
    ]


@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_what_was_said_meanwhile_is_recovered_at_its_own_time(
    database_url: str, transport: Transport
) -> None:
    async with on_stage(database_url, transport, judged=False) as stage:
        alice, channel = await under_way(stage)
        await alice.says(channel, "heard")
        await stage.settle()
        async with outage(stage):
            said = await alice.says(channel, "not heard")
        heard, missed = await messages_of(stage)
        assert [heard.text, missed.text] == ["heard", "not heard"]
        assert [is_recovered(heard), is_recovered(missed)] == [False, True]
        assert f"{missed.entry.at.timestamp():.6f}" == said.ts
        assert missed.entry.recorded_at - missed.entry.at >= timedelta(minutes=10)


async def test_the_gap_is_named_with_what_was_recovered_and_the_channel_told_once(stage: Stage) -> None:
    alice, channel = await under_way(stage)
    since = stage.clock()
    async with outage(stage):
        await alice.says(channel, "not heard")
        await alice.says(channel, "nor this")
    (gap,) = await gaps_of(stage)
    assert gap.text is not None
    assert readable(gap.text, {}).startswith(
        "The bot was not listening from 2026-03-20 09:00 UTC to 2026-03-20 09:20 UTC. Recovered"
    )
    assert "Recovered: 2 messages." in gap.text
    assert "cannot be recovered" in gap.text
    assert gap.at == since
    (line,) = told(stage, channel)
    assert "2 messages recovered for the timeline." in line
    await comes_back(stage)
    await stage.restart()
    await comes_back(stage)
    assert len(await gaps_of(stage)) == len(told(stage, channel)) == 1


async def test_a_gap_in_which_nothing_was_missed_is_named_and_nobody_is_told(stage: Stage) -> None:
    _, channel = await under_way(stage)
    async with outage(stage):
        pass
    (gap,) = await gaps_of(stage)
    assert "nothing was missed" in (gap.text or "")
    assert told(stage, channel) == []


async def test_replies_edits_deletions_files_and_marks_are_recovered(stage: Stage) -> None:
    alice, channel = await under_way(stage)
    parent = await alice.says(channel, "who has the index?")
    wrong = await alice.says(channel, "three hundred")
    sorry = await alice.says(channel, "a secret")
    answer = await alice.says(channel, "Carol", parent)
    marked = await alice.says(channel, "it began at noon")
    unmarked = await alice.says(channel, "lunch")
    await alice.reacts(unmarked, "pushpin")
    await stage.settle()
    async with outage(stage):
        await alice.says(channel, "I have it", parent)
        await alice.edits(wrong, "thirty")
        await alice.deletes(sorry)
        await alice.edits(answer, "Carla")
        await alice.reacts(marked, "pushpin")
        await alice.unreacts(unmarked, "pushpin")
        await alice.says(channel, "the log", files=[("log.txt", b"x")])
    shown = {each.original_text or each.text or "gone": each for each in await messages_of(stage)}
    assert (shown["three hundred"].text, shown["three hundred"].edited) == ("thirty", True)
    assert shown["Carol"].text == "Carla"
    assert shown["gone"].deleted
    assert shown["gone"].entry.source is not None
    assert shown["gone"].entry.source.message_ts == sorry.ts
    assert is_recovered(shown["I have it"])
    assert shown["I have it"].entry.source is not None
    assert shown["I have it"].entry.source.thread_ts == parent.ts
    assert (shown["it began at noon"].key_event, shown["lunch"].key_event) == (True, False)
    assert shown["the log"].entry.details["files"] == ["log.txt"]
    (gap,) = await gaps_of(stage)
    assert "2 messages, 2 edits, 1 deletion and 2 marks" in (gap.text or "")


async def test_an_answer_under_an_old_message_is_found_though_its_parent_is_pages_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.messages.EXCERPT", 3)
    alice, channel = await under_way(stage)
    parent = await alice.says(channel, "asked long ago")
    for number in range(8):
        await alice.says(channel, f"said {number}")
    await stage.settle()
    stage.clock.move(timedelta(days=3))
    async with outage(stage):
        for number in range(4):
            await alice.says(channel, f"answered {number}", parent)
    assert [text for text in await texts_of(stage) if "answered" in text] == [
        f"answered {n}" for n in range(4)
    ]
    assert len(await gaps_of(stage)) == 1


async def test_a_catch_up_that_is_killed_goes_on_where_it_was(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every page is committed with the wish for the next: what was read is not read again."""
    monkeypatch.setattr("bot.slack.messages.EXCERPT", 2)
    alice, channel = await under_way(stage)
    async with outage(stage):
        for number in range(9):
            await alice.says(channel, f"said {number}")
        stage.workspace.faults.rate_limit("conversations.history", None, retry_after=3600, when=_after(3))
    halfway = len(await texts_of(stage))
    assert 0 < halfway < 9
    stage.workspace.faults.clear()
    calls = _calls(stage)
    await waits_no_more(stage)
    listened_all_along(stage)
    await comes_back(stage)
    assert sorted(await texts_of(stage)) == [f"said {n}" for n in range(9)]
    assert len(told(stage, channel)) == len(await gaps_of(stage)) == 1
    assert _calls(stage) - calls <= 5


def _after(count: int) -> Callable[[object], bool]:
    left = iter(range(count))
    return lambda _: next(left, None) is None


def _calls(stage: Stage) -> int:
    return len([call for call in stage.workspace.calls if call.method == "conversations.history"])


async def test_what_is_delivered_after_it_was_recovered_is_kept_once(stage: Stage) -> None:
    """Slack's last attempt may come when the history was read already."""
    alice, channel = await under_way(stage)
    late: list[dict[str, Any]] = []
    said = await alice.says(channel, "as it was")
    await stage.settle()
    async with outage(stage):
        stage.workspace.watchers.append(lambda event, _: late.append(event))
        missed = await alice.says(channel, "both ways")
        await alice.edits(said, "as it is")
        await alice.reacts(missed, "pushpin")
        await alice.deletes(await alice.says(channel, "never seen"))
        await stage.person("bob").joins(channel)
    before = await kinds_of(stage)
    assert before == ["member", "message", "message", "member", "message_edited", "marked"]
    stage.workspace.watchers.pop()
    for event in late:
        stage.workspace.publish(event, channel=channel)
    await stage.settle()
    # Of what was said and deleted within the gap the history shows nothing; its event still does.
    assert await kinds_of(stage) == [*before, "message", "message_deleted"]
    await alice.edits(said, "as it was")
    await alice.edits(said, "as it is")
    await stage.settle()
    assert "as it is" in await texts_of(stage)
    assert (await kinds_of(stage)).count("message_edited") == 3


@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_even_a_short_pause_is_caught_up_and_named_if_something_was_missed(
    sqlite_url: str, transport: Transport
) -> None:
    async with on_stage(sqlite_url, transport, judged=False) as stage:
        alice, channel = await under_way(stage)
        async with outage(stage, seconds=0.0):
            pass
        assert await gaps_of(stage) == []
        async with outage(stage, seconds=0.0):
            await alice.says(channel, "not heard")
        assert await texts_of(stage) == ["not heard"]
        assert len(await gaps_of(stage)) == 1


async def test_a_process_that_goes_on_listening_reads_nothing_again(stage: Stage) -> None:
    await under_way(stage)
    await comes_back(stage)
    calls = _calls(stage)
    listened_all_along(stage)
    await comes_back(stage)
    assert _calls(stage) == calls, "the channel was read for nothing"


async def test_slacks_word_that_it_dropped_events_has_the_channels_read(stage: Stage) -> None:
    alice, channel = await under_way(stage)
    await stage.bot.beat()
    minute = int(stage.clock().timestamp())
    async with unheard_of(stage):
        await alice.says(channel, "dropped")
    for _ in range(2):
        body = {"type": "app_rate_limited", "minute_rate_limited": minute, "team_id": "T1"}
        assert (await posts(stage, json.dumps(body).encode()))[0] == 200
    stage.clock.move(timedelta(minutes=3))
    for _ in range(2):
        listened_all_along(stage)
        await comes_back(stage)
    assert await texts_of(stage) == ["dropped"]
    (gap,) = await gaps_of(stage)
    assert (gap.text or "").startswith("Slack did not deliver everything from")


@pytest.mark.parametrize(("silent", "found"), [(listening.SILENCE, ["unheard"]), (600.0, [])])
async def test_a_long_silence_is_doubted_when_slack_delivers_again(
    silent: float, found: list[str], stage: Stage
) -> None:
    """Slack switches deliveries off by itself, and somebody has to switch them on again."""
    alice, channel = await under_way(stage)
    await stage.bot.beat()
    async with unheard_of(stage):
        await alice.says(channel, "unheard")
    raw = RawSql(stage.database_url)
    await raw.run("UPDATE listening SET heard_epoch = heard_epoch - :seconds", seconds=silent)
    stage.clock.move(timedelta(hours=2))
    listened_all_along(stage)
    await alice.says("incidents", "something at last")
    await stage.settle()
    await comes_back(stage)
    assert await texts_of(stage) == found
    assert len(await gaps_of(stage)) == len(found)


async def test_what_was_said_while_the_bot_was_outside_is_read_when_it_is_let_in_again(stage: Stage) -> None:
    alice, channel = await under_way(stage)
    await alice.removes(channel, stage.app)
    await stage.settle()
    stage.clock.move(timedelta(minutes=5))
    await alice.says(channel, "behind its back")
    stage.clock.move(timedelta(minutes=5))
    await alice.invites(channel, stage.app)
    await stage.settle()
    assert await texts_of(stage) == ["behind its back"]
    (gap,) = await gaps_of(stage)
    assert (gap.text or "").startswith("The bot was not in the channel from")


async def test_a_channel_that_cannot_be_read_is_a_gap_that_says_so(stage: Stage) -> None:
    alice, channel = await under_way(stage)
    async with outage(stage):
        await alice.removes(channel, stage.app)
        await alice.says(channel, "never to be known")
    (gap,) = await gaps_of(stage)
    assert "could not be read to its end (not_in_channel)" in (gap.text or "")


async def test_in_a_borrowed_channel_only_what_was_said_in_the_gap_is_taken(stage: Stage) -> None:
    alice = stage.person("alice")
    await alice.invites("support", stage.app)
    stage.workspace.faults.refuse("conversations.create", "restricted_action", None)
    await alice.says("support", "nobody's business")
    await alice.runs("/incident declare sev3 first", "support")
    await stage.settle()
    async with unheard_of(stage):
        stage.clock.move(timedelta(minutes=5))
        await alice.says("support", "not heard, and before the gap")
    async with outage(stage):
        await alice.says("support", "about the incident")
    assert await texts_of(stage) == ["about the incident"]


async def test_what_was_picked_for_the_timeline_stays_a_key_event_without_a_pushpin(stage: Stage) -> None:
    alice, channel = await under_way(stage)
    message = await alice.says(channel, "the turning point")
    await alice.uses_shortcut("add_to_timeline", message)
    await stage.settle()
    async with outage(stage):
        await alice.says(channel, "said meanwhile")
    (picked,) = [shown for shown in await messages_of(stage) if shown.text == "the turning point"]
    assert picked.key_event


async def test_of_several_incidents_in_one_borrowed_channel_the_one_gets_it_that_would_have(
    stage: Stage,
) -> None:
    alice = await two_in_support(stage)
    async with outage(stage):
        await alice.says("support", "about the second")
    assert await texts_of(stage, 1) == []
    assert await texts_of(stage, 2) == ["about the second"]


async def test_only_what_is_under_way_is_read_again(stage: Stage) -> None:
    alice, channel = await under_way(stage)
    await alice.runs("/incident cancel it was a test", channel)
    await stage.settle()
    async with outage(stage):
        await alice.says(channel, "after the end")
    assert await texts_of(stage) == []
    assert await gaps_of(stage) == []


async def test_who_left_unheard_sees_a_private_incident_no_more(stage: Stage) -> None:
    alice, bob = stage.person("alice"), stage.person("bob")
    channel = await an_incident(stage, "private sev2 zebra")
    await alice.invites(channel, bob)
    await stage.settle()
    assert "zebra" in (await bob.runs("/incident status 1", "general")).text
    async with outage(stage):
        await bob.leaves(channel)
    assert "There is no INC-1" in (await bob.runs("/incident status 1", "general")).text


async def test_threads_are_read_when_a_channel_opens(stage: Stage) -> None:
    """Whoever is in the channel before the record knows it may answer in a thread."""
    alice = stage.person("alice")
    async with unheard_of(stage):
        parent: list[Message] = []
        stage.workspace.faults.rate_limit("conversations.history", None, retry_after=3600)
        await alice.runs("/incident declare sev2 leaks", "support")
        await stage.settle()
        channel = stage.channel("inc-1")
        parent.append(await alice.says(channel, "first words"))
        await alice.says(channel, "first answer", parent[0])
        stage.workspace.faults.clear()
        await waits_no_more(stage)
        await stage.settle()
    assert await texts_of(stage) == ["first words", "first answer"]
    assert [is_recovered(message) for message in await messages_of(stage)] == [False, False]
    assert await gaps_of(stage) == []


@pytest.mark.parametrize("end", ["close nothing to it", "cancel it was a test"])
async def test_what_was_said_before_the_record_knew_the_channel_is_kept_though_all_is_over_when_it_is_read(
    stage: Stage, end: str
) -> None:
    """It was acked as nobody's, and nothing but this reading brings it in."""
    alice = stage.person("alice")
    stage.workspace.faults.rate_limit("conversations.history", None, retry_after=3600)
    await alice.runs("/incident declare sev2 leaks", "support")
    await stage.settle()
    channel = stage.channel("inc-1")
    async with unheard_of(stage):
        await alice.says(channel, "first words")
    await alice.runs(f"/incident {end}", channel)
    await stage.settle()
    stage.workspace.faults.clear()
    await waits_no_more(stage)
    await stage.settle()
    assert await texts_of(stage) == ["first words"]
    assert await gaps_of(stage) == []


async def test_what_was_missed_in_an_outage_is_kept_though_all_is_over_when_it_is_read(stage: Stage) -> None:
    alice, channel = await under_way(stage)
    async with outage(stage):
        await alice.says(channel, "not heard")
        stage.workspace.faults.rate_limit("conversations.history", None, retry_after=3600)
    await alice.runs("/incident close nothing to it", channel)
    stage.workspace.faults.clear()
    await waits_no_more(stage)
    await stage.settle()
    assert await texts_of(stage) == ["not heard"]
    assert len(await gaps_of(stage)) == 1
    assert told(stage, channel) == []


async def test_in_a_channel_made_by_hand_is_read_what_was_said_before_the_bot_came(stage: Stage) -> None:
    alice, channel = await under_way(stage)
    stage.workspace.delete_channel(channel, stage.workspace.user("alice"))
    await stage.settle()
    made = await alice.creates("inc-1-again")
    await alice.says(made, "first words")
    await alice.invites(made, stage.app)
    await stage.settle()
    assert await texts_of(stage) == ["first words"]
    (gap,) = await gaps_of(stage)
    assert (gap.text or "").startswith("The bot was not in the channel from")


async def test_erased_words_do_not_come_back(stage: Stage) -> None:
    alice, channel = await under_way(stage)
    message = await alice.says(channel, "her name is Ann")
    await alice.edits(message, "her name was Ann")
    await stage.settle()
    (kept,) = await messages_of(stage)
    async with stage.bot.database.transaction() as repositories:
        await repositories.timeline.forget(1, kept.entry.sequence)
    async with outage(stage):
        await alice.edits(message, "her name remains Ann")
    assert "Ann" not in str([entry.text for entry in await entries_of(stage) if entry.kind != EntryKind.NOTE])


async def test_what_is_erased_still_says_that_it_was_recovered(stage: Stage) -> None:
    alice, channel = await under_way(stage)
    async with outage(stage):
        message = await alice.says(channel, "her name is Ann")
        await alice.reacts(message, "pushpin")
    (missed,) = await messages_of(stage)
    async with stage.bot.database.transaction() as repositories:
        await repositories.timeline.erase(1, [missed.entry.sequence])
    shown = await alice.runs("/incident timeline 20", channel)
    assert "(words erased) (recovered)" in shown.text
    assert [is_recovered(message) for message in await messages_of(stage)] == [True]


async def test_what_is_recovered_says_so_in_the_timeline_and_in_the_export(stage: Stage) -> None:
    alice, channel = await under_way(stage)
    async with outage(stage):
        message = await alice.says(channel, "not heard")
        await alice.reacts(message, "pushpin")
    shown = await alice.runs("/incident timeline 20", channel)
    assert "not heard (recovered)" in shown.text
    for form, sign in FORMS.items():
        await alice.runs(f"/incident export {form}", channel)
        await stage.settle()
        (file,) = [m for m in channel.messages.values() if m.files][-1].files
        assert re.search(sign, file.content.decode(), re.DOTALL), form


FORMS = {
    "json": r'"text": "not heard".*?"recovered": true',
    "csv": "recovered.*not heard",
    "md": r"not heard \(recovered\)",
    "html": r"not heard \(recovered\)",
}
