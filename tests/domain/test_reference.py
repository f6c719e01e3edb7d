"""How an incident is named in text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.reference import format_reference, parse_reference, split_reference


@pytest.mark.parametrize("in_channel", [True, False])
@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("INC-8", 8, ""),
        ("inc-8 it is fixed", 8, "it is fixed"),
        ("Inc-8: it is fixed", 8, "it is fixed"),
        ("INC8 high", 8, "high"),
        ("", None, ""),
        ("high", None, "high"),
        ("INC-8th time today", None, "INC-8th time today"),
        ("incident 8", None, "incident 8"),
        ("seen in INC-8", None, "seen in INC-8"),
        ("7th customer called", None, "7th customer called"),
        ("14:05 it began", None, "14:05 it began"),
        ("٧ it began", None, "٧ it began"),
    ],
)
def test_what_is_a_reference_everywhere_and_what_nowhere(
    text: str, number: int | None, rest: str, in_channel: bool
) -> None:
    assert split_reference(text, in_channel=in_channel) == (number, rest)


def test_a_bare_number_is_a_reference_only_outside_an_incidents_channel() -> None:
    assert split_reference("7 customers called", in_channel=False) == (7, "customers called")
    assert split_reference("7 customers called", in_channel=True) == (None, "7 customers called")


@given(st.integers(min_value=0, max_value=2**31 - 1))
def test_what_is_written_is_read_back(number: int) -> None:
    assert parse_reference(format_reference(number)) == number
    assert parse_reference(f" {number} ") == number


@given(st.integers(min_value=2**31))
def test_a_number_too_long_for_any_incident_does_no_harm(number: int) -> None:
    found = parse_reference(f"INC-{number}")
    assert found is not None
    assert 2**30 < found < 2**31


@pytest.mark.parametrize("text", ["INC-7 and more", "seven", "", "-7", "7.5"])
def test_a_text_with_anything_besides_is_no_reference(text: str) -> None:
    assert parse_reference(text) is None


@given(st.text(), st.booleans())
def test_no_text_is_lost_when_there_is_no_reference(text: str, in_channel: bool) -> None:
    number, rest = split_reference(text, in_channel=in_channel)
    assert number is not None or rest == text.strip()
