"""What people see: channels with their own whispers, direct messages, words without markup."""

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox.errors import SlackError
from bot.sandbox.mrkdwn import plain
from bot.sandbox.people import Person
from bot.sandbox.transcript import block_text, blocks_text
from tests.sandbox.delivery_fixtures import Office

Json = dict[str, Any]
NAMES = {"U1": "alice", "C1": "general", "S1": "oncall"}


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


@pytest.mark.parametrize(
    ("markup", "read"),
    [
        ("*Severity:* _high_ ~low~", "Severity: high low"),
        ("*_both_*", "both"),
        ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
        ("`*kept* <not a link>`", "*kept* <not a link>"),
        ("<@U1> <@U9|bob> <@U8>", "@alice @bob @U8"),
        ("<#C1> <#C9|other> <#C9|>", "#general #other #C9"),
        ("<!here> <!subteam^S1> <!subteam^S9|@ops>", "@here @oncall @ops"),
        ("<https://acme.ai|Acme> <https://acme.ai> <mailto:a@b.c>", "Acme https://acme.ai a@b.c"),
        ("a &amp; b &lt;c&gt; &amp;lt;", "a & b <c> &lt;"),
        ("<!date^1793714700^{date_num} {time}|then>", "2026-11-03 14:05"),
        ("<!date^1793714700^{date_short_pretty} at {time_secs}|then>", "Nov 3, 2026 at 14:05:00"),
        ("<!date^nonsense^{time}|then>", "then"),
    ],
)
def test_markup_reads_as_a_person_reads_it(markup: str, read: str) -> None:
    assert plain(markup, NAMES.get) == read


def test_dates_are_read_in_the_readers_zone() -> None:
    date = "<!date^1793714700^{date_num} {time}|then>"
    assert plain(date, zone=ZoneInfo("Asia/Tokyo")) == "2026-11-03 23:05"
    assert plain(date, zone=UTC) == "2026-11-03 14:05"


@pytest.mark.parametrize(
    ("block", "read"),
    [
        ({"type": "header", "text": words("INC-7")}, "INC-7"),
        ({"type": "divider"}, "---"),
        ({"type": "section", "fields": [mrkdwn("*a*"), mrkdwn("b")]}, "a\nb"),
        (
            {
                "type": "section",
                "text": mrkdwn("x"),
                "accessory": {"type": "button", "text": words("Go"), "action_id": "a"},
            },
            "x [Go]",
        ),
        (
            {"type": "context", "elements": [mrkdwn("a"), {"type": "image", "alt_text": "cat"}]},
            "a  (cat)",
        ),
        (
            {
                "type": "actions",
                "elements": [
                    {"type": "button", "text": words("Yes")},
                    {"type": "static_select", "placeholder": words("Pick"), "options": []},
                ],
            },
            "[Yes] [Pick]",
        ),
        (
            {
                "type": "input",
                "optional": True,
                "hint": words("short"),
                "label": words("Title"),
                "element": {"type": "plain_text_input", "initial_value": "now"},
            },
            "Title (optional): [now]\nshort",
        ),
        (
            {
                "type": "table",
                "rows": [[{"type": "raw_text", "text": "a"}, {"type": "raw_text", "text": "b"}]],
            },
            "a | b",
        ),
        ({"type": "image", "alt_text": "chart", "image_url": "https://x"}, "(image: chart)"),
        ({"type": "carousel", "elements": []}, "(carousel)"),
        (
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_list",
                        "elements": [
                            {
                                "type": "rich_text_section",
                                "elements": [
                                    {"type": "user", "user_id": "U1"},
                                    {"type": "text", "text": "!"},
                                ],
                            }
                        ],
                    }
                ],
            },
            "• @alice!",
        ),
    ],
)
def test_each_block_reads_as_plain_text(block: Json, read: str) -> None:
    assert block_text(block, NAMES.get) == read


def test_a_choice_shows_which_box_is_ticked() -> None:
    options = [{"text": words("A"), "value": "a"}, {"text": words("B"), "value": "b"}]
    radios = {"type": "radio_buttons", "options": options, "initial_option": options[1]}
    boxes = {"type": "checkboxes", "options": options, "initial_options": options[:1]}
    shown = blocks_text([{"type": "actions", "elements": [radios]}, {"type": "actions", "elements": [boxes]}])
    assert shown == "○ A  ● B\n☑ A  ☐ B"


