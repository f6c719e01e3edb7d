"""What counting gives: the strict instant that reminds, and a later one only where a rule has it."""

from bot.domain.value import Instant, Value


class Reading(Value):
    """By when something is due."""

    due_at: Instant
    legal_latest: Instant | None = None
    """For counsel alone: how long Regulation 1182/71 or a relief may still allow."""


def reading(due_at: Instant, legal_latest: Instant) -> Reading:
    """Two readings of one limit; the strict one never ends after the law does."""
    return Reading(due_at=min(due_at, legal_latest), legal_latest=legal_latest)
