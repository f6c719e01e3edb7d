"""Events of the beginning and the end: declared, resolved, closed, reopened, cancelled, merged."""

from typing import ClassVar

from bot.domain.event.base import Event, because
from bot.domain.mrkdwn import escape_mrkdwn as esc
from bot.domain.severity import Severity


class Declared(Event):
    """An incident was declared."""

    kind = "declared"
    title: str
    severity: Severity
    assessed: bool
    by: str

    def line(self) -> str:
        """Say it in one line."""
        level = self.severity.value if self.assessed else f"{self.severity.value} (not yet assessed)"
        return f"<@{self.by}> declared the incident: {esc(self.title)}. Severity {level}."


class DeclaredFrom(Event):
    """The message the incident was declared from; its words only where everybody could read them."""

    kind = "declared_from_message"
    author: str
    text: str | None
    permalink: str

    def line(self) -> str:
        """Say it in one line."""
        if self.text is None:
            return f"Declared from a message that is not public: {self.permalink}"
        return f"Declared from a message of <@{self.author}>: {self.text} ({self.permalink})"


class Resolved(Event):
    """The incident was resolved."""

    kind = "resolved"
    moves_clocks: ClassVar[bool] = True
    on_triage: ClassVar[bool] = True
    by: str
    summary: str | None = None

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> resolved the incident.{f' {esc(self.summary)}' if self.summary else ''}"


class Closed(Event):
    """The incident was closed."""

    kind = "closed"
    on_triage: ClassVar[bool] = True
    by: str
    reason: str | None = None
    left_open: tuple[str, ...] = ()

    def line(self) -> str:
        """Say it in one line."""
        left = f" Left open: {esc('; '.join(self.left_open))}." if self.left_open else ""
        return f"<@{self.by}> closed the incident.{because(self.reason)}{left}"


class Reopened(Event):
    """The incident was opened again."""

    kind = "reopened"
    moves_clocks: ClassVar[bool] = True
    on_triage: ClassVar[bool] = True
    by: str
    reason: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> reopened the incident.{because(self.reason)}"


class Cancelled(Event):
    """The incident turned out to be none."""

    kind = "cancelled"
    on_triage: ClassVar[bool] = True
    by: str
    reason: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> cancelled the incident.{because(self.reason)}"


class Merged(Event):
    """The incident was merged into another."""

    kind = "merged"
    on_triage: ClassVar[bool] = True
    into: str
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> merged this incident into {self.into}."


class TookOver(Event):
    """Another incident was merged into this one."""

    kind = "took_over"
    other: str
    tasks: int
    by: str

    def line(self) -> str:
        """Say it in one line."""
        moved = f" {self.tasks} open task{'s' if self.tasks != 1 else ''} moved here." if self.tasks else ""
        return f"<@{self.by}> merged {self.other} into this incident.{moved}"


class VisibilityChanged(Event):
    """The incident was made private or public."""

    kind = "visibility_changed"
    private: bool
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> made the incident {'private' if self.private else 'public'}."
