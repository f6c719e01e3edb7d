"""People's words inside Slack's markup."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.graphemes import units
from bot.domain.mrkdwn import clip, escape_mrkdwn, inert, plain, split

FAMILY = "👨‍👩‍👧‍👦"
FLAG = "🇩🇪"
SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
THUMB = "👍🏽"
KEYCAP = "1️⃣"
ACCENTED = "e\u0301"


@pytest.mark.parametrize(
    "sign", [FAMILY, FLAG, SCOTLAND, THUMB, KEYCAP, ACCENTED, "❤️", "&amp;", "<@U1|al>", "\r\n"]
)
def test_what_a_reader_sees_as_one_sign_is_one(sign: str) -> None:
    assert list(units(f"a{sign}b")) == ["a", sign, "b"]
    assert list(units(sign * 3)) == [sign] * 3


def test_two_flags_side_by_side_are_two() -> None:
    assert list(units("🇩🇪🇫🇷")) == ["🇩🇪", "🇫🇷"]


@given(st.text())
def test_the_signs_of_a_text_are_the_text(text: str) -> None:
    assert "".join(units(text)) == text


@pytest.mark.parametrize(
    ("text", "limit", "clipped"),
    [
        ("the quick brown fox", 19, "the quick brown fox"),
        ("the quick brown fox", 18, "the quick brown…"),
        ("the quick brown fox", 10, "the quick…"),
        ("the quick brown fox", 9, "the…"),
        ("supercalifragilistic", 6, "super…"),
        ("supercalifragilistic word", 6, "super…"),
        (f"{FAMILY}{FAMILY}", 13, f"{FAMILY}…"),
        (f"odd {FAMILY} answer", 10, "odd…"),
        (f"caf{ACCENTED}s", 5, "caf…"),
        ("a &amp; b", 6, "a…"),
        ("AT&amp;T and more", 8, "AT&amp;…"),
        ("see <https://example.com|this page> for more", 20, "see…"),
        ("模型给出了错误的答案", 5, "模型给出…"),
        ("GPT 模型给出了错误的答案", 8, "GPT 模型给…"),
        ("anything", 1, "…"),
        ("anything", 0, ""),
        ("", 0, ""),
    ],
)
def test_a_long_text_ends_between_words(text: str, limit: int, clipped: str) -> None:
    assert clip(text, limit) == clipped


SIGNS = st.sampled_from(
    [FAMILY, FLAG, THUMB, ACCENTED, "&lt;", "<@U1|al>", "word", "é", "字", " ", "\n", "a", "b"]
)


@given(st.lists(SIGNS, max_size=40).map("".join), st.integers(min_value=0, max_value=60))
def test_a_clipped_text_fits_and_is_made_of_whole_signs(text: str, limit: int) -> None:
    clipped = clip(text, limit)
    assert len(clipped) <= limit or clipped == text == ""
    if clipped != text and limit:
        assert clipped.endswith("…")
        kept = clipped[:-1]
        assert text.startswith(kept)
        assert list(units(text))[: len(list(units(kept)))] == list(units(kept))


@given(st.lists(st.text("abc", min_size=1, max_size=8), min_size=1, max_size=12), st.integers(10, 80))
def test_no_word_is_cut_where_there_is_room_for_one(words: list[str], limit: int) -> None:
    clipped = clip(" ".join(words), limit)
    assert all(word in words for word in clipped.removesuffix("…").split())


@given(st.lists(SIGNS, max_size=60).map("".join), st.integers(min_value=4, max_value=40))
def test_a_split_text_loses_nothing_but_line_ends_and_is_cut_between_signs(text: str, limit: int) -> None:
    first, rest = split(text, limit)
    assert len(first) <= limit or len(list(units(first))) == 1
    assert text.startswith(first)
    assert text.removeprefix(first).lstrip("\n") == rest.lstrip("\n")
    assert list(units(text))[: len(list(units(first)))] == list(units(first))


def test_only_the_three_special_characters_are_escaped() -> None:
    assert escape_mrkdwn("a < b && b > c *bold*") == "a &lt; b &amp;&amp; b &gt; c *bold*"


@given(st.text())
def test_what_is_escaped_is_read_back(text: str) -> None:
    assert plain(escape_mrkdwn(text)) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("hello <!channel> and <@U123>", "hello &lt;!channel&gt; and &lt;@U123&gt;"),
        ("<https://evil.example|bank.example>", "&lt;https://evil.example|bank.example&gt;"),
        ("*bold* _soft_ ~gone~ `code`", "*bold* _soft_ ~gone~ `code`"),
        ("the *answer", "the ∗answer"),
        ("data_drift and a*b", "data_drift and a*b"),
        ("a `code", "a ˋcode"),
        ("_one_ and _two", "_one_ and ˍtwo"),
        ("~approximately", "∼approximately"),
        ("*open\nand* shut", "∗open\nand∗ shut"),
        ("`data_drift` *a `b*", "`data_drift` ∗a ˋb∗"),
        ("*_~` twice *_~`", "∗ˍ∼ˋ twice ∗ˍ∼ˋ"),
        ("see ```DROP TABLE``` there", "see `DROP TABLE` there"),
        ("```\ncode", "ˋ\ncode"),
        ("left \u202eand \u2066turned", "left and turned"),
        ("مرحبا", "مرحبا"),
    ],
)
def test_a_persons_words_stay_words(text: str, shown: str) -> None:
    assert inert(text) == shown


@pytest.mark.parametrize("crowd", ["@here", "@channel", "@everyone", "@Here", "@CHANNEL"])
def test_a_crowd_is_named_without_being_called(crowd: str) -> None:
    assert crowd not in inert(f"hello {crowd}!")
    assert inert(f"hello {crowd}!").replace("\u2060", "") == f"hello {crowd}!"
    assert inert("@hereward") == "@hereward"


@given(st.text())
def test_no_words_of_a_person_become_markup(text: str) -> None:
    shown = inert(text)
    assert not re.search(r"[<>]", shown)
    assert not re.search(r"@(here|channel|everyone)\b", shown, re.IGNORECASE)


@pytest.mark.parametrize(
    ("arrived", "read"),
    [
        ("<@U123|alice> and <@U9>", "@alice and @U9"),
        ("<#C1|general> <#C2>", "#general #C2"),
        ("<!here> <!channel|channel> <!subteam^S1|@oncall>", "@here channel @oncall"),
        ("<!date^1392734382^{date}|18 Feb 2014>", "18 Feb 2014"),
        ("<https://example.com/a?b=1&amp;c=2>", "https://example.com/a?b=1&c=2"),
        ("<https://example.com|the page>", "the page (https://example.com)"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<http://b.example|b.example> <http://b.example|http://b.example>", "b.example http://b.example"),
        ("1 &lt; 2 &amp;amp; 3", "1 < 2 &amp; 3"),
        ("a &lt;@U1&gt; b", "a <@U1> b"),
    ],
)
def test_a_text_from_slack_is_read_as_people_see_it(arrived: str, read: str) -> None:
    assert plain(arrived) == read


def test_the_address_behind_a_label_can_be_left_out() -> None:
    assert plain("<https://example.com|the page>", addresses=False) == "the page"
