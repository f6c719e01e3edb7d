"""Channel names that Slack accepts, whatever the title."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.channel_name import channel_name

ACCEPTED_BY_SLACK = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")


def named(title: str, **changes: object) -> str:
    asked = {"private": False, "drill": False, **changes}
    return channel_name(7, title, **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Checkout is down", "inc-7-checkout-is-down"),
        ("Chatbot doesn't stop!", "inc-7-chatbot-doesnt-stop"),
        ("perf.data_drift in FR", "inc-7-perf-data-drift-in-fr"),
        ("Größe falsch, Übersetzung naïve", "inc-7-grosse-falsch-ubersetzung-naive"),
        ("Øre & Łódź", "inc-7-ore-lodz"),
        ("模型 GPT 坏了", "inc-7-gpt"),
        ("模型坏了", "inc-7"),
        ("النموذج معطل", "inc-7"),
        ("🔥🔥🔥", "inc-7"),
        ("", "inc-7"),
        ("  --  ", "inc-7"),
        (
            "<@U12345|alice> saw <https://example.com/a|odd output>",
            "inc-7-alice-saw-odd-output",
        ),
    ],
)
def test_a_title_becomes_the_name(title: str, name: str) -> None:
    assert named(title) == name


def test_a_long_title_ends_with_a_whole_word() -> None:
    name = named("the summariser invents refunds for customers who never asked for any of them")
    assert name == "inc-7-the-summariser-invents-refunds-for-customers-who"


def test_a_private_incident_has_no_name_that_tells_its_subject() -> None:
    assert named("salaries leaked", private=True) == "inc-7"
    assert named("salaries leaked", private=True, drill=True) == "drill-7"


def test_a_drill_says_that_it_is_one() -> None:
    assert named("Checkout is down", drill=True) == "drill-7-checkout-is-down"


def test_the_prefix_is_configurable_and_made_acceptable() -> None:
    assert named("Odd", prefix="AI Incident") == "ai-incident-7-odd"
    assert named("Odd", prefix="!") == "inc-7-odd"


@pytest.mark.parametrize(("attempt", "ending"), [(0, ""), (1, "-2"), (2, "-3"), (10, "-11")])
def test_a_taken_name_is_followed_by_the_next_one(attempt: int, ending: str) -> None:
    assert named("odd", attempt=attempt) == f"inc-7-odd{ending}"


def test_the_ending_of_a_taken_name_survives_at_the_longest() -> None:
    longest = channel_name(2**31, "x" * 99, private=False, drill=False, prefix="p" * 99, attempt=100)
    assert len(longest) == 80
    assert longest.endswith("x-101")


@given(
    number=st.integers(min_value=1, max_value=2**31),
    title=st.text(max_size=300) | st.text(string.ascii_letters + " ", max_size=300),
    private=st.booleans(),
    drill=st.booleans(),
    prefix=st.text(max_size=100),
    attempt=st.integers(min_value=0, max_value=10**6),
)
def test_every_name_is_one_that_slack_accepts(
    *, number: int, title: str, private: bool, drill: bool, prefix: str, attempt: int
) -> None:
    name = channel_name(number, title, private=private, drill=drill, prefix=prefix, attempt=attempt)
    assert ACCEPTED_BY_SLACK.fullmatch(name)
    assert str(number) in name


@given(st.text(max_size=200), st.integers(min_value=0, max_value=50), st.integers(min_value=0, max_value=50))
def test_no_two_attempts_ask_for_the_same_name(title: str, one: int, other: int) -> None:
    assert (named(title, attempt=one) == named(title, attempt=other)) == (one == other)
