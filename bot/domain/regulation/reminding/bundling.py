"""Reminders that fall close together become one message."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

T = TypeVar("T")


def bundles(
    things: Iterable[T], *, at: Callable[[T], datetime], within: timedelta
) -> tuple[tuple[T, ...], ...]:
    """Groups in order; what falls no later than so much after the first of a group belongs to it."""
    groups: list[list[T]] = []
    for thing in sorted(things, key=at):
        if groups and at(thing) - at(groups[-1][0]) <= within:
            groups[-1].append(thing)
        else:
            groups.append([thing])
    return tuple(tuple(group) for group in groups)


def due_together(
    waiting: Sequence[T], *, at: Callable[[T], datetime], now: datetime, within: timedelta
) -> tuple[T, ...]:
    """What to say in one message now: all that is due, and what would follow within so short a time.

    Nothing while nothing is due, so that no message comes early for its own sake.
    """
    if not any(at(thing) <= now for thing in waiting):
        return ()
    return tuple(sorted((thing for thing in waiting if at(thing) <= now + within), key=at))
