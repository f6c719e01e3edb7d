"""The one place that asks what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Gives the present instant, aware and in UTC."""


def system_clock() -> datetime:
    """Return the machine's present instant, in UTC."""
    return datetime.now(UTC)


class MovableClock:
    """A clock that people move: it stands at `at`, or runs on from there with the machine's time.

    The simulated workspace and the bot share one, so that a day of reminders is seen in a minute.
    """

    def __init__(self, at: datetime, *, running: bool = False) -> None:
        self._at = at.astimezone(UTC)
        self._running = running
        self._since = system_clock()

    def __call__(self) -> datetime:
        """Return the clock's present instant."""
        if not self._running:
            return self._at
        return self._at + (system_clock() - self._since)

    def move(self, by: timedelta) -> datetime:
        """Move the clock on (never back) and return its new instant."""
        if by < timedelta(0):
            raise ValueError("The clock only moves on.")
        self._at += by
        return self()

    def move_to(self, at: datetime) -> datetime:
        """Move the clock on to `at`; an instant already past leaves it where it is."""
        ahead = at - self()
        return self.move(ahead) if ahead > timedelta(0) else self()
