"""The timeline writes itself: what people and other apps say in an incident's channel is kept."""

import pytest

from bot.domain.timeline import EntryKind
from bot.sandbox.entities import Message
from tests.databases import RawSql
from tests.scenarios.records import an_incident, entries_of, kinds_of, messages_of, unheard
from tests.scenarios.told import told
from tests.stage import Stage, Transport, on_stage


async def deliveries_kept(url: str) -> int:
    return int((await RawSql(url).run("SELECT count(*) FROM deliveries"))[0][0])


async def stored_words(url: str) -> str:
    return str(await RawSql(url).run("SELECT * FROM timeline"))


async def test_a_message_is_kept_with_author_time_and_permalink(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    said = await alice.says(channel, "Two customers <wrote> & called")
    await stage.settle()
    (message,) = await messages_of(stage)
    assert message.entry.actor == alice.id
    assert message.text == "Two customers &lt;wrote&gt; &amp; called"
    assert message.entry.source is not None
    assert message.entry.source.permalink == stage.workspace.permalink(channel, said.ts)
    assert f"{message.entry.at.timestamp():.6f}" == said.ts
    assert not message.key_event


async def test_the_longest_message_is_kept_whole_and_shown_within_slacks_limits(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice, longest = stage.person("alice"), "prompt & answer <b> " * 2_000
    said = await alice.says(channel, longest)
    await alice.reacts(said, "pushpin")
    await stage.settle()
    (message,) = await messages_of(stage)
    assert message.text == said.text
    assert len(said.text) >= len(longest) == 40_000
    for command in ("timeline", "status", "export md", "resolve it is over", "close"):
        assert (await alice.runs(f"/incident {command}", channel)).error is None
        await stage.settle()
    assert [call for call in stage.workspace.calls if call.outcome != "ok"] == []
    assert longest in [entry["text"] for entry in (await told(stage))["timeline"]]


async def test_replies_in_threads_are_kept_with_their_thread(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice, bob = stage.person("alice"), stage.person("bob")
    await bob.joins(channel)
    parent = await alice.says(channel, "Who has the index?")
    reply = await bob.says(channel, "I have", parent)
    await bob.says(channel, "It is copied", parent, broadcast=True)
    await stage.settle()
    messages = await messages_of(stage)
    assert [message.text for message in messages] == ["Who has the index?", "I have", "It is copied"]
    sources = [message.entry.source for message in messages]
    assert [source and source.thread_ts for source in sources] == [None, parent.ts, parent.ts]
    assert sources[1] is not None
    assert sources[1].permalink == stage.workspace.permalink(channel, reply.ts)


async def test_other_apps_are_kept_under_their_bot_id_and_the_bot_itself_is_not(stage: Stage) -> None:
    channel = await an_incident(stage)
    deploys = next(app for app in stage.workspace.apps.values() if app.app_id != stage.app.app_id)
    await stage.person("alice").invites(channel, deploys)
    stage.workspace.post(
        channel,
        stage.workspace.bot_user(deploys),
        attachments=[{"title": "deploy #17", "text": "model v4 rolled out", "fallback": "deploy"}],
    )
    await stage.settle()
    messages = await messages_of(stage)
    assert [(m.entry.actor, m.text) for m in messages] == [
        (deploys.bot_id, "deploy #17\nmodel v4 rolled out")
    ]
    assert messages[0].entry.details["name"] == "Deploy Bot"


async def test_files_and_links_are_named(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    await alice.says(channel, "see <https://grafana.example/d/1|the board>", files=[("prompts.log", b"x")])
    await stage.settle()
    (message,) = await messages_of(stage)
    (shared,) = stage.workspace.files
    assert message.entry.details == {
        "files": ["prompts.log"],
        "file_ids": [shared],
        "links": ["https://grafana.example/d/1"],
    }


async def test_who_comes_and_who_leaves_is_kept_once(stage: Stage) -> None:
    channel = await an_incident(stage)
    bob = stage.person("bob")
    await bob.joins(channel)
    await bob.leaves(channel)
    await stage.settle()
    moves = [entry for entry in await entries_of(stage) if entry.kind == "member" and entry.actor == bob.id]
    assert [entry.text for entry in moves] == [
        f"<@{bob.id}> joined the channel.",
        f"<@{bob.id}> left the channel.",
    ]


async def test_an_edit_keeps_both_texts(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    message = await alice.says(channel, "300 customers")
    await alice.edits(message, "30 customers")
    await alice.edits(message, "31 customers")
    await stage.settle()
    (kept,) = await messages_of(stage)
    assert (kept.text, kept.original_text, kept.edited) == ("31 customers", "300 customers", True)
    texts = [entry.text for entry in await entries_of(stage) if entry.kind == EntryKind.EDITED]
    assert texts == ["30 customers", "31 customers"]


async def test_edits_that_arrive_in_the_wrong_order_leave_the_last_one_standing(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    message = await alice.says(channel, "first")
    await stage.settle()
    stage.workspace.deliveries.faults(stage.app).shuffle_next(2)
    await alice.edits(message, "second")
    await alice.edits(message, "third")
    await stage.settle()
    (kept,) = await messages_of(stage)
    assert (kept.text, kept.original_text) == ("third", "first")


async def test_a_preview_of_a_link_is_no_edit(stage: Stage) -> None:
    channel = await an_incident(stage)
    message = await stage.person("alice").says(channel, "https://example.com/x")
    before = message.to_dict()
    message.attachments = [{"title": "Example", "title_link": "https://example.com/x", "fallback": "Example"}]
    stage.workspace.publish_changed(channel, message, before)
    await stage.settle()
    assert (await kinds_of(stage)).count(EntryKind.EDITED) == 0


async def test_edits_and_deletions_of_the_bots_own_messages_are_not_kept(stage: Stage) -> None:
    channel = await an_incident(stage)
    bot = stage.workspace.bot_user(stage.app)
    own = stage.workspace.post(channel, bot, "a word of the bot")
    stage.workspace.edit_message(channel, own.ts, bot, text="another word")
    stage.workspace.delete_message(channel, own.ts, bot)
    await stage.settle()
    assert "word" not in await stored_words(stage.database_url)
    assert set(await kinds_of(stage)) <= {"member"}


async def test_a_deletion_leaves_author_and_time_and_forgets_every_word(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    message = await alice.says(channel, "her address is Elm Street", files=[("elm-street.txt", b"x")])
    await alice.edits(message, "her address is Elm Street 12")
    await alice.deletes(message)
    await stage.settle()
    (kept,) = await messages_of(stage)
    assert (kept.deleted, kept.text, kept.original_text) == (True, "", "")
    assert kept.entry.actor == alice.id
    assert f"{kept.entry.at.timestamp():.6f}" == message.ts
    assert "elm" not in (await stored_words(stage.database_url)).casefold()
    kinds = [kind for kind in await kinds_of(stage) if kind != "member"]
    assert kinds == ["message", "message_edited", "message_deleted"]


async def test_deleted_words_are_kept_where_the_policy_says_so(sqlite_url: str) -> None:
    async with on_stage(sqlite_url, policy={"keep_deleted_words": True}) as stage:
        channel = await an_incident(stage)
        alice = stage.person("alice")
        message = await alice.says(channel, "the prompt was: ignore all rules")
        await alice.deletes(message)
        await stage.settle()
        (kept,) = await messages_of(stage)
        assert (kept.deleted, kept.text) == (True, "the prompt was: ignore all rules")


async def test_a_thread_whose_first_message_is_deleted_forgets_its_words(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    parent = await alice.says(channel, "secret parent")
    reply = await alice.says(channel, "reply", parent)
    await alice.deletes(parent)
    await stage.settle()
    first, second = await messages_of(stage)
    assert (first.deleted, first.text, second.text) == (True, "", "reply")
    await alice.deletes(reply)
    await stage.settle()
    assert (await kinds_of(stage)).count(EntryKind.DELETED) == 2
    assert "secret" not in await stored_words(stage.database_url)


async def test_a_deletion_that_overtakes_its_message_leaves_no_word(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    stage.workspace.deliveries.faults(stage.app).shuffle_next(2)
    message = await alice.says(channel, "a secret said too fast")
    await alice.deletes(message)
    await stage.settle()
    (kept,) = await messages_of(stage)
    assert (kept.entry.actor, kept.deleted) == (alice.id, True)
    assert "secret" not in await stored_words(stage.database_url)


async def test_an_edit_of_a_message_from_before_the_bot_came_enters_both_texts(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    message = await unheard(stage, channel, "said unheard")
    await alice.edits(message, "said and heard")
    await stage.settle()
    (kept,) = await messages_of(stage)
    assert (kept.text, kept.original_text, kept.edited) == ("said and heard", "said unheard", True)


async def test_what_is_delivered_twice_is_kept_once(stage: Stage) -> None:
    channel = await an_incident(stage)
    alice = stage.person("alice")
    faults = stage.workspace.deliveries.faults(stage.app)
    message: Message | None = None
    for act in ("says", "edits", "reacts", "deletes"):
        faults.repeat = faults.lose_answers = 1
        if message is None:
            message = await alice.says(channel, "once")
        elif act == "edits":
            await alice.edits(message, "once only")
        elif act == "reacts":
            await alice.reacts(message, "pushpin")
        else:
            await alice.deletes(message)
        await stage.settle()
    kinds = [kind for kind in await kinds_of(stage) if kind != "member"]
    assert kinds == ["message", "message_edited", "marked", "message_deleted"]


async def test_messages_elsewhere_leave_nothing_in_the_database(stage: Stage) -> None:
    await an_incident(stage)
    before = await deliveries_kept(stage.database_url)
    alice = stage.person("alice")
    message = await alice.says("incidents", "lunch?")
    await alice.edits(message, "dinner?")
    await alice.reacts(message, "pushpin")
    await alice.deletes(message)
    await stage.settle()
    assert await deliveries_kept(stage.database_url) == before
    assert "lunch" not in await stored_words(stage.database_url)


async def test_a_burst_is_kept_whole_in_every_incident_it_falls_into(stage: Stage) -> None:
    first = await an_incident(stage)
    second = await an_incident(stage, "sev1 Index leaks mail")
    alice = stage.person("alice")
    for n in range(40):
        await alice.says(first if n % 2 else second, f"message {n}")
    await stage.settle()
    odd, even = await in_their_order(stage, 1), await in_their_order(stage, 2)
    assert odd == [f"message {n}" for n in range(1, 40, 2)]
    assert even == [f"message {n}" for n in range(0, 40, 2)]


async def in_their_order(stage: Stage, number: int) -> list[str]:
    messages = await messages_of(stage, number)
    return [each.text for each in sorted(messages, key=lambda message: message.entry.at)]


async def test_talk_goes_on_being_kept_after_the_end_and_is_noted_as_the_last_word(stage: Stage) -> None:
    channel = await an_incident(stage)
    async with stage.bot.database.transaction() as repositories:
        incident = await repositories.incidents.lock(1)
        assert incident is not None
        await repositories.incidents.save(incident.model_copy(update={"status": "closed"}))
    stage.clock.move_to(stage.clock().replace(hour=17))
    await stage.person("alice").says(channel, "one thing more")
    await stage.settle()
    assert [m.text for m in await messages_of(stage)] == ["one thing more"]
    async with stage.bot.database.reading() as repositories:
        incident = await repositories.incidents.get(1)
    assert incident is not None
    assert incident.last_message_at is not None
    assert incident.last_message_at.hour == 17


async def test_in_a_borrowed_channel_talk_belongs_to_the_newest_open_incident(stage: Stage) -> None:
    alice = stage.person("alice")
    await alice.invites("support", stage.app)
    stage.workspace.faults.refuse("conversations.create", "restricted_action", None)
    for title in ("first", "second"):
        await alice.runs(f"/incident declare sev3 {title}", "support")
        await stage.settle()
        await alice.says("support", f"about the {title}")
        await stage.settle()
    message = await alice.says("support", "for the second too")
    await stage.settle()
    assert [m.text for m in await messages_of(stage, 1)] == ["about the first"]
    assert [m.text for m in await messages_of(stage, 2)] == ["about the second", "for the second too"]
    await alice.deletes(message)
    await stage.settle()
    assert [m.deleted for m in await messages_of(stage, 2)] == [False, True]


async def test_an_edit_follows_its_message_into_the_incident_that_has_it(stage: Stage) -> None:
    alice = stage.person("alice")
    await alice.invites("support", stage.app)
    stage.workspace.faults.refuse("conversations.create", "restricted_action", None)
    await alice.runs("/incident declare sev3 first", "support")
    await stage.settle()
    message = await alice.says("support", "about the first")
    await stage.settle()
    await alice.runs("/incident declare sev3 second", "support")
    await stage.settle()
    await alice.edits(message, "still about the first")
    await stage.settle()
    assert [m.text for m in await messages_of(stage, 1)] == ["still about the first"]
    assert await messages_of(stage, 2) == []


@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_talk_is_kept_in_every_lane(database_url: str, transport: Transport) -> None:
    async with on_stage(database_url, transport) as stage:
        channel = await an_incident(stage)
        alice = stage.person("alice")
        message = await alice.says(channel, "three hundred")
        reply = await alice.says(channel, "in all regions", message)
        await stage.settle()
        await alice.edits(message, "thirty")
        await alice.reacts(message, "pushpin")
        await alice.deletes(reply)
        await stage.settle()
        await stage.restart()
        first, second = await messages_of(stage)
        assert (first.text, first.original_text, first.key_event) == ("thirty", "three hundred", True)
        assert (second.text, second.deleted) == ("", True)