async def test_what_a_person_types_is_stored_with_references(
    office: Office, alice: Person, bob: Person
) -> None:
    message = await alice.says("general", "@bob see #support & <this> https://acme.ai")
    support = office.workspace.channel("support")
    stored = f"<@{bob.id}> see <#{support.id}|support> &amp; &lt;this&gt; <https://acme.ai>"
    assert message.text == stored
    assert message.blocks[0]["type"] == "rich_text"
    assert bob.reads(message) == "@bob see #support & <this> https://acme.ai"


async def test_a_thread_reply_may_be_broadcast(office: Office, alice: Person, bob: Person) -> None:
    parent = await alice.says("general", "hello")
    reply = await bob.says("general", "hi", parent, broadcast=True)
    deeper = await alice.says("general", "ho", reply)
    assert (reply.thread_ts, reply.subtype) == (parent.ts, "thread_broadcast")
    assert deeper.thread_ts == parent.ts


async def test_people_edit_delete_react_and_pin(office: Office, alice: Person, bob: Person) -> None:
    message = await alice.says("general", "helo")
    await alice.edits(message, "hello")
    await bob.reacts(message, ":pushpin:")
    await bob.pins(message)
    assert message.text == "hello"
    assert message.reactions == {"pushpin": [bob.id]}
    await bob.unreacts(message, "pushpin")
    assert message.reactions == {}
    with pytest.raises(SlackError):
        await bob.edits(message, "mine now")
    await alice.deletes(message)
    assert alice.sees("general") == []


async def test_files_are_shared_with_their_words(office: Office, alice: Person) -> None:
    message = await alice.says("general", "the log", files=[("drift.csv", b"a,b\n1,2\n")])
    assert alice.reads(message) == "the log\n(file: drift.csv)"
    assert message.subtype == "file_share"


async def test_people_come_and_go(office: Office, alice: Person, bob: Person) -> None:
    place = await alice.creates("war-room")
    await bob.joins(place)
    await bob.leaves(place)
    await alice.invites(place, bob, office.app)
    assert {alice.id, bob.id, office.app.bot_user_id} == set(place.members)
    await alice.removes(place, bob)
    await alice.renames(place, "peace-room")
    await alice.sets_topic(place, "all is well")
    await alice.archives(place)
    assert (place.name, place.is_archived) == ("peace-room", True)


async def test_a_person_does_not_see_what_is_not_theirs(office: Office, alice: Person, bob: Person) -> None:
    secret = await alice.creates("secret-matters", private=True)
    with pytest.raises(SlackError, match="channel_not_found"):
        bob.sees(secret)


async def test_the_inbox_holds_what_apps_wrote_directly(office: Office, alice: Person, bob: Person) -> None:
    dm = alice.dm(office.app)
    office.workspace.post(dm, office.workspace.bot_user(office.app), "You are commander.")
    await bob.tells(alice, "well done")
    assert [alice.reads(message) for message in alice.inbox] == ["You are commander."]
    assert bob.inbox == []


async def test_a_direct_message_reaches_the_app(office: Office, alice: Person) -> None:
    await alice.tells(office.app, "help")
    await office.workspace.quiet()
    assert office.bot.events[-1]["event"]["channel_type"] == "im"


def _post(office: Office, text: str) -> None:
    office.bot_posts("general", text)


async def test_a_transcript_names_authors_and_marks_whispers_and_replies(
    office: Office, alice: Person, bob: Person
) -> None:
    parent = await bob.says("general", "the answers look odd")
    await alice.says("general", "since when?\nand where?", parent)
    office.bot.answers("Noted.")
    await alice.runs("/raw note", "general")
    assert alice.transcript("general") == (
        "bob: the answers look odd\n"
        "  alice: since when?\n    and where?\n"
        "littlebot (only visible to you): Noted."
    )
    assert "Noted" not in bob.transcript("general")


async def test_words_that_come_late_are_waited_for(office: Office, alice: Person) -> None:
    office.workspace.after(0.01, lambda: _post(office, "*All* is well"))
    message = await alice.waits_for("general", "All is well")
    assert message.bot_id == office.app.bot_id


async def test_words_that_never_come_are_missed_by_name(hasty_office: Office) -> None:
    with pytest.raises(LookupError, match="alice never saw 'peace'"):
        await hasty_office.person("alice").waits_for("general", "peace")
