"""Events of what is known: title, summary, severity, category, systems, times, triage."""

from typing import ClassVar

from bot.domain.event.base import Event, because, stamp
from bot.domain.incident import Certainty
from bot.domain.mrkdwn import escape_mrkdwn as esc
from bot.domain.severity import Severity
from bot.domain.triage import Question
from bot.domain.value import Instant


class TitleChanged(Event):
    """The title was changed."""

    kind = "title_changed"
    old: str
    new: str
    by: str | None = None

    def line(self) -> str:
        """Say it in one line."""
        said = f"<@{self.by}> changed the title" if self.by else "Title changed"
        return f"{said} from “{esc(self.old)}” to “{esc(self.new)}”."


class SummaryChanged(Event):
    """The summary was written or changed."""

    kind = "summary_changed"
    new: str
    by: str | None = None

    def line(self) -> str:
        """Say it in one line."""
        return f"{f'<@{self.by}> wrote the summary' if self.by else 'Summary'}: {esc(self.new)}"


class SeverityChanged(Event):
    """The severity was raised, lowered or confirmed by a person."""

    kind = "severity_changed"
    on_triage: ClassVar[bool] = True
    old: Severity
    new: Severity
    reason: str | None = None
    by: str

    @property
    def raised(self) -> bool:
        """Whether it is worse now."""
        return self.new.is_higher_than(self.old)

    def line(self) -> str:
        """Say it in one line."""
        if self.old is self.new:
            return f"<@{self.by}> confirmed severity {self.new.value}.{because(self.reason)}"
        verb = "raised" if self.raised else "lowered"
        return (
            f"<@{self.by}> {verb} severity from {self.old.value} to {self.new.value}.{because(self.reason)}"
        )


class SuggestionDeclined(Event):
    """The severity that triage suggests was not taken, and why."""

    kind = "suggestion_declined"
    on_triage: ClassVar[bool] = True
    suggested: Severity
    kept: Severity
    reason: str
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return (
            f"<@{self.by}> kept severity {self.kept.value} instead of the suggested"
            f" {self.suggested.value}.{because(self.reason)}"
        )


class CategoryChanged(Event):
    """The category or subtype was set."""

    kind = "category_changed"
    on_triage: ClassVar[bool] = True
    label: str
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> set the category: {self.label}."


class FacetsChanged(Event):
    """The facets were set."""

    kind = "facets_changed"
    on_triage: ClassVar[bool] = True
    labels: tuple[str, ...]
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> set what it involves: {', '.join(self.labels) or 'nothing in particular'}."


class SystemsChanged(Event):
    """The affected systems were set."""

    kind = "systems_changed"
    on_triage: ClassVar[bool] = True
    moves_clocks: ClassVar[bool] = True
    systems: tuple[str, ...]
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> named the affected systems: {esc(', '.join(self.systems)) or 'none'}."


class StartedSet(Event):
    """When harm began was told or corrected."""

    kind = "started_set"
    started_at: Instant | None
    certainty: Certainty
    by: str

    def line(self) -> str:
        """Say it in one line."""
        if self.started_at is None:
            return f"<@{self.by}> said that it is not known when harm began."
        return f"<@{self.by}> put the start of harm at {stamp(self.started_at, self.certainty)}."


class DetectedSet(Event):
    """When it was first noticed was told or corrected."""

    kind = "detected_set"
    moves_clocks: ClassVar[bool] = True
    detected_at: Instant
    certainty: Certainty
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> put the first notice at {stamp(self.detected_at, self.certainty)}."


class TriageAnswered(Event):
    """A triage question was answered."""

    kind = "triage_answered"
    on_triage: ClassVar[bool] = True
    question: Question
    asked: str
    answer: str
    before: str | None = None
    note: str | None = None
    by: str

    def line(self) -> str:
        """Say it in one line."""
        said = f"<@{self.by}> answered “{self.asked}”: {self.answer}"
        if self.before is not None and self.before != self.answer:
            said += f" (before: {self.before})"
        return f"{said}.{f' {esc(self.note)}' if self.note else ''}"


class TriageAsked(Event):
    """The triage questions were asked, or asked again."""

    kind = "triage_asked"
    key: ClassVar[bool] = False
    on_card: ClassVar[bool] = False
    again: bool

    def line(self) -> str:
        """Say it in one line."""
        return "Triage questions asked again." if self.again else "Triage questions asked."
