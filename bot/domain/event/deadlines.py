"""Events of single regulatory deadlines: clocks that start and move, and what was decided about them."""

from typing import ClassVar

from bot.domain.event.base import Event, because
from bot.domain.event.duties import standing_in, when_due
from bot.domain.mrkdwn import escape_mrkdwn as esc
from bot.domain.value import Instant


class _OfClock(Event):
    """Something about one deadline.

    Attributes:
        entity: the legal entity it concerns; "" while there is one alone.
    """

    number: int
    title: str
    entity: str = ""

    @property
    def named(self) -> str:
        """Name it as the record does."""
        entity = f" ({esc(self.entity)})" if self.entity else ""
        return f"Deadline {self.number}{entity}, {esc(self.title)}"


class ClockStarted(_OfClock):
    """A duty's time runs; proposed while a fact is unknown or its law's date is doubtful."""

    kind = "clock_started"
    authority: str
    anchor: str
    start_named: str
    starts_at: Instant | None
    due_at: Instant | None
    was_due: Instant | None = None
    confirmed: bool
    unknown: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    doubtful: bool = False

    @property
    def is_proposed(self) -> bool:
        """Whether somebody has to say first that it applies."""
        return bool(self.unknown) or self.doubtful

    def line(self) -> str:
        """Say it in one line."""
        due = f"due {when_due(self.due_at)}" if self.due_at else "due without undue delay"
        why = f", not known yet: {esc(' '.join(self.questions))}" if self.unknown else ""
        why += ", its law is of low confidence" if self.doubtful else ""
        did = f"is proposed ({due}{why})" if self.is_proposed else f"runs, {due}"
        sure = "" if self.confirmed else ", not confirmed"
        start = f"counted from {esc(self.start_named)}, {when_due(self.starts_at)}{sure}"
        return f"{self.named}, to {esc(self.authority)}: {did}; {start}."


class ClockWaits(_OfClock):
    """A duty was noted whose time does not run: what it waits for has not happened, or it is a rehearsal."""

    kind = "clock_waits"
    key: ClassVar[bool] = False
    state: str
    anchor: str
    start_named: str
    due_at: Instant | None = None

    def line(self) -> str:
        """Say it in one line."""
        if self.state == "rehearsal":
            due = when_due(self.due_at)
            return f"{self.named}: a rehearsal, since its law does not bind yet; it would be due {due}."
        return f"{self.named}: not started, waiting for {esc(self.start_named)}."


class ClockMoved(_OfClock):
    """A deadline's due instant changed."""

    kind = "clock_moved"
    old: Instant | None
    new: Instant | None
    status: str

    def line(self) -> str:
        """Say it in one line."""
        status = self.status.replace("_", " ")
        return f"{self.named}: due {when_due(self.new)}, before {when_due(self.old)} ({status})."


class ClockSuperseded(_OfClock):
    """A deadline is not owed as things stand; it stays in the record."""

    kind = "clock_superseded"
    because: str

    def line(self) -> str:
        """Say it in one line."""
        return f"{self.named} is superseded: {esc(self.because)}."


class _Decided(_OfClock):
    moves_clocks: ClassVar[bool] = True
    for_legal: bool = False
    by: str

    @property
    def who(self) -> str:
        """Who decided, and in whose place."""
        return f"<@{self.by}>{standing_in(self.for_legal)}"


class DeadlineFiled(_Decided):
    """A notice was filed."""

    kind = "deadline_filed"
    filed_at: Instant
    late: bool
    reference: str | None = None
    reason: str | None = None
    file: str | None = None
    file_id: str | None = None
    file_name: str | None = None

    def line(self) -> str:
        """Say it in one line."""
        late = " late" if self.late else ""
        under = f", reference {esc(self.reference)}" if self.reference else ""
        how = f"at {when_due(self.filed_at)}{under}{self._notice()}.{because(self.reason)}"
        return f"{self.who} filed{late}: {self.named}, {how}"

    def _notice(self) -> str:
        link = esc(self.file) if self.file else ""
        if not self.file_name:
            return f", {link}" if link else ""
        return f", the notice is “{esc(self.file_name)}”{f' ({link})' if link else ''}"


class DeadlineWaived(_Decided):
    """It was decided, with a reason, that nothing is to be filed."""

    kind = "deadline_waived"
    reason: str
    superseded: bool = False

    def line(self) -> str:
        """Say it in one line."""
        did = "marked as superseded" if self.superseded else "waived"
        return f"{self.who} {did}: {self.named}.{because(self.reason)}"


class DeadlineLate(_Decided):
    """It was said beforehand that a notice will be late, and whether the authority knows."""

    kind = "deadline_late"
    reason: str
    authority_told: bool

    def line(self) -> str:
        """Say it in one line."""
        told = "the authority was told" if self.authority_told else "the authority was not told yet"
        return f"{self.who} said that it will be late: {self.named}; {told}.{because(self.reason)}"


class DecisionTakenBack(_Decided):
    """A decision about a deadline was wrong and does not hold any more."""

    kind = "decision_taken_back"
    decision: str
    reason: str

    def line(self) -> str:
        """Say it in one line."""
        return (
            f"{self.who} took back “{self.decision.replace('_', ' ')}”: {self.named}.{because(self.reason)}"
        )


class DeadlineAcknowledged(_OfClock):
    """Somebody sees to a deadline."""

    kind = "deadline_acknowledged"
    key: ClassVar[bool] = False
    on_card: ClassVar[bool] = False
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> sees to it: {self.named}."


class NoticeDrafted(_OfClock):
    """A draft of a notice was made from the record."""

    kind = "notice_drafted"
    key: ClassVar[bool] = False
    on_card: ClassVar[bool] = False
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> had a draft made: {self.named}."
