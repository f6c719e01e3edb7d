"""What Slack's message events are read as."""

from typing import Any

import pytest

from bot.domain.message import Deleted, Edited, Heard, Moved, Posted
from bot.slack.hearing import TIMELINE_SUBTYPES, hear, instant_of
from bot.slack.wording import UNSHOWN
from tests.services.hearing import BOT, changed, deleted, posted

Json = dict[str, Any]
RICH = [
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "user", "user_id": "U1"},
                    {"type": "text", "text": " sees "},
                    {"type": "emoji", "name": "fire"},
                    {"type": "text", "text": " in "},
                    {"type": "channel", "channel_id": "C1"},
                    {"type": "text", "text": ", "},
                    {"type": "link", "url": "https://x.example", "text": "here"},
                ],
            },
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "it burns"}]},
        ],
    }
]


def said(event: Json) -> Posted:
    heard = hear(event, BOT)
    assert isinstance(heard, Posted)
    return heard


@pytest.mark.parametrize("subtype", [None, "file_share", "bot_message", "thread_broadcast", "me_message"])
def test_every_kind_of_new_message_is_something_said(subtype: str | None) -> None:
    event = posted("C1", "1774000000.000100", "words", **({"subtype": subtype} if subtype else {}))
    assert subtype in TIMELINE_SUBTYPES
    assert said(event).said.text == "words"


@pytest.mark.parametrize(
    "subtype", ["channel_topic", "channel_purpose", "channel_name", "channel_archive", "message_replied"]
)
def test_notices_of_slack_are_left_to_others(subtype: str) -> None:
    assert subtype not in TIMELINE_SUBTYPES


def test_an_instant_keeps_every_microsecond() -> None:
    assert instant_of("1774000000.000007").microsecond == 7
    assert instant_of("1774000000").microsecond == 0


@pytest.mark.parametrize("author", [{"user": "UBOT"}, {"bot_id": "BBOT"}, {"user": "UBOT", "bot_id": "BBOT"}])
def test_the_bots_own_words_are_not_heard_new_changed_or_deleted(author: Json) -> None:
    own = {"type": "message", "ts": "1.1", "text": "mine"} | author
    assert hear(own | {"channel": "C1", "event_ts": "1.1"}, BOT) is None
    edit = changed("C1", "1.1", "x", "y", "2.1")
    edit["message"], edit["previous_message"] = own | {"text": "changed"}, own
    assert hear(edit, BOT) is None
    gone = deleted("C1", "1.1", "x", "2.1")
    gone["previous_message"] = own
    assert hear(gone, BOT) is None


@pytest.mark.parametrize(
    ("event", "text"),
    [
        ({"text": "plain"}, "plain"),
        (
            {"text": "", "attachments": [{"title": "CPU", "text": "high", "fallback": "CPU high"}]},
            "CPU\nhigh",
        ),
        ({"text": "Alert", "attachments": [{"fallback": "CPU high"}]}, "Alert\nCPU high"),
        ({"text": "", "attachments": [{"fields": [{"title": "host", "value": "a1"}]}]}, "host: a1"),
        (
            {"text": "", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "in a block"}}]},
            "in a block",
        ),
        (
            {"text": "see it", "attachments": [{"from_url": "https://x.example", "text": "a preview"}]},
            "see it",
        ),
        ({"text": "both", "blocks": [{"type": "section", "text": {"text": "both again"}}]}, "both"),
        (
            {"text": UNSHOWN, "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "CPU"}}]},
            "CPU",
        ),
        ({"text": "", "blocks": RICH}, "<@U1> sees :fire: in <#C1>, <https://x.example|here>\nit burns"),
    ],
    ids=[
        "text",
        "attachment",
        "text and fallback",
        "fields",
        "blocks",
        "preview",
        "text wins over blocks",
        "Slack's own words where there is no text",
        "rich text",
    ],
)
def test_the_words_of_an_app_are_found_wherever_it_put_them(event: Json, text: str) -> None:
    heard = said(posted("C1", "1.1", "") | event | {"bot_id": "BAPP", "bot_profile": {"name": "Grafana"}})
    assert heard.said.text == text
    assert (heard.said.author, heard.said.by_person, heard.said.name) == ("BAPP", False, "Grafana")


def test_a_persons_previews_are_not_their_words() -> None:
    event = posted("C1", "1.1", "look", attachments=[{"title": "A page", "text": "of somebody else"}])
    assert said(event).said.text == "look"


