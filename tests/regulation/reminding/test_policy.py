"""What the organisation may say about reminders, and what it is told when that cannot be."""

import pytest

from bot.config import BadSettings, parse_policy
from bot.domain.regulation.reminding import Term
from tests.regulation.reminding.terms import AWAKE, days, hours, spoken


def test_a_row_that_is_given_replaces_that_row_alone() -> None:
    policy = parse_policy(
        "clocks:\n  quiet_hours: null\n  remind:\n    48h: [start, half, due]\n",
        name="incidents.yml",
    ).clocks
    assert spoken(hours(48), policy) == ["2d", "1d", "12h?", "4h!", "0d"]
    assert spoken(hours(72), policy) == spoken(hours(72), AWAKE)


@pytest.mark.parametrize(
    ("length", "clock", "wanted"),
    [
        ("20h", hours(20), ["20h", "2h!", "0d"]),
        ("20d", days(20), ["20d", "3d!", "49h", "2h", "0d"]),
    ],
)
def test_a_length_between_the_rows_can_have_a_row_of_its_own(
    length: str, clock: Term, wanted: list[str]
) -> None:
    text = f"clocks: {{quiet_hours: null, remind: {{{length}: [start, T-2h, due]}}}}"
    assert spoken(clock, parse_policy(text, name="incidents.yml").clocks) == wanted


@pytest.mark.parametrize(
    ("text", "begin", "morning"),
    [("quiet_hours: 20:00-10:30", "20:00", "09:00"), ("morning: 10:00", "22:00", "10:00")],
)
def test_times_of_day_are_read_with_and_without_quotes(text: str, begin: str, morning: str) -> None:
    policy = parse_policy(f"clocks: {{{text}}}", name="incidents.yml").clocks
    assert policy.rest is not None
    assert (f"{policy.rest.begin:%H:%M}", f"{policy.day_begins:%H:%M}") == (begin, morning)


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ("quiet_hours: nights", 2, "clocks.quiet_hours: 'nights' are no quiet hours"),
        ("quiet_hours: 22:00-22:00", 2, "write them like `22:00-07:00`"),
        ("morning: 24:30", 2, "clocks.morning"),
        ("backup: '@ines'", 2, "clocks.backup"),
        ("remind:\n    48h:\n      - start\n      - later\n      - due", 5, "'later' says no moment"),
        ("remind:\n    2 days: [due]", 3, "'2 days' is no length; write `48h`"),
        ("remind:\n    48h: [start]", 2, "`48h` lacks `due`"),
        ("remind:\n    48h: [daily, due]", 2, "`daily` says nothing for `48h`"),
        ("escalate:\n    no_number: [T-2h]", 2, "`T-2h` says nothing for `no_number`"),
        ("acknowledge:\n    6h: 0", 3, "greater than or equal to 1"),
        ("nag: 3", 2, "clocks.nag"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, line: int, complaint: str) -> None:
    with pytest.raises(BadSettings) as refused:
        parse_policy(f"clocks:\n  {text}\n", name="incidents.yml")
    assert str(refused.value).startswith(f"incidents.yml, line {line}: ")
    assert complaint in str(refused.value)
