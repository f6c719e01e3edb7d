"""Words, lists, durations and mentions."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.words import (
    Mention,
    count_in_words,
    duration_in_words,
    ended,
    find_mentions,
    join_words,
    nearest,
    parse_mention,
    split_last_mention,
    split_mention,
    split_word,
)

ALICE = Mention(user_id="U123", name="alice")
BOB = Mention(name="bob")


@pytest.mark.parametrize(
    ("text", "word", "after"),
    [
        ("note it leaks", "note", "it leaks"),
        (" note\u00a0it\u00a0leaks ", "note", "it\u00a0leaks"),
        ("note\nfirst\n\nsecond", "note", "first\n\nsecond"),
        ("note", "note", ""),
        ("  ", "", ""),
    ],
)
def test_the_first_word_ends_at_white_space_of_any_kind(text: str, word: str, after: str) -> None:
    assert split_word(text) == (word, after)


@pytest.mark.parametrize("text", ["It leaks.", "It leaks!", "Does it leak?", "It leaks …"])
def test_what_has_an_end_of_its_own_gets_no_second_one(text: str) -> None:
    assert ended(text) == text
    assert ended("It leaks") == "It leaks."


@pytest.mark.parametrize(
    ("word", "near"),
    [("declair", ["declare"]), ("DECLARE", ["declare"]), ("stats", ["status"]), ("xyz", []), ("", [])],
)
def test_the_nearest_word_is_found_and_nothing_is_made_up(word: str, near: list[str]) -> None:
    assert nearest(word, ["declare", "status", "note", "timeline"]) == near


def test_as_many_near_words_come_as_were_asked_for_best_first() -> None:
    assert nearest("privacy", ["privacy_exposure", "privacy_law", "bias"], limit=2) == [
        "privacy_law",
        "privacy_exposure",
    ]


@pytest.mark.parametrize(
    ("words", "joined"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_are_joined_as_they_are_said(words: list[str], joined: str) -> None:
    assert join_words(words) == joined
    assert join_words(words, last="or") == joined.replace("and", "or")


def test_one_is_told_from_many() -> None:
    assert [count_in_words(n, "task") for n in (0, 1, 2)] == ["0 tasks", "1 task", "2 tasks"]
    assert count_in_words(2, "reply", "replies") == "2 replies"


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(0), "less than a minute"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=5, seconds=59), "5 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=1, minutes=5), "1 h 5 min"),
        (timedelta(hours=23, minutes=59), "23 h 59 min"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=1, minutes=59), "1 day"),
        (timedelta(days=2, hours=3), "2 days 3 h"),
        (timedelta(days=3), "3 days"),
        (timedelta(days=9, hours=23), "9 days"),
        (-timedelta(minutes=31), "31 min"),
    ],
)
def test_a_length_of_time_is_said_in_the_units_that_matter(length: timedelta, said: str) -> None:
    assert duration_in_words(length) == said


@pytest.mark.parametrize(
    ("word", "mention"),
    [
        ("<@U123|alice>", ALICE),
        ("<@U123>", Mention(user_id="U123")),
        ("<@W0AB9>", Mention(user_id="W0AB9")),
        (" @bob ", BOB),
        ("@anna.maria-o'neil", Mention(name="anna.maria-o'neil")),
        ("@jürgen", Mention(name="jürgen")),
        ("@7", Mention(name="7")),
        ("alice", None),
        ("@", None),
        ("@here", None),
        ("@Channel", None),
        ("@everyone", None),
        ("<!subteam^S123|@oncall>", None),
        ("<#C123|general>", None),
        ("bob@example.com", None),
        ("<@U123|alice> and more", None),
        ("", None),
    ],
)
def test_a_word_names_a_person_or_nobody(word: str, mention: Mention | None) -> None:
    assert parse_mention(word) == mention


def test_everybody_a_text_names_is_found_once_in_order() -> None:
    text = "<@U123|alice> asks @bob, <@U123|alice> and bob@example.com, cc @here"
    assert find_mentions(text) == (ALICE, BOB)


@pytest.mark.parametrize(
    ("text", "mention", "rest"),
    [
        ("<@U123|alice> take over", ALICE, "take over"),
        ("<@U123|alice>: take over", ALICE, "take over"),
        ("@bob", BOB, ""),
        ("@bob. Take over", BOB, ". Take over"),
        ("ask @bob", None, "ask @bob"),
        ("@here look", None, "@here look"),
        ("", None, ""),
    ],
)
def test_a_person_is_taken_off_the_start(text: str, mention: Mention | None, rest: str) -> None:
    assert split_mention(text) == (mention, rest)


@pytest.mark.parametrize(
    ("text", "mention", "rest"),
    [
        ("ask <@U9> about the logs @bob", BOB, "ask <@U9> about the logs"),
        ("check <@U123|alice> ", ALICE, "check"),
        ("@bob", BOB, ""),
        ("ask @bob about the logs", None, "ask @bob about the logs"),
        ("tell @everyone", None, "tell @everyone"),
        ("", None, ""),
    ],
)
def test_a_person_is_taken_off_the_end(text: str, mention: Mention | None, rest: str) -> None:
    assert split_last_mention(text) == (mention, rest)


@given(st.text())
def test_no_text_is_lost_when_nobody_is_named(text: str) -> None:
    for split in (split_mention, split_last_mention):
        mention, rest = split(text)
        assert mention is not None or rest == text.strip()
