"""All that the review summary tells of an incident, put together once and shown in several places."""

from collections.abc import Mapping

from bot.domain.incident import Incident
from bot.domain.review import Review
from bot.domain.severity import Severity
from bot.domain.timeline import Head, Shown
from bot.domain.value import Value

DECISIONS = frozenset(
    {"severity_changed", "suggestion_declined", "visibility_changed", "closed", "reopened", "cancelled"}
)
"""Kinds of entries that are somebody's decision, with a reason where one was asked for."""

_TOLD_ELSEWHERE = DECISIONS | {
    "category_changed",
    "channel",
    "detected_set",
    "facets_changed",
    "review_answered",
    "review_scheduled",
    "role_assigned",
    "role_released",
    "started_set",
    "summary_changed",
    "systems_changed",
    "task_added",
    "task_done",
    "title_changed",
    "triage_answered",
}


class Summary(Value):
    """An incident with what its review looks at.

    Attributes:
        key_events: as they stand now, in the order in which they happened.
        declared_as: the severity of the declaration, which may have been changed since.
        left_open: what is still open, or was when it was closed.
        head: the end of the timeline, by which it can be verified.
        names: the people who appear in it, by id.
    """

    incident: Incident
    key_events: tuple[Shown, ...] = ()
    declared_as: Severity
    left_open: tuple[str, ...] = ()
    review: Review
    head: Head
    names: Mapping[str, str] = {}

    @property
    def story(self) -> tuple[Shown, ...]:
        """The key events that no other part of the summary tells; a clock only proposed is left open."""
        told = (each for each in self.key_events if each.entry.kind not in _TOLD_ELSEWHERE)
        return tuple(each for each in told if not _is_proposed(each))

    @property
    def decisions(self) -> tuple[Shown, ...]:
        """What was decided on the way."""
        return tuple(each for each in self.key_events if each.entry.kind in DECISIONS)


def _is_proposed(shown: Shown) -> bool:
    details = shown.entry.details
    return shown.entry.kind == "clock_started" and bool(details.get("unknown") or details.get("doubtful"))
