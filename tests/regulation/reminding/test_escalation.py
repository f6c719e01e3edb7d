"""Who hears of a clock when nobody acknowledges, and what is said together."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.regulation.reminding import (
    ClockReminders,
    Level,
    Term,
    addressee,
    bundles,
    due_together,
    next_step,
)
from tests.regulation.reminding.terms import AWAKE, BERLIN, MONDAY, days, hours, unnumbered

MINUTE = timedelta(minutes=1)


def told(clock: Term, policy: ClockReminders = AWAKE, at: datetime = MONDAY) -> list[tuple[int, str]]:
    """The first four steps after a reminder that nobody acknowledges: minutes on, and who."""
    found: list[tuple[int, str]] = []
    level, told_at = Level.LEGAL, at
    for _ in range(4):
        step = next_step(clock, policy, told=level, told_at=told_at, lead_zone=BERLIN)
        if step is None:
            break
        found.append(((step.at - at) // MINUTE, step.level.value))
        level, told_at = step.level, step.at
    return found


@pytest.mark.parametrize(
    ("clock", "steps"),
    [
        (hours(1), [(10, "backup"), (20, "commander"), (30, "commander"), (40, "commander")]),
        (hours(6), [(10, "backup"), (20, "commander"), (30, "commander"), (40, "commander")]),
        (hours(24), [(30, "backup"), (60, "commander")]),
        (hours(72), [(120, "backup"), (240, "commander")]),
        (days(15), [(480, "backup"), (960, "commander")]),
        (days(30), [(1440, "backup"), (2880, "commander")]),
        (unnumbered(), [(1440, "backup"), (2880, "commander")]),
        (hours(72, rehearsal=True), []),
    ],
    ids=["1 h", "6 h", "24 h", "72 h", "15 days", "30 days", "no number", "rehearsal"],
)
def test_a_reminder_nobody_acknowledges_goes_to_the_backup_and_then_the_commander(
    clock: Term, steps: list[tuple[int, str]]
) -> None:
    assert told(clock) == steps


def test_nobody_else_is_woken_either_while_more_than_a_day_remains() -> None:
    night = datetime(2026, 11, 2, 20, tzinfo=UTC)  # 21:00 in Berlin, quiet from 22:00
    step = next_step(hours(72, night), ClockReminders(), told=Level.LEGAL, told_at=night, lead_zone=BERLIN)
    assert step is not None
    assert step.at == datetime(2026, 11, 3, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("level", "people", "person"),
    [
        (Level.LEGAL, ("L", "B", "C"), "L"),
        (Level.BACKUP, ("L", "B", "C"), "B"),
        (Level.COMMANDER, ("L", "B", "C"), "C"),
        (Level.LEGAL, (None, "B", "C"), "B"),
        (Level.BACKUP, ("L", None, "C"), "C"),
        (Level.LEGAL, (None, None, None), None),
    ],
)
def test_who_is_missing_is_stood_in_for_by_the_next(
    level: Level, people: tuple[str | None, str | None, str | None], person: str | None
) -> None:
    legal, backup, commander = people
    assert addressee(level, legal=legal, backup=backup, commander=commander) == person


def test_reminders_within_a_quarter_of_an_hour_are_one_message() -> None:
    minutes = [31, 0, 14, 15, 16, 90]
    found = bundles(minutes, at=lambda m: MONDAY + m * MINUTE, within=15 * MINUTE)
    assert found == ((0, 14, 15), (16, 31), (90,))


def test_nothing_is_said_before_something_is_due_and_then_what_follows_shortly_with_it() -> None:
    minutes = [0, 10, 16, -5]

    def together(now: int) -> tuple[int, ...]:
        return due_together(
            minutes, at=lambda m: MONDAY + m * MINUTE, now=MONDAY + now * MINUTE, within=15 * MINUTE
        )

    assert together(-6) == ()
    assert together(-5) == (-5, 0, 10)
    assert together(1) == (-5, 0, 10, 16)