@pytest.mark.parametrize("comment", ["", "look"])
def test_what_a_person_forwards_is_kept_as_the_words_of_whoever_said_it(comment: str) -> None:
    forwarded = {"is_share": True, "is_msg_unfurl": True, "author_id": "U7", "text": "it invents refunds"}
    forwarded |= {
        "from_url": "https://acme.slack.com/archives/C2/p1",
        "fallback": "[date] g: it invents refunds",
    }
    event = posted("C1", "1.1", comment, attachments=[forwarded])
    lines = [*([comment] if comment else []), "Forwarded from <@U7>: it invents refunds"]
    assert said(event).said.text == "\n".join(lines)


def test_a_forwarded_file_is_named_and_what_no_id_is_given_of_by_its_name() -> None:
    forwarded = {"is_share": True, "author_name": "Grafana", "text": "", "files": [{"name": "cpu.png"}]}
    event = posted("C1", "1.1", "", attachments=[forwarded])
    assert said(event).said.text == "Forwarded from Grafana: cpu.png"


def test_what_databases_refuse_is_taken_out() -> None:
    assert said(posted("C1", "1.1", "a\x00b \ud800 c")).said.text == "ab ? c"


def test_files_and_links_are_named_each_once() -> None:
    words = "<https://a.example|A> <https://a.example> <mailto:x@y.example|x> <#C9|general>"
    heard = said(posted("C1", "1.1", words, files=[{"id": "F1", "name": "a.log"}, {"id": "F2"}]))
    assert heard.said.links == ("https://a.example", "mailto:x@y.example")
    assert heard.said.files == ("a.log", "F2")
    assert heard.said.file_ids == ("F1", "F2")


@pytest.mark.parametrize(
    ("thread_ts", "link"),
    [
        (None, "https://acme.slack.com/archives/C1/p11"),
        ("1.1", "https://acme.slack.com/archives/C1/p11"),
        ("0.9", "https://acme.slack.com/archives/C1/p11?thread_ts=0.9&cid=C1"),
    ],
    ids=["no thread", "its first message", "a reply"],
)
def test_a_permalink_is_made_without_asking_slack(thread_ts: str | None, link: str) -> None:
    more = {"thread_ts": thread_ts} if thread_ts else {}
    assert said(posted("C1", "1.1", "x", **more)).said.source.permalink == link


def test_an_edit_tells_both_texts_and_its_own_time() -> None:
    heard = hear(changed("C1", "1774000000.000100", "old", "new", "1774000060.000200"), BOT)
    assert isinstance(heard, Edited)
    assert (heard.before.text, heard.said.text) == ("old", "new")
    assert (heard.at - heard.said.at).total_seconds() == pytest.approx(60.0001)


def test_a_change_of_anything_but_words_and_files_is_no_edit() -> None:
    event = changed("C1", "1.1", "same", "same", "2.1")
    event["message"]["attachments"] = [{"from_url": "https://x.example", "text": "a preview"}]
    assert hear(event, BOT) is None
    event["message"]["files"] = [{"id": "F1", "name": "a.log"}]
    assert isinstance(hear(event, BOT), Edited)


def test_a_tombstone_is_a_deletion_of_what_was_there() -> None:
    event = changed("C1", "1.1", "secret", "This message was deleted.", "2.1")
    event["message"] |= {"subtype": "tombstone", "user": "USLACKBOT"}
    heard = hear(event, BOT)
    assert isinstance(heard, Deleted)
    assert heard.said is not None
    assert (heard.said.author, heard.source.message_ts) == ("UANN", "1.1")


def test_a_tombstone_that_goes_was_nobodys_message() -> None:
    event = deleted("C1", "1.1", "This message was deleted.", "2.1")
    event["previous_message"]["subtype"] = "tombstone"
    heard: Heard | None = hear(event, BOT)
    assert isinstance(heard, Deleted)
    assert heard.said is None


@pytest.mark.parametrize(
    ("subtype", "left"),
    [("channel_join", False), ("group_join", False), ("channel_leave", True), ("group_leave", True)],
)
def test_coming_and_going_is_told_of_people_not_of_the_bot(subtype: str, left: bool) -> None:
    event = posted("C1", "1.1", "<@UANN> has joined the channel", subtype=subtype)
    heard = hear(event, BOT)
    assert isinstance(heard, Moved)
    assert (heard.user_id, heard.left) == ("UANN", left)
    assert hear(event | {"user": "UBOT"}, BOT) is None
